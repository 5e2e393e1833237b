import type { AuditEntry } from '../contract/audit.ts';
import type { PlanRow, UnknownDecision } from '../contract/job.ts';
import { succeed, type Result } from '../contract/result.ts';
import type { Journal, RowChange } from './journal.ts';
import type { Judgement } from './outcome.ts';
import type { LiveRows } from './rows.ts';

/** Puts the failed rows back to waiting, because a person asked for it. */
export function requeueFailed(journal: Journal, job: string, rows: LiveRows, at: number): Result<null> {
  const failed = rows.in('failed');
  const outcomes = failed.map((index) => rows.change(index, 'waiting', at, { note: 'to be sent again' }));
  const written = journal.commit({ job, outcomes });
  if (!written.ok) for (const index of failed) rows.set(index, 'failed');
  return written;
}

export interface DecisionBy {
  readonly decision: UnknownDecision;
  /** Why; may be empty. */
  readonly reason: string;
  readonly who: string;
  readonly at: number;
}

/** Writes what a person decided about rows of unknown outcome (null: all of them); other rows are left alone. */
export function decideUnknown(
  journal: Journal,
  job: string,
  rows: LiveRows,
  indexes: readonly number[] | null,
  { decision, reason, who, at }: DecisionBy,
  auditOf: (row: PlanRow, judgement: Judgement, at: number) => AuditEntry,
): Result<null> {
  const wanted = indexes === null ? null : new Set(indexes);
  const unknown = rows.in('unknown').filter((index) => wanted === null || wanted.has(index));
  if (unknown.length === 0) return succeed(null);
  const { state, said, failure } = meaning(decision, who);
  const note = [said, reason].filter((part) => part !== '').join(': ');
  const audit = unknown.map((index) => {
    const entry = auditOf(rows.at(index).plan, { state, failure, pause: null }, at);
    return { ...entry, detail: `${entry.detail}: ${note}` };
  });
  const outcomes: RowChange[] = unknown.map((index) => rows.change(index, state, at, { failure, note }));
  const written = journal.commit({ job, outcomes, audit });
  if (!written.ok) for (const index of unknown) rows.set(index, 'unknown');
  return written;
}

function meaning(
  decision: UnknownDecision,
  who: string,
): Pick<Judgement, 'state' | 'failure'> & { said: string } {
  switch (decision) {
    case 'happened':
      return { state: 'done', failure: null, said: `${who} says that it was done` };
    case 'didNot':
      return {
        state: 'failed',
        failure: { code: 'outcome.unknown' },
        said: `${who} says that it was not done`,
      };
    case 'sendAgain':
      return { state: 'waiting', failure: null, said: `${who} lets it be sent again` };
  }
}
