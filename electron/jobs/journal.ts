import type { JobRow, JobRowQuery, RowsPage, RowState } from '../contract/job.ts';
import type { Result } from '../contract/result.ts';
import type { JournalChange, StoredJob, TargetEvent, TargetState } from '../archive/journal.ts';

export type {
  JobPatch,
  JournalChange,
  RowChange,
  StoredJob,
  TargetEvent,
  TargetState,
} from '../archive/journal.ts';

/**
 * Where jobs are kept (`JobJournal` of the archive). When `commit` has returned a success, the change survives the
 * loss of the process and of the power. A failure (`file.diskFull`, `archive.unavailable`) means that nothing of the
 * change was written.
 */
export interface Journal {
  create(job: StoredJob): Result<null>;
  addRows(job: string, rows: readonly JobRow[]): Result<null>;
  commit(change: JournalChange): Result<null>;
  /** Newest first. */
  jobs(): Result<readonly StoredJob[]>;
  counts(job: string): Result<Readonly<Record<RowState, number>>>;
  rows(job: string, query: JobRowQuery): Result<RowsPage<JobRow>>;
  /** Up to `limit` rows from `index` on, in order. */
  slice(job: string, index: number, limit: number): Result<readonly JobRow[]>;
  /** Targets of the rows in one of these states, in the order of the plan. */
  targets(job: string, states: readonly RowState[]): Result<readonly TargetState[]>;
  /** Keeps that a person was told what only memory held of these targets; of rows that are done alone. */
  tell(job: string, targets: readonly string[]): Result<null>;
  /** What was done to a target, newest first, at most `limit`. */
  ofTarget(target: string, limit: number): Result<readonly TargetEvent[]>;
}
