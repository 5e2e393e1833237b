import { join } from 'node:path';
import type ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import { succeed } from '../../../electron/contract/result.ts';
import { noTracks, type ReportTracks } from '../../../electron/reports/ports.ts';
import { ReportService } from '../../../electron/reports/service.ts';
import {
  readDirectory,
  readWorkbook,
  reportDevice,
  rowValues,
  ScriptedApi,
  sheetOf,
  temporaryFolder,
  workerHere,
} from '../../support/reports.ts';
import { drive, jitter, trackOf, type TestPoint } from '../../support/tracks.ts';

const DAY = 86_400;
const begin = Date.UTC(2026, 10, 1) / 1_000;

/** The court over three days of one device, whose track is wholly known and has these points. */
async function court(points: readonly TestPoint[]): Promise<ExcelJS.Worksheet> {
  const folder = await temporaryFolder();
  const scripted = new ScriptedApi();
  scripted.km = () => 50;
  const tracks: ReportTracks = { ...noTracks, missing: () => [], read: () => [succeed(trackOf(points))] };
  const service = new ReportService({
    api: () => scripted.openApi,
    directory: readDirectory([reportDevice(1)]),
    tracks,
    spawnWorker: workerHere,
    now: () => Date.UTC(2026, 11, 1),
    exportsFolder: () => folder,
    who: () => ({ account: 'demo', systemUser: 'mara', server: 'https://provider.example' }),
  });
  await service.start({
    kind: 'mileage',
    scope: { accounts: ['demo'], withBelow: true, devices: [] },
    begin,
    end: begin + 3 * DAY,
    timeZone: 'UTC',
    per: 'day',
    court: { percent: 5, tracks: 'kept' },
    target: join(folder, 'r.xlsx'),
  });
  await service.close('wait');
  const [run] = service.runs();
  if (run?.state !== 'done') throw new Error(JSON.stringify(run));
  return sheetOf(await readWorkbook(run.path), 'Mileage court');
}

/** Kilometres of the track, verdict and remarks of a day. */
const told = (sheet: ExcelJS.Worksheet, day: number): unknown[] => {
  const values = rowValues(sheet, day + 2);
  const km = values[8];
  return [typeof km === 'number' ? Math.round(km) : km, values[12], values[13]];
};

const unheard = 'odometer: there is no archive';

describe('the mileage court', () => {
  it('knows nothing of a day without a point, instead of saying that nothing was driven', async () => {
    const hour = drive(begin + 8 * 3_600, 0, 360, 50);
    const sheet = await court([...hour, ...drive(begin + 2 * DAY + 12 * 3_600, 400_000, 360, 50)]);
    expect(told(sheet, 0)).toEqual([
      50,
      'agree',
      `${unheard}; track: 23 h without points, where what was driven is not in it`,
    ]);
    expect(told(sheet, 1)).toEqual([null, 'one source', `${unheard}; track: no points in this time`]);
    expect(told(sheet, 2)).toEqual([
      50,
      'agree',
      `${unheard}; track: 23 h without points, where what was driven is not in it`,
    ]);
  });

  it('knows nothing where there is not a single point', async () => {
    const sheet = await court([]);
    for (const day of [0, 1, 2]) {
      expect(told(sheet, day)).toEqual([null, 'one source', `${unheard}; track: no points in this time`]);
    }
  });

  it('says of a vehicle that stood and was heard that it drove nothing', async () => {
    const sheet = await court(jitter(begin + 600, 0, 3 * 24 * 60 - 20));
    for (const day of [0, 1, 2]) expect(told(sheet, day)).toEqual([0, 'differ', unheard]);
  });
});
