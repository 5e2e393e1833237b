import { describe, expect, it } from 'vitest';
import { dataStatus } from '../../../electron/simulator/telemetry.ts';
import type { World } from '../../../electron/simulator/world.ts';
import { NOON, buildWorld } from './build-world.ts';

const plain = { extraFields: true, clockPatterns: true };

function picture(world: World): unknown {
  return Array.from({ length: world.vehicles.count }, (_, at) => {
    const vehicle = world.vehicles.at(at);
    return [world.vehicles.plateOf(vehicle), world.telemetry.record(vehicle, NOON, plain)];
  });
}

describe('the simulated world', () => {
  it('is the same for the same seed, size and time, whatever was asked before', () => {
    const { world } = buildWorld();
    const { world: other } = buildWorld();
    for (let at = other.vehicles.count - 1; at >= 0; at -= 3) {
      other.motion.fixes(other.vehicles.at(at), NOON - 40_000, NOON - 30_000, NOON, 50);
    }
    expect(picture(other)).toEqual(picture(world));
    expect(other.accounts.entries).toEqual(world.accounts.entries);
  });

  it('has the habits of a given moment, whenever it starts', () => {
    const [early, late] = [NOON + 17 * 3_600 + 123, NOON + 40 * 86_400 + 5 * 3_600].map((start) => {
      const { world } = buildWorld({ habitsOf: NOON }, start);
      const past = start - 6 * 3_600;
      const heard = Array.from({ length: world.vehicles.count }, (_, at) => world.vehicles.at(at)).filter(
        ({ life }) => life !== 'never',
      );
      return heard.map((vehicle) => {
        const states = [start, past].map((time) => {
          const { phase, since, lon, speed } = world.motion.at(vehicle, time);
          return [phase, Math.round(since - start), lon, Math.round(speed)];
        });
        const silence = world.contact.silenceAt(vehicle, start);
        const due = (vehicle.platformDue - start) / 86_400;
        const alarms = world.alarms.list(vehicle, past - 86_400, start, start);
        return {
          states,
          silent: silence === undefined ? null : Math.round(silence.from - start),
          beat: world.contact.heartTime(vehicle, start) - start,
          due,
          alarms: alarms.map(({ type, systemtime }) => [type, systemtime - start]),
        };
      });
    });
    expect(late).toEqual(early);
    expect(early?.flatMap(({ alarms }) => alarms).length).toBeGreaterThan(20);
    expect(early?.some(({ silent }) => silent !== null && silent > -86_400)).toBe(true);
  });

  it('is another one for another seed', () => {
    expect(picture(buildWorld({ seed: 2 }).world)).not.toEqual(picture(buildWorld().world));
  });

  it('has as many accounts and devices below the demo distributor as asked for, three levels deep', () => {
    const { world } = buildWorld({ accounts: 1_200, vehicles: 5_000 });
    const demo = world.accounts.find('demo');
    if (demo === undefined) throw new Error('no demo account');
    const below = world.accounts.entries.filter(({ index }) => world.accounts.isWithin(index, demo.index));
    expect(below).toHaveLength(1_201);
    const depth = (index: number): number =>
      index === demo.index ? 0 : 1 + depth(world.accounts.at(index).parent);
    expect(Math.max(...below.map(({ index }) => depth(index)))).toBe(3);
    const devices = below.reduce((sum, { index }) => {
      const [from, to] = world.vehicles.rangeOf(index);
      return sum + to - from;
    }, 0);
    expect(devices).toBe(5_000);
  });

  it('gives every device an IMEI of its own with a right check digit', () => {
    const { world } = buildWorld({ vehicles: 20_000 });
    const imeis = Array.from({ length: world.vehicles.count }, (_, at) => world.vehicles.imeiAt(at));
    expect(new Set(imeis).size).toBe(imeis.length);
    for (const imei of imeis.slice(0, 500)) {
      const sum = Array.from(imei).reduce((total, digit, place) => {
        const doubled = Number(digit) * (place % 2 === 1 ? 2 : 1);
        return total + (doubled > 9 ? doubled - 9 : doubled);
      }, 0);
      expect(imei).toMatch(/^\d{15}$/);
      expect(sum % 10).toBe(0);
    }
  });

  it('lets no account of a large world hold more customers or devices than a list can show, and one exactly 500', () => {
    const { world } = buildWorld({ accounts: 20_000, vehicles: 100_000 });
    const sizes = world.accounts.entries.map(({ index }) => {
      const [from, to] = world.vehicles.rangeOf(index);
      return to - from;
    });
    expect(Math.max(...sizes)).toBe(500);
    expect(sizes.filter((size) => size === 500)).toHaveLength(1);
    expect(Math.max(...world.accounts.entries.map(({ children }) => children.length))).toBeLessThan(500);
  });

  it('copes with a world of nearly nothing', () => {
    for (const [accounts, vehicles] of [
      [0, 0],
      [0, 7],
      [1, 1],
      [2, 900],
    ] as const) {
      const { world } = buildWorld({ accounts, vehicles });
      expect(world.vehicles.count).toBe(vehicles + 12);
    }
  });

  it('shows devices in every data status, and offline ones that still tell a speed and ACC on', () => {
    const { world } = buildWorld({ vehicles: 3_000 });
    const records = Array.from({ length: world.vehicles.count }, (_, at) =>
      world.telemetry.record(world.vehicles.at(at), NOON, plain),
    );
    expect(new Set(records.map(({ datastatus }) => datastatus))).toEqual(new Set(Object.values(dataStatus)));
    const stale = records.filter(
      ({ datastatus, speed, accstatus }) =>
        datastatus === dataStatus.offline && Number(speed) > 0 && accstatus === 1,
    );
    expect(stale.length).toBeGreaterThan(0);
    const parkedWithNewerGps = records.filter(
      ({ datastatus, speed, gpstime, systemtime, hearttime }) =>
        datastatus === dataStatus.ok &&
        speed === 0 &&
        Number(gpstime) > Number(systemtime) + 600 &&
        Number(hearttime) > NOON - 120,
    );
    expect(parkedWithNewerGps.length).toBeGreaterThan(0);
    expect(
      records.some(
        ({ longitude, latitude, hearttime }) => longitude === 0 && latitude === 0 && hearttime !== 0,
      ),
    ).toBe(true);
  });

  it('never tells a time later than the server time, nor a coordinate or course that is none', () => {
    const { world } = buildWorld({ vehicles: 2_000 });
    for (let at = 0; at < world.vehicles.count; at += 1) {
      const record = world.telemetry.record(world.vehicles.at(at), NOON + 0.9, plain);
      for (const field of ['gpstime', 'hearttime', 'systemtime']) {
        expect(Number(record[field])).toBeLessThanOrEqual(NOON + (field === 'systemtime' ? 3 : 0));
      }
      expect(Math.abs(Number(record['longitude']))).toBeLessThanOrEqual(180);
      expect(Math.abs(Number(record['latitude']))).toBeLessThanOrEqual(90);
      expect(Number(record['course'])).toBeGreaterThanOrEqual(0);
      expect(Number(record['course'])).toBeLessThan(360);
      expect(Number(record['speed'])).toBeLessThan(140);
      expect(
        Object.values(record).every((value) => typeof value !== 'number' || Number.isFinite(value)),
      ).toBe(true);
    }
  });
});
