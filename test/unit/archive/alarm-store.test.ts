import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AlarmStore } from '../../../electron/archive/alarm-store.ts';
import type { Alarm } from '../../../electron/contract/alarm.ts';
import { freshArchive, value } from '../../support/archive.ts';

let opened: ReturnType<typeof freshArchive>;
let store: AlarmStore;
beforeEach(() => {
  opened = freshArchive();
  store = new AlarmStore(opened.archive);
});
afterEach(() => {
  opened.dispose();
});

const alarm = (change: Partial<Alarm> = {}): Alarm => ({
  imei: '358899051025339',
  type: 27,
  longitude: 113.885888,
  latitude: 22.580592,
  gpsTime: 1_541_575_497,
  systemTime: 1_541_575_507,
  speed: 40,
  course: 41.5,
  geofenceId: '0',
  ...change,
});

const key = (entry: Alarm): string => JSON.stringify(Object.entries(entry).sort());
const all = { begin: 0, end: 4_294_967_295 };
const read = (imei: string, pageSize?: number): Alarm[] =>
  [...store.read(imei, all, pageSize)].flatMap((page) => value(page));

describe('AlarmStore', () => {
  it('gives back every field as it came, unknown ones as unknown', () => {
    const bare = alarm({ longitude: null, latitude: null, gpsTime: null, speed: null, course: null });
    value(store.put([alarm(), bare]));
    expect(read(alarm().imei)).toEqual(expect.arrayContaining([alarm(), bare]));
  });

  it('keeps an exact repeat once, also one without a place', () => {
    const bare = alarm({ longitude: null, latitude: null });
    expect(value(store.put([alarm(), alarm(), bare]))).toBe(2);
    expect(value(store.put([bare, alarm()]))).toBe(0);
    expect(value(store.count())).toBe(2);
  });

  it('keeps alarms apart that differ in one field only', () => {
    const others: Partial<Alarm>[] = [
      {},
      { type: 1 },
      { longitude: 113.8858881 },
      { latitude: 0 },
      { gpsTime: 1 },
      { systemTime: 1_541_575_508 },
      { speed: 41 },
      { course: 41.6 },
      { geofenceId: '' },
      { imei: '358899051025340' },
    ];
    expect(value(store.put(others.map(alarm)))).toBe(others.length);
  });

  it('reads any set of alarms back whole and in order of system time, whatever the page size', () => {
    const anyAlarm = fc.record({
      type: fc.integer({ min: 1, max: 3 }),
      systemTime: fc.integer({ min: 1, max: 6 }),
      speed: fc.option(fc.integer({ min: 0, max: 2 })),
      geofenceId: fc.constantFrom('', '0', '7'),
    });
    let device = 0;
    fc.assert(
      fc.property(fc.array(anyAlarm, { maxLength: 40 }), fc.integer({ min: 1, max: 9 }), (list, pageSize) => {
        device += 1;
        const imei = String(100_000 + device);
        const wanted = list.map((change) => alarm({ ...change, imei }));
        value(store.put(wanted));
        const found = read(imei, pageSize);
        const distinct = new Set(wanted.map(key));
        expect(found.length).toBe(distinct.size);
        expect(new Set(found.map(key))).toEqual(distinct);
        expect(found.map(({ systemTime }) => systemTime)).toEqual(
          found.map(({ systemTime }) => systemTime).sort((a, b) => a - b),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('reads only the period asked for, the end not included', () => {
    value(store.put([10, 20, 30].map((systemTime) => alarm({ systemTime }))));
    const [page] = [...store.read(alarm().imei, { begin: 10, end: 30 })];
    expect(page && value(page).map(({ systemTime }) => systemTime)).toEqual([10, 20]);
  });

  it('knows which times of a device were read and which are still missing', () => {
    const imei = alarm().imei;
    value(store.putCovering(imei, [], { begin: 0, end: 100 }));
    value(store.putCovering(imei, [alarm({ systemTime: 150 })], { begin: 150, end: 200 }));
    value(store.putCovering(imei, [], { begin: 100, end: 120 }));
    expect(value(store.coverage(imei))).toEqual([
      { begin: 0, end: 120 },
      { begin: 150, end: 200 },
    ]);
    expect(value(store.missing(imei, { begin: 50, end: 300 }))).toEqual([
      { begin: 120, end: 150 },
      { begin: 200, end: 300 },
    ]);
    expect(value(store.missing('99999', { begin: 0, end: 5 }))).toEqual([{ begin: 0, end: 5 }]);
  });

  it('notes no time as read when its alarms could not be kept', () => {
    opened.archive.quick.exec('PRAGMA max_page_count = 25');
    const many = Array.from({ length: 5_000 }, (_, place) => alarm({ systemTime: place + 1 }));
    const result = store.putCovering(alarm().imei, many, { begin: 0, end: 9_000 });
    expect(result).toMatchObject({ ok: false, failure: { code: 'file.diskFull' } });
    expect(value(store.coverage(alarm().imei))).toEqual([]);
    expect(value(store.count())).toBe(0);
  });
});
