import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaps, merge, type Interval } from '../../../electron/archive/intervals.ts';

const interval = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 }))
  .map(([begin, length]) => ({ begin, end: begin + length }));
const intervals = fc.array(interval, { maxLength: 12 });

const seconds = (list: readonly Interval[]): number[] => {
  const found = new Set<number>();
  for (const { begin, end } of list) for (let at = begin; at < end; at += 1) found.add(at);
  return [...found].sort((a, b) => a - b);
};

describe('merge', () => {
  it('covers the same seconds as before with intervals that are in order and apart', () => {
    fc.assert(
      fc.property(intervals, (list) => {
        const merged = merge(list);
        expect(seconds(merged)).toEqual(seconds(list));
        merged.forEach(({ begin, end }, place) => {
          expect(end).toBeGreaterThan(begin);
          if (place > 0) expect(begin).toBeGreaterThan(merged[place - 1]?.end ?? 0);
        });
      }),
    );
  });

  it('joins intervals that touch', () => {
    expect(
      merge([
        { begin: 5, end: 9 },
        { begin: 0, end: 5 },
      ]),
    ).toEqual([{ begin: 0, end: 9 }]);
  });
});

describe('gaps', () => {
  it('are exactly the wanted seconds that are not covered', () => {
    fc.assert(
      fc.property(interval, intervals, (wanted, covered) => {
        const known = new Set(seconds(covered));
        expect(seconds(gaps(wanted, covered))).toEqual(seconds([wanted]).filter((at) => !known.has(at)));
      }),
    );
  });
});
