import type { CommandSituation } from '../contract/command-desk.ts';
import type { Device } from '../contract/device.ts';
import type { DeviceDetails } from '../contract/fleet.ts';
import type { Position, VehicleState } from '../contract/position.ts';
import { succeed, type Result } from '../contract/result.ts';
import { vehicleState } from '../fleet/status.ts';
import type { OpenApi } from '../openapi/api.ts';

/** Who a device is and where it was last known; the fleet has it. */
export interface Vehicles {
  details(imei: string): Result<DeviceDetails>;
}

/** States that the provider tells by refusing to answer for a device. */
const refusedAs: Readonly<Record<string, VehicleState>> = {
  'provider.20046': 'expired',
  'provider.20089': 'blocked',
};

/**
 * How a vehicle is right now: the provider is asked ahead of everything else; where it does not answer, what was last
 * known, marked as not fresh.
 *
 * @param stopped aborted: the question does not leave if it still waits for its turn
 * @returns `provider.20005` when the directory does not hold the device
 */
export async function readSituation(
  api: Pick<OpenApi, 'track'>,
  vehicles: Vehicles,
  imei: string,
  stopped: AbortSignal | null = null,
): Promise<Result<CommandSituation>> {
  const asked = await api.track([imei], { lane: 'action', ...(stopped === null ? {} : { stopped }) });
  // Asked for after the answer: the device may have gone from the directory meanwhile.
  const known = vehicles.details(imei);
  if (!known.ok) return known;
  const { device, position, state, serverTime } = known.value;
  const found = asked.ok ? (asked.value.found.get(imei) ?? null) : null;
  if (found !== null) return succeed(situationOf(device, found, serverTime));
  const missing = asked.ok ? asked.value.missing.get(imei) : asked.failure;
  const told = missing === undefined ? undefined : refusedAs[missing.code];
  return succeed(lastKnown(device, position, told ?? state, serverTime));
}

/** What the console knows without asking: for the preview of many. */
export function knownSituation(details: DeviceDetails): CommandSituation {
  const { device, position, state, serverTime } = details;
  return lastKnown(device, position, state, serverTime);
}

/** A situation out of a record that was just read. */
export function situationOf(device: Device, position: Position, serverNow: number): CommandSituation {
  const serverTime = position.serverTime ?? serverNow;
  return {
    ...whoAndWhere(device, position, serverTime),
    state: vehicleState(position, serverTime),
    fresh: true,
    serverTime,
  };
}

function lastKnown(
  device: Device,
  position: Position | null,
  state: VehicleState,
  serverTime: number,
): CommandSituation {
  return { ...whoAndWhere(device, position, serverTime), state, fresh: false, serverTime };
}

function whoAndWhere(
  device: Device,
  position: Position | null,
  serverTime: number,
): Omit<CommandSituation, 'state' | 'fresh' | 'serverTime'> {
  const age = (time: number | null | undefined): number | null =>
    time === null || time === undefined ? null : Math.max(0, serverTime - time);
  return {
    imei: device.imei,
    label: device.plate || device.name || device.imei,
    account: device.account,
    speed: position?.speed ?? null,
    fixAge: age(position?.gpsTime),
    heartAge: age(position?.heartTime),
    heartTime: position?.heartTime ?? null,
    acc: position?.acc ?? null,
    accAge: position?.accTime ?? null,
    latitude: position?.latitude ?? null,
    longitude: position?.longitude ?? null,
    fuelSupply: position?.fuelSupply ?? null,
    door: position?.door ?? null,
    defence: position?.defence ?? null,
    mileage: position?.mileage ?? null,
  };
}

/** Whether a device is heard, so that a command can reach it. */
export function isReachable({ state }: CommandSituation): boolean {
  return state === 'moving' || state === 'idle' || state === 'parked';
}
