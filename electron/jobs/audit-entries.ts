import type { AuditEntry } from '../contract/audit.ts';
import type { JobOptions, PlanRow } from '../contract/job.ts';
import type { StoredJob } from './journal.ts';
import type { Judgement } from './outcome.ts';

/** The audit's row for something that an operator or the engine did with a whole job. */
export function jobEntry(
  job: StoredJob,
  action: string,
  detail: string,
  by: { user: string; at: number },
): AuditEntry {
  return {
    ...by,
    server: job.server,
    account: job.account,
    action,
    target: job.id,
    result: action === 'job.start' || action === 'job.resume' ? 'started' : 'done',
    detail: [job.title, detail].filter((part) => part !== '').join(': '),
  };
}

/** The audit's row for the outcome of one row of a job. */
export function rowEntry(
  job: StoredJob,
  action: string,
  row: PlanRow,
  judgement: Judgement,
  by: { user: string; at: number },
): AuditEntry {
  const { failure, state } = judgement;
  const said = failure?.provider;
  const why = said === undefined ? (failure?.code ?? '') : `${said.code ?? ''} ${said.message}`.trim();
  return {
    ...by,
    server: job.server,
    account: job.account,
    action,
    target: row.target,
    result: state === 'waiting' ? 'refused' : state,
    detail: [`job ${job.id}`, why].filter((part) => part !== '').join(': '),
  };
}

/** The pace of a job as the audit keeps it. */
export function optionWords({ concurrency, perSecond, stopAfterPercent }: JobOptions): string {
  const rate = perSecond === null ? 'as many a second as allowed' : `${perSecond} a second at most`;
  const stop = stopAfterPercent === null ? 'never stops by itself' : `stops at ${stopAfterPercent} % failed`;
  return `${concurrency} at the same time, ${rate}, ${stop}`;
}
