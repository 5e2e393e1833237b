import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import {
  alignHalfHours,
  checkPeriod,
  daysOf,
  LONGEST_PERIOD,
  periodName,
} from '../../../electron/reports/period.ts';
import { ZoneClock } from '../../../electron/reports/zone.ts';

const at = (text: string): number => Date.parse(text) / 1000;
const now = at('2026-11-10T12:00:00Z');

describe('checkPeriod', () => {
  const check = (begin: string, end: string, zone = 'UTC'): unknown => {
    const result = checkPeriod({ begin: at(begin), end: at(end) }, zone, now);
    return result.ok ? 'ok' : result.failure.detail;
  };

  it('takes a past period and one that ends in the near future', () => {
    expect(check('2026-11-01T00:00:00Z', '2026-11-08T00:00:00Z')).toBe('ok');
    expect(check('2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z')).toBe('ok');
  });

  it('says what is wrong with every other', () => {
    expect(check('2026-11-08T00:00:00Z', '2026-11-01T00:00:00Z')).toMatch(/end must lie after/);
    expect(check('2026-11-01T00:00:00Z', '2026-11-01T00:00:00Z')).toMatch(/end must lie after/);
    expect(check('2026-11-11T00:00:00Z', '2026-11-12T00:00:00Z')).toMatch(/future.*clock of this computer/);
    expect(check('2015-01-01T00:00:00Z', '2026-01-01T00:00:00Z')).toMatch(/longer than ten years/);
    expect(check('2015-01-01T00:00:00Z', '2015-02-01T00:00:00Z')).toMatch(/more than ten years ago/);
    expect(check('2026-11-01T00:00:00Z', '2028-01-01T00:00:00Z')).toMatch(/more than a year in the future/);
    expect(check('2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z', 'Mars/Base')).toMatch(
      /does not know the time zone/,
    );
  });
});

describe('daysOf', () => {
  it('gives days of 23 and 25 hours where the clocks change', () => {
    const zone = new ZoneClock('Europe/Berlin');
    const spring = daysOf({ begin: at('2026-03-28T23:00:00Z'), end: at('2026-03-29T22:00:00Z') }, zone);
    expect(spring.map(({ date, begin, end, whole }) => [date, (end - begin) / 3_600, whole])).toEqual([
      ['2026-03-29', 23, true],
    ]);
    const autumn = daysOf({ begin: at('2026-10-24T22:00:00Z'), end: at('2026-10-25T23:00:00Z') }, zone);
    expect(autumn.map(({ begin, end }) => (end - begin) / 3_600)).toEqual([25]);
  });

  it('leaves out the date that Samoa left out', () => {
    const zone = new ZoneClock('Pacific/Apia');
    const days = daysOf({ begin: at('2011-12-29T10:00:00Z'), end: at('2011-12-31T10:00:00Z') }, zone);
    expect(days.map(({ date }) => date)).toEqual(['2011-12-29', '2011-12-31']);
  });

  it('covers any period in any zone without gap or overlap, each day within its date', () => {
    const names = ['UTC', 'Asia/Kathmandu', 'America/St_Johns', 'Australia/Lord_Howe', 'Africa/Cairo'];
    const clocks = new Map(names.map((name) => [name, new ZoneClock(name)]));
    const begins = fc.integer({ min: 1_400_000_000, max: 1_780_000_000 });
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        begins,
        fc.integer({ min: 1, max: 5_000_000 }),
        (name, begin, length) => {
          const zone = clocks.get(name) ?? new ZoneClock(name);
          const span = { begin, end: begin + length };
          const days = daysOf(span, zone);
          expect(days[0]?.begin).toBe(span.begin);
          expect(days.at(-1)?.end).toBe(span.end);
          days.forEach((day, index) => {
            expect(day.begin).toBeLessThan(day.end);
            if (index > 0) expect(day.begin).toBe(days[index - 1]?.end);
            expect(zone.dateText(day.begin)).toBe(day.date);
            expect(zone.dateText(day.end - 1)).toBe(day.date);
          });
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('alignHalfHours', () => {
  it('lets neighbouring spans still meet, on half hours, with nothing counted twice', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4_000_000_000 }),
        fc.integer({ min: 1_800, max: 100_000 }),
        fc.integer({ min: 1_800, max: 100_000 }),
        (begin, first, second) => {
          const a = alignHalfHours({ begin, end: begin + first });
          const b = alignHalfHours({ begin: begin + first, end: begin + first + second });
          expect(a?.end).toBe(b?.begin);
          for (const edge of [a?.begin, a?.end, b?.end]) expect((edge ?? 1) % 1_800).toBe(0);
          expect(begin - (a?.begin ?? 0)).toBeLessThan(1_800);
        },
      ),
    );
  });

  it('leaves nothing of a span within one half hour', () => {
    expect(alignHalfHours({ begin: 100, end: 1_700 })).toBeNull();
  });
});

describe('periodName', () => {
  it('names the first and the last day, which is the one before the end', () => {
    const zone = new ZoneClock('UTC');
    const name = (begin: string, end: string): string => periodName({ begin: at(begin), end: at(end) }, zone);
    expect(name('2026-11-01T00:00:00Z', '2026-11-08T00:00:00Z')).toBe('2026-11-01 to 2026-11-07');
    expect(name('2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z')).toBe('2026-11-01');
  });

  it('counts ten years as the longest period', () => {
    expect(LONGEST_PERIOD).toBe(at('2026-01-01T00:00:00Z') - at('2016-01-01T00:00:00Z'));
  });
});
