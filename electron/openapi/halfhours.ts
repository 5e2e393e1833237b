/** Seconds: mileage is asked from half hour to half hour (open-api.md 2.14). */
export const HALF_HOUR = 1_800;
/** Seconds: the longest period of one mileage request (2.14). */
export const LONGEST_WINDOW = 7 * 86_400;

/** A period in Unix seconds, its end not included. */
export interface Span {
  readonly begin: number;
  readonly end: number;
}

/** The last half hour at or before a moment. */
export function halfHourBefore(time: number): number {
  return Math.floor(time / HALF_HOUR) * HALF_HOUR;
}

/** The first half hour at or after a moment. */
function halfHourAfter(time: number): number {
  return Math.ceil(time / HALF_HOUR) * HALF_HOUR;
}

/** The smallest span of whole half hours that holds the given one. */
export function alignOutwards({ begin, end }: Span): Span {
  return { begin: halfHourBefore(begin), end: halfHourAfter(end) };
}

/** Splits a span into spans of at most 7 days that touch and do not overlap. */
export function splitIntoWindows({ begin, end }: Span): readonly Span[] {
  const windows: Span[] = [];
  for (let from = begin; from < end; from += LONGEST_WINDOW) {
    windows.push({ begin: from, end: Math.min(end, from + LONGEST_WINDOW) });
  }
  return windows;
}
