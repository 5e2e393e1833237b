import { isNumbered, type Answer, type Numbered } from './protocol.ts';
import { WorkbookJob } from './workbook-job.ts';

/**
 * Entry of the workbook process: a utility process of Electron in the app, a forked child of Node elsewhere. It
 * writes one workbook and ends. When its parent goes away it removes what it had written.
 */

/** What Electron puts on `process` in a utility process; typed here because nothing here may know Electron. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

function parentPort(): ParentPort | null {
  const port: unknown = 'parentPort' in process ? process.parentPort : null;
  return isParentPort(port) ? port : null;
}

function isParentPort(port: unknown): port is ParentPort {
  return typeof port === 'object' && port !== null && 'postMessage' in port && 'on' in port;
}

const job = new WorkbookJob();
const port = parentPort();
let queue = Promise.resolve();

function reply(answer: Answer): void {
  if (port) port.postMessage(answer);
  else process.send?.(answer);
}

async function carryOut({ number, order }: Numbered): Promise<void> {
  const outcome = await job.carryOut(order);
  reply({ number, outcome });
}

/** A bug: leave nothing behind, then end as crashed, which main tells from every ordinary end. */
function crash(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  void job.discard().finally(() => process.exit(70));
}

function receive(message: unknown): void {
  if (isNumbered(message)) queue = queue.then(() => carryOut(message)).catch(crash);
}

if (port)
  port.on('message', ({ data }) => {
    receive(data);
  });
else process.on('message', receive);
process.on('disconnect', () => {
  void queue.then(() => job.discard()).finally(() => process.exit(0));
});
