import { describe, expect, it } from 'vitest';
import { METRES_PER_DEGREE } from '../../../electron/simulator/geography.ts';
import type { AlarmRow } from '../../../electron/simulator/alarms.ts';
import type { Vehicle } from '../../../electron/simulator/vehicles.ts';
import type { World } from '../../../electron/simulator/world.ts';
import { NOON, buildWorld } from './build-world.ts';

const DAY = 86_400;

function everyone(world: World): Vehicle[] {
  return Array.from({ length: world.vehicles.count }, (_, at) => world.vehicles.at(at));
}

function busiest(world: World): Vehicle {
  const counts = everyone(world).map((vehicle) => ({
    vehicle,
    count: world.alarms.list(vehicle, NOON - 10 * DAY, NOON, NOON).length,
  }));
  const top = counts.sort((a, b) => b.count - a.count)[0];
  if (top === undefined || top.count < 101) throw new Error('nobody raises enough alarms');
  return top.vehicle;
}

describe('alarms of the world', () => {
  it('are of all 44 types within some days', () => {
    const { world } = buildWorld({ vehicles: 3_000 });
    const types = new Set(
      everyone(world).flatMap((vehicle) =>
        world.alarms.list(vehicle, NOON - 3 * DAY, NOON, NOON).map(({ type }) => type),
      ),
    );
    expect([...types].sort((a, b) => a - b)).toEqual(Array.from({ length: 44 }, (_, at) => at + 1));
  });

  it('of chosen numbers are left to those who raise them by hand', () => {
    const all = ({ world }: { readonly world: World }): AlarmRow[] =>
      everyone(world).flatMap((vehicle) => world.alarms.list(vehicle, NOON - 3 * DAY, NOON, NOON));
    const usual = all(buildWorld({ vehicles: 600 }));
    const quiet = all(buildWorld({ vehicles: 600, quietAlarms: [1, 4] }));
    expect(usual.some(({ type }) => type === 4)).toBe(true);
    expect(quiet).toEqual(usual.filter(({ type }) => type !== 1 && type !== 4));
  });

  it('are the same however the period is cut', () => {
    const { world } = buildWorld();
    for (const vehicle of everyone(world).slice(0, 120)) {
      const whole = world.alarms.list(vehicle, NOON - 5 * DAY, NOON, NOON);
      const parts: AlarmRow[] = [];
      for (let at = NOON - 5 * DAY; at <= NOON; at += 5_003) {
        parts.push(...world.alarms.list(vehicle, at, Math.min(NOON, at + 5_002), NOON));
      }
      expect(parts).toEqual(whole);
    }
  });

  it('come in pages of 100 that fit together at an inclusive system time', () => {
    const { world } = buildWorld({ vehicles: 1_000 });
    const vehicle = busiest(world);
    const whole = world.alarms.list(vehicle, NOON - 10 * DAY, NOON, NOON);
    const pages: AlarmRow[] = [];
    for (let begin = NOON - 10 * DAY; ;) {
      const page = world.alarms.list(vehicle, begin, NOON, NOON, 100);
      const seen = new Set(pages.map((row) => JSON.stringify(row)));
      pages.push(...page.filter((row) => !seen.has(JSON.stringify(row))));
      if (page.length < 100) break;
      begin = page.at(-1)?.systemtime ?? NOON;
    }
    expect(pages).toEqual(whole);
  });

  it('that were read once are never joined by earlier ones later', () => {
    const { world } = buildWorld({ vehicles: 800 });
    for (const vehicle of everyone(world)) {
      const then = world.alarms.list(vehicle, NOON - DAY, NOON, NOON);
      const later = world.alarms.list(vehicle, NOON - DAY, NOON, NOON + 20_000);
      expect(later).toEqual(then);
    }
  });

  it('of a device that was offline arrive when it is back, with the time they were raised', () => {
    const { world } = buildWorld();
    const vehicle = everyone(world).find(({ life, flaps }) => life === 'well' && !flaps);
    if (vehicle === undefined) throw new Error('no vehicle');
    const changes = world.changes.edit(vehicle.index);
    changes.setConnected(false, NOON);
    for (let k = 0; k < 130; k += 1) changes.raised.push({ at: NOON + 100, type: 1, geofence: 0 });
    expect(world.alarms.list(vehicle, NOON, NOON + 5_000, NOON + 5_000)).toEqual([]);
    changes.setConnected(true, NOON + 6_000);
    const rows = world.alarms
      .list(vehicle, NOON, NOON + 6_000, NOON + 6_000)
      .filter(({ type }) => type === 1);
    expect(rows.length).toBeGreaterThanOrEqual(130);
    expect(
      rows.filter(({ gpstime, systemtime }) => gpstime === NOON + 100 && systemtime === NOON + 6_000),
    ).toHaveLength(130);
    expect(world.alarms.list(vehicle, NOON, NOON + 6_000, NOON + 6_000, 100)).toHaveLength(100);
  });

  it('fit what the vehicle was doing', () => {
    const { world } = buildWorld({ vehicles: 1_500 });
    for (const vehicle of everyone(world)) {
      for (const { type, gpstime, speed } of world.alarms.list(vehicle, NOON - DAY, NOON, NOON)) {
        const { phase } = world.motion.at(vehicle, gpstime);
        if (type === 7 || type === 23 || type === 25) expect(phase).toBe('driving');
        if (type === 30 || type === 8) expect(speed).toBe(0);
      }
    }
  });
});

describe('geofences', () => {
  it('raise an alarm when a vehicle crosses their edge, of the kind they were made for', () => {
    const { world } = buildWorld({ vehicles: 1_000 });
    const driving = everyone(world).filter((vehicle) => {
      if (vehicle.life !== 'well' || vehicle.flaps) return false;
      const state = world.motion.at(vehicle, NOON);
      return state.phase === 'driving' && state.speed > 15 && state.until > NOON + 900;
    });
    expect(driving.length).toBeGreaterThan(5);
    for (const vehicle of driving.slice(0, 12)) {
      const here = world.motion.at(vehicle, NOON);
      const ahead = world.motion.at(vehicle, NOON + 600);
      const both = { name: 'gate', radius: 300, alarmtype: 2, createdAt: NOON } as const;
      const leaving = world.geofences.create(vehicle, {
        ...both,
        lon: here.lon,
        lat: here.lat,
        alarmtype: 0,
      });
      const entering = world.geofences.create(vehicle, {
        ...both,
        lon: ahead.lon,
        lat: ahead.lat,
        alarmtype: 1,
      });
      const far = world.geofences.create(vehicle, {
        ...both,
        lon: here.lon,
        lat: here.lat + 500_000 / METRES_PER_DEGREE,
      });
      const rows = world.alarms.list(vehicle, NOON, NOON + 900, NOON + 900);
      const of = (id: number): number[] =>
        rows.filter(({ geofence }) => geofence === id).map(({ type }) => type);
      expect(of(leaving.id)[0]).toBe(6);
      expect(new Set(of(leaving.id))).toEqual(new Set([6]));
      expect(of(entering.id)[0]).toBe(5);
      expect(of(far.id)).toEqual([]);
    }
  });
});
