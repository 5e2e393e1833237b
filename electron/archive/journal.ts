import { createHash } from 'node:crypto';
import type { Result } from '../contract/result.ts';
import type { Archive, Connection } from './database.ts';
import { attempt } from './failure.ts';
import * as row from './row.ts';

export const jobStates = ['planned', 'running', 'paused', 'done', 'cancelled'] as const;
export type StoredJobState = (typeof jobStates)[number];

/** `sent`: the intent is written and the request may have left; `unknown`: it may have and no outcome was seen. */
export const jobRowStates = ['waiting', 'sent', 'done', 'failed', 'unknown'] as const;
export type StoredRowState = (typeof jobRowStates)[number];

/** A job as it was planned and confirmed. The plan is plain data and holds no secret. */
export interface JobPlan {
  readonly id: string;
  /** As a word of the feature that runs it: `account.block`. */
  readonly kind: string;
  readonly title: string;
  readonly plan: unknown;
  /** The job whose inverse this is; null for one of its own. */
  readonly inverseOf: string | null;
  readonly rows: readonly PlannedRow[];
}

export interface PlannedRow {
  /** On what: an account, an IMEI. */
  readonly target: string;
  readonly detail: unknown;
}

export interface StoredJob extends Omit<JobPlan, 'rows'> {
  readonly state: StoredJobState;
  /** SHA-256 of plan and rows, lower-case hex: what was confirmed is what runs. */
  readonly planHash: string;
  /** Unix milliseconds. */
  readonly createdAt: number;
  readonly finishedAt: number | null;
}

export interface StoredJobRow extends PlannedRow {
  readonly place: number;
  readonly state: StoredRowState;
  /** How often a request was intended. */
  readonly attempts: number;
  /** Unix milliseconds. */
  readonly sentAt: number | null;
  readonly knownAt: number | null;
  /** What came of it: a failure, an answer; null when nothing further is known. */
  readonly outcome: unknown;
}

/** How a row ended. */
export interface RowOutcome {
  readonly place: number;
  readonly state: 'done' | 'failed' | 'unknown';
  readonly outcome: unknown;
}

export type RowCounts = Readonly<Record<StoredRowState, number>>;

const JOB_COLUMNS = 'id, kind, title, plan, inverse_of, state, plan_hash, created_at, finished_at';
const ROW_COLUMNS = 'place, target, detail, state, attempts, sent_at, known_at, outcome';

/** SHA-256 over a plan and its rows; the same plan has the same hash. */
export function planHash(plan: Pick<JobPlan, 'kind' | 'plan' | 'rows'>): string {
  const hash = createHash('sha256').update(JSON.stringify([plan.kind, plan.plan]));
  for (const { target, detail } of plan.rows) hash.update(`\n${JSON.stringify([target, detail])}`);
  return hash.digest('hex');
}

/**
 * What jobs intend and what came of it. Every write is on the disk when the method returns: an intent before its
 * request leaves, an outcome before it is told. Several rows of one call share one flush.
 */
export class Journal {
  readonly #connection: Connection;

  constructor(archive: Archive) {
    this.#connection = archive.durable;
  }

  /** Writes a confirmed job with all its rows waiting. */
  create(job: JobPlan, at: number): Result<StoredJob> {
    const { rows, ...kept } = job;
    const stored: StoredJob = {
      ...kept,
      state: 'planned',
      planHash: planHash(job),
      createdAt: at,
      finishedAt: null,
    };
    return this.#write(() => {
      this.#connection
        .statement(`INSERT INTO job (${JOB_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
        .run(
          job.id,
          job.kind,
          job.title,
          JSON.stringify(job.plan ?? null),
          job.inverseOf,
          stored.state,
          stored.planHash,
          at,
          null,
        );
      const statement = this.#connection.statement(
        `INSERT INTO job_row (job, place, target, detail, state, attempts) VALUES (?, ?, ?, ?, 'waiting', 0)`,
      );
      rows.forEach(({ target, detail }, place) => {
        statement.run(job.id, place, target, JSON.stringify(detail ?? null));
      });
      return stored;
    });
  }

  /**
   * Writes that requests for these rows are about to leave.
   *
   * @returns the places that may be sent: those that were waiting. No other may.
   */
  intend(job: string, places: readonly number[], at: number): Result<number[]> {
    return this.#write(() => {
      const statement = this.#connection.statement(
        `UPDATE job_row SET state = 'sent', attempts = attempts + 1, sent_at = ?, known_at = NULL, outcome = NULL
         WHERE job = ? AND place = ? AND state = 'waiting'`,
      );
      return places.filter((place) => statement.run(at, job, place).changes === 1);
    });
  }

  /** Writes what came of rows that were sent, or what a check or a person found out about unknown ones. */
  settle(job: string, outcomes: readonly RowOutcome[], at: number): Result<null> {
    return this.#write(() => {
      const statement = this.#connection.statement(
        `UPDATE job_row SET state = ?, known_at = ?, outcome = ?
         WHERE job = ? AND place = ? AND state IN ('sent', 'unknown')`,
      );
      for (const { place, state, outcome } of outcomes) {
        statement.run(state, at, JSON.stringify(outcome ?? null), job, place);
      }
      return null;
    });
  }

  /**
   * Puts rows back to waiting because a person decided so: failed ones, and unknown ones that were looked at. Never
   * called by the console of its own accord.
   *
   * @returns how many were put back
   */
  requeue(job: string, places: readonly number[]): Result<number> {
    return this.#write(() => {
      const statement = this.#connection.statement(
        `UPDATE job_row SET state = 'waiting' WHERE job = ? AND place = ? AND state IN ('failed', 'unknown')`,
      );
      return places.filter((place) => statement.run(job, place).changes === 1).length;
    });
  }

  /**
   * After a start: an intent without an outcome is unknown, and a job that ran is paused.
   *
   * @returns how many rows became unknown
   */
  recover(at: number): Result<number> {
    return this.#write(() => {
      const { changes } = this.#connection
        .statement(`UPDATE job_row SET state = 'unknown', known_at = ? WHERE state = 'sent'`)
        .run(at);
      this.#connection.statement(`UPDATE job SET state = 'paused' WHERE state = 'running'`).run();
      return changes;
    });
  }

  setState(job: string, state: StoredJobState, at: number): Result<null> {
    const finished = state === 'done' || state === 'cancelled' ? at : null;
    return this.#write(() => {
      this.#connection
        .statement('UPDATE job SET state = ?, finished_at = ? WHERE id = ?')
        .run(state, finished, job);
      return null;
    });
  }

  /** Newest first. */
  jobs(limit = 200): Result<StoredJob[]> {
    return attempt(() =>
      this.#connection
        .rows(`SELECT ${JOB_COLUMNS} FROM job ORDER BY created_at DESC, rowid DESC LIMIT ?`, limit)
        .map(jobOf),
    );
  }

  /** Null when there is no such job. */
  job(id: string): Result<StoredJob | null> {
    return attempt(() => {
      const found = this.#connection.rows(`SELECT ${JOB_COLUMNS} FROM job WHERE id = ?`, id)[0];
      return found === undefined ? null : jobOf(found);
    });
  }

  /** Rows in their order from place `from`, of one state or of all. */
  rows(
    job: string,
    from: number,
    limit: number,
    state: StoredRowState | null = null,
  ): Result<StoredJobRow[]> {
    return attempt(() => {
      const filter = state === null ? '' : 'AND state = ?';
      const sql = `SELECT ${ROW_COLUMNS} FROM job_row WHERE job = ? AND place >= ? ${filter} ORDER BY place LIMIT ?`;
      const values = state === null ? [job, from, limit] : [job, from, state, limit];
      return this.#connection.rows(sql, ...values).map(rowOf);
    });
  }

  counts(job: string): Result<RowCounts> {
    return attempt(() => {
      const counts = { waiting: 0, sent: 0, done: 0, failed: 0, unknown: 0 };
      const sql = 'SELECT state, count(*) FROM job_row WHERE job = ? GROUP BY state';
      for (const values of this.#connection.rows(sql, job)) {
        counts[row.oneOf(values, 0, jobRowStates)] = row.number(values, 1);
      }
      return counts;
    });
  }

  #write<T>(work: () => T): Result<T> {
    return attempt(() => this.#connection.transaction(work));
  }
}

function jobOf(values: row.Row): StoredJob {
  return {
    id: row.text(values, 0),
    kind: row.text(values, 1),
    title: row.text(values, 2),
    plan: row.json(values, 3),
    inverseOf: row.textOrNull(values, 4),
    state: row.oneOf(values, 5, jobStates),
    planHash: row.text(values, 6),
    createdAt: row.number(values, 7),
    finishedAt: row.numberOrNull(values, 8),
  };
}

function rowOf(values: row.Row): StoredJobRow {
  return {
    place: row.number(values, 0),
    target: row.text(values, 1),
    detail: row.json(values, 2),
    state: row.oneOf(values, 3, jobRowStates),
    attempts: row.number(values, 4),
    sentAt: row.numberOrNull(values, 5),
    knownAt: row.numberOrNull(values, 6),
    outcome: values[7] === null ? null : row.json(values, 7),
  };
}
