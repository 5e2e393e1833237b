import type { ReportPreset } from '../contract/saved-report.ts';
import { floorHalfHour, HALF_HOUR, type Span } from './period.ts';
import type { ZoneClock } from './zone.ts';

const DAY = 86_400;

/**
 * The period that a preset means at an instant, by the calendar of a zone. Periods that reach until then end at the
 * last half hour, so that every report can take them.
 *
 * @param now Unix seconds
 */
export function presetPeriod(preset: ReportPreset, now: number, zone: ZoneClock): Span {
  const today = zone.dayNumberAt(now);
  const days = (from: number, to: number): Span => ({
    begin: zone.startOfDay(from),
    end: zone.startOfDay(to),
  });
  const soFar = (from: number): Span => {
    const begin = zone.startOfDay(from);
    return { begin, end: Math.max(floorHalfHour(now), begin + HALF_HOUR) };
  };
  switch (preset) {
    case 'today':
      return soFar(today);
    case 'yesterday':
      return days(today - 1, today);
    case 'last7':
      return days(today - 7, today);
    case 'last30':
      return days(today - 30, today);
    case 'thisWeek':
      return soFar(mondayOf(today));
    case 'lastWeek':
      return days(mondayOf(today) - 7, mondayOf(today));
    case 'thisMonth':
      return soFar(monthStart(today, 0));
    case 'lastMonth':
      return days(monthStart(today, -1), monthStart(today, 0));
  }
}

/** The Monday of a day's week. Days are counted since 1970-01-01, a Thursday. */
export function mondayOf(day: number): number {
  return day - weekdayOf(day) + 1;
}

/** 1 for Monday to 7 for Sunday. */
export function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** The first day of a day's month, moved by whole months. */
export function monthStart(day: number, move: number): number {
  const date = new Date(day * DAY * 1_000);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + move, 1) / 1_000 / DAY;
}
