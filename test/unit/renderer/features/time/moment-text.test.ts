import { describe, expect, test } from 'vitest';
import { momentValue, readMoment } from '../../../../../renderer/features/time/moment-text.ts';
import { pastPage } from '../../../../../renderer/features/time/past-pages.ts';

const unix = (iso: string): number => Date.parse(iso) / 1_000;
const near = unix('2026-11-23T05:14:02Z');

describe('a typed moment', () => {
  test('is read with a date, on the clocks of the zone', () => {
    expect(readMoment('2026-11-22 06:14', near, 'Europe/Prague')).toBe(unix('2026-11-22T05:14:00Z'));
    expect(readMoment(' 2026-11-22T06:14:30 ', near, 'UTC')).toBe(unix('2026-11-22T06:14:30Z'));
  });

  test('without a date is on the day that is shown', () => {
    expect(readMoment('6:05', near, 'Europe/Prague')).toBe(unix('2026-11-23T05:05:00Z'));
    // In Auckland it is already evening of the same day; half past midnight there is the noon before in UTC.
    expect(readMoment('00:30:01', near, 'Pacific/Auckland')).toBe(unix('2026-11-22T11:30:01Z'));
  });

  test('that no clock or calendar shows is none', () => {
    for (const text of [
      '',
      'noon',
      '24:00',
      '12:60',
      '12:00:60',
      '2026-02-30 12:00',
      '2026-13-01 12:00',
      '12',
    ])
      expect(readMoment(text, near, 'UTC')).toBeNull();
  });

  test('as it is shown is read as the same second', () => {
    for (const zone of ['UTC', 'Europe/Prague', 'Asia/Kolkata'])
      expect(readMoment(momentValue(near, zone), 0, zone)).toBe(near);
  });
});

describe('a page while the past is shown', () => {
  test('shows that moment only on Live; commands act now, and whatever is not known shows now', () => {
    expect(pastPage('live')).toBe('shown');
    expect(pastPage('commands')).toBe('commands');
    expect(pastPage('alarms')).toBe('now');
    expect(pastPage(undefined)).toBe('now');
  });
});
