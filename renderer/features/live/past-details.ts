import { NO_BATTERY, NO_NUMBER, NO_PLACE, DEGREE, readFlag } from '../../../electron/contract/live.ts';
import type { PositionColumns } from '../../../electron/contract/live.ts';
import type { DeviceDetails } from '../../../electron/contract/fleet.ts';
import { vehicleStates } from '../../../electron/contract/position.ts';

const told = (value: number | undefined, unknown: number): number | null =>
  value === undefined || value === unknown ? null : value;

/**
 * Details of a device as they were at a second of the past: what the columns show then in place of the record of now,
 * and nothing of what is not recorded.
 *
 * @param at Unix seconds of the provider's clock
 */
export function pastDetails(details: DeviceDetails, columns: PositionColumns, at: number): DeviceDetails {
  const { slot, device } = details;
  const state = vehicleStates[columns.state[slot] ?? 0] ?? 'unknown';
  const past = { ...details, state, serverTime: at, askedAt: null };
  if (state === 'unknown') return { ...past, position: null };
  const longitude = told(columns.longitude[slot], NO_PLACE);
  const latitude = told(columns.latitude[slot], NO_PLACE);
  const flags = columns.flags[slot] ?? 0;
  return {
    ...past,
    position: {
      imei: device.imei,
      serverTime: null,
      gpsTime: told(columns.gpsTime[slot], 0),
      heartTime: told(columns.heartTime[slot], 0),
      systemTime: null,
      longitude: longitude === null ? null : longitude / DEGREE,
      latitude: latitude === null ? null : latitude / DEGREE,
      course: told(columns.course[slot], NO_NUMBER),
      speed: told(columns.speed[slot], NO_NUMBER),
      accTime: null,
      acc: readFlag(flags, 'acc'),
      door: readFlag(flags, 'door'),
      charge: readFlag(flags, 'charge'),
      fuelSupply: readFlag(flags, 'fuelSupply'),
      defence: readFlag(flags, 'defence'),
      dataStatus: null,
      battery: told(columns.battery[slot], NO_BATTERY),
      mileage: null,
      todayMileage: null,
      externalPower: null,
      extra: {},
    },
  };
}
