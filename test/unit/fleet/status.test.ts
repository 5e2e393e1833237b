import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  drivingState,
  MOVES_FROM,
  OFFLINE_AFTER,
  SPEED_KEEPS,
  vehicleState,
} from '../../../electron/fleet/status.ts';
import { aPosition } from '../../support/open-api.ts';

const NOW = 1_700_000_000;
const state = (change: Parameters<typeof aPosition>[1]): string =>
  vehicleState(aPosition('12345', change), NOW);

/** Records as seen on real servers (field-notes.md), by ages in seconds. */
const ages = (heart: number, gps: number, system: number) => ({
  serverTime: NOW,
  heartTime: NOW - heart,
  gpsTime: NOW - gps,
  systemTime: NOW - system,
});

describe('vehicleState', () => {
  it('calls a beating parked device parked although its last fix is days old', () => {
    expect(state({ ...ages(21, 217_061, 461_548), speed: 0, acc: false })).toBe('parked');
  });

  it('calls a driving device moving although its system time is behind its GPS time', () => {
    expect(state({ ...ages(57, 58, 424), speed: 62, acc: true })).toBe('moving');
  });

  it('believes the provider that a device is offline, whatever speed and ACC still say', () => {
    expect(state({ ...ages(3_120, 28_440, 42_480), dataStatus: 'offline', speed: 5, acc: true })).toBe(
      'offline',
    );
    expect(state({ ...ages(1, 1, 1), dataStatus: 'offline', speed: 90, acc: true })).toBe('offline');
  });

  it('believes the provider that a device is online, whatever the clocks say', () => {
    expect(state({ ...ages(900_000, 900_000, 900_000), dataStatus: 'ok', acc: true, speed: 0 })).toBe('idle');
  });

  it.each(['neverOnline', 'expired', 'blocked', 'offline'] as const)(
    'shows %s before anything else the record says',
    (dataStatus) => {
      fc.assert(
        fc.property(
          fc.option(fc.integer({ min: 0, max: 300 })),
          fc.option(fc.boolean()),
          fc.option(fc.integer({ min: 1, max: NOW })),
          (speed, acc, heartTime) => {
            expect(state({ dataStatus, speed, acc, heartTime })).toBe(dataStatus);
          },
        ),
      );
    },
  );

  it('falls back to the age of the heartbeat where the status is missing', () => {
    const missing = { dataStatus: null, acc: true, speed: 0, serverTime: NOW };
    expect(state({ ...missing, heartTime: NOW - OFFLINE_AFTER })).toBe('idle');
    expect(state({ ...missing, heartTime: NOW - OFFLINE_AFTER - 1 })).toBe('offline');
    expect(state({ ...missing, heartTime: null, systemTime: NOW - 10 })).toBe('idle');
    expect(state({ ...missing, heartTime: null, systemTime: null, gpsTime: NOW - 90_000 })).toBe('offline');
  });

  it('takes the clock handed in where the record does not carry the provider’s', () => {
    expect(state({ dataStatus: null, serverTime: null, heartTime: NOW - 60 })).toBe('parked');
    expect(state({ dataStatus: null, serverTime: null, heartTime: NOW - OFFLINE_AFTER - 1 })).toBe('offline');
  });

  it('does not guess where the provider tells neither a status nor a time', () => {
    const nothing = {
      dataStatus: null,
      heartTime: null,
      systemTime: null,
      gpsTime: null,
      speed: 50,
      acc: true,
    };
    expect(state(nothing)).toBe('unknown');
  });
});

describe('drivingState', () => {
  const driving = (speed: number | null, acc: boolean | null, behind = 0): string =>
    drivingState({ speed, acc, heartTime: NOW, gpsTime: NOW - behind });

  it('tells moving, idle and parked by speed and ACC', () => {
    expect(driving(1, true)).toBe('moving');
    expect(driving(0, true)).toBe('idle');
    expect(driving(null, true)).toBe('idle');
    expect(driving(0, false)).toBe('parked');
    expect(driving(null, null)).toBe('parked');
  });

  it('takes a few km/h with the ACC off for jitter, more for a tow', () => {
    expect(driving(MOVES_FROM - 1, false)).toBe('parked');
    expect(driving(MOVES_FROM, false)).toBe('moving');
    expect(driving(MOVES_FROM - 1, null)).toBe('parked');
  });

  it('does not take the speed of an old fix for the speed of now', () => {
    expect(driving(80, true, SPEED_KEEPS)).toBe('moving');
    expect(driving(80, true, SPEED_KEEPS + 1)).toBe('idle');
    expect(driving(80, false, SPEED_KEEPS + 1)).toBe('parked');
  });

  it('never shows a faster vehicle as standing where it showed a slower one as moving', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 0, max: 200 }),
        fc.option(fc.boolean()),
        fc.integer({ min: -500, max: 5_000 }),
        (one, other, acc, behind) => {
          const [slower, faster] = [Math.min(one, other), Math.max(one, other)];
          if (driving(slower, acc, behind) === 'moving') expect(driving(faster, acc, behind)).toBe('moving');
        },
      ),
    );
  });
});
