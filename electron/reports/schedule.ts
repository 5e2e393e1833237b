import type { ReportSchedule } from '../contract/saved-report.ts';
import { monthStart, weekdayOf } from './preset.ts';
import type { ZoneClock } from './zone.ts';

const DAY = 86_400;

/** Runs that are made up for one report after the console was off; older ones are left out. */
export const MOST_MADE_UP = 31;
/** A schedule served farther ahead than this (seconds) was served under a clock that was wrong. */
const CLOCK_WAS_WRONG = DAY;

/**
 * The first instant after `after` (Unix seconds) at which a schedule calls. A time that the clocks jump over is served
 * when they have jumped; a time that they show twice is served once, the first time.
 */
export function nextRun(schedule: ReportSchedule, zone: ZoneClock, after: number): number {
  for (let day = zone.dayNumberAt(after); ; day += 1) {
    if (!callsOn(schedule, day)) continue;
    const at = zone.firstAt(day * DAY + schedule.minute * 60);
    if (at > after) return at;
  }
}

/**
 * What a schedule called for and was not served: at most `MOST_MADE_UP`, the newest, in order.
 *
 * @param servedUntil Unix seconds
 * @param now Unix seconds
 */
export function dueRuns(
  schedule: ReportSchedule,
  zone: ZoneClock,
  servedUntil: number,
  now: number,
): number[] {
  const due: number[] = [];
  for (
    let at = nextRun(schedule, zone, served(servedUntil, now));
    at <= now;
    at = nextRun(schedule, zone, at)
  ) {
    due.push(at);
    if (due.length > MOST_MADE_UP) due.shift();
  }
  return due;
}

/**
 * Until when a schedule counts as served. A clock set back a little must not make the same run twice; one that was
 * far ahead must not silence the schedule until that day comes.
 */
export function served(servedUntil: number, now: number): number {
  return servedUntil - now > CLOCK_WAS_WRONG ? now : servedUntil;
}

function callsOn(schedule: ReportSchedule, day: number): boolean {
  switch (schedule.every) {
    case 'day':
      return true;
    case 'week':
      return weekdayOf(day) === schedule.weekday;
    case 'month': {
      const last = monthStart(day, 1) - 1;
      return day === Math.min(monthStart(day, 0) + schedule.day - 1, last);
    }
  }
}
