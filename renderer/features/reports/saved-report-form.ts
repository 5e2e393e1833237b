import type { ReportScope } from '../../../electron/contract/report.ts';
import type {
  ReportSchedule,
  SavedReport,
  SavedReportDraft,
} from '../../../electron/contract/saved-report.ts';
import { DEFAULT_PATTERN } from '../../../electron/contract/saved-report.ts';
import { readTyped } from '../../ui/moment-typing.ts';
import type { ReportForm } from './report-form.ts';
import { layoutOf, tellsNow, whatOf } from './report-form.ts';

export const scheduleChoices = ['never', 'day', 'week', 'month'] as const;
export type ScheduleChoice = (typeof scheduleChoices)[number];

/** What is asked beside the form of the report when it is saved. */
export interface SaveForm {
  name: string;
  every: ScheduleChoice;
  /** 1 is Monday. */
  weekday: number;
  monthDay: number;
  /** `06:00`, as a time field holds it. */
  time: string;
  folder: string | null;
  pattern: string;
}

/** The fields of a saved report, or those a new one begins with. */
export function saveFormOf(saved: SavedReport | null): SaveForm {
  const schedule = saved?.schedule ?? null;
  const minute = schedule?.minute ?? 360;
  const two = (value: number): string => String(value).padStart(2, '0');
  return {
    name: saved?.name ?? '',
    every: schedule?.every ?? 'never',
    weekday: schedule?.every === 'week' ? schedule.weekday : 1,
    monthDay: schedule?.every === 'month' ? schedule.day : 1,
    time: `${two(Math.floor(minute / 60))}:${two(minute % 60)}`,
    folder: saved?.folder ?? null,
    pattern: saved?.pattern ?? DEFAULT_PATTERN,
  };
}

/** Names of the days of the week, Monday first. */
export function weekdayNames(locale: string): string[] {
  const names = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  // 5 January 1970 was a Monday.
  return [4, 5, 6, 7, 8, 9, 10].map((day) => names.format(day * 86_400_000));
}

/** Key and words of the sentence that tells when a report is made by itself; null when only when asked. */
export function scheduleWords(
  saved: SavedReport,
  locale: string,
): { readonly key: 'day' | 'week' | 'month'; readonly words: Readonly<Record<string, string>> } | null {
  const { schedule } = saved;
  if (schedule === null) return null;
  const { every } = schedule;
  const day = every === 'month' ? String(schedule.day) : '';
  const weekday = every === 'week' ? (weekdayNames(locale)[schedule.weekday - 1] ?? '') : '';
  return { key: every, words: { time: saveFormOf(saved).time, day, weekday } };
}

/** Whether a report that is made by a schedule says at what time. */
export function isTimed({ every, time }: Pick<SaveForm, 'every' | 'time'>): boolean {
  return every === 'never' || readTyped(time, 'time', null) !== null;
}

/** The schedule of the fields; null when it is made only when asked. */
export function scheduleOf({ every, weekday, monthDay, time }: SaveForm): ReportSchedule | null {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const minute = hours * 60 + minutes;
  switch (every) {
    case 'never':
      return null;
    case 'day':
      return { every, minute };
    case 'week':
      return { every, weekday, minute };
    case 'month':
      return { every, day: monthDay, minute };
  }
}

/** What is saved of the form of a report and the fields beside it; null for a period that does not move. */
export function draftOf(form: ReportForm, fields: SaveForm, scope: ReportScope): SavedReportDraft | null {
  const preset = tellsNow(form.kind) ? 'today' : form.preset;
  if (preset === 'custom') return null;
  return {
    name: fields.name.trim(),
    what: whatOf(form),
    layout: layoutOf(form),
    scope,
    preset,
    timeZone: form.timeZone,
    folder: fields.folder,
    pattern: fields.pattern.trim() || DEFAULT_PATTERN,
    schedule: scheduleOf(fields),
  };
}
