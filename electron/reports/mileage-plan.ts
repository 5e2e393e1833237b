import { IMEIS_PER_REQUEST } from '../contract/device.ts';
import type { MileagePer } from '../contract/report.ts';
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
import { mondayOf, monthStart } from './preset.ts';
import type { ZoneClock } from './zone.ts';

/** Longest window of one mileage request (open-api.md 2.14). */
export const LONGEST_WINDOW = 7 * 86_400;

/** One window of a mileage report: a day, or up to seven days of something longer. */
export interface MileageWindow extends Span {
  /** Its column among `MileagePlan.columns`; -1 in a report of totals. */
  readonly column: number;
}

/** A column of kilometres: a day, or a week or month as far as the period reaches into it. */
export interface MileageColumn {
  /** Days since 1970-01-01 of its first day. */
  readonly day: number;
  /** `2026-W45`, `2026-11`; null for a day, which is a date. */
  readonly name: string | null;
}

export interface MileagePlan {
  readonly windows: readonly MileageWindow[];
  /** Empty in a report of totals. */
  readonly columns: readonly MileageColumn[];
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
export function planMileage(span: Span, zone: ZoneClock, per: MileagePer, now: number): Result<MileagePlan> {
  const notes: string[] = [];
  const present = floorHalfHour(now);
  const known: Span = { begin: span.begin, end: Math.min(span.end, present) };
  if (known.end < span.end) {
    notes.push(
      `Until ${zone.timeText(present)}, the last full half hour before this report was made; the rest had not happened yet.`,
    );
  }
  const columns: MileageColumn[] = [];
  const parts = known.begin >= known.end ? [] : partsOf(known, zone, per, columns, notes);
  if (isShifted(parts)) notes.push(shiftNote(per));
  const windows = parts.flatMap((part): MileageWindow[] => {
    const aligned = alignHalfHours(part);
    return aligned === null ? [] : [{ ...aligned, column: part.column }];
  });
  if (windows.length === 0) return fail(tooShort());
  // A last column of less than half an hour has nothing to be asked for.
  const last = Math.max(...windows.map(({ column }) => column));
  return succeed({ windows, columns: columns.slice(0, last + 1), notes });
}

/** Devices in requests of at most a hundred, in order. */
export function chunksOf(devices: number): Chunk[] {
  const chunks: Chunk[] = [];
  for (let from = 0; from < devices; from += IMEIS_PER_REQUEST) {
    chunks.push({ from, to: Math.min(devices, from + IMEIS_PER_REQUEST) });
  }
  return chunks;
}

function partsOf(
  span: Span,
  zone: ZoneClock,
  per: MileagePer,
  columns: MileageColumn[],
  notes: string[],
): MileageWindow[] {
  if (per === 'total') return weeks(span, -1);
  const days = daysOf(span, zone);
  if (per === 'day') {
    return days.map((day, column) => {
      columns.push({ day: day.number, name: null });
      if (!day.whole) notes.push(partialNote(day, zone));
      return { begin: day.begin, end: day.end, column };
    });
  }
  const startOf = per === 'week' ? mondayOf : (day: number): number => monthStart(day, 0);
  const groups: { readonly start: number; readonly begin: number; end: number }[] = [];
  for (const { number, begin, end } of days) {
    const start = startOf(number);
    const group = groups.at(-1);
    if (group?.start === start) group.end = end;
    else groups.push({ start, begin, end });
  }
  return groups.flatMap(({ start, begin, end }, column) => {
    const name = per === 'week' ? weekName(start) : dayText(start).slice(0, 7);
    const whole = per === 'week' ? start + 7 : monthStart(start, 1);
    columns.push({ day: start, name });
    if (begin > zone.startOfDay(start) || end < zone.startOfDay(whole)) {
      notes.push(`${name} is not whole here: from ${zone.timeText(begin)} to ${zone.timeText(end)}.`);
    }
    return weeks({ begin, end }, column);
  });
}

/** Windows of seven days on half hours; the outer edges stay as chosen, so that a shift is noticed. */
function weeks(span: Span, column: number): MileageWindow[] {
  const parts: MileageWindow[] = [];
  for (let begin = span.begin; begin < span.end;) {
    const end = Math.min(span.end, floorHalfHour(begin) + LONGEST_WINDOW);
    parts.push({ begin, end, column });
    begin = end;
  }
  return parts;
}

/** The name of a week by ISO 8601: the year is that of its Thursday. @param monday days since 1970-01-01 */
function weekName(monday: number): string {
  const year = dayText(monday + 3).slice(0, 4);
  const first = mondayOf(Date.UTC(Number(year), 0, 4) / 86_400_000);
  return `${year}-W${String((monday - first) / 7 + 1).padStart(2, '0')}`;
}

function dayText(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

function partialNote(day: ZoneDay, zone: ZoneClock): string {
  const from = zone.timeText(day.begin).slice(11);
  const to = zone.timeText(day.end).slice(11);
  return `${day.date} is not a whole day here: from ${from} to ${to}.`;
}

function shiftNote(per: MileagePer): string {
  const what = per === 'total' ? 'This period does' : 'Days of this time zone or period do';
  return (
    `The provider tells mileage in half hours only. ${what} not begin and end on half hours, so each part begins and ` +
    'ends up to 29 minutes earlier than named. Nothing is counted twice and nothing between is left out.'
  );
}
