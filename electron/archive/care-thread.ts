import { Worker } from 'node:worker_threads';
import type { ArchiveSummary } from '../contract/archive.ts';
import { fail, type Result } from '../contract/result.ts';
import type { CareAnswer, CareTask } from './care-task.ts';
import type { MeasuredHistory } from './history-limits.ts';

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
  const ended = inThread<ArchiveSummary>(entry, { ...order, stop }, (answer, resolve) => {
    if (answer.type === 'progress') onProgress(answer.done, answer.total);
    else if (answer.type === 'ended') resolve(answer.result);
  });
  return {
    ended,
    cancel: () => {
      Atomics.store(stop, 0, 1);
    },
  };
}

/** Measures what an archive keeps of times gone by, in a thread of its own (`history-measure.ts`). */
export function measureApart(entry: string | URL, path: string): Promise<Result<MeasuredHistory>> {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  return inThread<MeasuredHistory>(entry, { kind: 'measure', path, stop }, (answer, resolve) => {
    if (answer.type === 'measured') resolve(answer.result);
  });
}

function inThread<T>(
  entry: string | URL,
  task: CareTask,
  hear: (answer: CareAnswer, resolve: (result: Result<T>) => void) => void,
): Promise<Result<T>> {
  return new Promise((resolve) => {
    const worker = new Worker(entry, { workerData: task, env: {}, execArgv: [] });
    worker.on('message', (answer: CareAnswer) => {
      hear(answer, resolve);
    });
    worker.once('error', (error: unknown) => {
      const detail = error instanceof Error ? error.message : '';
      resolve(fail({ code: 'internal', concerns: task.path, detail }));
    });
    worker.once('exit', () => {
      resolve(fail({ code: 'internal', concerns: task.path, detail: 'the thread ended early' }));
    });
  });
}
