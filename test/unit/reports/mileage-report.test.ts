import { join } from 'node:path';
import type ExcelJS from 'exceljs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { MileagePer, ReportRequest, ReportRun } from '../../../electron/contract/report.ts';
import {
  noArchive,
  type KeptMileage,
  type ReportArchive,
  type ScopeDoubt,
} from '../../../electron/reports/ports.ts';
import { ReportService } from '../../../electron/reports/service.ts';
import {
  readDirectory,
  readWorkbook,
  reportDevice,
  rowValues,
  ScriptedApi,
  sheetOf,
  sheetText,
  temporaryFolder,
  workerHere,
} from '../../support/reports.ts';

const DAY = 86_400;
const begin = Date.UTC(2026, 10, 1) / 1000;
const devices = [reportDevice(1, 'north'), reportDevice(2, 'north'), reportDevice(3, 'south')];
const request = (days: number, per: MileagePer): ReportRequest => ({
  kind: 'mileage',
  scope: { accounts: ['demo'], withBelow: true, devices: [] },
  begin,
  end: begin + days * DAY,
  timeZone: 'UTC',
  per,
  target: null,
});

async function report(
  scripted: ScriptedApi,
  wanted: ReportRequest,
  { archive = noArchive, doubts = [] as readonly ScopeDoubt[], signedIn = true } = {},
): Promise<{ run: ReportRun; workbook: ExcelJS.Workbook }> {
  const folder = await temporaryFolder();
  const service = new ReportService({
    api: () => (signedIn ? scripted.openApi : null),
    archive,
    directory: readDirectory([...devices].reverse(), doubts),
    spawnWorker: workerHere,
    now: () => Date.UTC(2026, 11, 1),
    exportsFolder: () => folder,
    who: () => ({ account: 'demo', systemUser: 'mara', server: 'https://provider.example' }),
    waits: [0],
  });
  onTestFinished(() => service.close('cancel'));
  const started = await service.start({ ...wanted, target: join(folder, 'r.xlsx') });
  if (!started.ok) throw new Error(started.failure.detail);
  await service.close('wait');
  const [run] = service.runs();
  if (run?.state !== 'done') throw new Error(JSON.stringify(run));
  return { run, workbook: await readWorkbook(run.path) };
}

const identity = [1, 2, 3].map((number) => [
  `WD-${number}`,
  `Truck ${number}`,
  String(350_000_000_000_000 + number),
]);
const [first = [], second = [], third = []] = identity;

describe('a mileage report per day', () => {
  it('is a matrix of devices and days with sums, and totals of devices and accounts', async () => {
    const scripted = new ScriptedApi();
    scripted.km = (imei, from) => Number(imei.slice(-1)) * 100 + (from - begin) / DAY;
    const { run, workbook } = await report(scripted, request(3, 'day'));
    const sheet = sheetOf(workbook, 'Per day');
    expect(rowValues(sheet, 1).slice(4, 7)).toEqual(
      [0, 1, 2].map((day) => new Date((begin + day * DAY) * 1000)),
    );
    expect(rowValues(sheet, 2)).toEqual([...first, 'root / north', 100, 101, 102, 303]);
    expect(rowValues(sheet, 3)).toEqual([...second, 'root / north', 200, 201, 202, 603]);
    expect(rowValues(sheet, 4)).toEqual([...third, 'root / south', 300, 301, 302, 903]);
    expect(rowValues(sheet, 5)).toEqual(['Total km', null, null, null, 600, 603, 606, 1_809]);
    const totals = sheetOf(workbook, 'Totals');
    expect(rowValues(totals, 2)).toEqual([...first, 'root / north', 303, 3, 0, 'complete']);
    expect(rowValues(totals, 5).slice(0, 5)).toEqual(['Total km', null, null, null, 1_809]);
    const accounts = sheetOf(workbook, 'By account');
    expect(rowValues(accounts, 2)).toEqual(['root / north', 2, 2, 906]);
    expect(rowValues(accounts, 3)).toEqual(['root / south', 1, 1, 903]);
    expect(rowValues(accounts, 4)).toEqual(['Total km', 3, 3, 1_809]);
    expect(accounts.getCell('D2').formula).toContain('SUMPRODUCT');
    expect(workbook.worksheets.map(({ name }) => name)).toEqual(['Cover', 'Per day', 'Totals', 'By account']);
    expect(run).toMatchObject({ gaps: 0, rows: 3 });
    expect(sheetText(sheetOf(workbook, 'Cover'))).toMatch(/Complete: nothing that was asked for is missing/);
  });

  it('marks what is missing with its reason, never as 0, and lists it on the cover', async () => {
    const scripted = new ScriptedApi();
    scripted.km = (imei, from, to) => {
      const day = (from - begin) / DAY;
      if (imei.endsWith('1'))
        return { code: 'provider.10013', provider: { code: 10_013, message: 'not yours' } };
      if (imei.endsWith('2') && day === 1) return { km: 5, end: from + 8 * 3_600 };
      if (imei.endsWith('2') && day === 2) {
        const message = `value=The imei ${imei} can only query data that is less than ${to - DAY}`;
        return { code: 'provider.10004', provider: { code: 10_004, message } };
      }
      return 0;
    };
    const { run, workbook } = await report(scripted, request(3, 'day'));
    const sheet = sheetOf(workbook, 'Per day');
    expect(rowValues(sheet, 2).slice(4)).toEqual(['error 10013', 'error 10013', 'error 10013', 'no data']);
    expect(rowValues(sheet, 3).slice(4)).toEqual([0, 5, 'not yet', 5]);
    expect(rowValues(sheet, 4).slice(4)).toEqual([0, 0, 0, 0]);
    expect(sheet.getCell('F3').fill).toMatchObject({ fgColor: { argb: 'FFFDF0D5' } });
    expect(rowValues(sheetOf(workbook, 'Totals'), 2).slice(4)).toEqual([
      'no data',
      0,
      3,
      'The device does not belong to this account',
    ]);
    expect(rowValues(sheetOf(workbook, 'By account'), 2)).toEqual(['root / north', 2, 1, 5]);
    const cover = sheetOf(workbook, 'Cover');
    const text = sheetText(cover);
    expect(text).toMatch(/Not complete: 2 parts are missing/);
    expect(text).toMatch(/10013: not yours/);
    const gapRows = Array.from({ length: cover.rowCount }, (_, row) => rowValues(cover, row + 1)).filter(
      ([concerns]) => String(concerns).startsWith('35000'),
    );
    expect(gapRows.map((row) => row.slice(0, 4))).toEqual([
      [first[2], 'WD-1', new Date(begin * 1000), new Date((begin + 3 * DAY) * 1000)],
      [second[2], 'WD-2', new Date((begin + DAY + 8 * 3_600) * 1000), new Date((begin + 3 * DAY) * 1000)],
    ]);
    expect(run.gaps).toBe(2);
  });

  it('marks a device that the provider leaves out of its answer', async () => {
    const scripted = new ScriptedApi();
    scripted.km = (imei) => (imei.endsWith('3') ? { code: 'result.missing', concerns: imei } : 1);
    const { workbook } = await report(scripted, request(1, 'day'));
    expect(rowValues(sheetOf(workbook, 'Per day'), 4).slice(4)).toEqual(['no answer', 'no data']);
  });
});

describe('a mileage report of totals', () => {
  it('adds windows of seven days, and says how much of them is known', async () => {
    const scripted = new ScriptedApi();
    scripted.km = (imei, from) => (imei.endsWith('2') && from > begin ? { code: 'provider.20046' } : 0.1);
    const { workbook } = await report(scripted, request(17, 'total'));
    expect(scripted.mileageAsked.map(([, from, to]) => (to - from) / DAY)).toEqual([7, 7, 3]);
    const sheet = sheetOf(workbook, 'Totals');
    expect(rowValues(sheet, 2)).toEqual([...first, 'root / north', 0.3, 3, 0, 'complete']);
    expect(rowValues(sheet, 3)).toEqual([...second, 'root / north', 0.1, 1, 2, 'The target is expired']);
    expect(sheet.getCell('E3').fill).toMatchObject({ fgColor: { argb: 'FFFDF0D5' } });
    expect(workbook.worksheets.map(({ name }) => name)).toEqual(['Cover', 'Totals', 'By account']);
    // A sum over a device of which a part is missing is no whole sum, though every device has some figure.
    const accounts = sheetOf(workbook, 'By account');
    expect(rowValues(accounts, 2)).toEqual(['root / north', 2, 2, 0.4]);
    expect(accounts.getCell('D2').fill).toMatchObject({ fgColor: { argb: 'FFFDF0D5' } });
    expect(accounts.getCell('D3').fill).not.toMatchObject({ fgColor: { argb: 'FFFDF0D5' } });
  });
});

describe('a mileage report without the provider', () => {
  const kept = (readAt: number | null): ReportArchive => ({
    ...noArchive,
    mileage: (imeis) => {
      const rows = imeis.filter((imei) => !imei.endsWith('3'));
      return new Map(
        rows.map((imei): [string, KeptMileage] => [imei, { km: 42, end: begin + 20 * DAY, readAt }]),
      );
    },
  });

  it('is made of what was read before, and says since when and what could not be refreshed', async () => {
    const scripted = new ScriptedApi();
    scripted.down = { code: 'network.unreachable' };
    const { run, workbook } = await report(scripted, request(2, 'day'), { archive: kept(begin + 10 * DAY) });
    expect(rowValues(sheetOf(workbook, 'Per day'), 2).slice(4)).toEqual([42, 42, 84]);
    expect(rowValues(sheetOf(workbook, 'Per day'), 4).slice(4)).toEqual(['offline', 'offline', 'no data']);
    const text = sheetText(sheetOf(workbook, 'Cover'));
    expect(text).toMatch(
      /4 figures .* could not be refreshed .* read between 2026-11-11 00:00 and 2026-11-11 00:00/,
    );
    expect(text).toMatch(/The server cannot be reached/);
    expect(run.gaps).toBe(1);
  });

  it('does not ask for every window once it is known that nobody answers', async () => {
    const scripted = new ScriptedApi();
    scripted.down = { code: 'network.unreachable' };
    await report(scripted, request(29, 'day'));
    // Those that were begun together before the first came back.
    expect(scripted.mileageAsked.length).toBeLessThanOrEqual(12);
  });

  it('works while nobody is signed in', async () => {
    const { workbook } = await report(new ScriptedApi(), request(1, 'day'), {
      archive: kept(null),
      signedIn: false,
    });
    expect(rowValues(sheetOf(workbook, 'Per day'), 2).slice(4)).toEqual([42, 42]);
    expect(rowValues(sheetOf(workbook, 'Per day'), 4).slice(4)).toEqual(['signed out', 'no data']);
  });

  it('waits for a connection that was lost on the way', async () => {
    const scripted = new ScriptedApi();
    const answer = scripted.api.mileage;
    let asked = 0;
    scripted.api.mileage = (imeis, from, to) => {
      asked += 1;
      scripted.down = asked === 2 ? { code: 'network.timeout' } : null;
      return answer(imeis, from, to);
    };
    const { run } = await report(scripted, request(1, 'total'));
    expect(run.gaps).toBe(0);
  });

  it('keeps everything the provider says', async () => {
    const keptRows: unknown[] = [];
    const archive: ReportArchive = {
      ...noArchive,
      keepMileage: (rows, from, to, readAt) => {
        keptRows.push([[...rows.values()].map(({ km }) => km), from, to, readAt]);
      },
    };
    await report(new ScriptedApi(), request(1, 'day'), { archive });
    expect(keptRows).toEqual([[[1, 1, 1], begin, begin + DAY, Date.UTC(2026, 11, 1) / 1000]]);
  });
});

describe('the cover', () => {
  it('says what, for whom, when, by whom and how to check it', async () => {
    const { workbook } = await report(new ScriptedApi(), request(2, 'day'), {
      doubts: [
        { account: 'full', reason: 'cut' },
        {
          account: 'shut',
          reason: { code: 'provider.10007', provider: { code: 10_007, message: 'no right' } },
        },
      ],
    });
    const cover = sheetOf(workbook, 'Cover');
    const facts = new Map(
      Array.from({ length: 12 }, (_, row) => rowValues(cover, row + 2).slice(0, 2) as [string, unknown]),
    );
    expect(cover.getCell('A1').value).toBe('Mileage report, per day');
    expect(facts.get('For')).toBe('account demo with everything below');
    expect(facts.get('Devices')).toBe(3);
    expect(facts.get('From')).toEqual(new Date(begin * 1000));
    expect(facts.get('To (not included)')).toEqual(new Date((begin + 2 * DAY) * 1000));
    expect(facts.get('By')).toBe('demo (mara on this computer)');
    expect(facts.get('Provider')).toBe('https://provider.example');
    const text = sheetText(cover);
    expect(text).toMatch(/A list of exactly 500 rows may be cut/);
    expect(text).toMatch(/shut[\s\S]*10007: no right/);
    expect(text).toMatch(/SHA-256 of the data/);
    expect(workbook.creator).toBe('demo');
  });
});
