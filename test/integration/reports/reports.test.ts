import { createHash } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AlarmStore } from '../../../electron/archive/alarm-store.ts';
import { MileageStore } from '../../../electron/archive/mileage-store.ts';
import { reportArchive } from '../../../electron/compose/report-archive.ts';
import { alarmType } from '../../../electron/contract/alarm.ts';
import { passwordDigest } from '../../../electron/openapi/digest.ts';
import { freshArchive } from '../../support/archive.ts';
import { filesIn, readWorkbook, rowValues, sheetOf, sheetText, unzip } from '../../support/reports.ts';
import { alarmRequest, make, midnight, mileageRequest, openReports, type ReportBed } from './support.ts';

/** What the provider itself holds for a device in a window. */
function truth({ simulator }: ReportBed, imei: string, begin: number, end: number): number {
  const { world } = simulator;
  const vehicle = world.vehicles.find(imei);
  if (!vehicle) throw new Error(`no vehicle ${imei}`);
  return world.telemetry.mileage(vehicle, begin, end, world.now());
}

function keptArchive(): ReturnType<typeof reportArchive> {
  const { archive, dispose } = freshArchive();
  onTestFinished(dispose);
  return reportArchive(new MileageStore(archive), new AlarmStore(archive), (failure) => {
    throw new Error(failure.code);
  });
}

describe('a mileage report of a provider', () => {
  it('agrees with the provider in every cell, day by day', async () => {
    const bed = await openReports(230);
    const run = await make(bed, mileageRequest(5, 'day'));
    expect(run).toMatchObject({ state: 'done', gaps: 0, rows: bed.devices.length });
    const workbook = await readWorkbook(run.path);
    const sheet = sheetOf(workbook, 'Per day');
    let sum = 0;
    const seen = new Set<string>();
    for (let row = 2; row < bed.devices.length + 2; row += 1) {
      const [plate, , imei, , ...cells] = rowValues(sheet, row);
      const device = bed.devices.find((one) => one.imei === imei);
      expect(plate ?? '').toBe(device?.plate);
      const days = [5, 4, 3, 2, 1].map((day) => truth(bed, String(imei), midnight(day), midnight(day - 1)));
      expect(cells.slice(0, 5)).toEqual(days);
      expect(cells[5]).toBeCloseTo(
        days.reduce((a, b) => a + b),
        6,
      );
      sum += days.reduce((a, b) => a + b);
      seen.add(String(imei));
    }
    expect(seen.size).toBe(bed.devices.length);
    expect(sum).toBeGreaterThan(0);
    expect(rowValues(sheetOf(workbook, 'Totals'), bed.devices.length + 2)[4]).toBeCloseTo(sum, 3);
  });

  it('adds up windows of a week to the same totals', async () => {
    const bed = await openReports(120);
    const run = await make(bed, mileageRequest(17, 'total'));
    const sheet = sheetOf(await readWorkbook(run.path), 'Totals');
    for (let row = 2; row < bed.devices.length + 2; row += 1) {
      const values = rowValues(sheet, row);
      expect(values[4]).toBeCloseTo(truth(bed, String(values[2]), midnight(17), midnight()), 2);
      expect(values.slice(5)).toEqual([3, 0, 'complete']);
    }
    // Three windows of two requests each: a hundred devices at a time.
    expect(bed.sent.filter(({ url }) => url.includes('/api/device/mileage'))).toHaveLength(6);
  });

  it('marks days beyond the cap of a device, and devices that are not ours, and reads all others', async () => {
    const foreign = { imei: '999999999999999', name: 'Gone', plate: '', account: '', accountPath: '' };
    const bed = await openReports(110, { extra: [foreign] });
    const [capped] = bed.devices;
    if (!capped) throw new Error('no device');
    await bed.simulator.faults.set({ mileageCap: { [capped.imei]: midnight(1) } });
    const run = await make(bed, mileageRequest(3, 'day'));
    expect(run).toMatchObject({ state: 'done', gaps: 2 });
    const workbook = await readWorkbook(run.path);
    const sheet = sheetOf(workbook, 'Per day');
    const rows = new Map(
      Array.from({ length: bed.devices.length }, (_, row) => {
        const values = rowValues(sheet, row + 2);
        return [String(values[2]), values.slice(4)] as const;
      }),
    );
    const day = (imei: string, before: number): number =>
      truth(bed, imei, midnight(before), midnight(before - 1));
    expect(rows.get(capped.imei)?.slice(0, 3)).toEqual([day(capped.imei, 3), day(capped.imei, 2), 'not yet']);
    expect(rows.get(foreign.imei)).toEqual(['error 10013', 'error 10013', 'error 10013', 'no data']);
    for (const { imei } of bed.devices.slice(1, -1)) {
      expect(rows.get(imei)?.slice(0, 3)).toEqual([3, 2, 1].map((before) => day(imei, before)));
    }
    expect(sheetText(sheetOf(workbook, 'Cover'))).toMatch(
      /The provider has no mileage of this device for this time yet/,
    );
  });

  it('is the same from the archive once the network is gone, and says so', async () => {
    const bed = await openReports(130, { archive: keptArchive() });
    const first = await make(bed, mileageRequest(3, 'day'), 'online');
    await bed.simulator.faults.set({ refuse: true });
    const second = await make(bed, mileageRequest(3, 'day'), 'offline');
    expect([first.gaps, second.gaps]).toEqual([0, 0]);
    const [online, offline] = await Promise.all([readWorkbook(first.path), readWorkbook(second.path)]);
    for (let row = 1; row < bed.devices.length + 3; row += 1) {
      expect(rowValues(sheetOf(offline, 'Per day'), row)).toEqual(rowValues(sheetOf(online, 'Per day'), row));
    }
    expect(sheetText(sheetOf(offline, 'Cover'))).toMatch(
      /could not be refreshed and are as read before, read between/,
    );
  });
});

describe('an alarm report of a provider', () => {
  it('holds exactly the alarms that the provider holds, cell by cell', async () => {
    const bed = await openReports(60);
    const busy = bed.devices[3]?.imei ?? '';
    // More than a page, and many in one second.
    for (let second = 0; second < 40; second += 1) {
      bed.simulator.control.raiseAlarm(busy, 7, 6, midnight(1) + second);
    }
    const run = await make(bed, alarmRequest(3, 'Asia/Kathmandu'));
    const expected = bed.simulator.control.alarms(
      midnight(3),
      midnight() - 1,
      bed.devices.map(({ imei }) => imei),
    );
    const sheet = sheetOf(await readWorkbook(run.path), 'Alarms');
    const offset = 20_700;
    const read = Array.from({ length: run.rows }, (_, row) => {
      const [name, type, , , imei, , gps, system, longitude, latitude, link, speed, course, fence] =
        rowValues(sheet, row + 2);
      expect(name).toBe(alarmType(Number(type)).name);
      expect(link).toBe(longitude === null ? null : 'Map');
      const time = (date: unknown): number => Math.round(Number(date) / 1_000) - offset;
      return [imei, type, longitude, latitude, time(gps), time(system), speed, course, fence ?? '0'].join();
    });
    const told = expected.map((row) =>
      [
        row.imei,
        row.type,
        row.longitude === 0 && row.latitude === 0 ? null : row.longitude,
        row.longitude === 0 && row.latitude === 0 ? null : row.latitude,
        row.gpstime,
        row.systemtime,
        row.speed,
        row.course,
        row.geofence,
      ].join(),
    );
    // Alarms that are equal in every field are one alarm told again: the API cannot tell them apart.
    expect(read.toSorted()).toEqual([...new Set(told)].toSorted());
    expect(read.length).toBeGreaterThan(100);
    expect(run.gaps).toBe(0);
  });

  it('counts the same in its summaries as in its rows', async () => {
    const bed = await openReports(40);
    const run = await make(bed, alarmRequest(3));
    const workbook = await readWorkbook(run.path);
    const rows = sheetOf(workbook, 'Alarms');
    const byType = new Map<unknown, number>();
    for (let row = 2; row < run.rows + 2; row += 1) {
      const type = rowValues(rows, row)[1];
      byType.set(type, (byType.get(type) ?? 0) + 1);
    }
    const types = sheetOf(workbook, 'By type');
    for (let row = 2; row < byType.size + 2; row += 1) {
      const [type, , , count] = rowValues(types, row);
      expect(count).toBe(byType.get(type));
    }
    expect(rowValues(types, byType.size + 2)[3]).toBe(run.rows);
    const devices = sheetOf(workbook, 'By device');
    expect(rowValues(devices, bed.devices.length + 2)[byType.size + 4]).toBe(run.rows);
  });

  it('says where the provider stopped giving rows, and where rows could not be read', async () => {
    const bed = await openReports(30);
    await bed.simulator.faults.set({ malformedSegment: true });
    const run = await make(bed, alarmRequest(3), 'malformed');
    expect(run.gaps).toBeGreaterThan(0);
    expect(sheetText(sheetOf(await readWorkbook(run.path), 'Cover'))).toMatch(
      /1 rows of the provider could not be read/,
    );
    await bed.simulator.faults.set({ malformedSegment: false, stalledPage: true });
    const stalled = await make(bed, alarmRequest(3), 'stalled');
    const text = sheetText(sheetOf(await readWorkbook(stalled.path), 'Cover'));
    expect(text).toMatch(/The provider stopped giving further rows/);
  });

  it('is the same from the archive once the network is gone', async () => {
    const bed = await openReports(40, { archive: keptArchive() });
    const first = await make(bed, alarmRequest(2), 'online');
    await bed.simulator.faults.set({ refuse: true });
    const second = await make(bed, alarmRequest(2), 'offline');
    const wider = await make(bed, alarmRequest(3), 'wider');
    expect([second.rows, second.gaps]).toEqual([first.rows, 0]);
    expect(wider.gaps).toBe(bed.devices.length);
    const [online, offline] = await Promise.all([readWorkbook(first.path), readWorkbook(second.path)]);
    const all = (workbook: typeof online): string[] =>
      Array.from({ length: first.rows }, (_, row) =>
        JSON.stringify(rowValues(sheetOf(workbook, 'Alarms'), row + 2)),
      );
    expect(all(offline).toSorted()).toEqual(all(online).toSorted());
  });
});

describe('a workbook written by a process of its own', () => {
  it('carries a hash that anybody can repeat from the file', async () => {
    const bed = await openReports(20);
    const run = await make(bed, mileageRequest(2, 'day'));
    const files = unzip(run.path);
    const sha = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
    const cover = sheetOf(await readWorkbook(run.path), 'Cover');
    const listed: string[] = [];
    cover.eachRow((row) => {
      const file = row.getCell(2).text;
      if (!file.startsWith('xl/')) return;
      expect(row.getCell(5).text).toBe(sha(files.get(file) ?? ''));
      listed.push(`${file} ${row.getCell(5).text}\n`);
    });
    // Three sheets, the texts of their cells, and how their numbers are shown.
    expect(listed).toHaveLength(5);
    expect(bed.service.proof(run.id)?.sha256).toBe(sha(listed.join('')));
    expect(sheetText(cover)).toContain(sha(listed.join('')));
  });

  it('holds no secret of the session', async () => {
    const bed = await openReports(20);
    const run = await make(bed, mileageRequest(2, 'day'));
    const everything = [...unzip(run.path).values()].join('\n');
    const secrets = bed.sent.flatMap(({ url }) => {
      const { searchParams } = new URL(url);
      return [searchParams.get('access_token') ?? [], searchParams.get('signature') ?? []].flat();
    });
    expect(secrets.length).toBeGreaterThan(1);
    const found = [...secrets, passwordDigest(bed.simulator.password)].filter((secret) =>
      everything.includes(secret),
    );
    expect(found).toEqual([]);
  });

  it('leaves nothing behind when it is cancelled in the middle', async () => {
    const bed = await openReports(300);
    await bed.simulator.faults.set({ latencyMs: 20 });
    const started = await bed.service.start(mileageRequest(30, 'day'));
    if (!started.ok) throw new Error(started.failure.code);
    await new Promise<void>((resolve) => {
      bed.service.onChange(({ rows }) => {
        if (rows > 0) resolve();
      });
    });
    expect(filesIn(bed.folder)).toHaveLength(1);
    bed.service.cancel(started.value.id);
    await bed.service.close('wait');
    expect(bed.service.runs()[0]?.state).toBe('cancelled');
    expect(filesIn(bed.folder)).toEqual([]);
  });
});
