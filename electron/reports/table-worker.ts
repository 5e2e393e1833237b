import { parentPort, workerData } from 'node:worker_threads';
import type { TableMessage } from './table-reader.ts';
import { readTable } from './read-table.ts';

/** Rows handed over at a time: main unpacks so many between two turns of its event loop. */
const ROWS = 1_000;

// Reads one file that may be anything, apart from main: what it costs in time and memory ends with this thread.
const path: unknown = workerData;
if (typeof path === 'string' && parentPort !== null) {
  const port = parentPort;
  const result = await readTable(path);
  const rows = result.ok ? result.value.rows : [];
  let sent = 0;
  const hand = (): void => {
    const message: TableMessage =
      sent < rows.length
        ? { rows: rows.slice(sent, sent + ROWS) }
        : { end: result.ok ? { ok: true, value: { ...result.value, rows: [] } } : result };
    sent += ROWS;
    port.postMessage(message);
  };
  // Each part is asked for, so that a large file never comes over main all at once.
  port.on('message', hand);
  hand();
}
