import type { AuditEntry } from '../contract/audit.ts';
import type { Failure } from '../contract/errors.ts';
import type { PauseReason, PlanRow } from '../contract/job.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import { jobEntry, rowEntry } from './audit-entries.ts';
import type { Clock } from './clock.ts';
import { isActive, readRows, type Held } from './held.ts';
import type { JobPatch, Journal, StoredJob } from './journal.ts';
import type { JobKind } from './kind.ts';
import type { Judgement } from './outcome.ts';
import type { LiveRows } from './rows.ts';
import { JobRun } from './run.ts';
import type { Stop } from './sender.ts';

export interface LifecycleParts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly session: () => { readonly server: string; readonly account: string } | null;
  readonly who: () => string;
  readonly settleMs: number;
  /** Whether the engine is closing: then nothing may begin to send any more. */
  readonly closed: () => boolean;
  /** Something changed: `now` for a new state, else whenever there is time. */
  readonly changed: (id: string, now: boolean) => void;
}

/**
 * Longest single wait for a scheduled time (milliseconds). A timer knows nothing of a clock that was set or of a
 * computer that slept, so the clock is looked at again and again.
 */
const LONGEST_WAIT = 30_000;

/** A job that comes this late to its time (milliseconds; the computer slept) is asked about instead of sent. */
const LATEST_START = 600_000;

/** Moves jobs from state to state, each move written before it counts. */
export class Lifecycle {
  readonly #parts: LifecycleParts;
  /** Milliseconds of `Clock.elapsed`: what an earlier process sent had left by then. */
  readonly #born: number;

  constructor(parts: LifecycleParts) {
    this.#parts = parts;
    this.#born = parts.clock.elapsed();
  }

  load(job: StoredJob, kind: JobKind, rows: LiveRows): JobRun {
    return new JobRun({
      ...this.#parts,
      job,
      kind,
      rows,
      auditOf: (of, row, judgement, at) => this.rowAudit(of, kind, row, judgement, at),
      onChange: () => {
        this.#parts.changed(job.id, false);
      },
    });
  }

  /** The run of a job at rest in one of these states, its rows read when they are not in memory. */
  async loaded(held: Held, states: readonly StoredJob['state'][]): Promise<Result<JobRun>> {
    const { kind, job } = held;
    if (kind === null) return fail({ code: 'plan.invalid', detail: `no kind of job is called ${job.kind}` });
    if (held.run === null) {
      const rows = await readRows(this.#parts.journal, job.id, this.#born, () => this.#turn());
      if (!rows.ok) return rows;
      held.run ??= this.load(job, kind, rows.value);
    }
    if (isActive(held) || !states.includes(held.job.state)) return fail(wrongState(held));
    const flushed = held.run.flush();
    return flushed.ok ? succeed(held.run) : flushed;
  }

  /** Begins to send. */
  send(held: Held, run: JobRun, action: string): Failure | null {
    const { job, kind } = held;
    // Asked here once more: between reading its rows and now something else may have begun, or the end of the console.
    if (isActive(held)) return wrongState(held);
    if (this.#parts.closed()) {
      return this.rest(held, { state: 'paused', pausedBecause: 'restart' }, 'job.pause', 'restart');
    }
    const targets = run.rows.plans(run.rows.in('waiting')).map((row) => row.target);
    const ready = kind?.ready?.(job.id, targets, job.parameters) ?? succeed(null);
    if (!ready.ok) {
      this.rest(held, { state: 'paused', pausedBecause: 'secrets', failure: ready.failure }, 'job.pause', '');
      return ready.failure;
    }
    const startedAt = job.startedAt ?? this.#parts.clock.now();
    const patch: JobPatch = {
      state: 'running',
      pausedBecause: null,
      failure: null,
      finishedAt: null,
      startedAt,
    };
    const failure = this.patch(held, patch, [this.jobAudit(job, action, `${targets.length} rows`)]);
    if (failure !== null) {
      this.rest(held, { state: 'paused', pausedBecause: 'disk', failure }, 'job.pause', 'disk');
      return failure;
    }
    this.#until(held, run.run(), (stop) => {
      this.#settleSend(held, run, stop);
    });
    return null;
  }

  /** Begins to look without sending: the stored state stays, so that a crash leaves the job as it was. */
  look(held: Held, action: string, work: () => Promise<Stop | null>): Failure | null {
    if (isActive(held) || this.#parts.closed()) return wrongState(held);
    const failure = this.patch(held, {}, [this.jobAudit(held.job, action, '')]);
    if (failure !== null) return failure;
    this.#until(held, work(), (stop) => {
      this.settleLook(
        held,
        stop === null || stop.because === 'operator' || stop.because === 'cancel' ? null : stop.failure,
      );
    });
    return null;
  }

  /** After rows changed without sending: a job that was done and has rows to send again waits for a person. */
  settleLook(held: Held, failure: Failure | null): Failure | null {
    const counts = held.run?.rows.counts ?? held.counts;
    held.counts = counts;
    const reopened = held.job.state === 'done' && counts.waiting > 0;
    const patch: JobPatch = { failure, ...(reopened ? { state: 'paused', pausedBecause: 'operator' } : {}) };
    const unwritten = this.patch(held, patch);
    this.#parts.changed(held.job.id, true);
    return unwritten;
  }

  /** Brings a job to rest, with its row in the audit. */
  rest(held: Held, patch: JobPatch, action: string, detail: string): Failure | null {
    held.unschedule?.();
    held.unschedule = null;
    if (held.run !== null) held.counts = held.run.rows.counts;
    const failure = this.patch(held, patch, [this.jobAudit(held.job, action, detail)]);
    // What the disk refused is still true in this process.
    if (failure !== null) held.job = { ...held.job, ...patch };
    this.#parts.changed(held.job.id, true);
    return failure;
  }

  /** Waits for the time of a scheduled job, then sends. */
  schedule(held: Held): void {
    const { clock } = this.#parts;
    held.unschedule = null;
    if (this.#parts.closed() || held.job.state !== 'scheduled') return;
    const wait = (held.job.scheduledFor ?? 0) - clock.now();
    if (wait > 0) {
      held.unschedule = clock.after(Math.min(wait, LONGEST_WAIT), () => {
        this.schedule(held);
      });
      return;
    }
    if (-wait > LATEST_START) {
      this.rest(held, { state: 'paused', pausedBecause: 'missedTime' }, 'job.pause', 'missedTime');
      return;
    }
    void this.#beginScheduled(held);
  }

  /** A scheduled job whose secrets went with the process is asked about now, not when its time has come. */
  scheduleAgain(held: Held): void {
    const { job, kind } = held;
    const waiting = this.#parts.journal.targets(job.id, ['waiting']);
    const targets = waiting.ok ? waiting.value.map(({ target }) => target) : [];
    const ready = kind?.ready?.(job.id, targets, job.parameters) ?? succeed(null);
    if (ready.ok) this.schedule(held);
    else {
      const { failure } = ready;
      this.rest(held, { state: 'paused', pausedBecause: 'secrets', failure }, 'job.pause', 'secrets');
    }
  }

  patch(held: Held, patch: JobPatch, audit: readonly AuditEntry[] = []): Failure | null {
    try {
      const written = this.#parts.journal.commit({ job: held.job.id, patch, audit });
      if (!written.ok) return written.failure;
    } catch (error) {
      // A job must come to rest whatever the journal does, or nobody could ever wait for its end.
      return { code: 'internal', detail: error instanceof Error ? error.message : 'the journal threw' };
    }
    held.job = { ...held.job, ...patch };
    return null;
  }

  /** Why this cannot be done under the account that is signed in now; null when it can. */
  elsewhere(of: { readonly server: string; readonly account: string }): Failure | null {
    const session = this.#parts.session();
    if (session === null) return { code: 'session.signedOut' };
    if (session.server === of.server && session.account === of.account) return null;
    return { code: 'job.otherAccount', concerns: `${of.account} at ${of.server}` };
  }

  jobAudit(job: StoredJob, action: string, detail: string): AuditEntry {
    return jobEntry(job, action, detail, { user: this.#parts.who(), at: this.#parts.clock.now() });
  }

  rowAudit(job: StoredJob, kind: JobKind, row: PlanRow, judgement: Judgement, at: number): AuditEntry {
    return rowEntry(job, kind.action, row, judgement, { user: this.#parts.who(), at });
  }

  #until(held: Held, work: Promise<Stop | null>, end: (stop: Stop | null) => void): void {
    held.ended = work.then(end, (error: unknown) => {
      const detail =
        error instanceof Error ? (error.stack ?? error.message) : 'something that is no error was thrown';
      end({ because: 'fault', failure: { code: 'internal', detail } });
    });
    this.#parts.changed(held.job.id, true);
  }

  #settleSend(held: Held, run: JobRun, stop: Stop | null): void {
    const { counts } = run.rows;
    const detail = `${counts.done} done, ${counts.failed} failed, ${counts.unknown} unknown, ${counts.waiting} not sent`;
    const finishedAt = this.#parts.clock.now();
    if (stop === null) {
      this.rest(
        held,
        { state: 'done', pausedBecause: null, failure: null, finishedAt },
        'job.finish',
        detail,
      );
    } else if (stop.because === 'cancel') {
      this.rest(held, { state: 'cancelled', pausedBecause: null, finishedAt }, 'job.cancel', detail);
    } else {
      const pausedBecause: PauseReason = stop.because;
      const failure: Failure | null = stop.because === 'failures' ? refusals(stop.failure) : stop.failure;
      this.rest(
        held,
        { state: 'paused', pausedBecause, failure },
        'job.pause',
        `${pausedBecause}, ${detail}`,
      );
    }
  }

  async #beginScheduled(held: Held): Promise<void> {
    const run = await this.loaded(held, ['scheduled']);
    const failure = run.ok ? this.elsewhere(held.job) : run.failure;
    if (this.#parts.closed()) return;
    if (failure === null && run.ok) {
      this.send(held, run.value, 'job.start');
    } else if (held.job.state === 'scheduled') {
      this.rest(held, { state: 'paused', pausedBecause: 'missedTime', failure }, 'job.pause', 'missedTime');
    }
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#parts.clock.soon(resolve);
    });
  }
}

/** The failure of a job that does not allow what was asked in the state it is in. */
export function wrongState(held: Held): Failure {
  return { code: 'job.state', concerns: held.job.id, detail: held.job.state };
}

function refusals(last: Failure | null): Failure {
  return { code: 'job.refusals', ...(last?.provider === undefined ? {} : { provider: last.provider }) };
}
