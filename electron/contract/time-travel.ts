import type { TimeStretch } from './track.ts';

/** What the windows show: now, or a second that was recorded. The same in every window. */
export interface TimeStatus {
  /** Unix seconds of the provider's clock; null: live. */
  readonly at: number | null;
  /** Seconds of the past per second; 0: it stands still. */
  readonly speed: number;
  /** First and last second that are recorded; null when nothing is. */
  readonly recorded: { readonly begin: number; readonly until: number } | null;
  /** Times in between when nothing was recorded: the console was off or had no connection. The newest of many. */
  readonly gaps: readonly TimeStretch[];
  /** Vehicles that are shown at `at`, and those of which nothing was recorded by then; null while live. */
  readonly vehicles: { readonly recorded: number; readonly absent: number } | null;
  /** Bytes that recorded positions take, and what a day of them takes at the pace so far. */
  readonly bytes: number;
  readonly bytesPerDay: number;
  /** Seconds that were recorded and are in the file. */
  readonly seconds: number;
}

export const timeSpeeds = [1, 5, 20, 60, 300] as const;

/** The gap that a second lies in; null when it was recorded. */
export function gapAt(gaps: readonly TimeStretch[], at: number): TimeStretch | null {
  return gaps.find(({ begin, end }) => begin <= at && at < end) ?? null;
}
