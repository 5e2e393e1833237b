import type { AuditEntry } from '../contract/audit.ts';
import type { Failure } from '../contract/errors.ts';
import type { JobData, JobOptions, PauseReason, PlanRow } from '../contract/job.ts';
import type { Result } from '../contract/result.ts';
import type { Clock } from './clock.ts';
import type { Journal, RowChange } from './journal.ts';
import type { JobKind } from './kind.ts';
import { judge, Tally, type Judgement } from './outcome.ts';
import type { LiveRows } from './rows.ts';

/** Why sending stops before every waiting row was sent. */
export interface Stop {
  readonly because: PauseReason | 'cancel';
  readonly failure: Failure | null;
}

export interface SenderParts {
  readonly jobId: string;
  readonly kind: JobKind;
  readonly parameters: JobData;
  readonly rows: LiveRows;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Read at every step, so that changed options hold at once. */
  readonly options: () => JobOptions;
  /** The audit's row for an outcome that is final. */
  readonly auditOf: (row: PlanRow, judgement: Judgement, at: number) => AuditEntry;
  readonly signal: AbortSignal;
  /** Called when rows changed, often. */
  readonly onChange: (settledRows: number) => void;
}

/** Outcomes that can be checked go with the next intents, or by themselves after this long (milliseconds). */
const OUTCOME_DELAY = 250;

/** Rounds of requests whose intents are written ahead where a crash can be looked into. */
const AHEAD = 4;

/** A throttled job that was held up makes good for this long at most (milliseconds). */
const LONGEST_BURST = 250;

/**
 * Sends the waiting rows of a job, `concurrency` requests at a time.
 *
 * The intent of a row is on disk before its request leaves. Intents and outcomes are written together, many in one
 * transaction. Where a row's state can be checked after a crash, intents of the next few requests are written ahead,
 * so that a free place never waits for the disk; where it cannot, an intent is written only when its request leaves
 * next, because every intent without an outcome costs a person a decision.
 */
export class Sender {
  readonly #parts: SenderParts;
  readonly #queue: readonly (readonly number[])[];
  #next = 0;
  /** Chunks whose intents are on disk and whose requests have not left. */
  readonly #ready: (readonly number[])[] = [];
  #inFlight = 0;
  #outcomes: RowChange[] = [];
  #audit: AuditEntry[] = [];
  readonly #tally = new Tally();
  #stop: Stop | null = null;
  /** Aborted with the first reason to stop, so that nothing waits for its turn at the pacer and leaves later. */
  readonly #leaving = new AbortController();
  #mayLeaveAt = 0;
  #commitAsked = false;
  #stopFlush: (() => void) | null = null;
  #stopWaiting: (() => void) | null = null;
  #end: ((stop: Stop | null) => void) | null = null;

  constructor(parts: SenderParts) {
    this.#parts = parts;
    this.#queue = chunks(parts.rows, Math.max(1, parts.kind.rowsPerRequest(parts.parameters)));
  }

  /** Sends until nothing waits (null) or something stops it. Requests under way have always ended when it resolves. */
  run(): Promise<Stop | null> {
    return new Promise((resolve) => {
      this.#end = resolve;
      this.#step();
    });
  }

  /** Lets no further request leave. */
  stop(stop: Stop): void {
    this.#halt(stop);
    if (this.#end !== null) this.#step();
  }

  /** What could not be written at the end because the disk refused; to be written before anything else is sent. */
  get unwritten(): { readonly outcomes: readonly RowChange[]; readonly audit: readonly AuditEntry[] } {
    return { outcomes: this.#outcomes, audit: this.#audit };
  }

  #halt(stop: Stop): void {
    this.#stop ??= stop;
    this.#leaving.abort();
  }

  #step(): void {
    if (this.#stop !== null) {
      if (this.#inFlight === 0) this.#finish();
      return;
    }
    for (let free = this.#parts.options().concurrency - this.#inFlight; free > 0; free -= 1) {
      const chunk = this.#ready.shift();
      if (chunk === undefined) break;
      this.#launch(chunk);
    }
    const more = this.#next < this.#queue.length;
    if (more && this.#room() > 0) {
      this.#askCommit();
      return;
    }
    if (more) this.#wakeWhenAllowed();
    if (this.#outcomes.length > 0) this.#askFlush();
    else if (!more && this.#inFlight === 0 && this.#ready.length === 0) this.#finish();
  }

  /** How many more chunks may have their intents written now; 0 while there are enough. */
  #room(): number {
    const { concurrency, perSecond } = this.#parts.options();
    const free = concurrency - this.#inFlight - this.#ready.length;
    if (perSecond === null) {
      const reserve = this.#parts.kind.check === undefined ? 0 : concurrency * AHEAD;
      return free > 0 || this.#ready.length * 2 < reserve ? free + reserve : 0;
    }
    const late = this.#parts.clock.elapsed() - this.#mayLeaveAt;
    return late < 0 ? 0 : Math.max(0, Math.min(free, 1 + Math.floor((late * perSecond) / 1_000)));
  }

  #wakeWhenAllowed(): void {
    const { clock, options } = this.#parts;
    const wait = this.#mayLeaveAt - clock.elapsed();
    if (options().perSecond === null || wait <= 0) return;
    this.#stopWaiting ??= clock.after(wait, () => {
      this.#stopWaiting = null;
      this.#step();
    });
  }

  #launch(chunk: readonly number[]): void {
    this.#inFlight += 1;
    const { kind, jobId, parameters, signal, rows } = this.#parts;
    const settle = (results: readonly Result<null>[]): void => {
      this.#inFlight -= 1;
      this.#settle(chunk, results);
      this.#step();
    };
    const context = { jobId, parameters, signal, stopped: this.#leaving.signal };
    kind.execute(rows.plans(chunk), context).then(settle, (error: unknown) => {
      const detail = error instanceof Error ? error.message : 'something that is no error was thrown';
      settle(chunk.map(() => ({ ok: false, failure: { code: 'internal', detail } })));
    });
  }

  #settle(chunk: readonly number[], results: readonly Result<null>[]): void {
    const { rows, clock, auditOf, options, onChange } = this.#parts;
    const at = clock.now();
    let settled = 0;
    const judgements: Judgement[] = [];
    chunk.forEach((index, place) => {
      const result = results[place] ?? {
        ok: false,
        failure: { code: 'internal', detail: 'a row has no outcome' },
      };
      const judgement = judge(result);
      judgements.push(judgement);
      if (judgement.state === 'unknown') rows.lastDoubt = clock.elapsed();
      if (judgement.state === 'waiting') rows.withdraw(index);
      else {
        settled += 1;
        this.#audit.push(auditOf(rows.at(index).plan, judgement, at));
      }
      const { failure } = judgement;
      this.#outcomes.push(rows.change(index, judgement.state, at, { failure }));
      const because = this.#tally.add(judgement, options().stopAfterPercent);
      if (because !== null) this.#halt({ because, failure });
    });
    const silent = this.#tally.addRequest(judgements);
    if (silent !== null) this.#halt({ because: silent, failure: judgements[0]?.failure ?? null });
    onChange(settled);
  }

  #askCommit(): void {
    if (this.#commitAsked) return;
    this.#commitAsked = true;
    this.#parts.clock.soon(() => {
      this.#commitAsked = false;
      if (this.#stop === null) this.#commit();
      this.#step();
    });
  }

  /** Writes the intents of the chunks that leave next, and every outcome known so far, as one durable change. */
  #commit(): void {
    const { clock, options, rows } = this.#parts;
    const chunks = this.#queue.slice(this.#next, this.#next + this.#room());
    if (chunks.length === 0) return;
    const at = clock.now();
    const indexes = chunks.flat();
    if (!this.#write({ at, indexes })) return;
    const { perSecond } = options();
    if (perSecond !== null) {
      const earliest = clock.elapsed() - LONGEST_BURST;
      this.#mayLeaveAt = Math.max(this.#mayLeaveAt, earliest) + (chunks.length * 1_000) / perSecond;
    }
    this.#next += chunks.length;
    rows.intend(indexes, at);
    this.#ready.push(...chunks);
  }

  #askFlush(): void {
    const delay = this.#parts.kind.check === undefined ? 0 : OUTCOME_DELAY;
    this.#stopFlush ??= this.#parts.clock.after(delay, () => {
      this.#stopFlush = null;
      if (this.#stop === null && this.#outcomes.length > 0) this.#write();
      this.#step();
    });
  }

  #write(intents?: { readonly at: number; readonly indexes: readonly number[] }): boolean {
    const { journal, jobId } = this.#parts;
    try {
      const written = journal.commit({
        job: jobId,
        ...(intents === undefined ? {} : { intents }),
        outcomes: this.#outcomes,
        audit: this.#audit,
      });
      if (written.ok) {
        this.#outcomes = [];
        this.#audit = [];
        return true;
      }
      this.#halt({ because: 'disk', failure: written.failure });
    } catch (error) {
      // Thrown out of a timer it would reach nobody, and the job would look as if it ran for ever.
      const detail = error instanceof Error ? error.message : 'something that is no error was thrown';
      this.#halt({ because: 'fault', failure: { code: 'internal', detail } });
    }
    return false;
  }

  #finish(): void {
    const end = this.#end;
    if (end === null) return;
    this.#end = null;
    this.#stopFlush?.();
    this.#stopWaiting?.();
    const { rows, clock } = this.#parts;
    for (const index of this.#ready.splice(0).flat()) {
      rows.withdraw(index);
      this.#outcomes.push(rows.change(index, 'waiting', clock.now()));
    }
    if (this.#outcomes.length > 0) this.#write();
    end(this.#stop);
  }
}

/** A request that failed is tried again in so many smaller ones. */
const RETRY_SPLIT = 8;

/**
 * The waiting rows in chunks of at most `size`, one request each. Rows that failed together before go in smaller
 * chunks, so that one of them cannot take the others with it again.
 */
function chunks(rows: LiveRows, size: number): number[][] {
  const queue: number[][] = [];
  const open = new Map<number, number[]>();
  for (const index of rows.in('waiting')) {
    const { attempts } = rows.at(index);
    const limit = Math.max(1, Math.floor(size / RETRY_SPLIT ** attempts));
    let chunk = open.get(attempts);
    if (chunk === undefined || chunk.length >= limit) {
      chunk = [];
      open.set(attempts, chunk);
      queue.push(chunk);
    }
    chunk.push(index);
  }
  return queue;
}
