import { fork } from 'node:child_process';
import { workerFlags, type WorkerChannel } from './protocol.ts';

/**
 * A workbook worker as a plain child process of Node, for everything that runs without Electron (tests, benches,
 * command line). The app gives a utility process instead.
 *
 * @param entry path of the worker's entry file
 * @param program what runs it, when it is not the Node of this process
 */
export function forkWorker(entry: string, program = process.execPath): WorkerChannel {
  const child = fork(entry, [], {
    execPath: program,
    // Structured clone instead of JSON: typed arrays stay typed arrays.
    serialization: 'advanced',
    execArgv: [...workerFlags],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return {
    post: (message) => {
      // A child that is gone is told by `onExit`; the message has nowhere to go.
      if (child.connected) child.send(message, () => undefined);
    },
    onMessage: (listener) => {
      child.on('message', listener);
    },
    onExit: (listener) => {
      let told = false;
      const once = (code: number | null): void => {
        if (told) return;
        told = true;
        listener(code);
      };
      child.on('exit', once);
      child.on('error', () => {
        once(null);
      });
    },
    kill: () => {
      child.kill();
    },
  };
}
