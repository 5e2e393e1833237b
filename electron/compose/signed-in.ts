import { randomUUID } from 'node:crypto';
import type { Administration } from '../administration/administration.ts';
import type { AlarmDesk } from '../alarms/desk.ts';
import { AuditStore } from '../archive/audit.ts';
import { keepLogShort, type Checkpointer } from '../archive/checkpointer.ts';
import { openArchive, type Archive, type OpenedArchive } from '../archive/database.ts';
import { DirectoryStore } from '../archive/directory-store.ts';
import type { Table } from '../contract/administration.ts';
import type { AuditEntry, AuditResult } from '../contract/audit.ts';
import type { Failure } from '../contract/errors.ts';
import type { JobStatus } from '../contract/job.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { SavedReport } from '../contract/saved-report.ts';
import { auditUser, type Settings } from '../contract/settings.ts';
import type { TableSheet, WriteTable } from '../contract/table.ts';
import { FleetService } from '../fleet/service.ts';
import type { JobEngine } from '../jobs/engine.ts';
import { OpenApiClient, type ClientStatus, type Learned } from '../openapi/client.ts';
import { systemTiming, type Timing } from '../openapi/timing.ts';
import type { Fetch } from '../openapi/transport.ts';
import type { ReportBook } from '../reports/book.ts';
import type { PlaybackService } from '../playback/service.ts';
import type { FindTown } from '../reports/place-names.ts';
import type { WorkerChannel } from '../reports/protocol.ts';
import type { ReportService } from '../reports/service.ts';
import { writeTable } from '../reports/write-table.ts';
import { accountBlast, composeAdministration } from './administration.ts';
import { composeCommands, type CommandDesk, type DeskNeeds } from './commands.ts';
import { composeGeofences, type GeofenceDesk } from './geofences.ts';
import { composeJobs } from './jobs.ts';
import { openAlarms } from './alarms.ts';
import { lostArchive, type LostArchive } from './lost-archive.ts';
import { openReports } from './reports.ts';
import { openPlayback } from './playback.ts';
import { TimeDesk } from './time-travel.ts';
import type { Credentials, SignedInServices } from './session.ts';

export interface SignedInNeeds {
  readonly fetch: Fetch;
  /** For requests that must not be sent twice. */
  readonly effectFetch: Fetch;
  readonly settings: () => Settings;
  readonly archiveFolder: string;
  /** The built entry of the thread that keeps the archive's log short. */
  readonly checkpointThread: string;
  readonly exportsFolder: () => string;
  readonly spawnWorker: () => WorkerChannel;
  /** Prints a whole HTML document. */
  readonly printPdf: (html: string, landscape: boolean) => Promise<Uint8Array>;
  readonly findTown: FindTown;
  /** Reads a file of accounts in a thread of its own. */
  readonly readTable: (path: string) => Promise<Result<Table>>;
  readonly systemUser: string;
  readonly learned: Learned | undefined;
  readonly keepLearned: (learned: Learned) => void;
  readonly onStatus: () => void;
  readonly onJob: (status: JobStatus) => void;
  readonly onSavedReports: (saved: readonly SavedReport[]) => void;
  /** The archive failed or was damaged; the console works on without what it kept. */
  readonly onArchive: (failure: Failure) => void;
}

/** Milliseconds between two looks at what the pacer learned, and between two tellings of the pace. */
const KEEP_LEARNED_EVERY = 60_000;
const TELL_EVERY = 1_000;
/** Requests a second that the demo on this computer may be asked: nobody else pays for them. */
const DEMO_RATE = 200;

/** The services of one signed-in account, made before its login and ended with it. */
export class SignedIn implements SignedInServices {
  readonly api: OpenApiClient;
  readonly fleet: FleetService;
  readonly reports: ReportService;
  readonly reportBook: ReportBook;
  readonly administration: Administration;
  /** Null without an archive: no job may run without its journal. */
  readonly jobs: JobEngine | null;
  /** Null without an archive: what is not written down first must not leave. */
  readonly commands: CommandDesk | null;
  readonly geofences: GeofenceDesk | null;
  readonly alarms: AlarmDesk;
  /** Null without an archive: a track is replayed from what is kept. */
  readonly playback: PlaybackService | null;
  /** Null without an archive: nothing is recorded. */
  readonly time: TimeDesk | null;
  readonly archive: Archive | null;
  /** The archive's last run did not end, and it was too large to be checked before work began. */
  readonly archiveUnchecked: boolean;
  /** The chain of operator actions; null without an archive. */
  readonly auditStore: AuditStore | null;
  readonly #credentials: Credentials;
  readonly #needs: SignedInNeeds;
  /** Who worked here when it was last told, so that a change leaves a row. */
  #operator: string;
  /** A damaged archive that was set aside at this sign-in, to be noted in the one that takes its place. */
  #lost: (LostArchive & { readonly path: string }) | null = null;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #serveReports: () => () => void;
  readonly #checkpointer: Checkpointer | null;
  #stopServing: (() => void) | null = null;

  constructor(credentials: Credentials, needs: SignedInNeeds) {
    this.#credentials = credentials;
    this.#needs = needs;
    const { account, server } = credentials;
    const settings = needs.settings();
    this.#operator = settings.operator;
    this.api = new OpenApiClient({
      base: server,
      account,
      passwordDigest: credentials.digest,
      fetch: needs.fetch,
      effectFetch: needs.effectFetch,
      onStatus: needs.onStatus,
      limits: { highestRate: this.#highestRate(settings) },
      ...(needs.learned === undefined ? {} : { learned: needs.learned }),
    });
    // The demo listens on another port at every start, and its world is the same at all of them.
    const opened = this.#openArchive(credentials.demo ? 'demo' : server, account);
    this.archive = opened?.archive ?? null;
    this.archiveUnchecked = opened?.unchecked ?? false;
    this.#checkpointer = this.archive === null ? null : keepLogShort(this.archive, needs.checkpointThread);
    this.auditStore = this.archive === null ? null : new AuditStore(this.archive);
    const timing = systemTiming();
    this.fleet = new FleetService({
      api: this.api,
      account,
      timing,
      pace: () => this.api.status().pace,
      serverTime: () => Math.round(timing.now() / 1_000) + this.api.status().clockOffset,
      longestAge: settings.longestAge,
      store: this.archive === null ? null : new DirectoryStore(this.archive),
      onArchiveFailure: needs.onArchive,
    });
    const { service, book, serve } = openReports({
      api: () => this.api,
      trackApi: this.api,
      trackRules: () => needs.settings().trackRules,
      fleet: this.fleet,
      archive: this.archive,
      exportsFolder: needs.exportsFolder,
      spawnWorker: needs.spawnWorker,
      printPdf: needs.printPdf,
      findTown: needs.findTown,
      who: () => ({ account, server, systemUser: this.#auditUser() }),
      onEnd: (run, proof) => {
        const detail =
          proof === null ? (run.failure?.code ?? '') : `sha256 ${proof.sha256}, file ${proof.fileSha256}`;
        this.audit(`report.${run.kind}`, run.path, run.state === 'done' ? 'done' : 'failed', detail);
      },
      onSaved: needs.onSavedReports,
      onFailure: needs.onArchive,
    });
    this.reports = service;
    this.reportBook = book;
    this.#serveReports = serve;
    // The demo's address is another at every start; its jobs are to be found again all the same.
    const common = { session: () => this.jobSession(), who: () => this.#auditUser() };
    this.administration = composeAdministration({
      ...common,
      api: this.api,
      fleet: this.fleet,
      account,
      server,
      fetch: needs.fetch,
      readTable: needs.readTable,
      audit: (entry) => this.#append(entry),
      deedsOn: (name) => this.auditStore?.deedsOn(name) ?? succeed([]),
    });
    const desk = this.#deskNeeds(timing);
    this.commands = desk === null ? null : composeCommands(desk);
    this.geofences = desk === null ? null : composeGeofences(desk);
    const forMany = [this.commands?.kind, this.geofences?.kind].filter((kind) => kind !== undefined);
    this.jobs =
      this.archive === null
        ? null
        : composeJobs({
            ...common,
            archive: this.archive,
            kinds: [...this.administration.kinds, ...forMany],
            blast: accountBlast(this.fleet, this.administration, (imeis) => this.alarms.openOf(imeis)),
            pace: () => this.api.status().pace.allowedRate || null,
            onChange: needs.onJob,
          });
    if (this.jobs !== null) this.administration.attach(this.jobs);
    this.time =
      this.archive === null
        ? null
        : new TimeDesk(this.archive, this.fleet, {
            settings: needs.settings,
            offlineSince: () => this.#offlineSince(),
            audit: (action, target) => {
              this.audit(action, target, 'done', '');
            },
            onFailure: needs.onArchive,
          });
    this.playback = openPlayback(this.api, this.fleet, this.archive);
    this.alarms = openAlarms({
      api: this.api,
      fleet: this.fleet,
      archive: this.archive,
      operator: () => this.user,
      audit: (action, target, detail) => {
        this.audit(action, target, 'done', detail);
      },
      onFailure: needs.onArchive,
    });
  }

  /** Who works here: the operator who said so, else the user of the operating system. */
  get user(): string {
    return this.#needs.settings().operator || this.#needs.systemUser;
  }

  /** Under which server and account jobs are made and run. */
  jobSession(): { readonly server: string; readonly account: string } {
    const { demo, server, account } = this.#credentials;
    return { server: demo ? 'demo' : server, account };
  }

  /** Requests a second that are never exceeded. */
  get highestRate(): number {
    return this.#highestRate(this.#needs.settings());
  }

  /** Writes a workbook of plain cells in a process of its own, with times in the zone of the settings. */
  readonly writeWorkbook: WriteTable = (target, title, sheets, secret = false) => {
    const { timeZone } = this.#needs.settings();
    const zone = timeZone === 'system' ? new Intl.DateTimeFormat().resolvedOptions().timeZone : timeZone;
    return this.writeTable(target, title, sheets, zone, secret);
  };

  /**
   * Logs in and asks for the account itself, because a server lets an account in that may then do nothing: without
   * the Open API right everything but the login is refused with 10007.
   */
  async signIn(): Promise<Result<null>> {
    const login = await this.api.signIn();
    if (!login.ok) return login;
    const first = await this.api.account(this.#credentials.account, { lane: 'action' });
    return !first.ok && first.failure.code === 'provider.10007' ? first : login;
  }

  start(): void {
    if (this.#lost !== null) {
      const { path, open, detail } = this.#lost;
      this.audit('archive.setAside', path, open ? 'unknown' : 'done', detail);
    }
    this.#stopServing = this.#serveReports();
    void this.fleet.start();
    this.time?.start();
    const { jobs, commands, geofences } = this;
    for (const taken of [jobs?.recover(), commands?.service.start(), geofences?.service.start()]) {
      if (taken?.ok === false) this.#needs.onArchive(taken.failure);
    }
    for (const loss of this.administration.passwords.losses()) this.#needs.onArchive(loss);
    this.alarms.start();
    const keepLearned = (): void => {
      this.#needs.keepLearned(this.api.learned());
    };
    this.#timers.push(
      setInterval(keepLearned, KEEP_LEARNED_EVERY),
      setInterval(this.#needs.onStatus, TELL_EVERY),
    );
  }

  status(): ClientStatus {
    return this.api.status();
  }

  /** Whether a job runs or a report is being made: the archive must not be taken away then. */
  isWriting(): boolean {
    return (
      this.reports.unfinished > 0 || (this.jobs?.list().some(({ state }) => state === 'running') ?? false)
    );
  }

  /** Takes over what the user changed in Settings. */
  applySettings(settings: Settings): void {
    if (settings.operator !== this.#operator) {
      this.audit('operator.change', settings.operator || this.#needs.systemUser, 'done', this.#operator);
      this.#operator = settings.operator;
    }
    this.api.limitTo({ highestRate: this.#highestRate(settings) });
    this.fleet.setLongestAge(settings.longestAge);
  }

  /** Writes one operator action into the chain. */
  audit(action: string, target: string, result: AuditResult, detail: string): void {
    const { server, account } = this.#credentials;
    const written = this.#append({
      at: Date.now(),
      user: this.#auditUser(),
      server,
      account,
      action,
      target,
      result,
      detail,
    });
    if (!written.ok && this.auditStore !== null) this.#needs.onArchive(written.failure);
  }

  /** Writes a workbook of plain cells in a process of its own; gives its path. @param timeZone IANA zone of its times */
  writeTable(
    target: string,
    title: string,
    sheets: readonly TableSheet[],
    timeZone: string,
    secret = false,
  ): Promise<Result<string>> {
    const options = { target, title, author: this.#credentials.account, id: randomUUID(), timeZone, secret };
    return writeTable(this.#needs.spawnWorker(), { ...options, now: Math.round(Date.now() / 1_000) }, sheets);
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    this.#needs.keepLearned(this.api.learned());
    await Promise.all([this.jobs?.close(), this.commands?.service.close()]);
    this.geofences?.service.close();
    this.administration.close();
    this.#stopServing?.();
    this.playback?.close();
    await this.time?.stop();
    await this.reports.close('cancel');
    this.alarms.stop();
    await this.fleet.stop();
    this.api.close();
    await this.#checkpointer?.close();
    this.archive?.close();
  }

  #deskNeeds(timing: Timing): DeskNeeds | null {
    if (this.archive === null) return null;
    const { systemUser, onArchive: onLost } = this.#needs;
    const user = (): string => this.user;
    const { archive, api, fleet } = this;
    const audit: DeskNeeds['audit'] = (...row) => {
      this.audit(...row);
    };
    return { archive, api, fleet, timing, user, systemUser, audit, onLost };
  }

  #auditUser(): string {
    return auditUser(this.#needs.settings().operator, this.#needs.systemUser);
  }

  #append(entry: AuditEntry): Result<unknown> {
    return this.auditStore?.append(entry) ?? fail({ code: 'archive.unavailable' });
  }

  #offlineSince(): number | null {
    const { connection } = this.api.status();
    return connection.state === 'offline' ? connection.since : null;
  }

  #highestRate(settings: Settings): number {
    return this.#credentials.demo ? DEMO_RATE : settings.highestRate;
  }

  #openArchive(server: string, account: string): OpenedArchive | null {
    const opened = openArchive(this.#needs.archiveFolder, server, account, Date.now());
    if (!opened.ok) {
      this.#needs.onArchive(opened.failure);
      return null;
    }
    const { setAside } = opened.value;
    if (setAside !== null) this.#lost = { path: setAside, ...lostArchive(setAside) };
    for (const failure of this.#lost?.failures ?? []) this.#needs.onArchive(failure);
    return opened.value;
  }
}
