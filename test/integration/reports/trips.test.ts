import { describe, expect, it, onTestFinished } from 'vitest';
import { OdometerStore } from '../../../electron/archive/odometer-store.ts';
import { reportTracks } from '../../../electron/compose/report-tracks.ts';
import type { NearestTown } from '../../../electron/contract/town.ts';
import type { TrackPoint } from '../../../electron/contract/playback.ts';
import { deriveTrack, usualRules } from '../../../electron/contract/track-rules.ts';
import { townTable } from '../../../electron/fleet/town-table.ts';
import { Towns } from '../../../electron/fleet/towns.ts';
import { columnsOf } from '../../../electron/playback/columns.ts';
import type { ReportTracks } from '../../../electron/reports/ports.ts';
import { freshArchive, value } from '../../support/archive.ts';
import { readWorkbook, rowValues, sheetOf, sheetText } from '../../support/reports.ts';
import type { Bed } from '../openapi/support.ts';
import { make, midnight, mileageRequest, openReports, tripsRequest, type ReportBed } from './support.ts';

function keptTracks(): { tracks: (bed: Bed) => ReportTracks; odometers: OdometerStore } {
  const { archive, dispose } = freshArchive();
  onTestFinished(dispose);
  return {
    odometers: new OdometerStore(archive),
    tracks: (bed) =>
      reportTracks(
        archive,
        bed.client,
        { serverTime: () => Date.now() / 1_000 },
        () => usualRules,
        (failure) => {
          throw new Error(failure.code);
        },
      ),
  };
}

/** The provider's own points of a device, asked for anew. */
async function pointsOf(
  { client }: ReportBed,
  imei: string,
  begin: number,
  end: number,
): Promise<TrackPoint[]> {
  const points: TrackPoint[] = [];
  await client.playback(imei, begin, end - 1, { lane: 'action' }, (page) => void points.push(...page));
  return points;
}

/** What a spreadsheet's day 0 is as a date: a duration is read as a moment after it. */
const NO_DAY = Date.UTC(1899, 11, 30);
const serial = (date: unknown): number => Math.round(Number(date) / 1_000);

describe('a report of trips and stops', () => {
  it('holds exactly what playback derives from the points of the provider, row by row', async () => {
    const towns = await Towns.read(townTable);
    const findTown = (latitude: number, longitude: number): Promise<NearestTown | null> =>
      Promise.resolve(towns.nearest(latitude, longitude));
    const bed = await openReports(12, { ...keptTracks(), more: { findTown } });
    const run = await make(bed, tripsRequest(2));
    expect(run).toMatchObject({ state: 'done', gaps: 0 });
    const workbook = await readWorkbook(run.path);
    const sheet = sheetOf(workbook, 'Trips and stops');
    const rows = Array.from({ length: run.rows }, (_, row) => rowValues(sheet, row + 2));
    let trips = 0;
    for (const { imei } of bed.devices) {
      const points = await pointsOf(bed, imei, midnight(2), midnight());
      const { parts, totals } = deriveTrack(columnsOf(points), usualRules);
      const told = rows
        .filter((values) => values[2] === imei)
        .map((values) => [values[4], serial(values[5]), serial(values[6]), values[8], values[11]]);
      expect(told).toEqual(
        parts.map(({ kind, begin, end, metres, topSpeed }) => [
          kind,
          begin,
          end,
          // Rounded once, as it is written: rounded twice, half a metre now and then becomes another one.
          kind === 'trip' ? Math.round((metres / 1_000) * 1e6) / 1e6 : null,
          topSpeed,
        ]),
      );
      trips += totals.trips;
    }
    expect(trips).toBeGreaterThan(3);
    // Each place is told by a town too; the simulated vehicles drive between real ones.
    const near = rows.flatMap((values) => [values[15], values[19]]);
    expect(near).toHaveLength(2 * run.rows);
    for (const text of near) expect(text).toMatch(/^([\d.]+ km [NESW]{1,2} of )?.+, [A-Z]{2}$/);
    const byDevice = sheetOf(workbook, 'By device');
    expect(rowValues(byDevice, bed.devices.length + 2)[4]).toBe(trips);
    // Where the time of each device went adds up to the period.
    const days = bed.devices.map((_, row) => {
      const [, , , , count, , driving, idle, , stopped, without] = rowValues(byDevice, row + 2);
      const spent = [driving, idle, stopped, without].map(
        (value) => serial(value) - serial(new Date(NO_DAY)),
      );
      return count === 'no data' ? null : Math.round(spent.reduce((sum, value) => sum + value, 0) / 86_400);
    });
    expect(new Set(days.filter((value) => value !== null))).toEqual(new Set([2]));
  });

  it('is the same without the network, and names what was never read', async () => {
    const bed = await openReports(6, keptTracks());
    const first = await make(bed, tripsRequest(1), 'online');
    await bed.simulator.faults.set({ refuse: true });
    const second = await make(bed, tripsRequest(1), 'offline');
    const wider = await make(bed, tripsRequest(3), 'wider');
    expect([second.rows, second.gaps]).toEqual([first.rows, 0]);
    expect(wider.gaps).toBe(bed.devices.length);
    const [online, offline] = await Promise.all([readWorkbook(first.path), readWorkbook(second.path)]);
    for (let row = 1; row < first.rows + 3; row += 1) {
      const of = (workbook: typeof online): unknown[] => rowValues(sheetOf(workbook, 'Trips and stops'), row);
      expect(of(offline)).toEqual(of(online));
    }
  });
});

describe('the mileage court', () => {
  it('puts odometer, mileage and replayed track side by side, and flags the one that is off', async () => {
    const kept = keptTracks();
    const bed = await openReports(8, kept);
    const { world } = bed.simulator;
    const [crooked] = bed.devices;
    const truth = new Map<string, readonly number[]>();
    for (const { imei } of bed.devices) {
      const vehicle = world.vehicles.find(imei);
      if (!vehicle) throw new Error(imei);
      const at = [2, 1, 0].map((days) => world.motion.odometer(vehicle, midnight(days)));
      truth.set(imei, at);
      at.forEach((metres, index) => {
        const unix = midnight(2 - index);
        const shift = imei === crooked?.imei && index > 0 ? 500_000 : 0;
        value(kept.odometers.put([{ imei, at: unix, until: unix, metres: metres + shift }]));
      });
    }
    const run = await make(bed, mileageRequest(2, 'day', { percent: 10, tracks: 'asked' }));
    expect(run).toMatchObject({ state: 'done', gaps: 0 });
    const sheet = sheetOf(await readWorkbook(run.path), 'Mileage court');
    const rows = Array.from({ length: bed.devices.length * 2 }, (_, row) => rowValues(sheet, row + 2));
    const verdicts: string[] = [];
    for (const { imei } of bed.devices) {
      const metres = truth.get(imei) ?? [];
      const own = rows.filter((values) => values[2] === imei);
      expect(own).toHaveLength(2);
      for (const [day, values] of own.entries()) {
        const odometer = ((metres[day + 1] ?? 0) - (metres[day] ?? 0)) / 1_000;
        const crookedDay = imei === crooked?.imei && day === 0;
        expect(values[7]).toBeCloseTo(odometer + (crookedDay ? 500 : 0), 1);
        expect(Number(values[6])).toBeCloseTo(odometer, 1);
        const points = await pointsOf(bed, imei, midnight(2 - day), midnight(1 - day));
        const replayed = deriveTrack(columnsOf(points), usualRules).totals.metres / 1_000;
        expect(Math.abs(Number(values[8]) - replayed)).toBeLessThan(Math.max(1, replayed * 0.01));
        const apart = Math.abs(replayed - odometer);
        const differs = crookedDay || (apart > 1 && apart > odometer * 0.1);
        verdicts.push(String(values[12]));
        expect(values[12]).toBe(differs ? 'differ' : 'agree');
      }
    }
    expect(verdicts).toContain('agree');
  });

  it('leaves blank what it does not know, with the reason, and never says zero', async () => {
    const bed = await openReports(3, keptTracks());
    const run = await make(bed, mileageRequest(1, 'total', { percent: 5, tracks: 'kept' }));
    const workbook = await readWorkbook(run.path);
    const values = rowValues(sheetOf(workbook, 'Mileage court'), 2);
    expect(values[6]).toBeTypeOf('number');
    expect(values.slice(7, 12)).toEqual([null, null, null, null, null]);
    expect(values[12]).toBe('one source');
    expect(values[13]).toBe('odometer: no odometer was ever read; track: The track was not read yet');
    expect(sheetText(sheetOf(workbook, 'Cover'))).toMatch(/flags differences over 5 % and 1 km/);
  });
});
