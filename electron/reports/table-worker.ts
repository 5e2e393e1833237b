import { parentPort, workerData } from 'node:worker_threads';
import { readTable } from './read-table.ts';

// Reads one file that may be anything, apart from main: what it costs in time and memory ends with this thread.
const path: unknown = workerData;
if (typeof path === 'string') parentPort?.postMessage(await readTable(path));
