import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_BATTERY, NO_NUMBER, NO_PLACE, readFlag } from '../../../electron/contract/live.ts';
import { vehicleStates } from '../../../electron/contract/position.ts';
import { DirtySet } from '../../../electron/fleet/dirty-set.ts';
import { codeOf, PositionStore } from '../../../electron/fleet/positions.ts';
import { aPosition } from '../../support/open-api.ts';

const all = (dirty: DirtySet): number[] => [...dirty.take(100_000, () => true)].sort((a, b) => a - b);

describe('PositionStore', () => {
  it('keeps a record in columns and whole', () => {
    const store = new PositionStore();
    const position = aPosition('12345', {
      longitude: -113.909813,
      latitude: 22.583197,
      course: 360,
      speed: 61,
      acc: true,
      door: false,
      charge: null,
    });
    store.write(3, position, 'moving', 5_000);
    const { columns } = store;
    expect(columns.longitude[3]).toBe(-1_139_098_130);
    expect(columns.latitude[3]).toBe(225_831_970);
    expect([columns.course[3], columns.speed[3], columns.battery[3]]).toEqual([0, 61, 80]);
    expect([columns.gpsTime[3], columns.heartTime[3]]).toEqual([1_699_999_990, 1_699_999_990]);
    const flags = columns.flags[3] ?? 0;
    expect([readFlag(flags, 'acc'), readFlag(flags, 'door'), readFlag(flags, 'charge')]).toEqual([
      true,
      false,
      null,
    ]);
    expect(store.state(3)).toBe('moving');
    expect(store.record(3)).toBe(position);
    expect(store.askedAt(3)).toBe(5_000);
  });

  it('knows nothing of a slot that was never asked', () => {
    const store = new PositionStore();
    store.fit(10);
    expect(store.state(9)).toBe('unknown');
    expect(store.record(9)).toBeNull();
    expect(store.askedAt(9)).toBe(0);
    expect(store.columns.longitude[9]).toBe(NO_PLACE);
  });

  it('shows what is unknown as unknown and never as a number', () => {
    const store = new PositionStore();
    const bare = aPosition('12345', {
      longitude: null,
      latitude: null,
      gpsTime: null,
      heartTime: null,
      course: null,
      speed: null,
      battery: null,
    });
    store.write(0, bare, 'parked', 1);
    const { columns } = store;
    expect([columns.longitude[0], columns.latitude[0]]).toEqual([NO_PLACE, NO_PLACE]);
    expect([columns.gpsTime[0], columns.heartTime[0]]).toEqual([0, 0]);
    expect([columns.course[0], columns.speed[0], columns.battery[0]]).toEqual([
      NO_NUMBER,
      NO_NUMBER,
      NO_BATTERY,
    ]);
  });

  it('never lets a number that does not fit wrap around into another', () => {
    const store = new PositionStore();
    store.write(0, aPosition('1', { speed: 70_000, battery: 400, gpsTime: 5_000_000_000 }), 'moving', 1);
    const { columns } = store;
    expect(columns.speed[0]).toBe(NO_NUMBER - 1);
    expect(columns.battery[0]).toBe(NO_BATTERY - 1);
    expect(columns.gpsTime[0]).toBe(0);
  });

  it('keeps what it holds when it grows', () => {
    const store = new PositionStore();
    store.write(0, aPosition('1'), 'parked', 7);
    store.write(50_000, aPosition('2'), 'idle', 8);
    expect([store.state(0), store.state(50_000), store.state(49_999)]).toEqual(['parked', 'idle', 'unknown']);
    expect([store.askedAt(0), store.askedAt(50_000)]).toEqual([7, 8]);
  });

  it('tells every watcher what changed, and only that', () => {
    const store = new PositionStore();
    store.write(0, aPosition('1'), 'parked', 1);
    const one = new DirtySet();
    const other = new DirtySet();
    store.watch(one);
    const stop = store.watch(other);
    expect(all(one)).toEqual([0]);
    store.write(0, aPosition('1'), 'parked', 2);
    expect(store.askedAt(0)).toBe(2);
    expect(all(one)).toEqual([]);
    store.write(0, aPosition('1', { heartTime: 1_700_000_100 }), 'parked', 3);
    store.write(1, aPosition('2'), 'parked', 3);
    expect(all(one)).toEqual([0, 1]);
    stop();
    store.write(2, aPosition('3'), 'parked', 3);
    expect(all(other)).toEqual([0, 1]);
    expect(all(one)).toEqual([2]);
  });

  it('keeps state and counts right when only a state is told, and when a device goes', () => {
    const store = new PositionStore();
    store.write(0, aPosition('1'), 'moving', 1);
    const dirty = new DirtySet();
    store.watch(dirty);
    all(dirty);
    store.writeState(0, 'expired', 2);
    expect(store.state(0)).toBe('expired');
    expect(store.columns.longitude[0]).not.toBe(NO_PLACE);
    expect(all(dirty)).toEqual([0]);
    store.clear(0);
    expect([store.state(0), store.record(0), store.askedAt(0)]).toEqual(['unknown', null, 0]);
    expect(Array.from(store.counts)).toEqual(vehicleStates.map(() => 0));
  });

  it('counts states as if it counted every slot anew', () => {
    const write = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.constantFrom(...vehicleStates, null));
    fc.assert(
      fc.property(fc.array(write, { maxLength: 40 }), (writes) => {
        const store = new PositionStore();
        writes.forEach(([slot, state], at) => {
          if (state === null) store.clear(slot);
          else store.write(slot, aPosition('1'), state, at + 1);
        });
        const counted = vehicleStates.map(() => 0);
        for (let slot = 0; slot < 6; slot += 1) {
          const code = store.stateCode(slot);
          if (code !== codeOf('unknown')) counted[code] = (counted[code] ?? 0) + 1;
        }
        expect(Array.from(store.counts)).toEqual(counted);
      }),
    );
  });
});

describe('DirtySet', () => {
  it('gives back what it took in, each once, and keeps what was not accepted', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5_000 })),
        fc.integer({ min: 0, max: 30 }),
        (marks, limit) => {
          const dirty = new DirtySet();
          for (const slot of marks) dirty.mark(slot);
          expect(dirty.size).toBe(new Set(marks).size);
          const even = [...dirty.take(limit, (slot) => slot % 2 === 0)];
          const rest = all(dirty);
          expect(even.length).toBeLessThanOrEqual(limit);
          expect(even.every((slot) => slot % 2 === 0)).toBe(true);
          expect([...even, ...rest].sort((a, b) => a - b)).toEqual([...new Set(marks)].sort((a, b) => a - b));
          expect(dirty.size).toBe(0);
        },
      ),
    );
  });
});
