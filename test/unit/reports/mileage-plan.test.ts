import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import {
  chunksOf,
  LONGEST_WINDOW,
  planMileage,
  type MileagePlan,
} from '../../../electron/reports/mileage-plan.ts';
import { mileageColumns, type MileagePer } from '../../../electron/contract/report.ts';
import { ZoneClock } from '../../../electron/reports/zone.ts';

const at = (text: string): number => Date.parse(text) / 1000;
const late = at('2026-12-01T00:00:00Z');

function plan(begin: string, end: string, zone: string, per: MileagePer, now = late): MileagePlan {
  const planned = planMileage({ begin: at(begin), end: at(end) }, new ZoneClock(zone), per, now);
  if (!planned.ok) throw new Error(planned.failure.detail);
  return planned.value;
}

describe('planMileage', () => {
  it('asks for one window a day, on the days of the zone', () => {
    const { windows, columns, notes } = plan(
      '2026-11-01T23:00:00Z',
      '2026-11-03T23:00:00Z',
      'Europe/Berlin',
      'day',
    );
    expect(windows).toEqual([
      { column: 0, begin: at('2026-11-01T23:00:00Z'), end: at('2026-11-02T23:00:00Z') },
      { column: 1, begin: at('2026-11-02T23:00:00Z'), end: at('2026-11-03T23:00:00Z') },
    ]);
    expect(columns.map(({ day }) => new Date(day * 86_400_000).toISOString().slice(0, 10))).toEqual([
      '2026-11-02',
      '2026-11-03',
    ]);
    expect(notes).toEqual([]);
  });

  it('asks for windows of seven days when only the total is wanted', () => {
    const { windows } = plan('2026-11-01T00:00:00Z', '2026-11-18T00:00:00Z', 'UTC', 'total');
    expect(windows.map(({ begin, end }) => (end - begin) / 86_400)).toEqual([7, 7, 3]);
  });

  it('has a column a week from Monday on, named by ISO 8601, and tells which are not whole', () => {
    const { windows, columns, notes } = plan(
      '2026-12-30T00:00:00Z',
      '2027-01-12T00:00:00Z',
      'UTC',
      'week',
      at('2027-02-01T00:00:00Z'),
    );
    expect(columns.map(({ name }) => name)).toEqual(['2026-W53', '2027-W01', '2027-W02']);
    expect(windows.map(({ column, begin, end }) => [column, (end - begin) / 86_400])).toEqual([
      [0, 5],
      [1, 7],
      [2, 1],
    ]);
    expect(notes.join('\n')).toMatch(/2026-W53 is not whole here: from 2026-12-30 00:00/);
    expect(notes.join('\n')).not.toMatch(/2027-W01 is not whole/);
  });

  it('splits a week of 169 hours and every month into legal windows of one column', () => {
    const berlin = plan('2026-10-18T22:00:00Z', '2026-10-25T23:00:00Z', 'Europe/Berlin', 'week');
    expect(berlin.windows.map(({ column, begin, end }) => [column, (end - begin) / 3_600])).toEqual([
      [0, 168],
      [0, 1],
    ]);
    const months = plan('2026-09-30T22:00:00Z', '2026-11-30T23:00:00Z', 'Europe/Berlin', 'month');
    expect(months.columns.map(({ name }) => name)).toEqual(['2026-10', '2026-11']);
    expect(months.notes).toEqual([]);
    expect(months.windows.filter(({ column }) => column === 0)).toHaveLength(5);
  });

  it('says so when the days of a zone with 45 minutes do not begin on half hours', () => {
    const { windows, notes } = plan('2026-11-01T18:15:00Z', '2026-11-02T18:15:00Z', 'Asia/Kathmandu', 'day');
    expect(windows).toHaveLength(1);
    expect(windows[0]).toMatchObject({ begin: at('2026-11-01T18:00:00Z'), end: at('2026-11-02T18:00:00Z') });
    expect(notes.join()).toMatch(/half hours only/);
  });

  it('ends at the last full half hour when the period reaches into the future, and says so', () => {
    const now = at('2026-11-02T14:47:00Z');
    const { windows, notes } = plan('2026-11-01T00:00:00Z', '2026-11-05T00:00:00Z', 'UTC', 'day', now);
    expect(windows.at(-1)).toMatchObject({ end: at('2026-11-02T14:30:00Z') });
    expect(notes.join('\n')).toMatch(/Until 2026-11-02 14:30/);
    expect(notes.join('\n')).toMatch(/2026-11-02 is not a whole day here: from 00:00 to 14:30/);
  });

  it('refuses a period that holds no half hour', () => {
    const span = { begin: at('2026-11-01T10:05:00Z'), end: at('2026-11-01T10:25:00Z') };
    expect(planMileage(span, new ZoneClock('UTC'), 'total', late)).toMatchObject({
      failure: { code: 'input.period' },
    });
  });

  it('makes only legal windows that follow one another, whatever the period, zone and present', () => {
    const zones = ['UTC', 'Asia/Kathmandu', 'Australia/Eucla', 'America/St_Johns', 'Africa/Cairo'].map(
      (name) => new ZoneClock(name),
    );
    const begins = fc.integer({ min: 1_600_000_000, max: 1_700_000_000 });
    const lengths = fc.integer({ min: 1, max: 4_000_000 });
    const inputs = [
      fc.constantFrom(...zones),
      begins,
      lengths,
      fc.constantFrom(...mileageColumns),
      lengths,
    ] as const;
    fc.assert(
      fc.property(...inputs, (zone, begin, length, per, age) => {
        const planned = planMileage({ begin, end: begin + length }, zone, per, begin + age);
        if (!planned.ok) return;
        let before: number | null = null;
        for (const window of planned.value.windows) {
          expect(window.begin % 1_800).toBe(0);
          expect(window.end % 1_800).toBe(0);
          expect(window.begin).toBeLessThan(window.end);
          expect(window.end - window.begin).toBeLessThanOrEqual(LONGEST_WINDOW);
          expect(window.end).toBeLessThanOrEqual(begin + age);
          if (before !== null) expect(window.begin).toBe(before);
          before = window.end;
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('chunksOf', () => {
  it('puts every device into exactly one request of at most a hundred', () => {
    expect(chunksOf(250)).toEqual([
      { from: 0, to: 100 },
      { from: 100, to: 200 },
      { from: 200, to: 250 },
    ]);
    expect(chunksOf(0)).toEqual([]);
  });
});
