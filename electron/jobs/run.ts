import type { AuditEntry } from '../contract/audit.ts';
import type { JobOptions, JobState, PlanRow } from '../contract/job.ts';
import type { Result } from '../contract/result.ts';
import { Checker } from './checker.ts';
import type { Clock } from './clock.ts';
import type { Journal, RowChange, StoredJob } from './journal.ts';
import type { JobKind } from './kind.ts';
import type { Judgement } from './outcome.ts';
import { Rate } from './rate.ts';
import type { LiveRows } from './rows.ts';
import { Sender, type Stop } from './sender.ts';

export interface RunParts {
  readonly job: StoredJob;
  readonly kind: JobKind;
  readonly rows: LiveRows;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly settleMs: number;
  readonly auditOf: (job: StoredJob, row: PlanRow, judgement: Judgement, at: number) => AuditEntry;
  readonly onChange: () => void;
}

/** Times in a row that a run goes on by itself after nobody answered and not one row was done. */
const MOST_SILENCES = 2;

/** What a run is doing right now. */
export type Phase = Extract<JobState, 'running' | 'checking'> | 'idle';

/**
 * One job while it is loaded: asks about unknown rows, sends waiting ones, asks again, until nothing is left that it
 * may do by itself. It knows nothing of who may start it; that is the engine's.
 */
export class JobRun {
  readonly #parts: RunParts;
  readonly rate = new Rate();
  #options: JobOptions;
  #phase: Phase = 'idle';
  #current: Sender | Checker | null = null;
  #stop: Stop | null = null;
  #unwritten: { outcomes: RowChange[]; audit: AuditEntry[] } = { outcomes: [], audit: [] };
  #abort = new AbortController();

  constructor(parts: RunParts) {
    this.#parts = parts;
    this.#options = parts.job.options;
  }

  get rows(): LiveRows {
    return this.#parts.rows;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Takes effect at the next request. */
  setOptions(options: JobOptions): void {
    this.#options = options;
  }

  /** Why the run is ending, while requests under way are still awaited. */
  get stopping(): Stop | null {
    return this.#phase === 'idle' ? null : this.#stop;
  }

  /** Runs until done (null) or stopped. One run at a time. */
  async run(): Promise<Stop | null> {
    const canAsk = this.#parts.kind.check !== undefined;
    return this.#do(async () => {
      const left = await this.#leaveOut();
      if (left !== null) return left;
      let silences = 0;
      for (;;) {
        const unasked = await this.#check();
        if (unasked !== null) return unasked;
        if (this.rows.count('waiting') === 0) return null;
        const before = this.rows.count('done');
        const stop = await this.#send();
        if (stop?.because === 'unanswered') {
          // Where the provider can be asked, asking tells whether it is there again.
          silences = this.rows.count('done') > before ? 1 : silences + 1;
          if (!canAsk && this.rows.count('waiting') === 0) return null;
          if (!canAsk || silences > MOST_SILENCES) return stop;
        } else if (stop !== null) {
          return stop;
        } else if (this.rows.count('unknown') === 0 || !canAsk) {
          return null;
        }
      }
    });
  }

  /** Asks about rows of unknown outcome, those at `indexes` or all, and sends nothing. */
  async checkUnknown(indexes: readonly number[] | null): Promise<Stop | null> {
    return this.#do(() => this.#check(indexes));
  }

  /** Looks whether what is done is still so. */
  async verify(): Promise<Stop | null> {
    return this.#do(() => {
      const checker = this.#checker();
      return this.#through(checker, 'checking', () => checker.verifyDone());
    });
  }

  /** Lets nothing further leave; requests under way are awaited. */
  stop(stop: Stop): void {
    if (this.#phase === 'idle') return;
    // A cancel outranks a pause that has not come to rest yet.
    if (this.#stop === null || stop.because === 'cancel') this.#stop = stop;
    this.#current?.stop(stop);
    this.#parts.onChange();
  }

  /** Gives up requests under way too (the program ends); their outcome is whatever the client then says. */
  abort(): void {
    this.#abort.abort();
  }

  /** Writes what the disk refused before. */
  flush(): Result<null> {
    const { outcomes, audit } = this.#unwritten;
    if (outcomes.length === 0) return { ok: true, value: null };
    const written = this.#parts.journal.commit({ job: this.#parts.job.id, outcomes, audit });
    if (written.ok) this.#unwritten = { outcomes: [], audit: [] };
    return written;
  }

  async #do(work: () => Promise<Stop | null>): Promise<Stop | null> {
    if (this.#phase !== 'idle') throw new Error('a run is under way already');
    this.#stop = null;
    this.#abort = new AbortController();
    this.#phase = 'running';
    try {
      const flushed = this.flush();
      if (!flushed.ok) return { because: 'disk', failure: flushed.failure };
      const stop = await work();
      return this.#stopAsked() ?? stop;
    } finally {
      this.#phase = 'idle';
      this.#parts.onChange();
    }
  }

  /** A method, because a stop may be asked for while something is awaited, which the compiler does not see. */
  #stopAsked(): Stop | null {
    return this.#stop;
  }

  async #check(indexes: readonly number[] | null = null): Promise<Stop | null> {
    if (this.#parts.kind.check === undefined || this.rows.count('unknown') === 0) return this.#stop;
    const checker = this.#checker();
    return this.#through(checker, 'checking', () => checker.resolveUnknown(indexes));
  }

  async #leaveOut(): Promise<Stop | null> {
    if (this.#parts.kind.check === undefined) return this.#stop;
    const checker = this.#checker();
    return this.#through(checker, 'running', () => checker.leaveOut());
  }

  async #send(): Promise<Stop | null> {
    const { job, kind, rows, journal, clock, auditOf, onChange } = this.#parts;
    const sender = new Sender({
      jobId: job.id,
      kind,
      parameters: job.parameters,
      rows,
      journal,
      clock,
      options: () => this.#options,
      auditOf: (row, judgement, at) => auditOf(job, row, judgement, at),
      signal: this.#abort.signal,
      onChange: (settled) => {
        this.rate.add(settled, clock.elapsed());
        onChange();
      },
    });
    return this.#through(sender, 'running', () => sender.run());
  }

  #checker(): Checker {
    const { job, kind, rows, journal, clock, auditOf, onChange, settleMs } = this.#parts;
    return new Checker({
      jobId: job.id,
      kind,
      parameters: job.parameters,
      rows,
      journal,
      clock,
      concurrency: this.#options.concurrency,
      settleMs,
      auditOf: (row, judgement, at) => auditOf(job, row, judgement, at),
      signal: this.#abort.signal,
      onChange,
    });
  }

  async #through(
    step: Sender | Checker,
    phase: Phase,
    work: () => Promise<Stop | null>,
  ): Promise<Stop | null> {
    if (this.#stop !== null) return this.#stop;
    this.#current = step;
    this.#phase = phase;
    this.#parts.onChange();
    try {
      return await work();
    } finally {
      this.#current = null;
      this.#unwritten.outcomes.push(...step.unwritten.outcomes);
      this.#unwritten.audit.push(...step.unwritten.audit);
    }
  }
}
