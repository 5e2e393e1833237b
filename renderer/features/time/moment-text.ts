import { fromFieldValue, toFieldValue } from '../../i18n/zoned-time.ts';

/** `2026-11-23 06:14:02` on the clocks of a zone: the same in every language, and what `readMoment` takes. */
export function momentText(unix: number, timeZone: string): string {
  const seconds = String(Math.floor(unix) % 60).padStart(2, '0');
  return `${toFieldValue(unix, timeZone).replace('T', ' ')}:${seconds}`;
}

/**
 * Unix seconds of a typed moment: `2026-11-23 06:14`, `06:14`, `6:14:30`; null when it is none. Without a date it is
 * on the day of `near` (Unix seconds).
 */
export function readMoment(text: string, near: number, timeZone: string): number | null {
  const match = /^(?:(\d{4}-\d{2}-\d{2})[T ]\s*)?(\d{1,2}):(\d{2})(?::(\d{2}))?$/u.exec(text.trim());
  if (!match) return null;
  const [, date = toFieldValue(near, timeZone).slice(0, 10), hour = '', minute = '', second = '00'] = match;
  if (!isDay(date) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const unix = fromFieldValue(`${date}T${hour.padStart(2, '0')}:${minute}`, timeZone);
  return unix === null ? null : unix + Number(second);
}

/** Whether the calendar has this day (there is no February 30). */
function isDay(date: string): boolean {
  const read = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(date);
}
