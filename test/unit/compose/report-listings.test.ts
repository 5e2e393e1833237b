import { join } from 'node:path';
import type ExcelJS from 'exceljs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AlarmStore } from '../../../electron/archive/alarm-store.ts';
import type { Archive } from '../../../electron/archive/database.ts';
import { CommandStore } from '../../../electron/archive/command-store.ts';
import { MileageStore } from '../../../electron/archive/mileage-store.ts';
import { ReportStore } from '../../../electron/archive/report-store.ts';
import { reportListings, type ListingFleet } from '../../../electron/compose/report-listings.ts';
import type { CommandRecord } from '../../../electron/contract/command-desk.ts';
import type { ListedKind, ReportRun } from '../../../electron/contract/report.ts';
import { ReportService } from '../../../electron/reports/service.ts';
import { freshArchive, value } from '../../support/archive.ts';
import { aSituation } from '../../support/commands.ts';
import { aDevice, aPosition } from '../../support/open-api.ts';
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

const DAY = 86_400;
const now = Date.UTC(2026, 10, 20) / 1_000;
const begin = now - 4 * DAY;
const devices = [reportDevice(1), reportDevice(2)];
const [first, second] = devices.map(({ imei }) => imei) as [string, string];

/** Two devices, of which the directory knows the first. */
const fleet: ListingFleet = {
  slotsOf: () => Uint32Array.of(7),
  row: () => ({
    device: aDevice(first, { userDueTime: now - DAY, platformDueTime: now + 40 * DAY }),
    position: aPosition(first, { mileage: 51_654, todayMileage: 15_654, speed: 31, heartTime: now - 60 }),
    state: 'moving',
  }),
  serverTime: () => now,
  beats: () => true,
};

async function report(
  kind: ListedKind,
  archive: Archive | null,
): Promise<{ run: ReportRun; workbook: ExcelJS.Workbook | null }> {
  const folder = await temporaryFolder();
  const stores =
    archive === null
      ? null
      : {
          alarms: new AlarmStore(archive),
          mileage: new MileageStore(archive),
          commands: new CommandStore(archive),
          reports: new ReportStore(archive),
        };
  const scripted = new ScriptedApi();
  const service = new ReportService({
    api: () => scripted.openApi,
    directory: readDirectory(devices),
    listings: reportListings(fleet, stores, () => undefined),
    spawnWorker: workerHere,
    now: () => now * 1_000,
    exportsFolder: () => folder,
    who: () => ({ account: 'demo', systemUser: 'mara', server: 'https://provider.example' }),
  });
  const scope = { accounts: ['demo'], withBelow: true, devices: [] };
  value(
    await service.start({ kind, scope, begin, end: now, timeZone: 'UTC', target: join(folder, 'r.xlsx') }),
  );
  await service.close('wait');
  expect(scripted.mileageAsked.length + scripted.alarmsAsked.length).toBe(0);
  const [run] = service.runs();
  if (run === undefined) throw new Error('There is no run');
  return { run, workbook: run.state === 'done' ? await readWorkbook(run.path) : null };
}

async function sheet(
  kind: ListedKind,
  name: string,
  archive: Archive | null = null,
): Promise<ExcelJS.Worksheet> {
  const { run, workbook } = await report(kind, archive);
  if (workbook === null) throw new Error(JSON.stringify(run.failure));
  return sheetOf(workbook, name);
}

function archive(): Archive {
  const fresh = freshArchive();
  onTestFinished(fresh.dispose);
  return fresh.archive;
}

describe('reports of what the console knows by itself', () => {
  it('tell the state of the fleet, and of a device that is gone only that it is not listed', async () => {
    const { workbook } = await report('fleet', null);
    if (workbook === null) throw new Error('It was not made');
    const status = sheetOf(workbook, 'Fleet status');
    expect(rowValues(status, 2).slice(2, 7)).toEqual([first, 'root / demo', 'moving', expect.anything(), 31]);
    expect(rowValues(status, 2).slice(11, 13)).toEqual([51.654, 15.654]);
    expect(rowValues(status, 3).slice(2, 7)).toEqual([
      second,
      'root / demo',
      'not in the list of devices',
      null,
      null,
    ]);
    expect(sheetText(sheetOf(workbook, 'Cover'))).toMatch(/the provider was not asked/);
  });

  it('tell who is due, with real dates and the days left', async () => {
    const expiry = await sheet('expiry', 'Expiry');
    expect(rowValues(expiry, 2).slice(2)).toEqual([
      first,
      'root / demo',
      new Date((now - DAY) * 1_000),
      new Date((now + 40 * DAY) * 1_000),
      -1,
      'overdue',
      'yes',
    ]);
    // Whoever chose two devices reads of two.
    expect([expiry.rowCount, rowValues(expiry, 3).slice(2)]).toEqual([
      3,
      [second, 'root / demo', null, null, null, 'not in the list of devices', null],
    ]);
  });

  it('tell what the archive holds and where its gaps are', async () => {
    const file = archive();
    value(new AlarmStore(file).putCovering(first, [alarm(first, begin)], { begin, end: begin + DAY }));
    const rows = [0, 1].map((day) => ({
      imei: first,
      begin: begin + day * DAY,
      end: begin + (day + 1) * DAY,
      km: 5,
      cap: day === 1 ? begin + 1.5 * DAY : null,
    }));
    value(new MileageStore(file).put(rows, now));
    const coverage = await sheet('coverage', 'Archive coverage', file);
    expect(rowValues(coverage, 2).slice(4, 10)).toEqual([24, 72, 1, new Date((begin + DAY) * 1_000), 2, 36]);
    expect(rowValues(coverage, 3).slice(4, 10)).toEqual([0, 96, 1, new Date(begin * 1_000), 0, 0]);
  });

  it('tell every command in the period with its answer and how long it took', async () => {
    const file = archive();
    const record = (id: string, createdAt: number): CommandRecord => ({
      id,
      imei: first,
      label: 'WD-1',
      account: 'demo',
      command: { request: { kind: 'reset' }, unit: null },
      state: 'answered',
      verdict: 'success',
      answer: '=RESET OK',
      commandId: '1B',
      failure: null,
      effect: 'none',
      effectAt: null,
      reason: 'hangs',
      override: '',
      by: 'mara',
      signedBy: '',
      situation: aSituation(),
      changes: [],
      createdAt,
      sentAt: createdAt,
      settledAt: createdAt + 30_000,
      expiresAt: null,
      heldSince: 0,
      queries: 1,
      job: null,
    });
    const store = new CommandStore(file);
    value(store.put(record('old', (begin - DAY) * 1_000)));
    value(store.put(record('new', (begin + DAY) * 1_000)));
    const log = await sheet('commands', 'Commands', file);
    expect(log.rowCount).toBe(2);
    expect(rowValues(log, 2).slice(5, 8)).toEqual(['reset', 'answered', '=RESET OK']);
    expect(rowValues(log, 2)[14]).toBeInstanceOf(Date);
  });

  it('tell how fast alarms were taken and closed, with medians by type', async () => {
    const file = archive();
    const at = (begin + 600) * 1_000;
    for (const seconds of [10, 60, 3_600]) {
      file.quick.exec(`INSERT INTO alarm_entry (imei, type, first_at, last_at, times, state, owner, geofence,
        received_at, acknowledged_at, acknowledged_by, closed_at)
        VALUES ('${first}', 1, ${begin + 600}, ${begin + 600}, 2, 3, 'mara', '', ${at}, ${at + seconds * 1_000}, 'mara', NULL)`);
    }
    const byType = await sheet('responses', 'Response by type', file);
    expect(rowValues(byType, 2).slice(0, 4)).toEqual(['SOS', 'critical', 3, 3]);
    const median = byType.getCell(2, 5).value;
    // A spreadsheet's midnight is its day 0: the time of day is the duration.
    expect(median instanceof Date ? median.getUTCMinutes() : median).toBe(1);
    expect(rowValues(byType, 2)[5]).toBe(0);
  });

  it('tell every line of an inbox that is longer than what is read at once, and count them', async () => {
    const file = archive();
    const [lines, at] = [1_203, (begin + 600) * 1_000];
    file.quick.exec(`WITH RECURSIVE line (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM line WHERE n < ${lines})
      INSERT INTO alarm_entry (id, imei, type, first_at, last_at, times, state, owner, geofence,
        received_at, acknowledged_at, acknowledged_by, closed_at)
      SELECT n * 3, '${first}', 1, ${begin} + n, ${begin} + n, 1, 1, 'mara', '', ${at}, ${at} + n * 1000, 'mara',
        CASE WHEN n % 2 = 0 THEN ${at} + 5000 END FROM line`);
    file.quick.exec(`UPDATE alarm_entry SET first_at = ${begin - 1} WHERE id = 3`);
    file.quick.exec(`UPDATE alarm_entry SET imei = '350000000000077' WHERE id = 6`);
    const { run, workbook } = await report('responses', file);
    if (workbook === null) throw new Error(JSON.stringify(run.failure));
    expect(sheetOf(workbook, 'Response times').rowCount).toBe(lines - 2 + 2);
    const [, , counted, acknowledged, , closed] = rowValues(sheetOf(workbook, 'Response by type'), 2);
    expect([counted, acknowledged, closed]).toEqual([lines - 2, lines - 2, 600]);
  });

  it('fail with a clear message, and leave no file, where there is no archive', async () => {
    const { run } = await report('commands', null);
    expect(run).toMatchObject({ state: 'failed', failure: { code: 'archive.unavailable' } });
  });
});
