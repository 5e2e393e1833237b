/**
 * A vehicle that was stopped from outside (fuel supply cut) loses time: its day goes on later, where it was
 * interrupted. Between "now" and the vehicle's own time lies the delay that all its holds have caused.
 */
export interface Hold {
  /** Unix seconds when the supply was cut. */
  readonly from: number;
  /** Unix seconds when it was restored; null: still cut. */
  readonly until: number | null;
}

/** Seconds from the cut to standstill, and from the restoring to full speed. */
export const BRAKE_SECONDS = 20;
const RAMP_SECONDS = 12;

function rateWhenRestored(hold: Hold): number {
  return hold.until === null ? 0 : Math.max(0, 1 - (hold.until - hold.from) / BRAKE_SECONDS);
}

/** Seconds by which the vehicle's own time is behind at `time`. */
export function delayAt(holds: readonly Hold[], time: number): number {
  let delay = 0;
  for (const hold of holds) {
    if (time <= hold.from) continue;
    const held = Math.min(time, hold.until ?? Infinity) - hold.from;
    delay += held < BRAKE_SECONDS ? (held * held) / (2 * BRAKE_SECONDS) : held - BRAKE_SECONDS / 2;
    if (hold.until !== null && time > hold.until) {
      const missing = 1 - rateWhenRestored(hold);
      const since = Math.min(RAMP_SECONDS, time - hold.until);
      delay += missing * (since - (since * since) / (2 * RAMP_SECONDS));
    }
  }
  return delay;
}

/** How fast the vehicle's own time passes at `time`: 1 as usual, 0 standing still. */
export function rateAt(holds: readonly Hold[], time: number): number {
  for (let index = holds.length - 1; index >= 0; index -= 1) {
    const hold = holds[index];
    if (hold === undefined || time <= hold.from) continue;
    if (hold.until === null || time <= hold.until) return Math.max(0, 1 - (time - hold.from) / BRAKE_SECONDS);
    const restored = rateWhenRestored(hold);
    return Math.min(1, restored + ((1 - restored) * (time - hold.until)) / RAMP_SECONDS);
  }
  return 1;
}

/** The time at which the vehicle's own time is `own`; Infinity when it never gets there as things stand. */
export function timeOf(holds: readonly Hold[], own: number): number {
  const last = holds.at(-1);
  if (last === undefined || own <= (holds[0]?.from ?? own)) return own;
  if (last.until === null && own >= last.from + BRAKE_SECONDS - delayAt(holds, last.from + BRAKE_SECONDS)) {
    return Infinity;
  }
  let low = own;
  let high = own + delayAt(holds, Math.max(own, last.until ?? last.from) + 86_400_000);
  if (!Number.isFinite(high)) return Infinity;
  for (let round = 0; round < 60 && high - low > 0.001; round += 1) {
    const middle = (low + high) / 2;
    if (middle - delayAt(holds, middle) < own) low = middle;
    else high = middle;
  }
  return high;
}
