import type { JobRow, JobRowQuery, RowsPage, RowState } from '../contract/job.ts';
import type { Result } from '../contract/result.ts';
import type { JournalChange, StoredJob, TargetEvent } from '../archive/journal.ts';

export type { JobPatch, JournalChange, RowChange, StoredJob, TargetEvent } from '../archive/journal.ts';

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
  /** What was done to a target, newest first, at most `limit`. */
  ofTarget(target: string, limit: number): Result<readonly TargetEvent[]>;
}
