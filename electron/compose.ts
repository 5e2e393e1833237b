import { join } from 'node:path';
import { ArchiveCare } from './compose/archive-care.ts';
import { BasemapBook } from './compose/basemaps.ts';
import { OwnSound } from './compose/alarms.ts';
import { broadcastFrom } from './compose/broadcasts.ts';
import { DemoProvider } from './compose/demo.ts';
import { createHandlers } from './compose/handlers.ts';
import { learnedOf, withLearned } from './compose/learned.ts';
import { Leaving } from './compose/leaving.ts';
import { LiveHub } from './compose/live-hub.ts';
import { Notices } from './compose/notices.ts';
import { SessionService, type Credentials } from './compose/session.ts';
import { SignedIn } from './compose/signed-in.ts';
import { systemUser } from './compose/system-user.ts';
import { TownFinder } from './compose/towns.ts';
import { bringPanes, composeWalls, mayCloseWall } from './compose/walls.ts';
import type { Failure } from './contract/errors.ts';
import type { Result } from './contract/result.ts';
import type { DataPlaces, Settings } from './contract/settings.ts';
import { looksLikeArchive } from './desktop/archive-files.ts';
import {
  askArchive,
  askChoice,
  askFolder,
  askOpen,
  askSave,
  askSound,
  askTarget,
  showInFolder,
} from './desktop/dialogs.ts';
import { host, providerEffectFetch, providerFetch } from './desktop/host.ts';
import { Ipc, type Caller } from './desktop/ipc.ts';
import { quit, quitInTwoPhases } from './desktop/lifecycle.ts';
import { openLog, type Log } from './desktop/log.ts';
import { printToPdf } from './desktop/print.ts';
import { notify } from './desktop/notifications.ts';
import { isOurPage } from './desktop/page-rules.ts';
import { handLivePort } from './desktop/ports.ts';
import { serveRenderer } from './desktop/scheme.ts';
import { Secrets } from './desktop/secrets.ts';
import { lockDown, openLink } from './desktop/security.ts';
import { StartWithMachine } from './desktop/start-with-machine.ts';
import { AppStore } from './desktop/store.ts';
import { forkUtility, type UtilityChannel } from './desktop/utility.ts';
import { WebTiles } from './desktop/web-tiles.ts';
import { Windows } from './desktop/windows.ts';
import { systemClock } from './jobs/clock.ts';
import { normaliseAddress } from './openapi/address.ts';
import { passwordDigest } from './openapi/digest.ts';
import { redactText } from './openapi/redact.ts';
import { readTableApart } from './reports/table-reader.ts';
import { workerFlags } from './reports/protocol.ts';
import { fileFailure } from './reports/workbook/target-file.ts';
import type { Walls } from './walls/walls.ts';

/** Milliseconds: patience with the demo's process (twice what it must live to be started again), with quitting. */
const DEMO_PATIENCE = 20_000;
const QUIT_PATIENCE = 10_000;

/** The console, composed: the one place that knows everybody. Make one, then `start` it when Electron is ready. */
export class Console {
  readonly #host = host();
  readonly #log: Log;
  readonly #store: AppStore;
  readonly #windows: Windows;
  readonly #hub = new LiveHub();
  readonly #notices = new Notices((failure) => {
    this.#ipc.broadcast('console.notice', failure);
  });
  readonly #care = new ArchiveCare({
    session: () => this.#session,
    entry: this.#host.built('main', 'archive-worker.js'),
    onWork: (work) => {
      this.#ipc.broadcast('archive.work', work);
    },
    onFailure: (failure) => {
      this.#tellStorage(failure);
    },
  });
  readonly #ipc: Ipc;
  readonly #session: SessionService<SignedIn>;
  readonly #walls: Walls;
  readonly #towns = new TownFinder();
  readonly #tiles = new WebTiles(() => this.#basemaps.origins());
  readonly #basemaps: BasemapBook;
  readonly #leaving = new Leaving({
    session: () => this.#session.services(),
    ask: askChoice,
    show: () => {
      this.#windows.focusConsole();
    },
    quit,
    clock: systemClock(),
  });

  constructor() {
    this.#log = openLog(join(this.#host.dataFolder, 'logs'), redactText);
    this.#store = new AppStore({
      folder: this.#host.dataFolder,
      onDamage: (aside) => {
        this.#log.warn(`A settings file was damaged and set aside as ${aside}`);
      },
      failureOf: fileFailure,
      onUnwritten: (failure) => {
        this.#tellStorage(failure);
      },
    });
    this.#windows = this.#composeWindows();
    this.#walls = this.#composeWalls();
    this.#session = this.#composeSession();
    this.#basemaps = this.#composeBasemaps();
    this.#ipc = this.#composeIpc();
  }

  /** Opens the windows of the last time and returns to the last session. Call when Electron is ready. */
  start(): void {
    const { devServer } = this.#host;
    serveRenderer({
      root: this.#host.built('renderer'),
      devServer,
      archivePath: (key) => this.#basemaps.archivePath(key),
      web: this.#tiles,
    });
    lockDown({ devServer });
    quitInTwoPhases({
      mayQuit: () => this.#leaving.mayQuit(),
      finish: () => this.#finish(),
      patience: QUIT_PATIENCE,
    });
    process.on('uncaughtException', (error) => {
      this.#bug('main', error);
    });
    process.on('unhandledRejection', (reason) => {
      this.#bug('main', reason);
    });
    this.#ipc.start();
    this.#log.info(`Watchdesk ${this.#host.version} on Electron ${this.#host.electron}`);
    this.#windows.start();
    this.#walls.start();
    void this.#session.resume();
  }

  /** Somebody started the console a second time. */
  bringToFront(): void {
    this.#windows.focusConsole();
  }

  #composeWindows(): Windows {
    return new Windows(
      {
        preload: this.#host.built('preload', 'preload.cjs'),
        devServer: this.#host.devServer,
        icon: null,
        onConsoleMoved: (consolePlaces) => {
          this.#store.changeState({ consolePlaces });
        },
        onWallMoved: (id) => {
          this.#walls.windowMoved(id);
        },
        onWallClosed: (id) => {
          this.#walls.windowClosed(id);
        },
        mayCloseWall: (id) =>
          mayCloseWall(this.#walls, (name, value) => this.#ipc.broadcast(name, value), id),
        onCrash: (kind, reason) => {
          this.#log.error(`The page of a ${kind} window was lost: ${reason}`);
        },
      },
      this.#store.state().consolePlaces,
    );
  }

  #composeWalls(): Walls {
    return composeWalls({
      folder: join(this.#host.dataFolder, 'walls'),
      windows: this.#windows,
      startWithMachine: new StartWithMachine(),
      broadcast: (name, value) => {
        this.#ipc.broadcast(name, value);
      },
      onFailure: (failure) => {
        this.#log.warn(`Walls: ${failure.code} ${failure.concerns ?? ''} ${failure.detail ?? ''}`);
      },
    });
  }

  #composeBasemaps(): BasemapBook {
    const store = this.#store;
    return new BasemapBook({
      read: () => store.state().basemaps,
      keep: (own) => {
        store.changeState({ basemaps: [...own] });
      },
      fetch: (url) => this.#tiles.fetch(url),
      looksLikeArchive,
      onChange: (entries) => {
        this.#ipc.broadcast('basemaps.changed', entries);
      },
    });
  }

  #composeSession(): SessionService<SignedIn> {
    const secrets = new Secrets();
    const demo = new DemoProvider(
      () => this.#fork('simulator.js', 'Watchdesk demo provider'),
      DEMO_PATIENCE,
      (lived) => {
        this.#demoEnded(lived);
      },
    );
    return new SessionService<SignedIn>({
      open: (credentials, onStatus) => this.#openServices(credentials, onStatus),
      normaliseServer: normaliseAddress,
      digest: passwordDigest,
      secrets,
      memory: {
        signIns: () => this.#store.state().signIns,
        keepSignIns: (signIns) => {
          this.#store.changeState({ signIns: [...signIns] });
        },
        lastSession: () => this.#store.state().lastSession,
        keepLastSession: (lastSession) => {
          this.#store.changeState({ lastSession });
        },
      },
      demo,
      onChange: (status) => {
        this.#ipc.broadcast('session.changed', status);
      },
      onServices: (services) => {
        this.#hub.setSource(services?.fleet ?? null);
        if (services === null) this.#walls.choreography.end();
        else this.#care.watch(services);
      },
      audit: (services, action, target, detail) => {
        services.audit(action, target, 'done', detail);
      },
      clock: systemClock(),
    });
  }

  #openServices(credentials: Credentials, onStatus: () => void): SignedIn {
    const { server, account, demo } = credentials;
    const store = this.#store;
    const services = new SignedIn(credentials, {
      fetch: providerFetch(),
      effectFetch: providerEffectFetch(),
      settings: () => store.settings(),
      archiveFolder: join(this.#host.dataFolder, 'archive'),
      checkpointThread: this.#host.built('main', 'checkpoint-thread.js'),
      exportsFolder: () => this.#exportsFolder(),
      printPdf: (html, landscape) => printToPdf(html, { landscape, pageNumbers: true }),
      findTown: (latitude, longitude) => this.#towns.nearest(latitude, longitude),
      spawnWorker: () => this.#fork('reports-worker.js', 'Watchdesk workbook', workerFlags),
      readTable: (path) => readTableApart(this.#host.built('main', 'table-worker.js'), path),
      systemUser: systemUser(),
      learned: demo ? undefined : learnedOf(store.state().pace, server, account),
      keepLearned: (learned) => {
        if (demo) return;
        store.changeState({ pace: withLearned(store.state().pace, server, account, learned) });
      },
      onStatus,
      onSavedReports: (saved) => {
        this.#ipc.broadcast('reports.savedChanged', saved);
      },
      onJob: (status) => {
        this.#ipc.broadcast('jobs.changed', status);
      },
      onArchive: (failure) => {
        this.#tellStorage(failure);
      },
    });
    broadcastFrom(services, this.#hub, (name, payload) => {
      this.#ipc.broadcast(name, payload);
    });
    bringPanes(services, this.#walls);
    services.alarms.onNotice((raised) => {
      const show = this.#showAlarm.bind(this, raised.id);
      notify(raised.title, raised.device, raised.priority === 'critical', show);
    });
    return services;
  }
  readonly #showAlarm = (id: number | null): void => {
    this.#windows.focusConsole();
    this.#ipc.broadcast('alarms.show', { id });
  };
  #composeIpc(): Ipc {
    return new Ipc({
      handlers: createHandlers({
        session: this.#session,
        leaving: this.#leaving,
        settings: {
          read: () => this.#store.settings(),
          change: (patch) => this.#changeSettings(patch),
        },
        places: () => this.#dataPlaces(),
        exportsFolder: () => this.#exportsFolder(),
        askTarget: (from, suggested) =>
          askTarget(this.#windows.windowOf(from), join(this.#exportsFolder(), suggested)),
        askFolder: (from, current) => askFolder(this.#windows.windowOf(from), current),
        askSave: (from, suggested, kind) =>
          askSave(this.#windows.windowOf(from), join(this.#exportsFolder(), suggested), kind),
        askOpen: (from, kind) => askOpen(this.#windows.windowOf(from), kind),
        printToPdf,
        templates: {
          read: () => this.#store.state().messageTemplates,
          write: (messageTemplates) => this.#store.changeState({ messageTemplates }),
        },
        showInFolder,
        openLink,
        care: this.#care,
        untold: () => this.#notices.untold(),
        basemaps: this.#basemaps,
        tileCache: this.#tiles,
        askArchive: (from) => askArchive(this.#windows.windowOf(from)),
        towns: this.#towns,
        walls: this.#walls,
        windowIdOf: (from) => this.#windows.idOf(from) ?? '',
        alarms: {
          sound: new OwnSound(join(this.#host.dataFolder, 'sounds')),
          askSound: (from) => askSound(this.#windows.windowOf(from)),
          onSettings: (settings) => {
            this.#ipc.broadcast('alarms.settings', settings);
          },
          show: this.#showAlarm,
        },
      }),
      isOurs: (url) => isOurPage(url, this.#host.devServer),
      audience: () => this.#windows.audience(),
      onLivePortWanted: (from: Caller) => {
        this.#hub.join(from.id, handLivePort(from));
      },
      onBug: (where, error) => {
        this.#bug(where, error);
      },
    });
  }

  #changeSettings(patch: Partial<Settings>): Result<Settings> {
    const changed = this.#store.changeSettings(patch);
    if (!changed.ok) return changed;
    this.#session.services()?.applySettings(changed.value);
    this.#ipc.broadcast('settings.changed', changed.value);
    return changed;
  }

  #exportsFolder(): string {
    const chosen = this.#store.settings().exportFolder;
    return chosen === '' ? join(this.#host.documents, 'Watchdesk') : chosen;
  }

  #dataPlaces(): DataPlaces {
    return {
      data: this.#host.dataFolder,
      log: this.#log.file,
      archive: this.#session.services()?.archive?.path ?? null,
      exports: this.#exportsFolder(),
      version: this.#host.version,
      electron: this.#host.electron,
    };
  }

  #tellStorage(failure: Failure): void {
    // The archive was closed with its session: nothing is wrong with it.
    if (failure.code === 'session.signedOut') return;
    this.#log.warn(`Storage: ${failure.code} ${failure.concerns ?? ''} ${failure.detail ?? ''}`);
    this.#notices.tell(failure);
  }

  async #finish(): Promise<void> {
    try {
      await this.#walls.finish();
    } catch (error) {
      this.#log.error('A bug in walls, which keeps jobs and archive from no end of theirs', error);
    }
    this.#windows.closeAll();
    this.#hub.closeAll();
    await this.#session.close();
    this.#ipc.stop();
  }

  #fork(file: string, name: string, execArgv: readonly string[] = []): UtilityChannel {
    const onOutput = (line: string): void => {
      this.#log.warn(`${name}: ${line}`);
    };
    return forkUtility(this.#host.built('main', file), { name, execArgv, onOutput });
  }

  /** A new process listens on another port, so the session is begun anew; one that dies at once is left to the user. */
  #demoEnded(lived: number): void {
    this.#log.error('The demo provider ended by itself');
    this.#ipc.broadcast('console.notice', { code: 'demo.ended' });
    if (this.#session.status().demo && lived > DEMO_PATIENCE / 2) void this.#session.enterDemo();
  }

  #bug(where: string, error: unknown): void {
    this.#log.error(`A bug in ${where}`, error);
    this.#ipc.broadcast('console.notice', { code: 'internal', concerns: where });
  }
}
