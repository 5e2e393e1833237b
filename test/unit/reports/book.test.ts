import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Archive } from '../../../electron/archive/database.ts';
import { ReportStore } from '../../../electron/archive/report-store.ts';
import type { Failure } from '../../../electron/contract/errors.ts';
import type { ReportRun } from '../../../electron/contract/report.ts';
import type { SavedReport, SavedReportDraft } from '../../../electron/contract/saved-report.ts';
import { ReportBook } from '../../../electron/reports/book.ts';
import { archivedHistory } from '../../../electron/reports/history.ts';
import { ReportService } from '../../../electron/reports/service.ts';
import { freshArchive, value } from '../../support/archive.ts';
import {
  filesIn,
  readDirectory,
  reportDevice,
  ScriptedApi,
  temporaryFolder,
  workerHere,
} from '../../support/reports.ts';

const at = (text: string): number => Date.parse(`${text}Z`);

class Bench {
  now = at('2026-11-20T08:00');
  loaded = true;
  readonly failures: Failure[] = [];
  readonly told: (readonly SavedReport[])[] = [];
  readonly scripted = new ScriptedApi();
  readonly folder: string;
  #service: ReportService | null = null;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The reports of a console that was just started. */
  open(archive: Archive): { book: ReportBook; service: ReportService } {
    const store = new ReportStore(archive);
    const onFailure = (failure: Failure): void => void this.failures.push(failure);
    const service = new ReportService({
      api: () => this.scripted.openApi,
      directory: readDirectory([reportDevice(1)]),
      spawnWorker: workerHere,
      now: () => this.now,
      exportsFolder: () => this.folder,
      who: () => ({ account: 'demo', systemUser: 'mara', server: 'http://127.0.0.1:1' }),
      history: archivedHistory(store, onFailure),
      waits: [0, 0],
    });
    this.#service = service;
    const book = new ReportBook({
      store,
      service,
      now: () => this.now,
      ready: () => this.loaded,
      onChange: (saved) => this.told.push(saved),
      onFailure,
    });
    return { book, service };
  }

  close(): Promise<void> {
    return this.#service?.close('cancel') ?? Promise.resolve();
  }
}

async function bench(): Promise<{ bench: Bench; archive: Archive; reopen: () => Archive }> {
  const { archive, reopen, dispose } = freshArchive();
  const made = new Bench(await temporaryFolder());
  onTestFinished(async () => {
    await made.close();
    dispose();
  });
  return { bench: made, archive, reopen };
}

const daily = (change: Partial<SavedReportDraft> = {}): SavedReportDraft => ({
  name: 'Night shift',
  what: { kind: 'mileage', per: 'day' },
  scope: { accounts: ['demo'], withBelow: true, devices: [] },
  preset: 'yesterday',
  timeZone: 'UTC',
  folder: null,
  pattern: '{report} {from}',
  schedule: { every: 'day', minute: 360 },
  ...change,
});

const ended = (service: ReportService): Promise<readonly ReportRun[]> =>
  service.close('wait').then(() => service.runs());

/** Leaves a run as a console does that was killed in the middle of it. */
function interrupt(archive: Archive, run: ReportRun | undefined): void {
  const store = new ReportStore(archive);
  const { id = '', startedAt = 0 } = run ?? {};
  value(store.keepRun(id, startedAt, JSON.stringify({ ...run, state: 'running', failure: null }), 10));
}

describe('ReportBook', () => {
  it('makes up what was missed while the console was off, each with the period of its own day', async () => {
    const { bench: b, archive, reopen } = await bench();
    const first = b.open(archive);
    const saved = value(first.book.save(null, daily()));
    expect(saved.nextRun).toBe(at('2026-11-21T06:00') / 1_000);
    await first.service.close('cancel');

    b.now = at('2026-11-23T07:00');
    const { book, service } = b.open(reopen());
    await book.tick();
    await book.tick();
    const runs = await ended(service);
    expect(runs.map(({ state, saved: origin }) => [state, origin?.name])).toEqual([
      ['done', 'Night shift'],
      ['done', 'Night shift'],
      ['done', 'Night shift'],
    ]);
    expect(filesIn(b.folder)).toEqual([
      'Night shift 2026-11-20.xlsx',
      'Night shift 2026-11-21.xlsx',
      'Night shift 2026-11-22.xlsx',
    ]);
    expect(book.list()[0]?.nextRun).toBe(at('2026-11-24T06:00') / 1_000);
  });

  it('waits until it is known which devices there are', async () => {
    const { bench: b, archive } = await bench();
    const { book, service } = b.open(archive);
    value(book.save(null, daily()));
    b.now = at('2026-11-21T06:00');
    b.loaded = false;
    await book.tick();
    expect(service.runs()).toEqual([]);
    b.loaded = true;
    await book.tick();
    expect(await ended(service)).toHaveLength(1);
  });

  it('lists a run that could not begin because its folder has vanished, and calls again the next day', async () => {
    const { bench: b, archive } = await bench();
    const folder = await temporaryFolder();
    const { book, service } = b.open(archive);
    value(book.save(null, daily({ folder })));
    await rm(folder, { recursive: true });
    b.now = at('2026-11-21T06:00');
    await book.tick();
    expect(service.runs()).toMatchObject([
      {
        state: 'failed',
        failure: { code: 'file.folderMissing' },
        path: join(folder, 'Night shift 2026-11-20.xlsx'),
      },
    ]);
    expect(book.list()[0]?.nextRun).toBe(at('2026-11-22T06:00') / 1_000);
  });

  it('remembers runs over a restart and makes a scheduled one again that the end of the console interrupted', async () => {
    const { bench: b, archive, reopen } = await bench();
    const first = b.open(archive);
    const { id } = value(first.book.save(null, daily()));
    b.now = at('2026-11-21T06:00');
    await first.book.tick();
    const [run] = await ended(first.service);
    // As a console leaves it that was killed in the middle of it.
    const store = new ReportStore(archive);
    value(
      store.keepRun(run?.id ?? '', run?.startedAt ?? 0, JSON.stringify({ ...run, state: 'running' }), 10),
    );

    const { book, service } = b.open(reopen());
    expect(service.runs()).toMatchObject([{ state: 'failed', failure: { code: 'report.interrupted' } }]);
    await book.tick();
    const runs = await ended(service);
    expect(runs.map(({ state }) => state)).toEqual(['done', 'failed']);
    expect(runs[0]?.saved).toEqual({ id, name: 'Night shift', due: at('2026-11-21T06:00') / 1_000 });
  });

  it('makes an interrupted one again once, however often the console starts afterwards', async () => {
    const { bench: b, archive, reopen } = await bench();
    const first = b.open(archive);
    value(first.book.save(null, daily()));
    b.now = at('2026-11-21T06:00');
    await first.book.tick();
    const [run] = await ended(first.service);
    interrupt(archive, run);
    for (const minute of ['06:10', '06:20', '06:30']) {
      b.now = at(`2026-11-21T${minute}`);
      const next = b.open(reopen());
      await next.book.tick();
      await ended(next.service);
    }
    const { service } = b.open(reopen());
    expect(service.runs().map(({ state }) => state)).toEqual(['done', 'failed']);
  });

  it('gives one up that was interrupted three times: it may be what ends the console', async () => {
    const { bench: b, archive, reopen } = await bench();
    const first = b.open(archive);
    value(first.book.save(null, daily()));
    b.now = at('2026-11-21T06:00');
    await first.book.tick();
    await ended(first.service);
    let made = 1;
    for (const minute of ['06:10', '06:20', '06:30', '06:40']) {
      const [newest] = first.service.runs();
      const store = value(new ReportStore(reopen()).runs()).length;
      expect(store).toBe(made);
      b.now = at(`2026-11-21T${minute}`);
      const opened = reopen();
      for (const run of b.open(opened).service.runs()) interrupt(opened, run);
      const next = b.open(opened);
      await next.book.tick();
      await ended(next.service);
      made = Math.min(3, made + 1);
      expect(newest?.saved?.due).toBe(at('2026-11-21T06:00') / 1_000);
    }
    expect(value(new ReportStore(reopen()).runs())).toHaveLength(3);
  });

  it('makes a saved report when told, into a free name of its folder', async () => {
    const { bench: b, archive } = await bench();
    const { book, service } = b.open(archive);
    const { id } = value(book.save(null, daily({ schedule: null, pattern: 'same' })));
    value(await book.run(id));
    value(await book.run(id));
    await ended(service);
    expect(filesIn(b.folder)).toEqual(['same (2).xlsx', 'same.xlsx']);
  });

  it('keeps what was changed and forgets what was removed', async () => {
    const { bench: b, archive, reopen } = await bench();
    const first = b.open(archive);
    const { id } = value(first.book.save(null, daily()));
    const other = value(first.book.save(null, daily({ name: 'Other' })));
    value(first.book.save(id, daily({ name: 'Day shift', schedule: null })));
    value(first.book.remove(other.id));
    const { book } = b.open(reopen());
    expect(book.list()).toMatchObject([{ id, name: 'Day shift', nextRun: null }]);
    expect(book.remove(other.id)).toMatchObject({ failure: { code: 'input.invalid' } });
  });

  it('refuses a zone that this computer does not know, a folder without a root and a name no file can have', async () => {
    const { bench: b, archive } = await bench();
    const { book } = b.open(archive);
    const codes = [
      daily({ timeZone: 'Mars/Olympus' }),
      daily({ folder: 'reports' }),
      daily({ pattern: '???' }),
      daily({ pattern: '{report} {nonsense}' }),
      daily({ pattern: '../../x' }),
      daily({ pattern: ' ... ' }),
    ].map((draft) => book.save(null, draft));
    expect(codes).toMatchObject([
      { failure: { concerns: 'timeZone' } },
      { failure: { concerns: 'folder' } },
      { failure: { concerns: 'pattern', detail: expect.stringContaining('"???" holds ?. ') as string } },
      { failure: { concerns: 'pattern', detail: expect.stringContaining('{nonsense}') as string } },
      {
        failure: {
          concerns: 'pattern',
          detail: '"../../x" holds /. The name of a file may hold anything but < > : " / \\ | ? *',
        },
      },
      { failure: { concerns: 'pattern', detail: expect.stringContaining('dots and spaces') as string } },
    ]);
  });
});
