import { parentPort, workerData } from 'node:worker_threads';
import { backUp, bringIn, examine } from './care.ts';
import { careTask, type CareAnswer, type CareTask } from './care-task.ts';
import { measureHistory } from './history-measure.ts';

// Copies and checks apart from main: SQLite reads gigabytes in one go, and nothing else may wait for that.
const TELL_EVERY = 100;

function answer(message: CareAnswer): void {
  parentPort?.postMessage(message);
}

async function run(task: CareTask): Promise<void> {
  let toldAt = 0;
  const control = {
    onProgress: (done: number, total: number) => {
      const now = performance.now();
      if (now - toldAt < TELL_EVERY && done < total) return;
      toldAt = now;
      answer({ type: 'progress', done, total });
    },
    cancelled: () => Atomics.load(task.stop, 0) !== 0,
  };
  switch (task.kind) {
    case 'check':
      answer({ type: 'ended', result: examine(task.path) });
      return;
    case 'measure':
      answer({ type: 'measured', result: measureHistory(task.path) });
      return;
    case 'backup':
      answer({ type: 'ended', result: await backUp(task.path, task.target, control) });
      return;
    case 'restore':
      answer({ type: 'ended', result: await bringIn(task.path, task.target, control) });
      return;
  }
}

const task = careTask(workerData);
if (task !== null) await run(task);
