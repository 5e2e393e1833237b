import { ageTiers } from '../../../electron/contract/position.ts';
import type { PositionColumns } from '../../../electron/contract/live.ts';

/** Opacity of a vehicle by tier of age: below 5 minutes, 1 hour, 24 hours, 48 hours, and older. */
export const tierOpacity = [1, 0.86, 0.68, 0.52, 0.4] as const;

/**
 * The tier of an age in seconds, 0 (fresh) to 4 (over 48 hours). A time in the future is fresh: the clock of the
 * device is wrong, not its message.
 */
export function tierOf(age: number): number {
  let tier = 0;
  while (tier < 4 && age >= (ageTiers[tier + 1] ?? Infinity)) tier += 1;
  return tier;
}

/**
 * Age in seconds of what is known of a vehicle: since its fix or its last sign of life, whichever is newer, because a
 * parked device beats for days without a new fix. Infinity when neither time is known.
 *
 * @param now the provider's clock, Unix seconds
 */
export function ageOf(columns: PositionColumns, slot: number, now: number): number {
  const newest = Math.max(columns.gpsTime[slot] ?? 0, columns.heartTime[slot] ?? 0);
  return newest === 0 ? Infinity : now - newest;
}
