import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReportSchedule } from '../../../electron/contract/saved-report.ts';
import { dueRuns, MOST_MADE_UP, nextRun } from '../../../electron/reports/schedule.ts';
import { ZoneClock } from '../../../electron/reports/zone.ts';

const at = (text: string): number => Date.parse(text) / 1_000;
const berlin = new ZoneClock('Europe/Berlin');
const daily = (hour: number, minute = 0): ReportSchedule => ({ every: 'day', minute: hour * 60 + minute });

describe('nextRun', () => {
  it('calls every day at the same time on the wall, across both changes of the clocks', () => {
    expect(nextRun(daily(6), berlin, at('2026-03-28T05:00:00Z'))).toBe(at('2026-03-29T04:00:00Z'));
    expect(nextRun(daily(6), berlin, at('2026-10-24T04:00:00Z'))).toBe(at('2026-10-25T05:00:00Z'));
  });

  it('calls when the clocks have jumped over the time, and once for a time they show twice', () => {
    expect(nextRun(daily(2, 30), berlin, at('2026-03-28T12:00:00Z'))).toBe(at('2026-03-29T01:00:00Z'));
    const first = nextRun(daily(2, 30), berlin, at('2026-10-24T12:00:00Z'));
    expect(first).toBe(at('2026-10-25T00:30:00Z'));
    expect(nextRun(daily(2, 30), berlin, first)).toBe(at('2026-10-26T01:30:00Z'));
  });

  it('calls on the weekday, and on the last day of a month that is too short', () => {
    const utc = new ZoneClock('UTC');
    const monday: ReportSchedule = { every: 'week', weekday: 1, minute: 0 };
    expect(nextRun(monday, utc, at('2026-11-23T00:00:00Z'))).toBe(at('2026-11-30T00:00:00Z'));
    const last: ReportSchedule = { every: 'month', day: 31, minute: 60 };
    expect(nextRun(last, utc, at('2027-01-31T01:00:00Z'))).toBe(at('2027-02-28T01:00:00Z'));
    expect(nextRun(last, utc, at('2028-02-01T00:00:00Z'))).toBe(at('2028-02-29T01:00:00Z'));
  });

  it('calls later than asked and exactly once a day, week or month, in every zone and year', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'America/St_Johns',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'Africa/Cairo',
    ];
    const minute = fc.integer({ min: 0, max: 1_439 });
    const schedules = fc.oneof(
      fc.record({ every: fc.constant('day' as const), minute }),
      fc.record({ every: fc.constant('week' as const), weekday: fc.integer({ min: 1, max: 7 }), minute }),
      fc.record({ every: fc.constant('month' as const), day: fc.integer({ min: 1, max: 31 }), minute }),
    );
    const clocks = fc.constantFrom(...zones.map((name) => new ZoneClock(name)));
    const instants = fc.integer({ min: at('2015-01-01T00:00:00Z'), max: at('2035-01-01T00:00:00Z') });
    fc.assert(
      fc.property(schedules, clocks, instants, (schedule, zone, after) => {
        const first = nextRun(schedule, zone, after);
        const second = nextRun(schedule, zone, first);
        expect(first).toBeGreaterThan(after);
        expect(nextRun(schedule, zone, first - 1)).toBe(first);
        const days = zone.dayNumberAt(second) - zone.dayNumberAt(first);
        if (schedule.every === 'day') expect(days).toBe(1);
        else if (schedule.every === 'week') expect(days).toBe(7);
        else expect([28, 29, 30, 31]).toContain(days);
        const shown = (((first + zone.offsetAt(first)) % 86_400) + 86_400) % 86_400;
        // Later only where the clocks jumped over it.
        expect(shown === schedule.minute * 60 || zone.changes(first - 1, first).length === 1).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('dueRuns', () => {
  const utc = new ZoneClock('UTC');

  it('gives every run that was missed, in order, and none twice', () => {
    const now = at('2026-11-23T08:00:00Z');
    expect(dueRuns(daily(6), utc, at('2026-11-20T06:00:00Z'), now)).toEqual([
      at('2026-11-21T06:00:00Z'),
      at('2026-11-22T06:00:00Z'),
      at('2026-11-23T06:00:00Z'),
    ]);
    expect(dueRuns(daily(6), utc, at('2026-11-23T06:00:00Z'), now)).toEqual([]);
  });

  it('makes up only the newest after a long time', () => {
    const due = dueRuns(daily(6), utc, at('2026-01-01T00:00:00Z'), at('2026-11-23T08:00:00Z'));
    expect(due).toHaveLength(MOST_MADE_UP);
    expect(due.at(-1)).toBe(at('2026-11-23T06:00:00Z'));
  });

  it('makes nothing twice when the clock is set back, and is not silenced by a clock that was years ahead', () => {
    expect(dueRuns(daily(6), utc, at('2026-11-23T06:00:00Z'), at('2026-11-23T05:59:00Z'))).toEqual([]);
    const now = at('2026-11-23T05:59:00Z');
    expect(dueRuns(daily(6), utc, at('2031-01-01T06:00:00Z'), now)).toEqual([]);
    expect(dueRuns(daily(6), utc, now, at('2026-11-23T06:00:00Z'))).toEqual([at('2026-11-23T06:00:00Z')]);
  });
});
