import { fromFieldValue, toFieldValue } from '../../i18n/zoned-time.ts';
import { readTyped } from '../../ui/moment-typing.ts';

/** `2026-11-23T06:14:02` on the clocks of a zone: the value of a field that takes seconds. */
export function momentValue(unix: number, timeZone: string): string {
  const seconds = String(Math.floor(unix) % 60).padStart(2, '0');
  return `${toFieldValue(unix, timeZone)}:${seconds}`;
}

/**
 * Unix seconds of a typed moment: `2026-11-23 06:14`, `06:14`, `6:14:30`; null when it is none. Without a date it is
 * on the day of `near` (Unix seconds).
 */
export function readMoment(text: string, near: number, timeZone: string): number | null {
  const value = readTyped(text, 'second', toFieldValue(near, timeZone).slice(0, 10));
  return value === null ? null : fromFieldValue(value, timeZone);
}
