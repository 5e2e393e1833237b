import { Worker } from 'node:worker_threads';
import type { Table, TableRow } from '../contract/administration.ts';
import { fail, succeed, type Result } from '../contract/result.ts';

/** What the thread says: some rows, or that it has come to the end, with all but the rows. */
export type TableMessage = { readonly rows: readonly TableRow[] } | { readonly end: Result<Table> };

export interface TableReaderOptions {
  /** Milliseconds after which a file is given up. */
  readonly timeout?: number;
  /** Megabytes that reading may take. */
  readonly memory?: number;
}

/**
 * Reads a table in a thread of its own, with limits on time and memory, so that no file can hold up the console.
 *
 * @param entry the worker's entry file (`table-worker.ts`, or what the build makes of it)
 */
export function readTableApart(
  entry: string | URL,
  path: string,
  { timeout = 60_000, memory = 768 }: TableReaderOptions = {},
): Promise<Result<Table>> {
  return new Promise((resolve) => {
    const worker = new Worker(entry, {
      workerData: path,
      resourceLimits: { maxOldGenerationSizeMb: memory },
      // What the console was started with is none of a file's business.
      env: {},
      execArgv: [],
    });
    const end = (result: Result<Table>): void => {
      clearTimeout(timer);
      resolve(result);
      void worker.terminate();
    };
    const timer = setTimeout(() => {
      end(fail({ code: 'table.tooLarge', concerns: path, detail: `not read within ${timeout / 1_000} s` }));
    }, timeout);
    const rows: TableRow[] = [];
    worker.on('message', (message: TableMessage) => {
      if ('rows' in message) {
        rows.push(...message.rows);
        setImmediate(() => {
          worker.postMessage('more');
        });
      } else end(message.end.ok ? succeed({ ...message.end.value, rows }) : message.end);
    });
    worker.once('error', (error: unknown) => {
      const outOfMemory =
        error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      const detail = error instanceof Error ? error.message : '';
      end(fail({ code: outOfMemory ? 'table.tooLarge' : 'internal', concerns: path, detail }));
    });
    worker.once('exit', () => {
      end(fail({ code: 'internal', concerns: path, detail: 'the reading thread ended early' }));
    });
  });
}
