import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Failure } from '../contract/errors.ts';
import { usualLayout, type ReportOrigin, type ReportRequest, type ReportRun } from '../contract/report.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { OpenApi } from '../openapi/api.ts';
import { writeAlarms } from './alarm-report.ts';
import { coverRows, coverSheet, dataHash, layoutNotes, title } from './cover.ts';
import { DataSheets } from './data-sheets.ts';
import { Gaps } from './gaps.ts';
import { writeListing, type ReportListings } from './listing.ts';
import { writeMileage } from './mileage-report.ts';
import type { MileagePlan } from './mileage-plan.ts';
import { inFuture, type Span } from './period.ts';
import { PlaceNames, type FindTown } from './place-names.ts';
import type { Author, ReportArchive, ReportDirectory, ReportTracks, ResolvedScope } from './ports.ts';
import type { FinishedFile, WorkerChannel } from './protocol.ts';
import { Provenance } from './provenance.ts';
import { Reach } from './reach.ts';
import { Progress, type ReportContext, type WrittenReport } from './report-context.ts';
import { RunControl } from './run-control.ts';
import { listsDoubtOf, settledScope } from './settled-scope.ts';
import { writeTrips } from './trips-report.ts';
import { fileFailure, TargetFile, TEMPORARY, temporaryPath } from './workbook/target-file.ts';
import { WorkbookClient } from './workbook-client.ts';
import { coverPath } from './workbook-job.ts';
import { ZoneClock } from './zone.ts';

/** What a run needs from the house. */
export interface RunTools {
  readonly api: () => OpenApi | null;
  readonly archive: ReportArchive;
  readonly tracks: ReportTracks;
  /** Without it, places are told by their coordinates alone. */
  readonly findTown?: FindTown;
  readonly listings: ReportListings;
  readonly spawnWorker: () => WorkerChannel;
  /** This computer's clock in Unix milliseconds. */
  readonly now: () => number;
  /** The provider's clock in Unix seconds, by which it is told what has happened; without it, this computer's. */
  readonly serverTime?: () => number;
  readonly who: () => Author;
  /** Prints a whole HTML document; without it no PDF can be made. */
  readonly printPdf?: (html: string, landscape: boolean) => Promise<Uint8Array>;
  /** Waits after a lost connection, in milliseconds; see `Reach`. */
  readonly waits?: readonly number[];
  readonly directory: ReportDirectory;
}

/** A request that was checked, with all that was decided about it before it began. */
export interface PreparedRun {
  readonly id: string;
  readonly request: ReportRequest;
  readonly saved: ReportOrigin | null;
  /** Null while the lists that decide about it are being read; it waits for them. */
  readonly scope: ResolvedScope | null;
  /** Null for a report of alarms. */
  readonly plan: MileagePlan | null;
  readonly path: string;
  readonly overwrite: boolean;
}

/** What a finished report can be checked by. */
export interface ReportProof {
  /** SHA-256 over its data, as on its cover. */
  readonly sha256: string;
  /** SHA-256 over the whole file. */
  readonly fileSha256: string;
  readonly bytes: number;
  /** Highest memory of the worker's process, in bytes. */
  readonly peakMemory: number;
}

/** Unix seconds up to which the provider can have been told anything. */
export function presentOf({ serverTime, now }: Pick<RunTools, 'serverTime' | 'now'>): number {
  return Math.floor(serverTime?.() ?? now() / 1_000);
}

/** One report from its start to its end state, which it always reaches. */
export class ReportJob {
  readonly #prepared: PreparedRun;
  readonly #tools: RunTools;
  readonly #changed: () => void;
  readonly #control = new RunControl();
  readonly #gaps = new Gaps();
  readonly #provenance = new Provenance();
  readonly #progress: Progress;
  readonly #startedAt: number;
  #end: {
    readonly state: 'done' | 'failed' | 'cancelled';
    readonly at: number;
    readonly failure: Failure | null;
  } | null = null;
  #path: string;
  #proof: ReportProof | null = null;
  #scope: ResolvedScope | null;

  /** @param changed called at every change, often */
  constructor(prepared: PreparedRun, tools: RunTools, changed: () => void) {
    this.#prepared = prepared;
    this.#tools = tools;
    this.#changed = changed;
    this.#progress = new Progress(changed);
    this.#startedAt = tools.now();
    this.#path = prepared.path;
    this.#scope = prepared.scope;
    this.#expect();
  }

  get proof(): ReportProof | null {
    return this.#proof;
  }

  get ended(): boolean {
    return this.#end !== null;
  }

  /** As windows see it. Times are Unix milliseconds. */
  get run(): ReportRun {
    const { id, request, saved } = this.#prepared;
    const waits = this.#scope === null && this.#end === null;
    const waitsFor = waits ? this.#tools.directory.waitsFor(request.scope) : null;
    const doubts = this.#scope?.doubts ?? [];
    const doubt = listsDoubtOf(doubts);
    return {
      id,
      kind: request.kind,
      request,
      saved,
      state: this.#end?.state ?? (this.#control.paused ? 'paused' : 'running'),
      done: this.#progress.done,
      total: this.#progress.total,
      rows: this.#progress.rows,
      path: this.#path,
      startedAt: this.#startedAt,
      finishedAt: this.#end?.at ?? null,
      gaps: this.#gaps.count + doubts.length,
      failure: this.#end?.failure ?? null,
      ...(waitsFor === null ? {} : { waitsFor }),
      ...(doubt === null ? {} : { doubt }),
    };
  }

  pause(): void {
    this.#control.pause();
    this.#changed();
  }

  resume(): void {
    this.#control.resume();
    this.#changed();
  }

  cancel(): void {
    this.#control.cancel();
    this.#changed();
  }

  /** Makes the report. Never rejects: a bug becomes the failure `internal`, with its message. */
  async make(): Promise<void> {
    let made: Result<null>;
    try {
      const settled = await this.#settleScope();
      made = settled.ok ? await this.#make() : settled;
    } catch (error) {
      made = fail({ code: 'internal', detail: error instanceof Error ? error.message : String(error) });
    }
    const cancelled = this.#control.cancelled && !made.ok;
    const state = made.ok ? 'done' : cancelled ? 'cancelled' : 'failed';
    this.#end = { state, at: this.#tools.now(), failure: made.ok || cancelled ? null : made.failure };
    this.#changed();
  }

  /** Waits until it is known whom the report covers. */
  async #settleScope(): Promise<Result<null>> {
    const { request, scope } = this.#prepared;
    if (scope === null) {
      const settled = await settledScope(this.#tools.directory, request, this.#control, this.#changed);
      if (!settled.ok) return settled;
      this.#scope = settled.value;
      this.#expect();
    }
    return (await this.#control.mayGoOn()) ? succeed(null) : fail({ code: 'cancelled' });
  }

  #expect(): void {
    const windows = this.#prepared.plan?.windows.length ?? 1;
    this.#progress.expect((this.#scope?.devices.length ?? 0) * windows);
  }

  async #make(): Promise<Result<null>> {
    const { id, request, path, overwrite } = this.#prepared;
    const { format, separator, bom } = request.layout ?? usualLayout;
    const workbook = new WorkbookClient(this.#tools.spawnWorker());
    // A PDF is printed from a page, which is written beside it and never seen.
    const page = join(dirname(path), `.${id}.page${TEMPORARY}`);
    const target = format === 'pdf' ? page : path;
    try {
      const started = await workbook.start({
        target,
        overwrite,
        id,
        timeZone: request.timeZone,
        as: format === 'xlsx' ? 'workbook' : format === 'pdf' ? 'page' : { separator, bom },
      });
      if (!started.ok) return started;
      const finished = await this.#fill(workbook);
      if (!finished.ok) return finished;
      if (format === 'pdf') return await this.#print(finished.value);
      this.#settle(finished.value, finished.value.hash ?? finished.value.sha256);
      return succeed(null);
    } finally {
      await workbook.discard();
      // Had the worker been killed, its files would still be there.
      for (const left of [temporaryPath(target, id), temporaryPath(coverPath(target), id), page]) {
        await rm(left, { force: true }).catch(() => undefined);
      }
    }
  }

  /** Prints the page that was written and puts the PDF in its place. */
  async #print({ path: page, peakMemory }: FinishedFile): Promise<Result<null>> {
    const { id, path, overwrite } = this.#prepared;
    const { printPdf } = this.#tools;
    if (printPdf === undefined) return fail({ code: 'internal', detail: 'Nothing here can print.' });
    if (!(await this.#control.mayGoOn())) return fail({ code: 'cancelled' });
    const { portrait } = this.#prepared.request.layout ?? usualLayout;
    const bytes = await printPdf(await readFile(page, 'utf8'), !portrait);
    const file = await TargetFile.create(path, id);
    if (!file.ok) return file;
    try {
      await file.value.append(bytes);
    } catch (error) {
      await file.value.discard();
      return fail(fileFailure(error, path));
    }
    const sha256 = await file.value.sha256();
    const finished = await file.value.finish(overwrite);
    if (!finished.ok) return finished;
    this.#settle({ path: finished.value, bytes: bytes.length, sha256, peakMemory }, sha256);
    return succeed(null);
  }

  #settle({ path, bytes, sha256, peakMemory }: FinishedFile, data: string): void {
    this.#path = path;
    this.#proof = { sha256: data, fileSha256: sha256, bytes, peakMemory };
  }

  /** Gives the file, with the hash of its data where it has one beside that of the file. */
  async #fill(workbook: WorkbookClient): Promise<Result<FinishedFile & { readonly hash: string | null }>> {
    const { request } = this.#prepared;
    const scope = this.#scope;
    if (scope === null) throw new Error('A report is filled when it is known whom it covers');
    const zone = new ZoneClock(request.timeZone);
    const madeAt = Math.floor(this.#tools.now() / 1000);
    const providerTime = (): number => presentOf(this.#tools);
    const layout = request.layout ?? usualLayout;
    const written = await this.#write(request, {
      api: this.#tools.api,
      archive: this.#tools.archive,
      tracks: this.#tools.tracks,
      places: new PlaceNames(this.#tools.findTown ?? (() => Promise.resolve(null))),
      zone,
      workbook: new DataSheets(workbook, layout),
      control: this.#control,
      reach: new Reach(this.#control, this.#tools.now, this.#tools.waits),
      gaps: this.#gaps,
      provenance: this.#provenance,
      now: providerTime,
      devices: scope.devices,
      progress: this.#progress,
    });
    if (!written.ok) return written;
    if (!(await this.#control.mayGoOn())) return fail({ code: 'cancelled' });

    const sealed = await workbook.seal();
    if (!sealed.ok) return sealed;
    const author = this.#tools.who();
    const hash = layout.format === 'xlsx' ? dataHash([...written.value.parts, ...sealed.value]) : null;
    const opened = await workbook.openSheet(coverSheet, true);
    if (!opened.ok) return opened;
    const rows = coverRows({
      request,
      zone,
      author,
      madeAt,
      devices: scope.devices,
      doubts: scope.doubts,
      listedAt: scope.listedAt,
      gaps: this.#gaps,
      provenance: this.#provenance,
      sealed: sealed.value,
      hash: hash ?? '',
      ...written.value,
      notes: [...written.value.notes, ...layoutNotes(layout, workbook.leftOut)],
    });
    const covered = await workbook.cells(rows);
    if (!covered.ok) return covered;
    const closed = await workbook.closeSheet();
    if (!closed.ok) return closed;
    const finished = await workbook.finish({
      title: title(request),
      subject: `${zone.timeText(request.begin)} to ${zone.timeText(request.end)} ${request.timeZone}`,
      creator: author.account,
      createdAt: madeAt,
    });
    return finished.ok ? succeed({ ...finished.value, hash }) : finished;
  }

  async #write(request: ReportRequest, context: ReportContext): Promise<Result<WrittenReport>> {
    if (request.kind === 'mileage') {
      const { plan } = this.#prepared;
      if (!plan) throw new Error('A mileage report needs a plan');
      return writeMileage(context, plan, request.per, request.court ?? null);
    }
    const asked = request.kind === 'alarms' || request.kind === 'trips';
    // What this console knows by itself was noted by its own clock.
    const present = asked ? context.now() : Math.floor(this.#tools.now() / 1000);
    if (present <= request.begin) return fail(inFuture());
    const span = { begin: request.begin, end: Math.min(request.end, present) };
    const written = await this.#writeSpan(request, context, span);
    if (!written.ok || span.end === request.end) return written;
    const note = `Until ${context.zone.timeText(present)}, when this report was made; the rest had not happened yet.`;
    return succeed({ ...written.value, notes: [note, ...written.value.notes] });
  }

  #writeSpan(
    request: Exclude<ReportRequest, { kind: 'mileage' }>,
    context: ReportContext,
    span: Span,
  ): Promise<Result<WrittenReport>> {
    switch (request.kind) {
      case 'alarms':
        return writeAlarms(context, span, request.types);
      case 'trips':
        return writeTrips(context, span);
      default:
        return writeListing(context, this.#tools.listings, request.kind, span);
    }
  }
}
