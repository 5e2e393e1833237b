import type { Failure } from '../contract/errors.ts';
import { rowStates, type JobRow, type PlanRow, type RowState } from '../contract/job.ts';
import type { RowChange } from './journal.ts';

/** What the engine keeps of a row while its job is loaded. */
export interface LiveRow {
  readonly plan: PlanRow;
  state: RowState;
  attempts: number;
  /** Requests that left since the job was loaded; a restart by a person begins anew. */
  tries: number;
  /** Unix milliseconds of the last intent. */
  sentAt: number | null;
}

/** The rows of one job in memory, with their counts kept as they change. The journal is the truth; this follows it. */
export class LiveRows {
  readonly #rows: LiveRow[] = [];
  readonly #counts = emptyCounts();
  /**
   * When a row last became unknown, in milliseconds of `Clock.elapsed`: until a while after that its request may still
   * be at work at the provider. At first the moment at which this process began.
   */
  lastDoubt: number;

  constructor(lastDoubt: number) {
    this.lastDoubt = lastDoubt;
  }

  add(row: JobRow): void {
    this.#rows.push({
      plan: { target: row.target, data: row.data },
      state: row.state,
      attempts: row.attempts,
      tries: 0,
      sentAt: row.sentAt,
    });
    this.#counts[row.state] += 1;
  }

  get length(): number {
    return this.#rows.length;
  }

  get counts(): Readonly<Record<RowState, number>> {
    return { ...this.#counts };
  }

  count(state: RowState): number {
    return this.#counts[state];
  }

  /** The row at a place; a place that is none is a bug. */
  at(index: number): LiveRow {
    const row = this.#rows[index];
    if (row === undefined) throw new RangeError(`no row ${index}`);
    return row;
  }

  /** Places of all rows in a state, in the order of the plan. */
  in(state: RowState): number[] {
    const places: number[] = [];
    this.#rows.forEach((row, index) => {
      if (row.state === state) places.push(index);
    });
    return places;
  }

  plans(indexes: readonly number[]): PlanRow[] {
    return indexes.map((index) => this.at(index).plan);
  }

  set(index: number, state: RowState): void {
    const row = this.at(index);
    this.#counts[row.state] -= 1;
    this.#counts[state] += 1;
    row.state = state;
  }

  /** Records that a request for these rows is about to leave. */
  intend(indexes: readonly number[], at: number): void {
    for (const index of indexes) {
      this.set(index, 'sent');
      const row = this.at(index);
      row.attempts += 1;
      row.tries += 1;
      row.sentAt = at;
    }
  }

  /** Takes an intent back: the request never left, or was refused for a reason that is not the row's. */
  withdraw(index: number): void {
    const row = this.at(index);
    row.attempts -= 1;
    row.tries -= 1;
  }

  /** The change that gives a row a new state, and the row in memory with it. */
  change(
    index: number,
    state: RowState,
    at: number | null,
    about: {
      readonly failure?: Failure | null;
      readonly verified?: boolean | null;
      readonly note?: string;
    } = {},
  ): RowChange {
    this.set(index, state);
    return {
      index,
      state,
      at,
      attempts: this.at(index).attempts,
      failure: about.failure ?? null,
      verified: about.verified ?? null,
      note: about.note ?? '',
    };
  }
}

/** A count of zero for every state. */
export function emptyCounts(): Record<RowState, number> {
  return Object.fromEntries(rowStates.map((state) => [state, 0])) as Record<RowState, number>;
}
