import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ReportRequest, ReportRun } from '../../../electron/contract/report.ts';
import type { WorkerChannel } from '../../../electron/reports/protocol.ts';
import { ReportService, type ReportServiceOptions } from '../../../electron/reports/service.ts';
import {
  filesIn,
  readDirectory,
  readWorkbook,
  reportDevice,
  ScriptedApi,
  temporaryFolder,
  workerHere,
} from '../../support/reports.ts';

const now = Date.UTC(2026, 10, 20);
const begin = Date.UTC(2026, 10, 1) / 1000;
const week = begin + 7 * 86_400;

const mileage = (change: Partial<Extract<ReportRequest, { kind: 'mileage' }>> = {}): ReportRequest => ({
  kind: 'mileage',
  scope: { accounts: ['demo'], withBelow: true, devices: [] },
  begin,
  end: week,
  timeZone: 'UTC',
  per: 'day',
  target: null,
  ...change,
});

interface Bench {
  readonly service: ReportService;
  readonly scripted: ScriptedApi;
  readonly folder: string;
  readonly changes: ReportRun[];
}

async function bench(devices = 3, change: Partial<ReportServiceOptions> = {}): Promise<Bench> {
  const folder = await temporaryFolder();
  const scripted = new ScriptedApi();
  const all = Array.from({ length: devices }, (_, index) => reportDevice(index));
  const directory = readDirectory(all);
  const service = new ReportService({
    api: () => scripted.openApi,
    directory,
    spawnWorker: workerHere,
    now: () => now,
    exportsFolder: () => folder,
    who: () => ({ account: 'demo', systemUser: 'mara', server: 'http://127.0.0.1:1' }),
    waits: [0, 0],
    ...change,
  });
  onTestFinished(() => service.close('cancel'));
  const changes: ReportRun[] = [];
  service.onChange((run) => changes.push(run));
  return { service, scripted, folder, changes };
}

async function started(service: ReportService, request: ReportRequest): Promise<ReportRun> {
  const result = await service.start(request);
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
}

/** The run at its end. */
async function ended(service: ReportService, id: string): Promise<ReportRun> {
  return new Promise((resolve) => {
    const look = (run: ReportRun): void => {
      if (run.id === id && run.finishedAt !== null) resolve(run);
    };
    service.onChange(look);
    service.runs().forEach(look);
  });
}

describe('ReportService', () => {
  it('makes a report, tells of it, and leaves one whole file', async () => {
    const { service, folder, changes } = await bench();
    const run = await started(service, mileage());
    expect(run).toMatchObject({
      state: 'running',
      kind: 'mileage',
      total: 21,
      failure: null,
      finishedAt: null,
    });
    expect(run.path).toBe(join(folder, 'mileage per day 2026-11-01 to 2026-11-07 demo.xlsx'));
    const last = await ended(service, run.id);
    expect(last).toMatchObject({ state: 'done', done: 21, total: 21, rows: 3, gaps: 0, finishedAt: now });
    expect(changes.at(-1)).toEqual(last);
    expect(filesIn(folder)).toEqual(['mileage per day 2026-11-01 to 2026-11-07 demo.xlsx']);
    expect(service.proof(run.id)?.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('never replaces a report without being told to', async () => {
    const { service, folder } = await bench();
    const [one, two] = await Promise.all([started(service, mileage()), started(service, mileage())]);
    await Promise.all([ended(service, one.id), ended(service, two.id)]);
    const three = await started(service, mileage());
    await ended(service, three.id);
    const name = 'mileage per day 2026-11-01 to 2026-11-07 demo';
    expect(filesIn(folder)).toEqual([`${name} (2).xlsx`, `${name} (3).xlsx`, `${name}.xlsx`]);
  });

  it('writes to the chosen file, with the ending of a workbook, and replaces what is there', async () => {
    const { service, folder } = await bench();
    await writeFile(join(folder, 'mine.xlsx'), 'old');
    const run = await started(service, mileage({ target: join(folder, 'mine') }));
    expect((await ended(service, run.id)).path).toBe(join(folder, 'mine.xlsx'));
    expect((await readWorkbook(join(folder, 'mine.xlsx'))).worksheets[0]?.name).toBe('Cover');
  });

  it('refuses what cannot become a report, and says why', async () => {
    const { service, folder } = await bench();
    const code = async (request: ReportRequest): Promise<unknown> => {
      const result = await service.start(request);
      return result.ok ? 'ok' : result.failure.code;
    };
    expect(await code(mileage({ end: begin }))).toBe('input.period');
    expect(await code(mileage({ timeZone: 'Nowhere' }))).toBe('input.invalid');
    expect(await code(mileage({ target: 'relative.xlsx' }))).toBe('input.invalid');
    expect(await code(mileage({ target: join(folder, 'gone', 'a.xlsx') }))).toBe('file.folderMissing');
    expect(service.runs()).toEqual([]);
    const empty = await bench(0);
    expect(await empty.service.start(mileage())).toMatchObject({ failure: { code: 'input.nothingChosen' } });
  });

  it('makes the exports folder, but not the drive it should be on', async () => {
    const { service, folder } = await bench();
    await rm(folder, { recursive: true });
    const run = await started(service, mileage());
    expect((await ended(service, run.id)).state).toBe('done');
    const lost = await bench(1, { exportsFolder: () => join(folder, 'a', 'b') });
    expect(await lost.service.start(mileage())).toMatchObject({ failure: { code: 'file.folderMissing' } });
  });

  it('stops asking while paused and goes on when resumed', async () => {
    const { service, scripted } = await bench(1_500);
    const run = await started(service, mileage());
    expect(service.pause(run.id)).toMatchObject({ value: { state: 'paused' } });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const asked = scripted.mileageAsked.length;
    expect(asked).toBeLessThan(15 * 7);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(scripted.mileageAsked).toHaveLength(asked);
    expect(service.resume(run.id)).toMatchObject({ value: { state: 'running' } });
    expect(await ended(service, run.id)).toMatchObject({ state: 'done', rows: 1_500 });
    expect(scripted.mileageAsked).toHaveLength(15 * 7);
  });

  it('leaves no file when it is cancelled, even while paused', async () => {
    const { service, folder } = await bench(500);
    const run = await started(service, mileage());
    service.pause(run.id);
    service.cancel(run.id);
    expect(await ended(service, run.id)).toMatchObject({ state: 'cancelled', failure: null });
    expect(filesIn(folder)).toEqual([]);
    expect(service.pause(run.id)).toMatchObject({ value: { state: 'cancelled' } });
    expect(service.cancel('unknown')).toMatchObject({ failure: { code: 'input.invalid' } });
  });

  it('fails with a clear reason and no file when its process dies', async () => {
    let exit: () => void = () => undefined;
    const dying = (): WorkerChannel => {
      const worker = workerHere();
      return {
        ...worker,
        onExit: (listener) => {
          worker.onExit(listener);
          exit = (): void => {
            listener(9);
          };
        },
      };
    };
    const { service, folder, scripted } = await bench(300, { spawnWorker: dying });
    scripted.km = () => {
      exit();
      return 1;
    };
    const run = await started(service, mileage());
    expect(await ended(service, run.id)).toMatchObject({ state: 'failed', failure: { code: 'internal' } });
    expect(filesIn(folder)).toEqual([]);
  });

  it('fails with a clear reason when the folder vanishes on the way', async () => {
    const { service, folder, scripted } = await bench(2);
    scripted.km = () => 1;
    scripted.api.mileage = async (imeis, from, to) => {
      await rm(folder, { recursive: true, force: true });
      return new ScriptedApi().api.mileage(imeis, from, to);
    };
    const run = await started(service, mileage());
    const last = await ended(service, run.id);
    expect(last).toMatchObject({ state: 'failed', failure: { code: 'file.folderMissing' } });
    await mkdir(folder);
  });

  it('tells changes at most five times a second, and the last one always', async () => {
    const { service, changes } = await bench(2_000);
    const run = await started(service, mileage());
    const last = await ended(service, run.id);
    const took = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const ofRun = changes.filter(({ id }) => id === run.id);
    expect(ofRun.at(-1)).toEqual(last);
    // 140 requests change it hundreds of times; told are one each 200 ms, the first and the last.
    expect(ofRun.length).toBeLessThan(30);
    expect(took).toBeGreaterThan(0);
  });

  it('ends what is under way when it closes, takes nothing new, and leaves no half file', async () => {
    const { service, folder } = await bench(1_000);
    const runs = await Promise.all([1, 2, 3, 4, 5].map(() => started(service, mileage())));
    expect(service.unfinished).toBe(5);
    await service.close('cancel');
    expect(service.unfinished).toBe(0);
    expect(service.runs().map(({ state }) => state)).toEqual(runs.map(() => 'cancelled'));
    expect(filesIn(folder)).toEqual([]);
    expect(await service.start(mileage())).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
  });

  it('waits for what is under way when it is told to', async () => {
    const { service, folder } = await bench(10);
    const run = await started(service, mileage());
    await service.close('wait');
    expect(service.runs()).toMatchObject([{ id: run.id, state: 'done' }]);
    expect(filesIn(folder)).toHaveLength(1);
  });

  it('removes unfinished files that a crash left long ago, and only those', async () => {
    const { service, folder } = await bench(1, { now: () => Date.now() + 2 * 86_400_000 });
    await writeFile(join(folder, '.old.id.watchdesk-part'), 'half');
    await writeFile(join(folder, 'other.xlsx'), 'mine');
    const run = await started(
      service,
      mileage({ begin: Date.now() / 1000 - 86_400, end: Date.now() / 1000 }),
    );
    await ended(service, run.id);
    expect(filesIn(folder)).toHaveLength(2);
    expect(filesIn(folder)).toContain('other.xlsx');
  });

  it('tells the end of each run once, with its proof', async () => {
    const ends: [string, boolean][] = [];
    const { service } = await bench(1, {
      onEnd: (run, proof) => {
        ends.push([run.state, proof !== null]);
      },
    });
    const run = await started(service, mileage());
    await ended(service, run.id);
    await service.close('wait');
    expect(ends).toEqual([['done', true]]);
  });
});
