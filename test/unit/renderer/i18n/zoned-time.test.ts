import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allTimeZones,
  fromFieldValue,
  isTimeZone,
  resolveTimeZone,
  startOfDay,
  systemTimeZone,
  toFieldValue,
  unixOf,
  wallTime,
} from '../../../../renderer/i18n/zoned-time.ts';

const zones = [
  'UTC',
  'Europe/Stockholm',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
];

describe('Wall-clock times', () => {
  it('come back as the same minute in every time zone, except one that the clocks show twice', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 16_000_000, max: 33_000_000 }),
        (zone, minutes) => {
          const unix = minutes * 60;
          const again = unixOf(wallTime(unix, zone), zone);
          expect(wallTime(again, zone)).toEqual(wallTime(unix, zone));
          expect(again).toBeLessThanOrEqual(unix);
        },
      ),
    );
  });

  it('give the first of two moments when clocks go back', () => {
    const time = { year: 2026, month: 10, day: 25, hour: 2, minute: 30 };
    expect(unixOf(time, 'Europe/Stockholm')).toBe(Date.UTC(2026, 9, 25, 0, 30) / 1_000);
  });

  it('give the moment after the jump when clocks go forward over them', () => {
    const time = { year: 2026, month: 3, day: 29, hour: 2, minute: 30 };
    expect(unixOf(time, 'Europe/Stockholm')).toBe(Date.UTC(2026, 2, 29, 1, 30) / 1_000);
  });

  it('pass through the value of a form field and back', () => {
    const unix = Date.UTC(2026, 10, 23, 13, 30) / 1_000;
    expect(toFieldValue(unix, 'Asia/Kathmandu')).toBe('2026-11-23T19:15');
    expect(fromFieldValue('2026-11-23T19:15', 'Asia/Kathmandu')).toBe(unix);
  });

  it.each([
    '',
    '2026-11-23',
    'yesterday',
    '2026-11-23 19:15',
    '2026-02-30T19:15',
    '2026-11-23T24:00',
    '2026-11-23T19:60',
  ])('are not read out of %j', (value) => {
    expect(fromFieldValue(value, 'UTC')).toBeNull();
  });
});

describe('The start of a day', () => {
  it('is midnight by the calendar of the zone, also over a change of clocks', () => {
    const noon = Date.UTC(2026, 9, 25, 12) / 1_000;
    expect(startOfDay(noon, 'Europe/Stockholm')).toBe(Date.UTC(2026, 9, 24, 22) / 1_000);
    expect(startOfDay(noon, 'Europe/Stockholm', 1)).toBe(Date.UTC(2026, 9, 25, 23) / 1_000);
  });

  it('moves over the end of a month and a year', () => {
    const day = Date.UTC(2026, 0, 3) / 1_000;
    expect(startOfDay(day, 'UTC', -5)).toBe(Date.UTC(2025, 11, 29) / 1_000);
  });
});

describe('Time zones', () => {
  it('are all known to the system', () => {
    expect(allTimeZones().filter((zone) => !isTimeZone(zone))).toEqual([]);
  });

  it('of the system stand in for "system" and for a name that is none', () => {
    expect(resolveTimeZone('system')).toBe(systemTimeZone());
    expect(resolveTimeZone('Mars/Olympus')).toBe(systemTimeZone());
    expect(resolveTimeZone('Asia/Tokyo')).toBe('Asia/Tokyo');
  });
});
