import { describe, expect, it } from 'vitest';
import type { LoadProgress } from '../../../../../electron/contract/account.ts';
import { goneOf } from '../../../../../renderer/windows/wall/gone.ts';

const here = '358899051025339';
const gone = '358899051025340';
const read: LoadProgress = {
  state: 'done',
  accountsKnown: 1,
  accountsLoaded: 1,
  devicesKnown: 1,
  failures: 0,
  finishedAt: 1,
};
const devices = (size: number) => ({ size, slotOf: (imei: string) => (imei === here ? 0 : null) });

describe('Vehicles that guide a pane', () => {
  it('are gone when no device of the fleet has their IMEI', () => {
    expect(goneOf({ kind: 'follow', imei: gone }, devices(1), read)).toEqual([gone]);
    expect(goneOf({ kind: 'follow', imei: here }, devices(1), read)).toEqual([]);
    expect(goneOf({ kind: 'sight', imeis: [here, gone] }, devices(1), read)).toEqual([gone]);
    expect(goneOf({ kind: 'free' }, devices(1), read)).toEqual([]);
  });

  it('are not said to be gone while the fleet is being read', () => {
    const mode = { kind: 'follow', imei: gone } as const;
    expect(goneOf(mode, devices(1), null)).toEqual([]);
    expect(goneOf(mode, devices(1), { ...read, state: 'loading' })).toEqual([]);
    expect(goneOf(mode, devices(0), read)).toEqual([]);
  });
});
