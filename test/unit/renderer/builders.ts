import type { AccountNode } from '../../../electron/contract/account.ts';
import type { DeviceDetails } from '../../../electron/contract/fleet.ts';
import type { DirectoryChunk, PositionColumns } from '../../../electron/contract/live.ts';
import { createColumns } from '../../../electron/contract/live.ts';
import type { Position, VehicleState } from '../../../electron/contract/position.ts';
import { vehicleStates } from '../../../electron/contract/position.ts';

export function accountNode(
  account: string,
  parent: string | null,
  over: Partial<AccountNode> = {},
): AccountNode {
  return {
    account,
    parent,
    userName: '',
    role: 'endUser',
    blocked: false,
    email: '',
    mobile: '',
    telephone: '',
    createTime: null,
    depth: parent === null ? 0 : 1,
    deviceCount: 0,
    childrenMayBeCut: false,
    devicesMayBeCut: false,
    failure: null,
    ...over,
  };
}

export interface DeviceSpec {
  readonly imei: string;
  readonly plate?: string;
  readonly name?: string;
  readonly sim?: string;
  readonly account?: string;
}

export function directoryChunk(firstSlot: number, devices: readonly DeviceSpec[]): DirectoryChunk {
  return {
    firstSlot,
    imei: devices.map((device) => device.imei),
    name: devices.map((device) => device.name ?? ''),
    plate: devices.map((device) => device.plate ?? ''),
    type: devices.map(() => 'VT05S'),
    sim: devices.map((device) => device.sim ?? ''),
    account: devices.map((device) => device.account ?? 'north'),
    due: new Uint32Array(devices.length),
  };
}

export interface PlaceSpec {
  readonly state?: VehicleState;
  readonly speed?: number;
  readonly heart?: number;
  readonly gps?: number;
}

/** Columns whose row i is what `rows[i]` says. */
export function columnsOf(rows: readonly PlaceSpec[]): PositionColumns {
  const columns = createColumns(rows.length);
  rows.forEach((row, slot) => {
    columns.state[slot] = vehicleStates.indexOf(row.state ?? 'parked');
    if (row.speed !== undefined) columns.speed[slot] = row.speed;
    columns.heartTime[slot] = row.heart ?? 0;
    columns.gpsTime[slot] = row.gps ?? 0;
  });
  return columns;
}

export const unknownPosition: Position = {
  imei: '512345678901234',
  serverTime: null,
  gpsTime: null,
  heartTime: null,
  systemTime: null,
  longitude: null,
  latitude: null,
  course: null,
  speed: null,
  accTime: null,
  acc: null,
  door: null,
  charge: null,
  fuelSupply: null,
  defence: null,
  dataStatus: null,
  battery: null,
  mileage: null,
  todayMileage: null,
  externalPower: null,
  extra: {},
};

export function deviceDetails(over: Partial<DeviceDetails> = {}): DeviceDetails {
  return {
    slot: 0,
    device: {
      imei: '512345678901234',
      name: 'VT05S-01234',
      type: 'VT05S',
      plate: 'TheOne',
      sim: '',
      iccid: '',
      account: 'demo',
      onlineTime: null,
      activatedTime: null,
      platformDueTime: null,
      userDueTime: null,
      extra: {},
    },
    position: unknownPosition,
    state: 'parked',
    askedAt: null,
    serverTime: 1_700_000_000,
    ...over,
  };
}
