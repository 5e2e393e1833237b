import type { AuditEntry } from '../contract/audit.ts';
import type { Failure } from '../contract/errors.ts';
import {
  jobData,
  jobOptions,
  jobStates,
  pauseReasons,
  rowStates,
  type JobData,
  type JobOptions,
  type JobRow,
  type JobRowQuery,
  type JobState,
  type PauseReason,
  type RowsPage,
  type RowState,
} from '../contract/job.ts';
import type { Result } from '../contract/result.ts';
import type { AuditStore } from './audit.ts';
import type { Archive, Connection } from './database.ts';
import { attempt } from './failure.ts';
import * as row from './row.ts';
import { storedFailure } from './stored-failure.ts';

/** A job as the journal keeps it; its rows and counts apart. Times are Unix milliseconds. Holds no secret. */
export interface StoredJob {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly reason: string;
  readonly by: string;
  readonly server: string;
  readonly account: string;
  readonly parameters: JobData;
  readonly planHash: string;
  /** The job whose inverse this is; null for one of its own. */
  readonly inverseOf: string | null;
  readonly createdAt: number;
  readonly scheduledFor: number | null;
  /** False while its rows are still being written: nothing of such a job was ever sent. */
  readonly complete: boolean;
  readonly options: JobOptions;
  readonly state: JobState;
  readonly pausedBecause: PauseReason | null;
  readonly failure: Failure | null;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

/** What may change in a job once it is written. */
export type JobPatch = Partial<
  Pick<
    StoredJob,
    | 'complete'
    | 'options'
    | 'state'
    | 'pausedBecause'
    | 'failure'
    | 'scheduledFor'
    | 'startedAt'
    | 'finishedAt'
  >
>;

/** New state of a row. */
export interface RowChange {
  readonly index: number;
  readonly state: RowState;
  /** Unix milliseconds when the outcome became known; null leaves the time that is kept. */
  readonly at: number | null;
  readonly attempts: number;
  readonly failure: Failure | null;
  readonly verified: boolean | null;
  readonly note: string;
}

/** What is written in one transaction: all of it or nothing. */
export interface JournalChange {
  readonly job: string;
  /** Rows about to be sent: they become `sent`, their attempts grow by one. Only waiting rows may. */
  readonly intents?: { readonly at: number; readonly indexes: readonly number[] };
  readonly outcomes?: readonly RowChange[];
  readonly patch?: JobPatch;
  /** Rows of the audit that belong to it. */
  readonly audit?: readonly AuditEntry[];
}

/** A target of a job, without all that its row holds. */
export interface TargetState {
  readonly target: string;
  readonly state: RowState;
  /** Unix milliseconds of the last outcome; 0 when there is none. */
  readonly settledAt: number;
  readonly told: boolean;
}

/** One row of a job with the job it belongs to, for the history of a target. */
export interface TargetEvent {
  readonly job: StoredJob;
  readonly row: JobRow;
}

const JOB_COLUMNS = 'id, kind, title, plan, plan_hash, inverse_of, created_at, finished_at, state, progress';
const ROW_COLUMNS = 'place, target, detail, state, attempts, sent_at, known_at, outcome';

/**
 * What jobs intend and what came of it. Every write is on the disk when the method returns: an intent before its
 * request leaves, an outcome before it is told. Everything of one `commit` shares one flush, rows of the audit too.
 */
export class JobJournal {
  readonly #connection: Connection;
  readonly #audit: AuditStore;

  constructor(archive: Archive, audit: AuditStore) {
    this.#connection = archive.durable;
    this.#audit = audit;
  }

  /** Writes a job without rows. */
  create(job: StoredJob): Result<null> {
    const { reason, by, server, account, parameters } = job;
    return this.#write(() => {
      this.#connection
        .statement(`INSERT INTO job (${JOB_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
        .run(
          job.id,
          job.kind,
          job.title,
          JSON.stringify({ reason, by, server, account, parameters }),
          job.planHash,
          job.inverseOf,
          job.createdAt,
          job.finishedAt,
          job.state,
          progressText(job),
        );
    });
  }

  /** Adds rows to a job that is being written. */
  addRows(job: string, rows: readonly JobRow[]): Result<null> {
    return this.#write(() => {
      const statement = this.#connection.statement(
        `INSERT INTO job_row (job, ${ROW_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      );
      for (const {
        index,
        target,
        data,
        before,
        after,
        state,
        attempts,
        sentAt,
        settledAt,
        ...rest
      } of rows) {
        const detail = JSON.stringify({ data, before, after });
        statement.run(job, index, target, detail, state, attempts, sentAt, settledAt, outcomeText(rest));
      }
    });
  }

  /**
   * Writes a change whole, or nothing of it (`file.diskFull`, `archive.unavailable`). An intent for a row that does
   * not wait is a bug and throws, for it would be sent twice.
   */
  commit({ job, intents, outcomes = [], patch, audit = [] }: JournalChange): Result<null> {
    return this.#write(() => {
      for (const change of outcomes) this.#settle(job, change);
      if (intents !== undefined) this.#intend(job, intents.indexes, intents.at);
      if (patch !== undefined && Object.keys(patch).length > 0) this.#patch(job, patch);
      this.#audit.link(audit);
    });
  }

  /** Newest first. */
  jobs(): Result<readonly StoredJob[]> {
    return attempt(() =>
      this.#connection.rows(`SELECT ${JOB_COLUMNS} FROM job ORDER BY created_at DESC, rowid DESC`).map(jobOf),
    );
  }

  counts(job: string): Result<Readonly<Record<RowState, number>>> {
    return attempt(() => {
      const counts = Object.fromEntries(rowStates.map((state) => [state, 0])) as Record<RowState, number>;
      const sql = 'SELECT state, count(*) FROM job_row WHERE job = ? GROUP BY state';
      for (const values of this.#connection.rows(sql, job)) {
        counts[row.oneOf(values, 0, rowStates)] = row.number(values, 1);
      }
      return counts;
    });
  }

  /** A page of rows in the order of the plan, with how many there are in all. */
  rows(job: string, { state, text, offset, limit }: JobRowQuery): Result<RowsPage<JobRow>> {
    return attempt(() => {
      const parts = ['job = ?'];
      const values: (string | number)[] = [job];
      if (state !== null) {
        parts.push('state = ?');
        values.push(state);
      }
      if (text !== '') {
        parts.push(`target LIKE ? ESCAPE '\\'`);
        values.push(`%${text.replace(/[\\%_]/g, '\\$&')}%`);
      }
      const where = parts.join(' AND ');
      const counted = this.#connection.rows(`SELECT count(*) FROM job_row WHERE ${where}`, ...values)[0];
      const sql = `SELECT ${ROW_COLUMNS} FROM job_row WHERE ${where} ORDER BY place LIMIT ? OFFSET ?`;
      return {
        total: counted === undefined ? 0 : row.number(counted, 0),
        rows: this.#connection.rows(sql, ...values, limit, offset).map((found) => rowOf(found)),
      };
    });
  }

  /** Up to `limit` rows from `index` on, in order. */
  slice(job: string, index: number, limit: number): Result<readonly JobRow[]> {
    return attempt(() => {
      const sql = `SELECT ${ROW_COLUMNS} FROM job_row WHERE job = ? AND place >= ? ORDER BY place LIMIT ?`;
      return this.#connection.rows(sql, job, index, limit).map((found) => rowOf(found));
    });
  }

  /** Targets of the rows in one of these states, in the order of the plan. */
  targets(job: string, states: readonly RowState[]): Result<readonly TargetState[]> {
    return attempt(() => {
      const marks = states.map(() => '?').join(', ');
      const sql = `SELECT target, state, coalesce(known_at, 0), coalesce(json_extract(outcome, '$.told'), 0)
         FROM job_row WHERE job = ? AND state IN (${marks}) ORDER BY place`;
      return this.#connection.rows(sql, job, ...states).map((found) => ({
        target: row.text(found, 0),
        state: row.oneOf(found, 1, rowStates),
        settledAt: row.number(found, 2),
        told: row.number(found, 3) === 1,
      }));
    });
  }

  /** Keeps that a person was told what only memory held of these targets; of rows that are done alone. */
  tell(job: string, targets: readonly string[]): Result<null> {
    return this.#write(() => {
      const statement = this.#connection.statement(
        `UPDATE job_row SET outcome = json_set(coalesce(outcome, '{}'), '$.told', json('true'))
         WHERE job = ? AND target = ? AND state = 'done'`,
      );
      for (const target of targets) statement.run(job, target);
    });
  }

  /** What was done to a target, newest job first, at most `limit`. */
  ofTarget(target: string, limit: number): Result<readonly TargetEvent[]> {
    return attempt(() => {
      const columns = [
        ...JOB_COLUMNS.split(', ').map((name) => `job.${name}`),
        ...ROW_COLUMNS.split(', ').map((name) => `job_row.${name}`),
      ].join(', ');
      const sql = `SELECT ${columns} FROM job_row JOIN job ON job.id = job_row.job
         WHERE job_row.target = ? ORDER BY job.created_at DESC, job.rowid DESC LIMIT ?`;
      return this.#connection
        .rows(sql, target, limit)
        .map((found) => ({ job: jobOf(found), row: rowOf(found.slice(JOB_WIDTH)) }));
    });
  }

  #intend(job: string, indexes: readonly number[], at: number): void {
    const statement = this.#connection.statement(
      `UPDATE job_row SET state = 'sent', attempts = attempts + 1, sent_at = ?, known_at = NULL, outcome = NULL
       WHERE job = ? AND place = ? AND state = 'waiting'`,
    );
    for (const index of indexes) {
      if (statement.run(at, job, index).changes !== 1)
        throw new Error(`row ${index} of ${job} does not wait`);
    }
  }

  #settle(job: string, change: RowChange): void {
    this.#connection
      .statement(
        `UPDATE job_row SET state = ?, known_at = coalesce(?, known_at), attempts = ?, outcome = ?
         WHERE job = ? AND place = ?`,
      )
      .run(change.state, change.at, change.attempts, outcomeText(change), job, change.index);
  }

  #patch(id: string, patch: JobPatch): void {
    const found = this.#connection.rows(`SELECT ${JOB_COLUMNS} FROM job WHERE id = ?`, id)[0];
    if (found === undefined) throw new Error(`no job ${id}`);
    const job = { ...jobOf(found), ...patch };
    this.#connection
      .statement('UPDATE job SET state = ?, finished_at = ?, progress = ? WHERE id = ?')
      .run(job.state, job.finishedAt, progressText(job), id);
  }

  #write(work: () => void): Result<null> {
    return attempt(() =>
      this.#connection.transaction(() => {
        work();
        return null;
      }),
    );
  }
}

const JOB_WIDTH = JOB_COLUMNS.split(', ').length;

function progressText({
  complete,
  options,
  pausedBecause,
  failure,
  scheduledFor,
  startedAt,
}: StoredJob): string {
  return JSON.stringify({ complete, options, pausedBecause, failure, scheduledFor, startedAt });
}

function outcomeText({
  failure,
  verified,
  note,
}: Pick<JobRow, 'failure' | 'verified' | 'note'>): string | null {
  return failure === null && verified === null && note === ''
    ? null
    : JSON.stringify({ failure, verified, note });
}

function jobOf(values: row.Row): StoredJob {
  const plan = row.record(values, 3);
  const progress = row.record(values, 9);
  const options = jobOptions.safeParse(progress['options'] ?? {});
  const parameters = jobData.safeParse(plan['parameters']);
  if (!options.success) throw new row.DamagedRow(9, 'the options of a job');
  if (!parameters.success) throw new row.DamagedRow(3, 'the plan of a job');
  return {
    id: row.text(values, 0),
    kind: row.text(values, 1),
    title: row.text(values, 2),
    reason: textIn(plan['reason']),
    by: textIn(plan['by']),
    server: textIn(plan['server']),
    account: textIn(plan['account']),
    parameters: parameters.data,
    planHash: row.text(values, 4),
    inverseOf: row.textOrNull(values, 5),
    createdAt: row.number(values, 6),
    finishedAt: row.numberOrNull(values, 7),
    state: row.oneOf(values, 8, jobStates),
    complete: progress['complete'] === true,
    options: options.data,
    pausedBecause: pauseReasons.find((reason) => reason === progress['pausedBecause']) ?? null,
    failure: storedFailure(progress['failure']),
    scheduledFor: numberIn(progress['scheduledFor']),
    startedAt: numberIn(progress['startedAt']),
  };
}

function rowOf(values: row.Row): JobRow {
  const detail = row.record(values, 2);
  const outcome = values[7] === null ? {} : row.record(values, 7);
  const data = jobData.safeParse(detail['data']);
  if (!data.success) throw new row.DamagedRow(2, 'the data of a row of a job');
  return {
    index: row.number(values, 0),
    target: row.text(values, 1),
    data: data.data,
    before: textIn(detail['before']),
    after: textIn(detail['after']),
    state: row.oneOf(values, 3, rowStates),
    attempts: row.number(values, 4),
    sentAt: row.numberOrNull(values, 5),
    settledAt: row.numberOrNull(values, 6),
    failure: storedFailure(outcome['failure']),
    verified: typeof outcome['verified'] === 'boolean' ? outcome['verified'] : null,
    note: textIn(outcome['note']),
    told: outcome['told'] === true,
  };
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function numberIn(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
