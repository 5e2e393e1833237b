import { describe, expect, it } from 'vitest';
import { courseBetween, metresBetween } from '../../../electron/simulator/geography.ts';
import type { Vehicle } from '../../../electron/simulator/vehicles.ts';
import type { World } from '../../../electron/simulator/world.ts';
import { NOON, buildWorld } from './build-world.ts';

const DAY = 86_400;

function healthy(world: World, count: number): Vehicle[] {
  return Array.from({ length: world.vehicles.count }, (_, at) => world.vehicles.at(at))
    .filter(({ life, flaps, model }) => life === 'well' && !flaps && model.mileage)
    .slice(0, count);
}

describe('moving vehicles', () => {
  it('drive as far as the mileage report and the odometer say', () => {
    const { world } = buildWorld();
    const begin = NOON - 2 * DAY;
    for (const vehicle of healthy(world, 25)) {
      const fixes = world.motion.fixes(vehicle, begin, NOON, NOON, 1e6);
      let metres = 0;
      fixes.forEach((fix, at) => {
        const before = fixes[at - 1];
        if (before !== undefined && (fix.speed > 0 || before.speed > 0)) metres += metresBetween(before, fix);
      });
      const reported = world.telemetry.mileage(vehicle, begin, NOON, NOON) * 1_000;
      const odometer = world.telemetry.odometerOf(vehicle, NOON) - world.telemetry.odometerOf(vehicle, begin);
      expect(Math.abs(reported - odometer)).toBeLessThan(12);
      expect(Math.abs(metres - odometer)).toBeLessThan(300 + odometer * 0.01);
    }
  });

  it('add up: the mileage of half hours is the mileage of the week', () => {
    const { world } = buildWorld();
    for (const vehicle of healthy(world, 8)) {
      let sum = 0;
      for (let at = NOON - 7 * DAY; at < NOON; at += 1_800) {
        sum += world.telemetry.mileage(vehicle, at, at + 1_800, NOON);
      }
      expect(sum).toBeCloseTo(world.telemetry.mileage(vehicle, NOON - 7 * DAY, NOON, NOON), 6);
      expect(sum).toBeGreaterThan(0);
    }
  });

  it('tell with track what playback has as its last point', () => {
    const { world } = buildWorld();
    for (const vehicle of healthy(world, 60)) {
      for (const now of [NOON, NOON + 4_217, NOON + 33_333]) {
        const last = world.motion.lastFix(vehicle, now);
        if (last === null) throw new Error('no fix');
        expect(world.motion.fixes(vehicle, last.time, now, now, 1e6)).toEqual([last]);
      }
    }
  });

  it('have nothing in a playback that lies outside of its period', () => {
    const { world } = buildWorld();
    for (const vehicle of healthy(world, 80)) {
      const times = world.motion.fixes(vehicle, NOON - 3_600, NOON - 600, NOON, 1e6).map(({ time }) => time);
      expect(times.every((time) => time >= NOON - 3_600 && time <= NOON - 600)).toBe(true);
    }
  });

  it('report in order, every ten seconds while driving and more often in turns, at speeds that fit the distance', () => {
    const { world } = buildWorld();
    let turns = 0;
    for (const vehicle of healthy(world, 30)) {
      const fixes = world.motion.fixes(vehicle, NOON - DAY, NOON, NOON, 1e6);
      fixes.forEach((fix, at) => {
        const before = fixes[at - 1];
        if (before === undefined) return;
        const seconds = fix.time - before.time;
        expect(seconds).toBeGreaterThan(0);
        if (before.speed > 0 && fix.speed > 0) {
          expect(seconds).toBeLessThanOrEqual(10);
          if (seconds <= 2) turns += 1;
          expect(metresBetween(before, fix) / seconds).toBeLessThan(40);
        }
      });
    }
    expect(turns).toBeGreaterThan(50);
  });

  it('point where they go', () => {
    const { world } = buildWorld();
    let compared = 0;
    for (const vehicle of healthy(world, 40)) {
      const state = world.motion.at(vehicle, NOON);
      const next = world.motion.at(vehicle, NOON + 1);
      if (state.phase !== 'driving' || next.phase !== 'driving' || state.speed < 5) continue;
      const off = Math.abs(courseBetween(state, next) - state.course);
      expect(Math.min(off, 360 - off)).toBeLessThan(50);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(3);
  });

  it('never jump, from one second to the next, for a whole day', () => {
    const { world } = buildWorld();
    for (const vehicle of healthy(world, 4)) {
      let before = world.motion.at(vehicle, NOON - DAY);
      for (let at = NOON - DAY + 1; at <= NOON; at += 1) {
        const state = world.motion.at(vehicle, at);
        if (metresBetween(before, state) > 45 || state.odometer < before.odometer - 1e-5) {
          throw new Error(`${vehicle.imei} jumped at ${at}`);
        }
        before = state;
      }
    }
  });

  it('drive, idle and park, some of each at any hour', () => {
    const { world } = buildWorld({ vehicles: 1_500 });
    for (let hour = 0; hour < 24; hour += 6) {
      const phases = new Map<string, number>();
      for (let at = 0; at < world.vehicles.count; at += 1) {
        const { phase } = world.motion.at(world.vehicles.at(at), NOON + hour * 3_600);
        phases.set(phase, (phases.get(phase) ?? 0) + 1);
      }
      expect(phases.get('driving') ?? 0).toBeGreaterThan(75);
      expect(phases.get('parked') ?? 0).toBeGreaterThan(300);
      expect(phases.get('idle') ?? 0).toBeGreaterThan(5);
    }
  });

  it('hand over a window page by page exactly as in one piece', () => {
    const { world } = buildWorld();
    const vehicle = healthy(world, 30).find(
      (candidate) => world.motion.fixes(candidate, NOON - DAY, NOON, NOON, 1e6).length > 2_100,
    );
    if (vehicle === undefined) throw new Error('no busy vehicle');
    const whole = world.motion.fixes(vehicle, NOON - DAY, NOON, NOON, 1e6);
    const paged = world.motion.fixes(vehicle, NOON - DAY, NOON, NOON, 1_000);
    for (let page = paged; page.length === 1_000;) {
      page = world.motion.fixes(vehicle, page.at(-1)?.time ?? 0, NOON, NOON, 1_000);
      paged.push(...page.slice(1));
    }
    expect(paged).toEqual(whole);
  });
});

describe('a device that goes offline for a while', () => {
  it('is offline in between, and afterwards has either all of its track or a gap', () => {
    const { world } = buildWorld({ vehicles: 3_000 });
    const kinds = new Set<boolean>();
    for (let at = 0; at < world.vehicles.count; at += 1) {
      const vehicle = world.vehicles.at(at);
      const silence = world.contact.dailySilence(vehicle, Math.floor(NOON / DAY) - 1);
      if (silence === undefined || vehicle.life !== 'well' || silence.until - silence.from < 4_000) continue;
      expect(world.telemetry.statusOf(vehicle, silence.from + 1_700)).toBe(4);
      expect(world.telemetry.statusOf(vehicle, silence.until + 61)).toBe(2);
      const during = (now: number): number =>
        world.motion.fixes(vehicle, silence.from + 1, silence.until - 1, now, 1e6).length;
      expect(during(silence.until - 5)).toBe(0);
      if (!vehicle.buffers) expect(during(NOON)).toBe(0);
      if (during(NOON) > 0) kinds.add(true);
      else if (!vehicle.buffers) kinds.add(false);
    }
    expect(kinds).toEqual(new Set([true, false]));
  });
});
