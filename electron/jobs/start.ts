import type { AuditEntry } from '../contract/audit.ts';
import type { Failure } from '../contract/errors.ts';
import type { JobRow, PreviewRow, RowState, StartJob, Verdict } from '../contract/job.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { Clock } from './clock.ts';
import { ROWS_PER_SLICE } from './held.ts';
import type { Journal, StoredJob } from './journal.ts';
import type { Previewed } from './previewer.ts';
import { LiveRows } from './rows.ts';

export interface StartParts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly who: () => string;
  readonly newId: () => string;
}

/** Whether what was typed confirms a preview; null when it does. */
export function confirmed({ preview }: Previewed, typed: string): Failure | null {
  if (preview.counts.change === 0) return { code: 'plan.empty', detail: 'nothing would change' };
  const { confirmation } = preview;
  if (confirmation.type === 'nothing') return null;
  return typed.trim() === String(confirmation.count) ? null : { code: 'job.confirmation' };
}

/**
 * Why a job cannot begin at the time it was given; null when it can. A time that has passed while somebody looked at
 * the preview is not "now": nobody said so.
 */
export function past({ scheduledFor }: StartJob, now: number): Failure | null {
  if (scheduledFor === null || scheduledFor > now) return null;
  return { code: 'input.invalid', concerns: 'scheduledFor', detail: 'the time to begin has passed' };
}

const firstState: Record<Verdict, RowState> = { change: 'waiting', unchanged: 'unchanged', error: 'refused' };

/**
 * Writes a confirmed job and all its rows. Only when everything is on disk does the job count as one (`complete`).
 */
export async function writeJob(
  previewed: Previewed,
  input: StartJob,
  parts: StartParts,
  auditOf: (job: StoredJob) => AuditEntry,
): Promise<Result<{ job: StoredJob; rows: LiveRows }>> {
  const { plan, kind } = previewed;
  const { journal, clock } = parts;
  const now = clock.now();
  const job: StoredJob = {
    id: parts.newId(),
    kind: plan.kind,
    title: plan.title,
    reason: input.reason,
    by: parts.who(),
    server: plan.server,
    account: plan.account,
    parameters: plan.parameters,
    planHash: previewed.planHash,
    inverseOf: previewed.inverseOf,
    createdAt: now,
    scheduledFor: input.scheduledFor,
    complete: false,
    options: input.options,
    state: input.scheduledFor === null ? 'paused' : 'scheduled',
    pausedBecause: null,
    failure: null,
    startedAt: null,
    finishedAt: null,
  };
  const changing = previewed.rows.filter((row) => row.verdict === 'change').map((row) => row.target);
  const begun = kind.begin?.(job.id, plan, changing) ?? succeed(null);
  if (!begun.ok) return begun;
  const created = journal.create(job);
  if (!created.ok) return created;
  const rows = new LiveRows(clock.elapsed());
  for (let from = 0; from < plan.rows.length; from += ROWS_PER_SLICE) {
    const slice = previewed.rows.slice(from, from + ROWS_PER_SLICE).map((row) => firstRow(row, previewed));
    const added = journal.addRows(job.id, slice);
    if (!added.ok) return added;
    for (const row of slice) rows.add(row);
    await new Promise<void>((resolve) => {
      clock.soon(resolve);
    });
  }
  const completed = journal.commit({ job: job.id, patch: { complete: true }, audit: [auditOf(job)] });
  return completed.ok ? succeed({ job: { ...job, complete: true }, rows }) : fail(completed.failure);
}

function firstRow(row: PreviewRow, { plan }: Previewed): JobRow {
  return {
    index: row.index,
    target: row.target,
    data: plan.rows[row.index]?.data ?? {},
    before: row.before,
    after: row.after,
    state: firstState[row.verdict],
    attempts: 0,
    sentAt: null,
    settledAt: null,
    failure: row.failure,
    verified: null,
    note: '',
    told: false,
  };
}
