import { expect, it, onTestFinished } from 'vitest';
import { AlarmStore } from '../../../electron/archive/alarm-store.ts';
import { MileageStore } from '../../../electron/archive/mileage-store.ts';
import { reportArchive } from '../../../electron/compose/report-archive.ts';
import type { ReportRequest, ReportRun } from '../../../electron/contract/report.ts';
import { forkWorker } from '../../../electron/reports/forked-worker.ts';
import { ReportService } from '../../../electron/reports/service.ts';
import { WorkbookFile } from '../../../electron/reports/table/workbook-file.ts';
import { ROWS_PER_SHEET } from '../../../electron/reports/workbook/model.ts';
import { freshArchive } from '../../support/archive.ts';
import { reportDevice, temporaryFolder, readDirectory } from '../../support/reports.ts';
import { DAY, midnight, workerEntry } from './support.ts';

const DEVICES = 530;
const EACH = 2_000;
const MEGABYTE = 1_000_000;

/** Fills the archive with alarms, `EACH` of every device, 40 seconds apart, all read completely. */
function manyAlarms(begin: number): ReturnType<typeof reportArchive> {
  const { archive, dispose } = freshArchive();
  onTestFinished(dispose);
  archive.quick.exec(
    `INSERT INTO alarm (imei, system_time, type, gps_time, longitude, latitude, speed, course, geofence)
       WITH RECURSIVE device (number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM device WHERE number < ${DEVICES - 1}),
         place (at) AS (SELECT 0 UNION ALL SELECT at + 1 FROM place WHERE at < ${EACH - 1})
       SELECT CAST(350000000000000 + number AS TEXT), ${begin} + at * 40, at % 44 + 1, ${begin} + at * 40 - 5,
         13.4 + at / 100000.0, 52.5, at % 130, at % 360, '0' FROM device, place;
     INSERT INTO alarm_coverage
       SELECT DISTINCT imei, ${begin}, ${begin + DAY} FROM alarm;`,
  );
  return reportArchive(new MileageStore(archive), new AlarmStore(archive), (failure) => {
    throw new Error(failure.code);
  });
}

it('exports more alarms than a sheet can hold from the archive alone: every one, in order, on two sheets, with flat memory', async () => {
  const begin = midnight(1);
  const folder = await temporaryFolder();
  const devices = Array.from({ length: DEVICES }, (_, number) => reportDevice(number));
  const service = new ReportService({
    api: () => null,
    archive: manyAlarms(begin),
    directory: readDirectory(devices),
    spawnWorker: () => forkWorker(workerEntry),
    now: Date.now,
    exportsFolder: () => folder,
    who: () => ({ account: 'demo', systemUser: 'mara', server: 'https://api.example.com' }),
  });
  onTestFinished(() => service.close('cancel'));
  const request: ReportRequest = {
    kind: 'alarms',
    scope: { accounts: ['demo'], withBelow: true, devices: [] },
    begin,
    end: begin + DAY,
    timeZone: 'UTC',
    types: [],
    target: null,
  };
  const ended = new Promise<ReportRun>((resolve) => {
    service.onChange((run) => {
      if (run.finishedAt !== null) resolve(run);
    });
  });
  const started = await service.start(request);
  expect(started.ok).toBe(true);
  const run = await ended;
  expect(run).toMatchObject({ state: 'done', rows: DEVICES * EACH, gaps: 0, failure: null });
  expect(DEVICES * EACH).toBeGreaterThan(ROWS_PER_SHEET);
  expect(service.proof(run.id)?.peakMemory).toBeLessThan(200 * MEGABYTE);

  const book = await WorkbookFile.open(run.path, 4_000 * MEGABYTE);
  const sheets = book.sheets.filter(({ name }) => name.startsWith('Alarms'));
  expect(sheets.map(({ name }) => name)).toEqual(['Alarms', 'Alarms (2)']);
  const rows: number[] = [];
  let at = 0;
  const wrong: string[] = [];
  for (const sheet of sheets) {
    let count = 0;
    await book.readSheet(sheet, ({ line, cells }) => {
      count += 1;
      if (line === 1) return;
      const device = devices[Math.floor(at / EACH)];
      const place = at % EACH;
      const text = (column: number): string => cells.find((cell) => cell.column === column)?.text ?? '';
      const serial = (begin + place * 40) / DAY + 25_569;
      const right =
        text(1) === String((place % 44) + 1) &&
        text(4) === device?.imei &&
        Math.abs(Number(text(7)) - serial) * DAY < 0.001 &&
        text(11) === String(place % 130);
      if (!right && wrong.length < 5)
        wrong.push(`${sheet.name} line ${line}: ${cells.map((cell) => cell.text).join()}`);
      at += 1;
    });
    rows.push(count);
  }
  expect(wrong).toEqual([]);
  expect(rows).toEqual([ROWS_PER_SHEET, DEVICES * EACH - (ROWS_PER_SHEET - 1) + 1]);
  expect(at).toBe(DEVICES * EACH);

  // Far above what it takes: a busy machine is no failure.
}, 240_000);
