import { isDay } from '../i18n/zoned-time.ts';

/** What a field of time takes: a date with a time, one to the second, or a time of day alone. */
export type MomentShape = 'minute' | 'second' | 'time';

/** How each shape is written, for placeholders and messages. */
export const momentPattern: Readonly<Record<MomentShape, string>> = {
  minute: 'YYYY-MM-DD hh:mm',
  second: 'YYYY-MM-DD hh:mm:ss',
  time: 'hh:mm',
};

const two = (value: string | number): string => String(value).padStart(2, '0');

/**
 * The value of a field (`2026-11-23T14:05`, `2026-11-23T14:05:09`, `14:05`) out of what was typed; null when it is
 * none: the calendar has no such day, or the clock no such time.
 *
 * @param day `2026-11-23`: the day of a time that is typed alone; null: a day must be typed
 */
export function readTyped(text: string, shape: MomentShape, day: string | null): string | null {
  const match = /^(?:(\d{4})-(\d{1,2})-(\d{1,2})(?:T|\s+))?(\d{1,2}):(\d{2})(?::(\d{2}))?$/u.exec(
    text.trim(),
  );
  if (!match) return null;
  const [, year, month = '', date = '', hour = '', minute = '', second] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 59) return null;
  if (second !== undefined && shape !== 'second' && Number(second) !== 0) return null;
  const time = `${two(hour)}:${minute}`;
  if (shape === 'time') return year === undefined ? time : null;
  const on = year === undefined ? day : `${year}-${two(month)}-${two(date)}`;
  if (on === null || !isDay(on)) return null;
  return `${on}T${time}${shape === 'second' ? `:${second ?? '00'}` : ''}`;
}

/** A field's value as people read it: `2026-11-23 14:05`, always 24 hours. */
export function typedText(value: string): string {
  return value.replace('T', ' ');
}

/** A text of a field with the part that is chosen in it. */
export interface SteppedText {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The part of a readable text under the caret, one more or less: days run over into months, minutes into hours.
 *
 * @param value as `readTyped` gives it
 */
export function stepAt(value: string, caret: number, by: 1 | -1): SteppedText {
  const dated = value.includes('T');
  const moment = new Date(`${dated ? value : `2000-01-01T${value}`}Z`);
  const shown = typedText(value);
  const numbers = [...shown.matchAll(/\d+/gu)];
  const place = Math.max(
    0,
    numbers.findLastIndex(({ index }) => index <= caret),
  );
  const part = numbers[place];
  switch (place + (dated ? 0 : 3)) {
    case 0:
      moveMonths(moment, 12 * by);
      break;
    case 1:
      moveMonths(moment, by);
      break;
    case 2:
      moment.setUTCDate(moment.getUTCDate() + by);
      break;
    case 3:
      moment.setUTCHours(moment.getUTCHours() + by);
      break;
    case 4:
      moment.setUTCMinutes(moment.getUTCMinutes() + by);
      break;
    default:
      moment.setUTCSeconds(moment.getUTCSeconds() + by);
  }
  const year = moment.getUTCFullYear();
  const text =
    year < 1 || year > 9_999
      ? shown
      : typedText(moment.toISOString())
          .slice(dated ? 0 : 11)
          .slice(0, shown.length);
  const start = part?.index ?? 0;
  return { text, start, end: start + (part?.[0].length ?? 0) };
}

/** Keeps the last days of a month within the month it comes to. */
function moveMonths(moment: Date, months: number): void {
  const day = moment.getUTCDate();
  moment.setUTCDate(1);
  moment.setUTCMonth(moment.getUTCMonth() + months);
  const last = new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth() + 1, 0)).getUTCDate();
  moment.setUTCDate(Math.min(day, last));
}
