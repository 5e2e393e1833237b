import type { AccountOverview } from '../contract/account.ts';
import { dueTime } from './directory.ts';
import type { Directory } from './directory.ts';
import type { PositionStore } from './positions.ts';

/** How many of some devices move now. */
export function movingAmong(positions: PositionStore, slots: Iterable<number>): number {
  let moving = 0;
  for (const slot of slots) if (positions.state(slot) === 'moving') moving += 1;
  return moving;
}

/**
 * Whether a device beats now, by its state as shown; null when it was never asked or its state tells nothing of it.
 * An expired or blocked device may still beat: that shows in the age of its heartbeat alone.
 *
 * @param heartTime Unix seconds; null when not told
 * @param now Unix seconds of the provider's clock
 */
export function beats(state: string, heartTime: number | null, now: number): boolean | null {
  if (state === 'unknown') return null;
  if (state === 'expired' || state === 'blocked') return heartTime !== null && now - heartTime < FRESH;
  return state === 'moving' || state === 'idle' || state === 'parked';
}

/** Seconds of heartbeat age within which a device counts as alive (field notes: online ends about there). */
const FRESH = 1_500;

/** Devices, devices online and the nearest due time of every account that owns a device itself. */
export function accountOverview(directory: Directory, positions: PositionStore): AccountOverview[] {
  const rows = new Map<string, { account: string; devices: number; online: number; due: number | null }>();
  for (let slot = 0; slot < directory.size; slot += 1) {
    const device = directory.device(slot);
    if (device === null) continue;
    let row = rows.get(device.account);
    if (row === undefined) {
      row = { account: device.account, devices: 0, online: 0, due: null };
      rows.set(device.account, row);
    }
    row.devices += 1;
    const state = positions.state(slot);
    if (state === 'moving' || state === 'idle' || state === 'parked') row.online += 1;
    const due = dueTime(device);
    if (due !== 0 && (row.due === null || due < row.due)) row.due = due;
  }
  return [...rows.values()];
}
