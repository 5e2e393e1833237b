/** What the windows show: now, or a second that was recorded. The same in every window. */
export interface TimeStatus {
  /** Unix seconds of the provider's clock; null: live. */
  readonly at: number | null;
  /** Seconds of the past per second; 0: it stands still. */
  readonly speed: number;
  /** First and last second that are recorded; null when nothing is. */
  readonly recorded: { readonly begin: number; readonly until: number } | null;
  /** Bytes that recorded positions take, and what a day of them takes at the pace so far. */
  readonly bytes: number;
  readonly bytesPerDay: number;
}

export const timeSpeeds = [1, 5, 20, 60, 300] as const;
