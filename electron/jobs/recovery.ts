import type { RowState } from '../contract/job.ts';
import type { AuditEntry } from '../contract/audit.ts';
import type { PlanRow } from '../contract/job.ts';
import { succeed, type Result } from '../contract/result.ts';
import type { Judgement } from './outcome.ts';
import type { JobPatch, Journal, RowChange, StoredJob } from './journal.ts';

/** Rows read and written at a time. */
const PAGE = 1_000;

export interface Recovered {
  readonly job: StoredJob;
  readonly counts: Readonly<Record<RowState, number>>;
}

/**
 * What a job found in the journal at the start of the program is now. An intent without an outcome is unknown: its
 * request may or may not have left. Safe to be interrupted and repeated.
 *
 * @param now Unix milliseconds
 */
export function recoverJob(
  journal: Journal,
  job: StoredJob,
  now: number,
  auditOf: (row: PlanRow, judgement: Judgement, at: number) => AuditEntry,
): Result<Recovered> {
  const unknown = forgetIntents(journal, job.id, now, auditOf);
  if (!unknown.ok) return unknown;
  const patch = patchOf(job, now);
  if (patch !== null) {
    const written = journal.commit({ job: job.id, patch });
    if (!written.ok) return written;
  }
  const counts = journal.counts(job.id);
  return counts.ok ? succeed({ job: { ...job, ...patch }, counts: counts.value }) : counts;
}

function patchOf(job: StoredJob, now: number): JobPatch | null {
  // Its rows were not all written when the program ended, so nothing of it was sent.
  if (!job.complete) return { state: 'cancelled', complete: true, finishedAt: now };
  switch (job.state) {
    case 'done':
    case 'cancelled':
    case 'paused':
      return null;
    case 'scheduled':
      return (job.scheduledFor ?? 0) > now ? null : { state: 'paused', pausedBecause: 'missedTime' };
    case 'cancelling':
      return { state: 'cancelled', finishedAt: now };
    case 'running':
    case 'pausing':
    case 'checking':
      return { state: 'paused', pausedBecause: 'restart', failure: null };
  }
}

/** Every row that was under way becomes unknown, in the audit too: its request may have had its effect. */
function forgetIntents(
  journal: Journal,
  job: string,
  at: number,
  auditOf: (row: PlanRow, judgement: Judgement, at: number) => AuditEntry,
): Result<null> {
  const failure = { code: 'outcome.unknown' } as const;
  for (;;) {
    const sent = journal.rows(job, { state: 'sent', offset: 0, limit: PAGE, text: '' });
    if (!sent.ok) return sent;
    if (sent.value.rows.length === 0) return succeed(null);
    const outcomes = sent.value.rows.map((row): RowChange => ({
      index: row.index,
      state: 'unknown',
      at,
      attempts: row.attempts,
      failure,
      verified: null,
      note: 'the console ended before the answer came',
    }));
    const audit = sent.value.rows.map(({ target, data }) =>
      auditOf({ target, data }, { state: 'unknown', failure, pause: null }, at),
    );
    const written = journal.commit({ job, outcomes, audit });
    if (!written.ok) return written;
  }
}
