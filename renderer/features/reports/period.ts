import { reportPresets } from '../../../electron/contract/saved-report.ts';
import { startOfDay, unixOf, wallTime } from '../../i18n/zoned-time.ts';

export const periodPresets = [...reportPresets, 'custom'] as const;
export type PeriodPreset = (typeof periodPresets)[number];

/** Begin included, end not, in Unix seconds. */
export interface Period {
  readonly begin: number;
  readonly end: number;
}

/** The provider counts mileage in half hours (2.14). */
const HALF_HOUR = 1_800;

/**
 * The period a preset means now, by the calendar of a time zone. Periods that reach until now end at the last half
 * hour, so that both reports can take them; "last 7 days" are the seven whole days before today.
 */
export function presetPeriod(preset: Exclude<PeriodPreset, 'custom'>, now: number, timeZone: string): Period {
  const today = startOfDay(now, timeZone);
  const soFar = (begin: number): Period => ({
    begin,
    end: Math.max(Math.floor(now / HALF_HOUR) * HALF_HOUR, begin + HALF_HOUR),
  });
  switch (preset) {
    case 'today':
      return soFar(today);
    case 'yesterday':
      return { begin: startOfDay(now, timeZone, -1), end: today };
    case 'last7':
      return { begin: startOfDay(now, timeZone, -7), end: today };
    case 'last30':
      return { begin: startOfDay(now, timeZone, -30), end: today };
    case 'thisWeek':
      return soFar(startOfDay(now, timeZone, -daysSinceMonday(now, timeZone)));
    case 'lastWeek': {
      const monday = -daysSinceMonday(now, timeZone);
      return { begin: startOfDay(now, timeZone, monday - 7), end: startOfDay(now, timeZone, monday) };
    }
    case 'thisMonth':
      return soFar(startOfMonth(now, timeZone, 0));
    case 'lastMonth':
      return { begin: startOfMonth(now, timeZone, -1), end: startOfMonth(now, timeZone, 0) };
  }
}

function daysSinceMonday(now: number, timeZone: string): number {
  const { year, month, day } = wallTime(now, timeZone);
  return (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
}

function startOfMonth(now: number, timeZone: string, moveMonths: number): number {
  const { year, month } = wallTime(now, timeZone);
  const moved = new Date(Date.UTC(year, month - 1 + moveMonths, 1));
  return unixOf(
    { year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: 1, hour: 0, minute: 0 },
    timeZone,
  );
}
