import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vehicleStates } from '../../../electron/contract/position.ts';
import { attentionLevels } from '../../../electron/contract/sweep.ts';
import { Pool } from '../../../electron/fleet/pool.ts';
import { DUE, NEVER_ASKED, PRESSING, Urgency, type Subject } from '../../../electron/fleet/urgency.ts';

const code = {
  level: (level: (typeof attentionLevels)[number]) => attentionLevels.indexOf(level),
  state: (state: (typeof vehicleStates)[number]) => vehicleStates.indexOf(state),
};
const subject = (change: Partial<Subject> = {}): Subject => ({
  level: 0,
  state: code.state('parked'),
  alarmed: false,
  refused: false,
  ...change,
});
const anySubject = fc.record({
  level: fc.integer({ min: 0, max: attentionLevels.length - 1 }),
  state: fc.integer({ min: 0, max: vehicleStates.length - 1 }),
  alarmed: fc.boolean(),
  refused: fc.boolean(),
});

describe('Urgency', () => {
  it('asks moving vehicles oftener than standing ones, and these oftener than offline ones', () => {
    const urgency = new Urgency(3_600);
    const interval = (state: (typeof vehicleStates)[number]): number =>
      urgency.interval(subject({ state: code.state(state) }));
    expect(interval('moving')).toBeLessThan(interval('idle'));
    expect(interval('idle')).toBeLessThan(interval('parked'));
    expect(interval('parked')).toBeLessThan(interval('offline'));
    expect(interval('offline')).toBeLessThan(interval('neverOnline'));
  });

  it('never asks a device less often because it is looked at closer', () => {
    const urgency = new Urgency(300);
    for (let state = 0; state < vehicleStates.length; state += 1) {
      const intervals = attentionLevels.map((_, level) => urgency.interval(subject({ level, state })));
      expect(intervals[0]).toBeGreaterThanOrEqual(intervals[2] ?? 0);
      expect(intervals[2]).toBeGreaterThanOrEqual(intervals[3] ?? 0);
      expect(intervals[3]).toBeGreaterThanOrEqual(intervals[4] ?? 0);
    }
  });

  it('keeps every device that is not asleep well below the longest age', () => {
    fc.assert(
      fc.property(anySubject, fc.integer({ min: 10, max: 86_400 }), (any, longestAge) => {
        const urgency = new Urgency(longestAge);
        if (!urgency.asleep(any)) expect(urgency.interval(any)).toBeLessThan(longestAge * 0.7);
      }),
    );
  });

  it('asks a device in alarm soon, but not one that cannot answer', () => {
    const urgency = new Urgency(300);
    expect(urgency.interval(subject({ alarmed: true }))).toBe(10);
    const expired = subject({ state: code.state('expired') });
    expect(urgency.interval({ ...expired, alarmed: true })).toBe(urgency.interval(expired));
  });

  it('puts those never asked first and leaves those just asked alone', () => {
    const urgency = new Urgency(300);
    expect(urgency.key(subject(), Infinity)).toBe(NEVER_ASKED);
    expect(urgency.key(subject(), 0)).toBeNull();
    expect(urgency.key(subject(), 59)).toBeNull();
    expect(urgency.key(subject(), 60)).toBeLessThan(DUE);
    expect(urgency.key(subject(), 120)).toBeGreaterThanOrEqual(DUE);
    expect(urgency.key(subject(), 240)).toBeGreaterThanOrEqual(PRESSING);
  });

  it('never makes a device less urgent by letting it wait, and always makes it due in time', () => {
    const age = fc.double({ min: 0, max: 100_000, noNaN: true });
    fc.assert(
      fc.property(
        anySubject,
        fc.integer({ min: 10, max: 86_400 }),
        age,
        age,
        (any, longestAge, one, other) => {
          const urgency = new Urgency(longestAge);
          const [younger, older] = [Math.min(one, other), Math.max(one, other)];
          const [low, high] = [urgency.key(any, younger) ?? 0, urgency.key(any, older) ?? 0];
          expect(high).toBeGreaterThanOrEqual(low);
          expect(high).toBeLessThan(NEVER_ASKED);
          if (older >= urgency.interval(any)) expect(high).toBeGreaterThanOrEqual(DUE);
          else expect(high < DUE || high >= PRESSING).toBe(true);
        },
      ),
    );
  });
});

describe('Pool', () => {
  const fill = (pool: Pool, keys: readonly number[]): number[] => {
    pool.begin();
    for (const key of keys) pool.count(key);
    pool.lay();
    keys.forEach((key, slot) => {
      pool.place(key, slot);
    });
    const taken: number[] = [];
    for (let slot = pool.take(); slot !== null; slot = pool.take()) taken.push(slot);
    return taken;
  };

  it('hands out the most urgent first, equals in the order they came, as a sort would', () => {
    const pool = new Pool(20);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 60 }), (keys) => {
        const sorted = keys
          .map((key, slot) => ({ key, slot }))
          .sort((a, b) => b.key - a.key || a.slot - b.slot);
        expect(fill(pool, keys)).toEqual(sorted.slice(0, 20).map(({ slot }) => slot));
      }),
    );
  });

  it('tells the key of the next and how many are left', () => {
    const pool = new Pool(2);
    pool.begin();
    for (const key of [3, 9, 5]) pool.count(key);
    pool.lay();
    [3, 9, 5].forEach((key, slot) => {
      pool.place(key, slot);
    });
    expect([pool.nextKey, pool.left]).toEqual([9, 2]);
    pool.take();
    expect([pool.nextKey, pool.left]).toEqual([5, 1]);
    pool.take();
    expect([pool.nextKey, pool.left, pool.take()]).toEqual([-1, 0, null]);
  });
});
