import { randomUUID } from 'node:crypto';
import { isAbsolute } from 'node:path';
import type { ReportStore, StoredReport } from '../archive/report-store.ts';
import type { Failure } from '../contract/errors.ts';
import { usualLayout, type ReportRequest, type ReportRun } from '../contract/report.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import { savedReportDraft, type SavedReport, type SavedReportDraft } from '../contract/saved-report.ts';
import { cleanName, savedFileName, strangeWord } from './file-name.ts';
import { presetPeriod } from './preset.ts';
import { dueRuns, nextRun, served } from './schedule.ts';
import type { ReportService } from './service.ts';
import { isTimeZone, ZoneClock } from './zone.ts';

export interface ReportBookNeeds {
  /** Null without an archive: nothing can be saved then. */
  readonly store: ReportStore | null;
  readonly service: ReportService;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Whether it is known which devices the accounts have; a schedule waits for it. */
  readonly ready: () => boolean;
  readonly onChange: (saved: readonly SavedReport[]) => void;
  readonly onFailure: (failure: Failure) => void;
}

/** How often a run is made that the end of the console interrupts. */
const MOST_TRIES = 3;

interface Entry {
  readonly id: string;
  readonly draft: SavedReportDraft;
  readonly servedUntil: number;
}

/** Reports that were saved: makes them when told and when their schedule calls, also what it missed. */
export class ReportBook {
  readonly #needs: ReportBookNeeds;
  readonly #entries = new Map<string, Entry>();
  #ticking = false;
  #interrupted: readonly ReportRun[];

  constructor(needs: ReportBookNeeds) {
    this.#needs = needs;
    this.#restore();
    this.#interrupted = interruptedOf(needs.service.runs());
  }

  list(): readonly SavedReport[] {
    const now = this.#seconds();
    return [...this.#entries.values()].map((entry) => shown(entry, now));
  }

  /**
   * Keeps a report; a schedule calls from now on. Fails with `input.invalid` or an `archive.*` code.
   *
   * @param id null for a new one
   */
  save(id: string | null, draft: SavedReportDraft): Result<SavedReport> {
    const wrong = problemOf(draft);
    if (wrong !== null) return fail(wrong);
    const before = id === null ? null : this.#entries.get(id);
    if (before === undefined) return unknown();
    const now = this.#seconds();
    const sameTimes =
      before?.draft.timeZone === draft.timeZone &&
      JSON.stringify(before.draft.schedule) === JSON.stringify(draft.schedule);
    const entry: Entry = {
      id: before?.id ?? randomUUID(),
      draft,
      servedUntil: before && sameTimes ? before.servedUntil : now,
    };
    const kept = this.#keep(entry);
    if (!kept.ok) return kept;
    this.#tell();
    return succeed(shown(entry, now));
  }

  remove(id: string): Result<null> {
    if (!this.#entries.has(id)) return unknown();
    const removed = this.#needs.store?.remove(id) ?? noArchive();
    if (!removed.ok) return removed;
    this.#entries.delete(id);
    this.#tell();
    return succeed(null);
  }

  /** Makes a saved report now. Fails as `ReportService.start` does. */
  run(id: string): Promise<Result<ReportRun>> {
    const entry = this.#entries.get(id);
    return entry === undefined ? Promise.resolve(unknown()) : this.#make(entry, null);
  }

  /**
   * Makes what schedules call for, what they missed while the console was off, and what was interrupted. Call it now
   * and then; it does nothing before the accounts are known. What cannot even begin stands in the list of runs.
   */
  async tick(): Promise<void> {
    if (this.#ticking || !this.#needs.ready()) return;
    this.#ticking = true;
    try {
      await this.#resumeInterrupted();
      for (const { id } of [...this.#entries.values()]) await this.#serve(id);
    } finally {
      this.#ticking = false;
    }
  }

  async #resumeInterrupted(): Promise<void> {
    const runs = this.#interrupted;
    this.#interrupted = [];
    for (const { saved } of runs) {
      const entry = saved === null ? undefined : this.#entries.get(saved.id);
      const due = saved?.due ?? null;
      // One that was not noted as served yet is made with those that were missed.
      if (entry === undefined || due === null || due > entry.servedUntil) continue;
      await this.#make(entry, due);
    }
  }

  async #serve(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.draft.schedule === null) return;
    const { schedule, timeZone } = entry.draft;
    const now = this.#seconds();
    const due = dueRuns(schedule, new ZoneClock(timeZone), entry.servedUntil, now);
    if (due.length === 0) return;
    for (const at of due) {
      // It may have been changed or removed while another was begun.
      const current = this.#entries.get(id);
      if (current?.draft !== entry.draft) return;
      await this.#make(current, at);
      const kept = this.#keep({ ...current, servedUntil: at });
      if (!kept.ok) this.#needs.onFailure(kept.failure);
    }
    this.#tell();
  }

  async #make({ id, draft }: Entry, due: number | null): Promise<Result<ReportRun>> {
    const at = due ?? this.#seconds();
    const zone = new ZoneClock(draft.timeZone);
    const span = presetPeriod(draft.preset, at, zone);
    const { what, scope, timeZone, folder, layout = usualLayout } = draft;
    const request: ReportRequest = { ...what, scope, ...span, timeZone, target: null, layout };
    const name = savedFileName(draft.pattern, draft.name, span, at, zone, layout.format);
    const options = { folder, name, saved: { id, name: draft.name, due } };
    const started = await this.#needs.service.start(request, options);
    if (!started.ok && due !== null) this.#needs.service.noteFailure(request, options, started.failure);
    return started;
  }

  #keep(entry: Entry): Result<null> {
    const { id, draft, servedUntil } = entry;
    const kept = this.#needs.store?.save({ id, body: JSON.stringify(draft), servedUntil }) ?? noArchive();
    // Even when it could not be kept, a run must not be made again and again.
    if (kept.ok || this.#entries.has(id)) this.#entries.set(id, entry);
    return kept;
  }

  #restore(): void {
    const kept = this.#needs.store?.saved();
    if (kept === undefined) return;
    if (!kept.ok) {
      this.#needs.onFailure(kept.failure);
      return;
    }
    for (const stored of kept.value) {
      const draft = draftOf(stored);
      if (draft !== null)
        this.#entries.set(stored.id, { id: stored.id, draft, servedUntil: stored.servedUntil });
    }
  }

  #tell(): void {
    this.#needs.onChange(this.list());
  }

  #seconds(): number {
    return Math.floor(this.#needs.now() / 1_000);
  }
}

/**
 * Scheduled runs that the end of the console interrupted and that nobody has made again since, the oldest first. One
 * that was interrupted again and again may be what ends the console: it stays as it is.
 *
 * @param runs the newest first
 */
function interruptedOf(runs: readonly ReportRun[]): ReportRun[] {
  const made = new Map<string, ReportRun[]>();
  for (const run of runs) {
    if (run.saved?.due == null) continue;
    const key = `${run.saved.id} ${run.saved.due}`;
    made.set(key, [...(made.get(key) ?? []), run]);
  }
  const isInterrupted = ({ failure }: ReportRun): boolean => failure?.code === 'report.interrupted';
  return [...made.values()]
    .flatMap((tries) => {
      const [newest] = tries;
      const again = newest !== undefined && isInterrupted(newest);
      return again && tries.filter(isInterrupted).length < MOST_TRIES ? [newest] : [];
    })
    .reverse();
}

function shown({ id, draft, servedUntil }: Entry, now: number): SavedReport {
  const { schedule, timeZone } = draft;
  const nextAt =
    schedule === null ? null : nextRun(schedule, new ZoneClock(timeZone), served(servedUntil, now));
  return { ...draft, id, nextRun: nextAt };
}

/** Null for one that this version of the console cannot read, or whose zone this computer does not know. */
function draftOf({ body }: StoredReport): SavedReportDraft | null {
  let told: unknown;
  try {
    told = JSON.parse(body);
  } catch {
    return null;
  }
  const parsed = savedReportDraft.safeParse(told);
  return parsed.success && isTimeZone(parsed.data.timeZone) ? parsed.data : null;
}

function problemOf({ timeZone, folder, pattern, scope }: SavedReportDraft): Failure | null {
  const wrong = (concerns: string, detail: string): Failure => ({ code: 'input.invalid', concerns, detail });
  if (!isTimeZone(timeZone))
    return wrong('timeZone', `This computer does not know the time zone "${timeZone}".`);
  if (folder !== null && !isAbsolute(folder)) return wrong('folder', 'Give the whole path of the folder.');
  const strange = strangeWord(pattern);
  if (strange !== null) {
    return wrong('pattern', `${strange} is no placeholder. There are {report}, {from}, {to} and {date}.`);
  }
  const bad = [...new Set(pattern.match(/[<>:"/\\|?*]/g))];
  if (bad.length > 0) {
    const was = `"${pattern}" holds ${bad.join(' ')}`;
    return wrong('pattern', `${was}. The name of a file may hold anything but < > : " / \\ | ? *`);
  }
  if (cleanName(pattern) === '') {
    return wrong('pattern', `No file can be named "${pattern}": there is nothing but dots and spaces in it.`);
  }
  return scope.accounts.length + scope.devices.length === 0 ? { code: 'input.nothingChosen' } : null;
}

function unknown(): Result<never> {
  return fail({ code: 'input.invalid', concerns: 'id', detail: 'There is no such saved report any more.' });
}

function noArchive(): Result<never> {
  return fail({ code: 'archive.unavailable' });
}
