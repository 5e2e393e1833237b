/** A stretch of time in Unix seconds, begin included, end not. */
export interface Interval {
  readonly begin: number;
  readonly end: number;
}

/** Intervals in order, those that touch or overlap as one, empty ones left out. */
export function merge(intervals: readonly Interval[]): Interval[] {
  const sorted = intervals.filter(({ begin, end }) => end > begin).sort((a, b) => a.begin - b.begin);
  const merged: Interval[] = [];
  for (const next of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && next.begin <= last.end) {
      merged[merged.length - 1] = { begin: last.begin, end: Math.max(last.end, next.end) };
    } else {
      merged.push(next);
    }
  }
  return merged;
}

/** The parts of `wanted` that `covered` leaves open, in order. */
export function gaps(wanted: Interval, covered: readonly Interval[]): Interval[] {
  const open: Interval[] = [];
  let at = wanted.begin;
  for (const { begin, end } of merge(covered)) {
    if (end <= at) continue;
    if (begin >= wanted.end) break;
    if (begin > at) open.push({ begin: at, end: begin });
    at = end;
  }
  if (at < wanted.end) open.push({ begin: at, end: wanted.end });
  return open;
}
