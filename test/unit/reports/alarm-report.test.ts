import { join } from 'node:path';
import type ExcelJS from 'exceljs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Alarm } from '../../../electron/contract/alarm.ts';
import type { ReportRequest, ReportRun } from '../../../electron/contract/report.ts';
import { noArchive, type ReportArchive } from '../../../electron/reports/ports.ts';
import { ReportService } from '../../../electron/reports/service.ts';
import {
  alarm,
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

const begin = Date.UTC(2026, 10, 1) / 1000;
const end = begin + 86_400;
const devices = Array.from({ length: 20 }, (_, index) => reportDevice(index + 10));
const request = (types: number[] = [], timeZone = 'UTC'): ReportRequest => ({
  kind: 'alarms',
  scope: { accounts: [], withBelow: false, devices: devices.map(({ imei }) => imei) },
  begin,
  end,
  timeZone,
  types,
  target: null,
});

async function report(
  scripted: ScriptedApi,
  wanted: ReportRequest,
  archive: ReportArchive = noArchive,
  serverTime = Date.UTC(2026, 11, 1) / 1_000,
): Promise<{ run: ReportRun; workbook: ExcelJS.Workbook }> {
  const folder = await temporaryFolder();
  const service = new ReportService({
    api: () => scripted.openApi,
    archive,
    directory: readDirectory(devices),
    spawnWorker: workerHere,
    now: () => Date.UTC(2026, 11, 1),
    serverTime: () => serverTime,
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

/** Alarms of a device, in pages of 100, each second one. */
function pagesOf(imei: string, count: number): Alarm[][] {
  const all = Array.from({ length: count }, (_, index) => alarm(imei, begin + index, (index % 3) + 5));
  const pages: Alarm[][] = [];
  for (let from = 0; from < count; from += 100) pages.push(all.slice(from, from + 100));
  return pages;
}

describe('an alarm report', () => {
  it('holds every alarm in the order of devices, with real dates, numbers, names and a link', async () => {
    const scripted = new ScriptedApi();
    scripted.pages = (imei) => ({ pages: pagesOf(imei, Number(imei.slice(-2)) % 7 === 0 ? 250 : 3) });
    const { run, workbook } = await report(scripted, request([], 'Asia/Kathmandu'));
    const sheet = sheetOf(workbook, 'Alarms');
    const expected = devices.flatMap(({ imei, name, plate, accountPath }) =>
      scripted
        .pages(imei, begin, end)
        .pages.flat()
        .map(({ systemTime, type }) => [imei, name, plate, accountPath, systemTime, type]),
    );
    expect(run.rows).toBe(expected.length);
    const offset = 5.75 * 3_600;
    const read = expected.map((_, index) => {
      const [, type, plate, name, imei, account, , system] = rowValues(sheet, index + 2);
      return [imei, name, plate, account, Math.round(Number(system) / 1000) - offset, type];
    });
    expect(read).toEqual(expected);
    const row = rowValues(sheet, 2);
    expect(row[0]).toBe('Geofence entered');
    expect(Math.round(Number(row[6]) / 1000)).toBe(begin - 5 + offset);
    expect(row.slice(8)).toEqual([13.4, 52.5, 'Map', 0, begin % 360, null]);
    expect(rowValues(sheet, 1)[6]).toBe('GPS time (Asia/Kathmandu)');
  });

  it('counts by type and by device with formulas that have their results', async () => {
    const scripted = new ScriptedApi();
    scripted.pages = (imei) => ({ pages: imei.endsWith('10') ? pagesOf(imei, 7) : [] });
    const { workbook } = await report(scripted, request());
    const byType = sheetOf(workbook, 'By type');
    expect(rowValues(byType, 2)).toEqual([
      5,
      'Geofence entered',
      'medium',
      3,
      new Date(begin * 1000),
      new Date((begin + 6) * 1000),
    ]);
    expect(byType.getCell('D2').formula).toBe("COUNTIF('Alarms'!$B$2:$B$8,A2)");
    expect(rowValues(byType, 5).slice(0, 4)).toEqual([null, 'Total', null, 7]);
    const byAccount = sheetOf(workbook, 'By account');
    const all = sheetOf(workbook, 'Alarms').rowCount - 1;
    expect(rowValues(byAccount, 2).slice(0, 2)).toEqual(['root / demo', devices.length]);
    expect(rowValues(byAccount, 2)[4]).toBe(all);
    const byHour = sheetOf(workbook, 'By hour');
    expect(rowValues(byHour, 2)).toEqual(['00:00 to 01:00', all]);
    expect(rowValues(byHour, 26)).toEqual(['Total', all]);
    const byDevice = sheetOf(workbook, 'By device');
    expect(rowValues(byDevice, 2).slice(4)).toEqual([3, 2, 2, 7, 'complete']);
    expect(rowValues(byDevice, 3).slice(4)).toEqual([0, 0, 0, 0, 'complete']);
    expect(rowValues(byDevice, 22).slice(4, 8)).toEqual([3, 2, 2, 7]);
  });

  it('is whole and says so when there was no alarm at all', async () => {
    const { run, workbook } = await report(new ScriptedApi(), request());
    expect(run).toMatchObject({ rows: 0, gaps: 0, done: 20, total: 20 });
    expect(rowValues(sheetOf(workbook, 'By device'), 2).slice(4)).toEqual([0, 'complete']);
  });

  it('holds only the chosen types', async () => {
    const scripted = new ScriptedApi();
    scripted.pages = (imei) => ({ pages: pagesOf(imei, 3) });
    const { run, workbook } = await report(scripted, request([6, 1]));
    expect(run.rows).toBe(20);
    expect(rowValues(sheetOf(workbook, 'By type'), 3).slice(0, 4)).toEqual([1, 'SOS', 'critical', 0]);
    expect(sheetText(sheetOf(workbook, 'Cover'))).toMatch(/Alarm types\nGeofence left, SOS/);
  });

  it('does not count none where not all was read', async () => {
    const scripted = new ScriptedApi();
    const failure = { code: 'provider.10013', provider: { code: 10_013, message: 'not yours' } } as const;
    scripted.pages = (imei) => {
      if (imei.endsWith('10')) return { pages: [], end: { complete: false, failure } };
      if (imei.endsWith('11')) return { pages: pagesOf(imei, 1), end: { complete: false, failure: null } };
      if (imei.endsWith('12')) return { pages: pagesOf(imei, 2), end: { malformed: 4 } };
      return { pages: [] };
    };
    const { run, workbook } = await report(scripted, request());
    const sheet = sheetOf(workbook, 'By device');
    expect(rowValues(sheet, 2).slice(4)).toEqual([
      'not read',
      'not read',
      'no data',
      'The device does not belong to this account',
    ]);
    expect(rowValues(sheet, 3).slice(4)).toEqual([
      1,
      'not read',
      1,
      'The provider stopped giving further rows',
    ]);
    expect(rowValues(sheet, 4).slice(4)).toEqual([1, 1, 2, '4 rows of the provider could not be read']);
    expect(rowValues(sheet, 5).slice(4)).toEqual([0, 0, 0, 'complete']);
    expect(run.gaps).toBe(3);
  });

  it('says "not read" instead of none by type and by hour where no device was read', async () => {
    const scripted = new ScriptedApi();
    const lost = { complete: false, failure: { code: 'network.unreachable' } } as const;
    scripted.pages = () => ({ pages: [], end: lost });
    const { workbook } = await report(scripted, request([6]));
    expect(rowValues(sheetOf(workbook, 'By type'), 2).slice(0, 4)).toEqual([
      6,
      'Geofence left',
      'medium',
      'not read',
    ]);
    const byHour = sheetOf(workbook, 'By hour');
    expect(rowValues(byHour, 2)).toEqual(['00:00 to 01:00', 'not read']);
    expect(rowValues(byHour, 26)[1]).not.toBe(0);
    expect(rowValues(sheetOf(workbook, 'By account'), 2)[4]).toBe('not read');
  });

  it('marks counts by type and by hour where some devices were not read whole', async () => {
    const scripted = new ScriptedApi();
    const lost = { complete: false, failure: { code: 'network.unreachable' } } as const;
    scripted.pages = (imei) => (imei.endsWith('10') ? { pages: pagesOf(imei, 1) } : { pages: [], end: lost });
    const { workbook } = await report(scripted, request());
    const amber = { type: 'pattern', fgColor: { argb: 'FFFDF0D5' } };
    const cells = [
      sheetOf(workbook, 'By type').getCell('D2'),
      sheetOf(workbook, 'By hour').getCell('B2'),
      sheetOf(workbook, 'By account').getCell('E2'),
    ];
    expect(
      cells.map(({ fill, numFmt, result, value: told }) => [fill, numFmt, result || told]),
    ).toMatchObject(cells.map(() => [amber, '0', 1]));
  });

  it('leaves an alarm at the very end to the next period', async () => {
    const scripted = new ScriptedApi();
    scripted.pages = (imei) => ({
      pages: imei.endsWith('10') ? [[alarm(imei, end - 1), alarm(imei, end)]] : [],
    });
    expect((await report(scripted, request())).run.rows).toBe(1);
  });

  it('knows nothing of what the provider has still before it, however far ahead this computer is', async () => {
    const scripted = new ScriptedApi();
    const known: number[] = [];
    const archive: ReportArchive = { ...noArchive, keepAlarmsRead: (_imei, _from, to) => known.push(to) };
    const { workbook } = await report(scripted, request(), archive, end - 3_600);
    expect(new Set(known)).toEqual(new Set([end - 3_600]));
    expect(sheetText(sheetOf(workbook, 'Cover'))).toMatch(
      /when this report was made; the rest had not happened/,
    );
  });

  it('goes on from the archive where the connection broke, with no alarm twice', async () => {
    const scripted = new ScriptedApi();
    const lost = { complete: false, failure: { code: 'network.unreachable' } } as const;
    const target = devices[0]?.imei ?? '';
    const all = pagesOf(target, 30).flat();
    scripted.pages = (imei, from) => {
      const rest = all.filter(({ systemTime }) => systemTime >= from);
      return imei === target ? { pages: [rest.slice(0, 10)], end: lost } : { pages: [], end: lost };
    };
    const archive: ReportArchive = {
      ...noArchive,
      *alarms(imei, from) {
        if (imei === target) yield all.filter(({ systemTime }) => systemTime >= from).slice(0, 15);
      },
      missingAlarms: (imei, from, to) =>
        imei === target ? [{ begin: begin + 24, end: to }] : [{ begin: from, end: to }],
    };
    const { run, workbook } = await report(scripted, request(), archive);
    const sheet = sheetOf(workbook, 'Alarms');
    const times = Array.from({ length: run.rows }, (_, row) =>
      Math.round(Number(sheet.getCell(row + 2, 8).value) / 1000),
    );
    expect(times).toEqual([...new Set(times)]);
    expect(times.length).toBeGreaterThanOrEqual(24);
    expect(times).toEqual(all.slice(0, times.length).map(({ systemTime }) => systemTime));
    expect(run.gaps).toBe(20);
    expect(sheetText(sheetOf(workbook, 'Cover'))).toMatch(/1 devices could not be refreshed/);
  });
});
