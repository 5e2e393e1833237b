import { describe, expect, it } from 'vitest';
import type { DeviceDetails } from '../../../../../electron/contract/fleet.ts';
import { createColumns, DEGREE, packFlags } from '../../../../../electron/contract/live.ts';
import { pastDetails } from '../../../../../renderer/features/live/past-details.ts';

const now = {
  slot: 1,
  device: { imei: '123456789012345' },
  position: { speed: 88, mileage: 5_000, latitude: 1, longitude: 1 },
  state: 'moving',
  askedAt: 9,
  serverTime: 2_000,
} as unknown as DeviceDetails;

describe('details of a device in the past', () => {
  it('are what was recorded then, and nothing of now', () => {
    const columns = createColumns(2);
    columns.longitude[1] = 9 * DEGREE;
    columns.latitude[1] = 50 * DEGREE;
    columns.speed[1] = 12;
    columns.heartTime[1] = 990;
    columns.state[1] = 1;
    columns.flags[1] = packFlags({ acc: true, door: false, charge: null, fuelSupply: null, defence: null });
    const { position, state, serverTime } = pastDetails(now, columns, 1_000);
    expect({ state, serverTime }).toEqual({ state: 'moving', serverTime: 1_000 });
    expect(position).toMatchObject({ longitude: 9, latitude: 50, speed: 12, heartTime: 990, gpsTime: null });
    expect(position).toMatchObject({ acc: true, door: false, charge: null, battery: null, mileage: null });
  });

  it('are empty when nothing was recorded', () => {
    expect(pastDetails(now, createColumns(2), 1_000)).toMatchObject({ state: 'unknown', position: null });
  });
});
