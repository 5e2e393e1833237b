import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { isTimeZone, ZoneClock } from '../../../electron/reports/zone.ts';

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Pacific/Apia',
  'America/Sao_Paulo',
];

function wallText(zone: string, unix: number): string {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(unix * 1000);
}

describe('ZoneClock', () => {
  it('tells the same wall clock as Intl at any second from 1990 to 2040', () => {
    const clocks = new Map(zones.map((zone) => [zone, new ZoneClock(zone)]));
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 631_152_000, max: 2_208_988_800 }),
        (zone, unix) => {
          const clock = clocks.get(zone);
          const wall = new Date((unix + (clock?.offsetAt(unix) ?? 0)) * 1000).toISOString();
          expect(wall.slice(0, 19).replace('T', ' ')).toBe(wallText(zone, unix));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('finds the very second at which the clocks change', () => {
    const clock = new ZoneClock('Europe/Berlin');
    const change = Date.UTC(2026, 9, 25, 1) / 1000;
    expect(clock.offsetAt(change - 1)).toBe(7_200);
    expect(clock.offsetAt(change)).toBe(3_600);
    expect(clock.changes(change - 86_400, change + 86_400)).toEqual([change]);
  });

  it('begins a day at the first second that exists where midnight is skipped', () => {
    // Clocks in Brazil went from 00:00 to 01:00 on 2018-11-04.
    const clock = new ZoneClock('America/Sao_Paulo');
    const start = clock.startOfDay(Date.UTC(2018, 10, 4) / 86_400_000);
    expect(clock.timeText(start)).toBe('2018-11-04 01:00');
    expect(clock.dateText(start - 1)).toBe('2018-11-03');
  });

  it('writes an instant as the date serial of its wall clock', () => {
    const clock = new ZoneClock('Asia/Kathmandu');
    // 1970-01-01 05:30 in Kathmandu, which was then 5 hours and 30 minutes ahead.
    expect(clock.serialAt(0)).toBeCloseTo(25_569 + 5.5 / 24, 9);
    expect(clock.offsetText(1_800_000_000)).toBe('UTC+05:45');
  });

  it('knows which names are time zones', () => {
    expect(isTimeZone('Europe/Berlin')).toBe(true);
    expect(isTimeZone('Europe/Atlantis')).toBe(false);
  });
});
