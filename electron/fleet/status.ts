import type { Position, VehicleState } from '../contract/position.ts';

/**
 * Heartbeat age in seconds from which a device without `datastatus` counts as offline. Servers turn somewhere between
 * 1 and 52 minutes; about 25 is plausible (field-notes.md, inferred).
 */
export const OFFLINE_AFTER = 1_500;

/** km/h from which a vehicle moves whatever its ACC says: towed, or ACC not wired. */
export const MOVES_FROM = 5;

/**
 * Seconds that the GPS time may lie behind the heartbeat for the speed to be of now. A parked device goes on beating
 * for days with the speed of its last fix.
 */
export const SPEED_KEEPS = 900;

/** What is left of a record once the provider's own status is dealt with. */
type Driving = Pick<Position, 'speed' | 'acc' | 'gpsTime' | 'heartTime'>;

/**
 * What a vehicle is doing (open-api.md 2.2; the flow chart is missing there, the order is inferred in field-notes.md):
 * the provider's `datastatus` first; the age of the heartbeat only where that is missing; then speed and ACC.
 *
 * @param serverNow the provider's clock in Unix seconds, used where the record does not carry it
 */
export function vehicleState(position: Position, serverNow: number): VehicleState {
  switch (position.dataStatus) {
    case 'neverOnline':
    case 'expired':
    case 'blocked':
    case 'offline':
      return position.dataStatus;
    case 'ok':
      return drivingState(position);
    case null:
      return stateByClocks(position, serverNow);
  }
}

function stateByClocks(position: Position, serverNow: number): VehicleState {
  const heard = position.heartTime ?? position.systemTime ?? position.gpsTime;
  if (heard === null) return 'unknown';
  return (position.serverTime ?? serverNow) - heard > OFFLINE_AFTER ? 'offline' : drivingState(position);
}

/** Moving, idle or parked, for a device that is online. */
export function drivingState({ speed, acc, gpsTime, heartTime }: Driving): VehicleState {
  const stale = gpsTime !== null && heartTime !== null && heartTime - gpsTime > SPEED_KEEPS;
  const now = stale ? 0 : (speed ?? 0);
  // With the ACC off, a few km/h are the jitter of a standing receiver.
  if (now >= MOVES_FROM || (now > 0 && acc === true)) return 'moving';
  return acc === true ? 'idle' : 'parked';
}
