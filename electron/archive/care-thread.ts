import { Worker } from 'node:worker_threads';
import type { ArchiveSummary } from '../contract/archive.ts';
import { fail, type Result } from '../contract/result.ts';
import type { CareAnswer, CareTask } from './care-task.ts';

/** A copy or check under way. */
export interface CareRun {
  readonly ended: Promise<Result<ArchiveSummary>>;
  /** A copy ends as `cancelled` and nothing of it stays; a check runs to its end. */
  cancel(): void;
}

/** What is to be done, without what the thread and its owner share. */
export type CareOrder =
  | { readonly kind: 'check'; readonly path: string }
  | { readonly kind: 'backup' | 'restore'; readonly path: string; readonly target: string };

/**
 * Does something long with an archive in a thread of its own.
 *
 * @param entry the thread's entry file (`care-worker.ts`, or what the build makes of it)
 * @param onProgress bytes copied, and to copy
 */
export function careApart(
  entry: string | URL,
  order: CareOrder,
  onProgress: (done: number, total: number) => void,
): CareRun {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const workerData: CareTask = { ...order, stop };
  const ended = new Promise<Result<ArchiveSummary>>((resolve) => {
    const worker = new Worker(entry, { workerData, env: {}, execArgv: [] });
    worker.on('message', (answer: CareAnswer) => {
      if (answer.type === 'progress') onProgress(answer.done, answer.total);
      else resolve(answer.result);
    });
    worker.once('error', (error: unknown) => {
      const detail = error instanceof Error ? error.message : '';
      resolve(fail({ code: 'internal', concerns: order.path, detail }));
    });
    worker.once('exit', () => {
      resolve(fail({ code: 'internal', concerns: order.path, detail: 'the thread ended early' }));
    });
  });
  return {
    ended,
    cancel: () => {
      Atomics.store(stop, 0, 1);
    },
  };
}
