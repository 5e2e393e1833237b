import type {
  BlastRadius,
  JobOptions,
  JobRow,
  JobRowQuery,
  JobStatus,
  Plan,
  Preview,
  PreviewRow,
  PreviewRowQuery,
  RowsPage,
  RowState,
  StartJob,
  UnknownDecision,
} from '../contract/job.ts';
import type { Failure } from '../contract/errors.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import { optionWords, rowEntry } from './audit-entries.ts';
import type { Clock } from './clock.ts';
import { decideUnknown, requeueFailed } from './decisions.ts';
import { isActive, statusOf, type Held } from './held.ts';
import { invertJob } from './inverse.ts';
import type { Journal, StoredJob, TargetEvent, TargetState } from './journal.ts';
import type { JobKind } from './kind.ts';
import { Lifecycle, wrongState } from './lifecycle.ts';
import { OtherJobs } from './others.ts';
import { PreviewShelf } from './preview-shelf.ts';
import { outdated, pagePreview, previewPlan, twice } from './previewer.ts';
import { recoverJob } from './recovery.ts';
import type { LiveRows } from './rows.ts';
import type { JobRun } from './run.ts';
import type { Stop } from './sender.ts';
import { confirmed, past, writeJob } from './start.ts';
import { Throttle } from './throttle.ts';

export interface EngineParts {
  readonly journal: Journal;
  readonly kinds: readonly JobKind[];
  readonly clock: Clock;
  /** Who is signed in where; null when nobody is. */
  readonly session: () => { readonly server: string; readonly account: string } | null;
  /** User of the operating system. */
  readonly who: () => string;
  readonly newId: () => string;
  /** Requests a second that the pacer has learned to be possible; null when not known. */
  readonly pace: () => number | null;
  /** Who and what is touched when these targets change by such a kind. */
  readonly blast: (kind: string, targets: readonly string[]) => BlastRadius;
  /** Milliseconds after which a request that left can no longer be on its way. */
  readonly settleMs: number;
  /** Called at most 5 times a second for each job while it runs, and at once for a new state. */
  readonly onChange: (status: JobStatus) => void;
}

const CHANGE_EVERY_MS = 200;
const atRest: readonly StoredJob['state'][] = ['paused', 'done', 'cancelled'];

/**
 * All jobs of one account on one server: plan, preview, confirm, run, pause, resume, cancel, check, undo. It knows no
 * endpoint; the kinds do. Nothing is sent but what was previewed and confirmed, and nothing is sent twice by itself.
 */
export class JobEngine {
  readonly #parts: EngineParts;
  readonly #kinds: ReadonlyMap<string, JobKind>;
  readonly #held = new Map<string, Held>();
  readonly #previews = new PreviewShelf();
  readonly #changes: Throttle<string>;
  readonly #life: Lifecycle;
  readonly #others: OtherJobs;
  /** Ends when what was started, or is sent again, last is on disk: of two over the same account one sees the other. */
  #starting: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#kinds = new Map(parts.kinds.map((kind) => [kind.name, kind]));
    this.#changes = new Throttle(parts.clock, CHANGE_EVERY_MS, (id) => {
      const held = this.#held.get(id);
      if (held !== undefined) parts.onChange(this.#status(held));
    });
    this.#others = new OtherJobs({ ...parts, held: () => this.#held.values() });
    this.#life = new Lifecycle({
      ...parts,
      closed: () => this.#closed,
      changed: (id, now) => {
        if (now) this.#changes.now(id);
        else this.#changes.touch(id);
      },
    });
  }

  /** Reads the journal after a start: what ran is paused, what was sent without an outcome is unknown. Sends nothing. */
  recover(): Result<null> {
    const stored = this.#parts.journal.jobs();
    if (!stored.ok) return stored;
    for (const job of stored.value) {
      const action = this.#kinds.get(job.kind)?.action ?? job.kind;
      const recovered = recoverJob(this.#parts.journal, job, this.#parts.clock.now(), (row, judgement, at) =>
        rowEntry(job, action, row, judgement, { user: this.#parts.who(), at }),
      );
      if (!recovered.ok) return recovered;
      const held = this.#hold(recovered.value.job, recovered.value.counts);
      if (held.job.state === 'scheduled') this.#life.scheduleAgain(held);
    }
    return succeed(null);
  }

  /** Tells what a plan would do and keeps it to be confirmed. Sends nothing. */
  async preview(plan: Plan, inverseOf: string | null = null): Promise<Result<Preview>> {
    const kind = this.#kinds.get(plan.kind);
    if (kind === undefined)
      return fail({ code: 'plan.invalid', detail: `no kind of job is called ${plan.kind}` });
    const problem = this.#life.elsewhere(plan) ?? kind.validate(plan);
    if (problem !== null) return fail(problem);
    if (plan.rows.length === 0) return fail({ code: 'plan.empty' });
    const double = twice(plan);
    if (double !== null) {
      return fail({ code: 'plan.invalid', concerns: double, detail: `it names ${double} twice` });
    }
    const inTheWay = await this.#others.inTheWay(kind, inverseOf);
    if (!inTheWay.ok) return inTheWay;
    const previewed = await previewPlan(plan, kind, this.#parts, inverseOf, inTheWay.value);
    this.#previews.keep(previewed);
    return succeed(previewed.preview);
  }

  /** Rows of a preview, in the order of the plan; `job.changed` when it is no longer kept. */
  previewRows(hash: string, query: PreviewRowQuery): Result<RowsPage<PreviewRow>> {
    const previewed = this.#previews.find(hash);
    return previewed.ok ? succeed(pagePreview(previewed.value, query)) : previewed;
  }

  /** The plan of a preview, to save or compare it. */
  previewedPlan(hash: string): Result<Plan> {
    const previewed = this.#previews.find(hash);
    return previewed.ok ? succeed(previewed.value.plan) : previewed;
  }

  /**
   * Starts, or schedules, what was previewed and confirmed. A preview can be started once, and only while it still
   * holds (`job.changed`). A job that could not begin to send (disk full) is there, paused, with the failure.
   */
  start(input: StartJob): Promise<Result<JobStatus>> {
    return this.#inTurn(() => this.#startNow(input));
  }

  async #startNow(input: StartJob): Promise<Result<JobStatus>> {
    const found = this.#previews.find(input.hash);
    if (!found.ok || this.#closed) return fail({ code: 'job.changed' });
    const previewed = found.value;
    const problem =
      this.#life.elsewhere(previewed.plan) ??
      confirmed(previewed, input.typed) ??
      past(input, this.#parts.clock.now());
    if (problem !== null) return fail(problem);
    // Taken away before anything is awaited: a second click finds nothing to start.
    this.#previews.drop(previewed);
    const inTheWay = await this.#others.inTheWay(previewed.kind, previewed.inverseOf);
    if (!inTheWay.ok) return inTheWay;
    const changed = await outdated(previewed, this.#parts.clock, inTheWay.value);
    if (changed !== null) return fail({ code: 'job.changed', concerns: changed });
    const written = await writeJob(previewed, input, this.#parts, (job) =>
      this.#life.jobAudit(
        job,
        'job.confirm',
        [`${previewed.preview.counts.change} rows`, input.reason].join(': '),
      ),
    );
    if (!written.ok) {
      this.#previews.keep(previewed);
      return written;
    }
    const held = this.#hold(written.value.job, written.value.rows.counts, written.value.rows);
    if (held.job.state === 'scheduled') this.#life.schedule(held);
    else if (held.run !== null) this.#life.send(held, held.run, 'job.start');
    this.#changes.now(held.job.id);
    return succeed(this.#status(held));
  }

  /** Lets nothing further leave; requests under way are awaited. */
  pause(id: string): Result<JobStatus> {
    return this.#change(id, (held) => {
      if (isActive(held)) return this.#stop(held, 'operator');
      if (held.job.state !== 'scheduled') return wrongState(held);
      return this.#life.rest(held, { state: 'paused', pausedBecause: 'operator' }, 'job.pause', '');
    });
  }

  /** Goes on with a paused job: unknown rows are checked first where they can be. */
  resume(id: string): Promise<Result<JobStatus>> {
    return this.#send(id, ['paused'], 'job.resume', () => succeed(null));
  }

  /** Ends a job for good; what was done stays done. */
  cancel(id: string): Result<JobStatus> {
    return this.#change(id, (held) => {
      if (isActive(held)) return this.#stop(held, 'cancel');
      if (held.job.state !== 'scheduled' && held.job.state !== 'paused') return wrongState(held);
      const finishedAt = this.#parts.clock.now();
      return this.#life.rest(held, { state: 'cancelled', pausedBecause: null, finishedAt }, 'job.cancel', '');
    });
  }

  /** Sends the failed rows once more, with whatever still waits. */
  retryFailed(id: string): Promise<Result<JobStatus>> {
    return this.#inTurn(async () => {
      const overlap = await this.#others.overlap(this.#held.get(id), 'failed');
      if (overlap !== null) return fail(overlap);
      return this.#send(id, ['paused', 'done'], 'job.retryFailed', (rows) =>
        requeueFailed(this.#parts.journal, id, rows, this.#parts.clock.now()),
      );
    });
  }

  /** Asks the provider what became of the rows of unknown outcome; sends nothing. */
  checkUnknown(id: string, indexes: readonly number[] | null = null): Promise<Result<JobStatus>> {
    return this.#look(id, 'job.check', (run) => run.checkUnknown(indexes));
  }

  /** Looks whether every row that is done is as wanted at the provider; sends nothing. */
  verify(id: string): Promise<Result<JobStatus>> {
    return this.#look(id, 'job.verify', (run) => run.verify());
  }

  /** A person says what became of rows of unknown outcome; null means all of them. */
  decide(
    id: string,
    indexes: readonly number[] | null,
    decision: UnknownDecision,
    reason = '',
  ): Promise<Result<JobStatus>> {
    return this.#inTurn(async () => {
      const held = this.#held.get(id);
      if (held === undefined) return fail(noSuchJob(id));
      const { kind } = held;
      if (kind === null) return fail(wrongState(held));
      const overlap = decision === 'sendAgain' ? await this.#others.overlap(held, 'unknown') : null;
      if (overlap !== null) return fail(overlap);
      const run = await this.#life.loaded(held, decision === 'sendAgain' ? ['paused', 'done'] : atRest);
      if (!run.ok || isActive(held)) return run.ok ? fail(wrongState(held)) : run;
      const { journal, clock, who } = this.#parts;
      const by = { decision, reason, who: who(), at: clock.now() };
      const decided = decideUnknown(journal, id, run.value.rows, indexes, by, (row, judgement, at) =>
        this.#life.rowAudit(held.job, kind, row, judgement, at),
      );
      if (!decided.ok) return decided;
      const failure = this.#life.settleLook(held, null);
      return failure === null ? succeed(this.#status(held)) : fail(failure);
    });
  }

  /** Changes concurrency, throttle and the share of failures that stops it; takes effect at once. */
  setOptions(id: string, options: JobOptions): Result<JobStatus> {
    return this.#change(id, (held) => {
      const audit = this.#life.jobAudit(held.job, 'job.options', optionWords(options));
      const failure = this.#life.patch(held, { options }, [audit]);
      if (failure === null) held.run?.setOptions(options);
      return failure;
    });
  }

  /** All jobs, newest first. */
  list(): readonly JobStatus[] {
    const all = Array.from(this.#held.values(), (held) => this.#status(held));
    return all.sort((a, b) => b.createdAt - a.createdAt);
  }

  status(id: string): Result<JobStatus> {
    const held = this.#held.get(id);
    return held === undefined ? fail(noSuchJob(id)) : succeed(this.#status(held));
  }

  rows(id: string, query: JobRowQuery): Result<RowsPage<JobRow>> {
    return this.#held.has(id) ? this.#parts.journal.rows(id, query) : fail(noSuchJob(id));
  }

  /** Up to `limit` rows from `index` on, in order, for exports that stream. */
  slice(id: string, index: number, limit: number): Result<readonly JobRow[]> {
    return this.#held.has(id) ? this.#parts.journal.slice(id, index, limit) : fail(noSuchJob(id));
  }

  /** Targets of the rows in one of these states, with whether somebody was told of them. */
  targets(id: string, states: readonly RowState[]): Result<readonly TargetState[]> {
    return this.#held.has(id) ? this.#parts.journal.targets(id, states) : fail(noSuchJob(id));
  }

  /** Keeps that a person was told what only memory held of these targets. */
  tell(id: string, targets: readonly string[]): Result<null> {
    return this.#held.has(id) ? this.#parts.journal.tell(id, targets) : fail(noSuchJob(id));
  }

  /** Everything that jobs did to a target, newest first. */
  historyOf(target: string, limit = 500): Result<readonly TargetEvent[]> {
    return this.#parts.journal.ofTarget(target, limit);
  }

  /** The plan that takes back exactly what this job did; to be previewed and confirmed like any other. */
  async inverse(id: string): Promise<Result<Plan>> {
    const held = this.#held.get(id);
    if (held === undefined) return fail(noSuchJob(id));
    return isActive(held) ? fail(wrongState(held)) : invertJob(this.#parts, held);
  }

  /** Lets nothing further leave, waits for requests under way (after `graceMs` they are given up), writes the end. */
  async close(graceMs = 5_000): Promise<void> {
    this.#closed = true;
    const all = [...this.#held.values()];
    for (const held of all) {
      held.unschedule?.();
      held.run?.stop({ because: 'restart', failure: null });
    }
    const giveUp = this.#parts.clock.after(graceMs, () => {
      for (const held of all) held.run?.abort();
    });
    await Promise.all(all.map((held) => held.ended));
    giveUp();
    this.#changes.close();
  }

  /** Begins work when that before it has ended, however it did. */
  #inTurn(work: () => Promise<Result<JobStatus>>): Promise<Result<JobStatus>> {
    const done = this.#starting.then(work);
    this.#starting = done.catch(() => undefined);
    return done;
  }

  #hold(job: StoredJob, counts: Held['counts'], rows: LiveRows | null = null): Held {
    const kind = this.#kinds.get(job.kind) ?? null;
    const run = rows === null || kind === null ? null : this.#life.load(job, kind, rows);
    const held: Held = { job, counts, run, kind, unschedule: null, ended: Promise.resolve() };
    this.#held.set(job.id, held);
    return held;
  }

  #status(held: Held): JobStatus {
    return statusOf(held, this.#parts.clock.elapsed());
  }

  #stop(held: Held, because: 'operator' | 'cancel'): null {
    held.run?.stop({ because, failure: null });
    return null;
  }

  #change(id: string, work: (held: Held) => Failure | null): Result<JobStatus> {
    const held = this.#held.get(id);
    if (held === undefined) return fail(noSuchJob(id));
    const failure = work(held);
    if (failure !== null) return fail(failure);
    this.#changes.now(id);
    return succeed(this.#status(held));
  }

  async #send(
    id: string,
    states: readonly StoredJob['state'][],
    action: string,
    before: (rows: LiveRows) => Result<null>,
  ): Promise<Result<JobStatus>> {
    const ready = await this.#ready(id, states);
    if (!ready.ok) return ready;
    const { held, run } = ready.value;
    // Two at once found it at rest, and the other one was first: its rows are not to be changed any more.
    if (isActive(held)) return fail(wrongState(held));
    const prepared = before(run.rows);
    if (!prepared.ok) return prepared;
    const failure = this.#life.send(held, run, action);
    return failure === null ? succeed(this.#status(held)) : fail(failure);
  }

  async #look(
    id: string,
    action: string,
    work: (run: JobRun) => Promise<Stop | null>,
  ): Promise<Result<JobStatus>> {
    const ready = await this.#ready(id, atRest);
    if (!ready.ok) return ready;
    const { held, run } = ready.value;
    const failure = this.#life.look(held, action, () => work(run));
    return failure === null ? succeed(this.#status(held)) : fail(failure);
  }

  /** A job at rest in one of these states with its rows, when the account that is signed in may go on with it. */
  async #ready(
    id: string,
    states: readonly StoredJob['state'][],
  ): Promise<Result<{ readonly held: Held; readonly run: JobRun }>> {
    const held = this.#held.get(id);
    if (held === undefined) return fail(noSuchJob(id));
    const run = await this.#life.loaded(held, states);
    if (!run.ok) return run;
    const elsewhere = this.#life.elsewhere(held.job);
    if (elsewhere !== null || this.#closed) return fail(elsewhere ?? wrongState(held));
    return succeed({ held, run: run.value });
  }
}

function noSuchJob(id: string): Failure {
  return { code: 'job.unknown', concerns: id };
}
