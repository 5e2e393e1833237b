import type { AuditEntry } from '../contract/audit.ts';
import type { Failure } from '../contract/errors.ts';
import type { JobData, PlanRow } from '../contract/job.ts';
import type { Result } from '../contract/result.ts';
import type { Clock } from './clock.ts';
import type { Journal, RowChange } from './journal.ts';
import type { JobKind } from './kind.ts';
import { isOutOfReach, type Judgement } from './outcome.ts';
import type { LiveRows } from './rows.ts';
import type { Stop } from './sender.ts';
import { Turns } from './turns.ts';

/** A row that the provider showed as not done is sent again by the job itself, so many times in one go at most. */
export const MOST_TRIES = 3;

/** Outcomes of checks written together. */
const BATCH = 50;

export interface CheckerParts {
  readonly jobId: string;
  readonly kind: JobKind;
  readonly parameters: JobData;
  readonly rows: LiveRows;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly concurrency: number;
  /** Milliseconds that must have passed since an outcome became unknown before asking tells anything. */
  readonly settleMs: number;
  readonly auditOf: (row: PlanRow, judgement: Judgement, at: number) => AuditEntry;
  readonly signal: AbortSignal;
  readonly onChange: () => void;
}

/** Asks the provider about rows: those of unknown outcome, or, on request, those that are done. Changes nothing there. */
export class Checker {
  readonly #parts: CheckerParts;
  #stop: Stop | null = null;
  #wakeUp: (() => void) | null = null;
  #changes: RowChange[] = [];
  #audit: AuditEntry[] = [];

  constructor(parts: CheckerParts) {
    this.#parts = parts;
  }

  stop(stop: Stop): void {
    this.#stop ??= stop;
    this.#wakeUp?.();
  }

  /**
   * Finds out what became of the rows of unknown outcome, those at `indexes` or all. One that is as wanted is done; one that is not was never
   * carried out, so it waits again (or has failed, after `MOST_TRIES`); one that cannot be asked stays unknown.
   */
  async resolveUnknown(indexes: readonly number[] | null): Promise<Stop | null> {
    const { rows, clock, settleMs } = this.#parts;
    const wanted = indexes === null ? null : new Set(indexes);
    const unknown = rows.in('unknown').filter((index) => wanted === null || wanted.has(index));
    if (unknown.length > 0) await this.#wait(rows.lastDoubt + settleMs - clock.elapsed());
    await this.#askAll(unknown, (index, answer) => {
      this.#resolve(index, answer);
    });
    return this.#stop;
  }

  /**
   * Leaves out who waits and is as wanted already, by somebody else since the preview: the provider is asked about those
   * of whom the console believes it. What this job may have done itself stays its own.
   */
  async leaveOut(): Promise<Stop | null> {
    const { rows, kind, parameters, clock } = this.#parts;
    const believed: number[] = [];
    const turns = new Turns(clock);
    for (const index of rows.in('waiting')) {
      if (turns.over) await turns.next();
      const { plan, attempts } = rows.at(index);
      if (attempts === 0 && kind.preview(plan, parameters).verdict === 'unchanged') believed.push(index);
    }
    await this.#askAll(believed, (index, answer) => {
      if (!answer.ok || !answer.value) return;
      const note = 'it was so already when its turn came';
      this.#changes.push(rows.change(index, 'unchanged', clock.now(), { verified: true, note }));
    });
    return this.#stop;
  }

  /** Looks whether the rows that are done are still as wanted, and keeps what it saw. */
  async verifyDone(): Promise<Stop | null> {
    const { rows } = this.#parts;
    await this.#askAll(rows.in('done'), (index, answer) => {
      if (answer.ok) {
        const note = answer.value ? '' : 'looked at later: not as wanted';
        this.#changes.push(rows.change(index, 'done', null, { verified: answer.value, note }));
      }
    });
    return this.#stop;
  }

  #resolve(index: number, answer: Result<boolean>): void {
    const { rows, clock } = this.#parts;
    const at = clock.now();
    if (!answer.ok) {
      this.#changes.push(
        rows.change(index, 'unknown', at, { failure: answer.failure, note: 'could not be checked' }),
      );
      return;
    }
    if (answer.value) {
      this.#settle(index, { state: 'done', failure: null, pause: null }, true, 'checked: it was done');
    } else if (rows.at(index).tries < MOST_TRIES) {
      this.#changes.push(rows.change(index, 'waiting', at, { note: 'checked: it was not done' }));
    } else {
      const failure: Failure = {
        code: 'outcome.unknown',
        detail: `sent ${rows.at(index).tries} times without an answer, and it was not done`,
      };
      this.#settle(index, { state: 'failed', failure, pause: null }, false, 'checked: it was not done');
    }
  }

  #settle(index: number, judgement: Judgement, verified: boolean, note: string): void {
    const { rows, clock, auditOf } = this.#parts;
    const at = clock.now();
    const { state, failure } = judgement;
    this.#changes.push(rows.change(index, state, at, { failure, verified, note }));
    this.#audit.push(auditOf(rows.at(index).plan, judgement, at));
  }

  async #askAll(
    indexes: readonly number[],
    use: (index: number, answer: Result<boolean>) => void,
  ): Promise<void> {
    const { kind, jobId, parameters, rows, signal, concurrency, onChange } = this.#parts;
    const check = kind.check?.bind(kind);
    if (check === undefined) return;
    let next = 0;
    const worker = async (): Promise<void> => {
      while (this.#stop === null && next < indexes.length) {
        const index = indexes[next];
        next += 1;
        if (index === undefined) return;
        const answer = await check(rows.at(index).plan, { jobId, parameters, signal, stopped: signal });
        if (!answer.ok && isOutOfReach(answer.failure)) {
          this.#stop ??= { because: 'connection', failure: answer.failure };
          return;
        }
        use(index, answer);
        if (this.#changes.length >= BATCH) this.#write();
        onChange();
      }
    };
    await Promise.all(Array.from({ length: Math.max(1, concurrency) }, worker));
    this.#write();
    onChange();
  }

  #write(): void {
    if (this.#changes.length === 0) return;
    const change = { job: this.#parts.jobId, outcomes: this.#changes, audit: this.#audit };
    const written = this.#parts.journal.commit(change);
    if (written.ok) {
      this.#changes = [];
      this.#audit = [];
    } else {
      this.#stop ??= { because: 'disk', failure: written.failure };
    }
  }

  #wait(ms: number): Promise<void> {
    if (ms <= 0 || this.#stop !== null) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#parts.clock.after(ms, resolve);
      this.#wakeUp = () => {
        cancel();
        resolve();
      };
    });
  }

  /** What could not be written because the disk refused. */
  get unwritten(): { readonly outcomes: readonly RowChange[]; readonly audit: readonly AuditEntry[] } {
    return { outcomes: this.#changes, audit: this.#audit };
  }
}
