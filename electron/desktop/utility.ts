import { utilityProcess } from 'electron';

/** A helper process of ours, as plain messages; the same shape that tests build on child processes. */
export interface UtilityChannel {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** `code` 0 is a clean end. */
  onExit(listener: (code: number) => void): void;
  kill(): void;
}

/** Starts `modulePath` in a utility process of Electron. Its output goes to `onOutput` line by line. */
export function forkUtility(
  modulePath: string,
  options: { name: string; execArgv?: readonly string[]; onOutput: (line: string) => void },
): UtilityChannel {
  const child = utilityProcess.fork(modulePath, [], {
    serviceName: options.name,
    execArgv: [...(options.execArgv ?? [])],
    stdio: 'pipe',
    // Nothing of the user's environment is needed there but the time zone, where one was set.
    env: process.env['TZ'] === undefined ? {} : { TZ: process.env['TZ'] },
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString('utf8').split('\n')) if (line.trim() !== '') options.onOutput(line);
    });
  }
  return {
    post: (message) => {
      child.postMessage(message);
    },
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => child.on('exit', listener),
    kill: () => {
      child.kill();
    },
  };
}
