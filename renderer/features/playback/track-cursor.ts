import { DEGREE, NO_NUMBER } from '../../../electron/contract/live.ts';
import type { TrackColumns } from '../../../electron/contract/track.ts';

/** A vehicle at a moment of its track. */
export interface Moment {
  /** Row at or before the moment. */
  readonly row: number;
  /** Degrees; between two fixes on the line between them. */
  readonly lng: number;
  readonly lat: number;
  /** Degrees clockwise from north; null when it stands or is unknown. */
  readonly course: number | null;
  /** km/h; null when unknown. */
  readonly speed: number | null;
  /** Before the first point, after the last, or in a gap: the vehicle is only known to have been here. */
  readonly certain: boolean;
}

/** Last row at or before `time`; -1 before the first. */
export function rowBefore(times: Uint32Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Finds moments of one track. While time runs on, the next row is found without a search. */
export class TrackCursor {
  private readonly columns: TrackColumns;
  private readonly gaps: ReadonlySet<number>;
  private row = 0;

  constructor(columns: TrackColumns, gaps: ReadonlySet<number>) {
    this.columns = columns;
    this.gaps = gaps;
  }

  /** @param time Unix seconds, with fractions; null for a track without points. */
  at(time: number): Moment | null {
    const { time: times, longitude, latitude, speed, course } = this.columns;
    if (times.length === 0) return null;
    this.row = this.find(time);
    const { row } = this;
    const next = row + 1;
    const from = times[row] ?? 0;
    const to = times[next] ?? from;
    const between = time > from && to > from && !this.gaps.has(row);
    const share = between ? Math.min(1, (time - from) / (to - from)) : 0;
    const lng = mixed(longitude[row], longitude[next], share) / DEGREE;
    const lat = mixed(latitude[row], latitude[next], share) / DEGREE;
    const told = speed[row] ?? NO_NUMBER;
    const heading = course[row] ?? NO_NUMBER;
    return {
      row,
      lng,
      lat,
      course: heading === NO_NUMBER || told === 0 ? null : heading,
      speed: told === NO_NUMBER ? null : told,
      certain: time >= from && (time === from || between),
    };
  }

  private find(time: number): number {
    const { time: times } = this.columns;
    const here = times[this.row] ?? 0;
    if (time < here) return Math.max(0, rowBefore(times, time));
    for (let row = this.row; row < this.row + 16; row += 1) {
      const next = times[row + 1];
      if (next === undefined || next > time) return row;
    }
    return Math.max(0, rowBefore(times, time));
  }
}

function mixed(from: number | undefined, to: number | undefined, share: number): number {
  const start = from ?? 0;
  return share === 0 ? start : start + ((to ?? start) - start) * share;
}
