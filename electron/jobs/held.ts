import type { JobStatus, RowState } from '../contract/job.ts';
import type { Result } from '../contract/result.ts';
import { succeed } from '../contract/result.ts';
import type { Journal, StoredJob } from './journal.ts';
import type { JobKind } from './kind.ts';
import { LiveRows } from './rows.ts';
import type { JobRun } from './run.ts';

/** A job as the engine holds it: what is stored, and its run while one is loaded. */
export interface Held {
  job: StoredJob;
  /** Counts as stored; the run's are newer while there is one. */
  counts: Readonly<Record<RowState, number>>;
  run: JobRun | null;
  readonly kind: JobKind | null;
  /** Ends the wait of a scheduled job. */
  unschedule: (() => void) | null;
  /** Resolves when the run under way has ended and its end is written. */
  ended: Promise<void>;
}

/** Rows read from the journal before other work of the process gets its turn. */
export const ROWS_PER_SLICE = 500;

/** Whether a job does something right now. */
export function isActive(held: Held): boolean {
  return held.run !== null && held.run.phase !== 'idle';
}

/** Reads all rows of a job, in slices with pauses between them. @param since what `lastDoubt` of the rows begins with */
export async function readRows(
  journal: Journal,
  id: string,
  since: number,
  pause: () => Promise<void>,
): Promise<Result<LiveRows>> {
  const rows = new LiveRows(since);
  for (;;) {
    const slice = journal.slice(id, rows.length, ROWS_PER_SLICE);
    if (!slice.ok) return slice;
    for (const row of slice.value) rows.add(row);
    if (slice.value.length < ROWS_PER_SLICE) return succeed(rows);
    await pause();
  }
}

/** A job as every window shows it. @param now milliseconds of `Clock.elapsed` */
export function statusOf(held: Held, now: number): JobStatus {
  const { job, run, kind } = held;
  const counts = run?.rows.counts ?? held.counts;
  const rate = run !== null && run.phase === 'running' ? run.rate.perSecond(now) : 0;
  const left = counts.waiting + counts.sent;
  const { planHash: _hash, complete: _complete, ...told } = job;
  return {
    ...told,
    state: shownState(held),
    counts,
    total: counts.waiting + counts.sent + counts.done + counts.failed + counts.unknown,
    rate,
    secondsLeft: rate > 0 && left > 0 ? left / rate : null,
    canCheck: kind?.check !== undefined,
    canInvert: counts.done > 0 && (kind?.inverse?.([], job.parameters) ?? null) !== null,
  };
}

function shownState({ job, run }: Held): JobStatus['state'] {
  if (run === null || run.phase === 'idle') return job.state;
  if (run.stopping !== null) return run.stopping.because === 'cancel' ? 'cancelling' : 'pausing';
  return run.phase;
}
