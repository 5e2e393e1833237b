import type { TrackPart } from '../../../electron/contract/track-rules.ts';

/** Seconds before the next trip at which playing goes on, so that one sees it begin. */
const BEFORE = 15;

/**
 * Where playing goes on when stops and gaps are skipped: null where some vehicle is on a trip, or none will be any
 * more; else shortly before the next trip of any of them.
 *
 * @param tracks the parts of every track, in order
 * @param time Unix seconds
 */
export function skipFrom(tracks: readonly (readonly TrackPart[])[], time: number): number | null {
  let next: number | null = null;
  for (const parts of tracks) {
    const trip = parts.find(({ kind, end }) => kind === 'trip' && end > time);
    if (trip === undefined) continue;
    if (trip.begin - BEFORE <= time) return null;
    next = Math.min(next ?? trip.begin, trip.begin);
  }
  return next === null ? null : next - BEFORE;
}
