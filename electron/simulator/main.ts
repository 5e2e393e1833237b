import { readArguments, usage } from './arguments.ts';
import type { SimulatorOptions } from './options.ts';
import { startSimulator } from './server.ts';
import type { SimulatorHandle } from './server.ts';

/** What the process says to whoever started it, once, when it listens. */
export interface ReadyMessage {
  readonly type: 'simulator-ready';
  readonly url: string;
  readonly adminUrl: string;
  readonly account: string;
  readonly password: string;
}

/** As much of Electron's `process.parentPort` as is used here. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

function parentPort(): ParentPort | undefined {
  const port: unknown = Reflect.get(process, 'parentPort');
  return isParentPort(port) ? port : undefined;
}

function isParentPort(value: unknown): value is ParentPort {
  return typeof value === 'object' && value !== null && 'postMessage' in value && 'on' in value;
}

function say(message: object): void {
  const port = parentPort();
  if (port !== undefined) port.postMessage(message);
  else process.send?.(message);
}

/** Messages from the process above: `{ type: 'faults', faults }`, `{ type: 'close' }`. */
function listen(handle: SimulatorHandle): void {
  const hear = (message: unknown): void => {
    void obey(handle, message);
  };
  const port = parentPort();
  if (port !== undefined) {
    port.on('message', ({ data }) => {
      hear(data);
    });
  } else if (process.send !== undefined) {
    process.on('message', hear);
    // The one above is gone: there is nobody left to serve.
    process.on('disconnect', () => {
      void stop(handle);
    });
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      void stop(handle);
    });
  }
}

async function obey(handle: SimulatorHandle, message: unknown): Promise<void> {
  if (typeof message !== 'object' || message === null || !('type' in message)) return;
  if (message.type === 'close') await stop(handle);
  if (message.type !== 'faults' || !('faults' in message)) return;
  const accepted = await handle.faults.patch(message.faults);
  say({ type: 'simulator-faults', accepted });
}

async function stop(handle: SimulatorHandle): Promise<void> {
  await handle.close();
  process.exit(0);
}

async function run(options: SimulatorOptions): Promise<void> {
  const handle = await startSimulator(options);
  listen(handle);
  const { url, adminUrl, account, password } = handle;
  const ready: ReadyMessage = { type: 'simulator-ready', url, adminUrl, account, password };
  if (parentPort() !== undefined || process.send !== undefined) {
    say(ready);
    return;
  }
  console.log(`The demo provider listens at ${url}`);
  console.log(`Sign in as ${account} with password ${password}; ${handle.world.vehicles.count} devices.`);
  console.log(`Switches: POST JSON to ${adminUrl}/faults`);
}

const choice = readArguments(process.argv.slice(2));
if ('help' in choice) {
  console.log(usage);
} else if ('problem' in choice) {
  console.error(`${choice.problem}\n\n${usage}`);
  process.exitCode = 2;
} else {
  run(choice.options).catch((error: unknown) => {
    console.error(
      `The demo provider could not start: ${error instanceof Error ? error.message : String(error)}`,
    );
    process.exitCode = 1;
  });
}
