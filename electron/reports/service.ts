import { randomUUID } from 'node:crypto';
import { access, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, extname, isAbsolute, join } from 'node:path';
import type { Failure } from '../contract/errors.ts';
import { usualLayout, type ReportOrigin, type ReportRequest, type ReportRun } from '../contract/report.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import { reportFileName } from './file-name.ts';
import { MOST_RUNS, noHistory, type RunHistory } from './history.ts';
import { noListings, type ReportListings } from './listing.ts';
import { planMileage } from './mileage-plan.ts';
import { checkPeriod } from './period.ts';
import { noArchive, noTracks, type ReportArchive, type ReportTracks } from './ports.ts';
import { presentOf, ReportJob, type PreparedRun, type ReportProof, type RunTools } from './report-run.ts';
import { coveredScope } from './settled-scope.ts';
import { fileFailure, numbered, TEMPORARY } from './workbook/target-file.ts';
import { ZoneClock } from './zone.ts';

/** Reports made at the same time; further ones wait. The pacer shares the provider's rate among them. */
const AT_ONCE = 3;
/** Milliseconds between two broadcasts of one run: five a second. */
const QUIET = 200;
/** An unfinished file older than this was left by a console that crashed, in milliseconds. */
const ABANDONED = 86_400_000;

export interface ReportServiceOptions extends Omit<RunTools, 'archive' | 'listings' | 'tracks'> {
  readonly archive?: ReportArchive;
  /** Without it, there are no trips and no court of mileage. */
  readonly tracks?: ReportTracks;
  /** Without it, only what the provider tells can be reported. */
  readonly listings?: ReportListings;
  /** Runs of the last times; without it, they are remembered until the console ends. */
  readonly history?: RunHistory;
  /** Absolute path of the folder for reports without a target of their own. */
  readonly exportsFolder: () => string;
  /** Told once of every run that ended; the proof is there when it is done. */
  readonly onEnd?: (run: ReportRun, proof: ReportProof | null) => void;
}

/** How a saved report is made. */
export interface StartOptions {
  /** Absolute path of its folder; null: the exports folder. */
  readonly folder: string | null;
  /** Name of its file; a number is added when there is one already. */
  readonly name: string;
  readonly saved: ReportOrigin;
}

interface Held {
  readonly job: ReportJob;
  timer: NodeJS.Timeout | null;
  toldAt: number;
}

/** Starts, holds and ends reports. Several are made at once; each ends done, failed or cancelled. */
export class ReportService {
  readonly #options: ReportServiceOptions;
  readonly #tools: RunTools;
  readonly #history: RunHistory;
  /** Runs that ended, the oldest first. */
  readonly #ended = new Map<string, ReportRun>();
  readonly #runs = new Map<string, Held>();
  readonly #listeners = new Set<(run: ReportRun) => void>();
  readonly #waiting: ReportJob[] = [];
  readonly #making = new Set<Promise<void>>();
  readonly #idle = new Set<() => void>();
  #starting: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(options: ReportServiceOptions) {
    this.#options = options;
    this.#tools = {
      ...options,
      archive: options.archive ?? noArchive,
      listings: options.listings ?? noListings,
      tracks: options.tracks ?? noTracks,
    };
    this.#history = options.history ?? noHistory;
    for (const run of this.#history.runs()) this.#ended.set(run.id, run);
  }

  /**
   * Checks a request and begins it. Fails, without a trace, with `input.period`, `input.invalid`,
   * `input.nothingChosen` or one of `file.*`.
   */
  start(request: ReportRequest, options: StartOptions | null = null): Promise<Result<ReportRun>> {
    // One after the other, so that two cannot choose the same name.
    const started = this.#starting.then(() => this.#start(request, options));
    this.#starting = started.catch(() => undefined);
    return started;
  }

  /** Puts a report that nobody waits for and that could not even begin into the list of runs. */
  noteFailure(request: ReportRequest, { folder, name, saved }: StartOptions, failure: Failure): void {
    const at = this.#tools.now();
    const run: ReportRun = {
      id: randomUUID(),
      kind: request.kind,
      request,
      saved,
      state: 'failed',
      done: 0,
      total: 0,
      rows: 0,
      path: join(folder ?? this.#options.exportsFolder(), name),
      startedAt: at,
      finishedAt: at,
      gaps: 0,
      failure,
    };
    this.#remember(run);
    for (const listener of this.#listeners) listener(run);
    this.#options.onEnd?.(run, null);
  }

  async #start(request: ReportRequest, options: StartOptions | null): Promise<Result<ReportRun>> {
    if (this.#closed) return fail({ code: 'cancelled', detail: 'The console is closing.' });
    const prepared = await this.#prepare(request, options);
    if (!prepared.ok) return prepared;
    const { id } = prepared.value;
    const job = new ReportJob(prepared.value, this.#tools, () => {
      this.#changed(id);
    });
    this.#runs.set(id, { job, timer: null, toldAt: 0 });
    this.#waiting.push(job);
    this.#history.keep(job.run);
    this.#makeNext();
    return succeed(job.run);
  }

  /** All runs that are remembered, the newest first. */
  runs(): readonly ReportRun[] {
    const held = [...this.#runs.values()].map(({ job }) => job.run);
    const before = [...this.#ended.values()].filter(({ id }) => !this.#runs.has(id));
    return [...before, ...held].reverse().sort((a, b) => b.startedAt - a.startedAt);
  }

  /** What a finished run can be checked by; null while it is not done. */
  proof(id: string): ReportProof | null {
    return this.#runs.get(id)?.job.proof ?? null;
  }

  /** Stops asking the provider; what is under way still comes in. */
  pause(id: string): Result<ReportRun> {
    return this.#with(id, (job) => {
      job.pause();
    });
  }

  resume(id: string): Result<ReportRun> {
    return this.#with(id, (job) => {
      job.resume();
    });
  }

  /** Ends a run and removes its unfinished file. */
  cancel(id: string): Result<ReportRun> {
    return this.#with(id, (job) => {
      job.cancel();
    });
  }

  /**
   * Tells every change of every run, at most five times a second a run, the last one always.
   *
   * @returns ends the telling
   */
  onChange(listener: (run: ReportRun) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Runs that are not at their end. */
  get unfinished(): number {
    return [...this.#runs.values()].filter(({ job }) => !job.ended).length;
  }

  /**
   * Takes no more requests and resolves when nothing is under way: `wait` lets the runs come to their end,
   * `cancel` ends them now, without half files.
   */
  async close(how: 'wait' | 'cancel'): Promise<void> {
    this.#closed = true;
    if (how === 'cancel') for (const { job } of this.#runs.values()) if (!job.ended) job.cancel();
    if (this.#making.size + this.#waiting.length > 0) {
      await new Promise<void>((resolve) => {
        this.#idle.add(resolve);
      });
    }
    for (const held of this.#runs.values()) {
      if (!held.timer) continue;
      clearTimeout(held.timer);
      held.timer = null;
      this.#tell(held);
    }
  }

  async #prepare(request: ReportRequest, options: StartOptions | null): Promise<Result<PreparedRun>> {
    const now = Math.floor(this.#tools.now() / 1000);
    const period = checkPeriod(request, request.timeZone, now);
    if (!period.ok) return period;
    const zone = new ZoneClock(request.timeZone);
    const plan =
      request.kind === 'mileage' ? planMileage(request, zone, request.per, presentOf(this.#tools)) : null;
    if (plan && !plan.ok) return plan;
    const { directory } = this.#options;
    const scope = directory.waitsFor(request.scope) === null ? await coveredScope(directory, request) : null;
    if (scope?.ok === false) return scope;
    const place = await this.#place(request, zone, options);
    if (!place.ok) return place;
    return succeed({
      id: randomUUID(),
      request,
      saved: options?.saved ?? null,
      scope: scope?.value ?? null,
      plan: plan?.value ?? null,
      ...place.value,
    });
  }

  /** Where the workbook goes: as chosen, or a free name in the exports folder. */
  async #place(
    request: ReportRequest,
    zone: ZoneClock,
    options: StartOptions | null,
  ): Promise<Result<{ path: string; overwrite: boolean }>> {
    const { target } = request;
    const ending = `.${(request.layout ?? usualLayout).format}`;
    if (target !== null && !isAbsolute(target)) {
      return fail({ code: 'input.invalid', concerns: 'target', detail: 'Give the whole path of the file.' });
    }
    const wanted =
      target === null
        ? join(
            options?.folder ?? this.#options.exportsFolder(),
            options?.name ?? reportFileName(request, zone),
          )
        : extname(target).toLowerCase() === ending
          ? target
          : `${target}${ending}`;
    // The exports folder may be made, but not the drive it would be on.
    if (target === null && options?.folder == null) await mkdir(dirname(wanted)).catch(() => undefined);
    const missing = await folderFailure(dirname(wanted));
    if (missing) return fail(missing);
    await removeAbandoned(dirname(wanted), this.#tools.now());
    if (target !== null && !this.#isBeingWritten(wanted)) return succeed({ path: wanted, overwrite: true });
    for (let number = 1; ; number += 1) {
      const path = numbered(wanted, number);
      if (!this.#isBeingWritten(path) && !(await exists(path))) return succeed({ path, overwrite: false });
    }
  }

  #isBeingWritten(path: string): boolean {
    return [...this.#runs.values()].some(({ job }) => !job.ended && job.run.path === path);
  }

  #with(id: string, act: (job: ReportJob) => void): Result<ReportRun> {
    const held = this.#runs.get(id);
    if (!held)
      return fail({ code: 'input.invalid', concerns: 'id', detail: 'There is no such report any more.' });
    if (!held.job.ended) act(held.job);
    return succeed(held.job.run);
  }

  #makeNext(): void {
    while (this.#making.size < AT_ONCE) {
      const job = this.#waiting.shift();
      if (!job) break;
      const making = job.make().then(() => {
        this.#making.delete(making);
        this.#forget(job);
        this.#makeNext();
        this.#options.onEnd?.(job.run, job.proof);
      });
      this.#making.add(making);
    }
    if (this.#making.size > 0) return;
    for (const resolve of this.#idle) resolve();
    this.#idle.clear();
  }

  /** A run that ended leaves its job behind, once what was last told of it is out. */
  #forget(job: ReportJob): void {
    this.#remember(job.run);
    const oldest = [...this.#runs].filter(([, held]) => held.job.ended);
    for (const [id] of oldest.slice(0, Math.max(0, oldest.length - MOST_RUNS))) this.#runs.delete(id);
  }

  #remember(run: ReportRun): void {
    this.#ended.set(run.id, run);
    for (const id of this.#ended.keys()) {
      if (this.#ended.size <= MOST_RUNS) break;
      this.#ended.delete(id);
    }
    this.#history.keep(run);
  }

  #changed(id: string): void {
    const held = this.#runs.get(id);
    if (!held || held.timer) return;
    const wait = held.job.ended ? 0 : held.toldAt + QUIET - Date.now();
    if (wait <= 0) {
      this.#tell(held);
      return;
    }
    held.timer = setTimeout(() => {
      held.timer = null;
      this.#tell(held);
    }, wait);
  }

  #tell(held: Held): void {
    held.toldAt = Date.now();
    const { run } = held.job;
    for (const listener of this.#listeners) listener(run);
  }
}

async function folderFailure(folder: string): Promise<Failure | null> {
  try {
    const found = await stat(folder);
    return found.isDirectory() ? null : { code: 'file.folderMissing', concerns: folder };
  } catch (error) {
    return fileFailure(error, folder);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Removes unfinished workbooks that a crashed console left in a folder; what cannot be removed stays. */
async function removeAbandoned(folder: string, now: number): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names.filter((entry) => entry.endsWith(TEMPORARY))) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (found && now - found.mtimeMs > ABANDONED) await rm(path, { force: true }).catch(() => undefined);
  }
}
