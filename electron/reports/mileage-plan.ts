import { IMEIS_PER_REQUEST } from '../contract/device.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import {
  alignHalfHours,
  daysOf,
  floorHalfHour,
  isShifted,
  tooShort,
  type Span,
  type ZoneDay,
} from './period.ts';
import type { ZoneClock } from './zone.ts';

/** Longest window of one mileage request (open-api.md 2.14). */
export const LONGEST_WINDOW = 7 * 86_400;

/** One window of a mileage report: a day, or up to seven days of a total. */
export interface MileageWindow extends Span {
  /** The day it stands for; null in a report of totals. */
  readonly day: ZoneDay | null;
}

export interface MileagePlan {
  readonly windows: readonly MileageWindow[];
  /** What the reader has to know, in plain words. */
  readonly notes: readonly string[];
}

/** Devices of one request and where they stand in the report. */
export interface Chunk {
  readonly from: number;
  readonly to: number;
}

/**
 * The windows to ask for, every one legal: on half hours, at most seven days, one after the other without gap or
 * overlap, none in the future.
 *
 * @param now Unix seconds
 */
export function planMileage(span: Span, zone: ZoneClock, perDay: boolean, now: number): Result<MileagePlan> {
  const notes: string[] = [];
  const present = floorHalfHour(now);
  const known: Span = { begin: span.begin, end: Math.min(span.end, present) };
  if (known.end < span.end) {
    notes.push(
      `Until ${zone.timeText(present)}, the last full half hour before this report was made; the rest had not happened yet.`,
    );
  }
  const parts = known.begin >= known.end ? [] : perDay ? dayParts(known, zone) : weeks(known);
  if (isShifted(parts)) notes.push(shiftNote(perDay));
  for (const { day } of parts) {
    if (day && !day.whole) notes.push(partialNote(day, zone));
  }
  const windows = parts.flatMap((part): MileageWindow[] => {
    const aligned = alignHalfHours(part);
    return aligned === null ? [] : [{ ...aligned, day: part.day }];
  });
  return windows.length === 0 ? fail(tooShort()) : succeed({ windows, notes });
}

/** Devices in requests of at most a hundred, in order. */
export function chunksOf(devices: number): Chunk[] {
  const chunks: Chunk[] = [];
  for (let from = 0; from < devices; from += IMEIS_PER_REQUEST) {
    chunks.push({ from, to: Math.min(devices, from + IMEIS_PER_REQUEST) });
  }
  return chunks;
}

function dayParts(span: Span, zone: ZoneClock): MileageWindow[] {
  return daysOf(span, zone).map((day) => ({ begin: day.begin, end: day.end, day }));
}

/** Windows of seven days on half hours; the outer edges stay as chosen, so that a shift is noticed. */
function weeks(span: Span): MileageWindow[] {
  const parts: MileageWindow[] = [];
  for (let begin = span.begin; begin < span.end;) {
    const end = Math.min(span.end, floorHalfHour(begin) + LONGEST_WINDOW);
    parts.push({ begin, end, day: null });
    begin = end;
  }
  return parts;
}

function partialNote(day: ZoneDay, zone: ZoneClock): string {
  const from = zone.timeText(day.begin).slice(11);
  const to = zone.timeText(day.end).slice(11);
  return `${day.date} is not a whole day here: from ${from} to ${to}.`;
}

function shiftNote(perDay: boolean): string {
  const what = perDay ? 'Days of this time zone or period do' : 'This period does';
  return (
    `The provider tells mileage in half hours only. ${what} not begin and end on half hours, so each part begins and ` +
    'ends up to 29 minutes earlier than named. Nothing is counted twice and nothing between is left out.'
  );
}
