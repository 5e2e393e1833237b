import type { Failure } from '../contract/errors.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import { isTimeZone, type ZoneClock } from './zone.ts';

export const HALF_HOUR = 1_800;
const DAY = 86_400;
/** Longest period and farthest past: ten years, leap days included. */
export const LONGEST_PERIOD = 3_653 * DAY;
/** A period may reach this far into the future ("this year"); it is cut at the present. */
const FARTHEST_FUTURE = 366 * DAY;

/** Unix seconds, begin included, end not. */
export interface Span {
  readonly begin: number;
  readonly end: number;
}

/** A calendar day of a period, in a time zone. */
export interface ZoneDay extends Span {
  /** Days since 1970-01-01 on the wall clock. */
  readonly number: number;
  /** `2026-11-01` */
  readonly date: string;
  /** False when the period begins or ends within this day. */
  readonly whole: boolean;
}

const wrong = (field: string, detail: string): Result<never> =>
  fail({ code: 'input.period', concerns: field, detail });

/**
 * Checks a period and a time zone as a person chose them. The end may lie in the future; what has not happened yet
 * is left out later, and said.
 *
 * @param now Unix seconds
 */
export function checkPeriod(span: Span, timeZone: string, now: number): Result<Span> {
  const { begin, end } = span;
  if (!isTimeZone(timeZone)) {
    const detail = `This computer does not know the time zone "${timeZone}".`;
    return fail({ code: 'input.invalid', concerns: 'timeZone', detail });
  }
  if (end <= begin) return wrong('end', 'The end must lie after the begin.');
  if (begin >= now) {
    return fail(inFuture());
  }
  if (end - begin > LONGEST_PERIOD) return wrong('end', 'The period is longer than ten years.');
  if (begin < now - LONGEST_PERIOD - DAY) return wrong('begin', 'The period begins more than ten years ago.');
  if (end > now + FARTHEST_FUTURE) return wrong('end', 'The period ends more than a year in the future.');
  return succeed(span);
}

/**
 * The calendar days of a period, in order and without gap or overlap: days of 23 and 25 hours where the clocks
 * change, none for a date that a zone left out.
 */
export function daysOf(span: Span, zone: ZoneClock): ZoneDay[] {
  const days: ZoneDay[] = [];
  const last = zone.dayNumberAt(span.end - 1);
  let start = zone.startOfDay(zone.dayNumberAt(span.begin));
  for (let number = zone.dayNumberAt(span.begin); number <= last; number += 1) {
    const next = zone.startOfDay(number + 1);
    const begin = Math.max(start, span.begin);
    const end = Math.min(next, span.end);
    if (begin < end) {
      const date = new Date(number * DAY * 1000).toISOString().slice(0, 10);
      days.push({ number, date, begin, end, whole: begin === start && end === next });
    }
    start = next;
  }
  return days;
}

/** The half hour in which an instant lies: the only instants the mileage report knows (open-api.md 2.14). */
export function floorHalfHour(unix: number): number {
  return Math.floor(unix / HALF_HOUR) * HALF_HOUR;
}

/**
 * A span on half hours. Both ends move down: neighbouring spans, and neighbouring reports, then still meet without
 * a kilometre counted twice or left out; each merely begins and ends up to 29 minutes early. Null when nothing is
 * left.
 */
export function alignHalfHours(span: Span): Span | null {
  const begin = floorHalfHour(span.begin);
  const end = floorHalfHour(span.end);
  return begin < end ? { begin, end } : null;
}

/** Whether some edge of these spans does not fall on a half hour, so that aligning moved it. */
export function isShifted(spans: readonly Span[]): boolean {
  return spans.some(({ begin, end }) => begin % HALF_HOUR !== 0 || end % HALF_HOUR !== 0);
}

/** What a period is called in a file's name: its first and its last day. */
export function periodName(span: Span, zone: ZoneClock): string {
  const first = zone.dateText(span.begin);
  const last = zone.dateText(span.end - 1);
  return first === last ? first : `${first} to ${last}`;
}

/** A failure for a period in which nothing can have happened yet. */
export function inFuture(): Failure {
  const detail = 'The period lies in the future. If it does not, check the clock of this computer.';
  return { code: 'input.period', concerns: 'begin', detail };
}

/** A failure for a period too short to hold half an hour. */
export function tooShort(): Failure {
  return {
    code: 'input.period',
    concerns: 'end',
    detail:
      'The provider tells mileage in half hours: choose a period of at least one, and not the present one.',
  };
}
