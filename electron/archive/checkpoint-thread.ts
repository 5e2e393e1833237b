import { parentPort, workerData } from 'node:worker_threads';
import { DatabaseSync } from '@photostructure/sqlite';

// Folds the write-ahead log of one archive into its file whenever main asks, apart from main: the waiting for the
// disk is this thread's. A passive checkpoint never holds the writer up.
const path: unknown = workerData;
if (typeof path === 'string') {
  const database = new DatabaseSync(path);
  parentPort?.on('message', (message: unknown) => {
    if (message === 'end') {
      database.close();
      parentPort?.close();
      return;
    }
    try {
      database.exec('PRAGMA wal_checkpoint(PASSIVE)');
    } catch {
      // A full or damaged disk is told by the next write of main, which knows what it wanted to keep.
    }
    parentPort?.postMessage('done');
  });
}
