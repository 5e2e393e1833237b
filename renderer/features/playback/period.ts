import { fromFieldValue, startOfDay } from '../../i18n/zoned-time.ts';

export const periodPresets = ['lastHour', 'today', 'yesterday', 'last7', 'custom'] as const;
export type PeriodPreset = (typeof periodPresets)[number];

/** Begin included, end not, in Unix seconds. */
export interface Period {
  readonly begin: number;
  readonly end: number;
}

/** What a form of a period holds. */
export interface PeriodForm {
  readonly preset: PeriodPreset;
  /** Values of date-and-time fields; read for `custom` only. */
  readonly begin: string;
  readonly end: string;
}

export type PeriodProblem = 'beginMissing' | 'endMissing' | 'endBeforeBegin' | 'tooLong' | 'inFuture';

const tenYears = 3_653 * 86_400;

/** The period a form means now, by the calendar of a time zone; or what is wrong with it. */
export function readPeriod(form: PeriodForm, now: number, timeZone: string): Period | PeriodProblem {
  const end = Math.ceil(now);
  switch (form.preset) {
    case 'lastHour':
      return { begin: end - 3_600, end };
    case 'today':
      return { begin: startOfDay(now, timeZone), end };
    case 'yesterday':
      return { begin: startOfDay(now, timeZone, -1), end: startOfDay(now, timeZone) };
    case 'last7':
      return { begin: startOfDay(now, timeZone, -6), end };
    case 'custom':
      return customPeriod(form, now, timeZone);
  }
}

function customPeriod(form: PeriodForm, now: number, timeZone: string): Period | PeriodProblem {
  const begin = fromFieldValue(form.begin, timeZone);
  const end = fromFieldValue(form.end, timeZone);
  if (begin === null) return 'beginMissing';
  if (end === null) return 'endMissing';
  if (end <= begin) return 'endBeforeBegin';
  if (begin > now) return 'inFuture';
  if (begin < now - tenYears || end - begin > tenYears) return 'tooLong';
  // What lies ahead has not been driven: it must not count as time without points.
  return { begin, end: Math.min(end, Math.max(Math.ceil(now), begin + 1)) };
}
