import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommandManner } from '../../../electron/simulator/commands.ts';
import { metresBetween } from '../../../electron/simulator/geography.ts';
import { delayAt, rateAt, timeOf } from '../../../electron/simulator/holds.ts';
import type { CommandWord } from '../../../electron/simulator/models.ts';
import type { Vehicle } from '../../../electron/simulator/vehicles.ts';
import type { World } from '../../../electron/simulator/world.ts';
import { NOON, buildWorld } from './build-world.ts';

const usual: CommandManner = { answer: 'normal', seconds: 45, text: 'failed', effect: true };
const plain = { extraFields: false, clockPatterns: false };

function driver(world: World, word: CommandWord, phase = 'driving'): Vehicle {
  for (let at = 0; at < world.vehicles.count; at += 1) {
    const vehicle = world.vehicles.at(at);
    if (vehicle.life !== 'well' || vehicle.flaps || !vehicle.model.commands.includes(word)) continue;
    const state = world.motion.at(vehicle, NOON);
    if (state.phase === phase && state.until > NOON + 600 && (phase !== 'driving' || state.speed > 12))
      return vehicle;
  }
  throw new Error('no such vehicle');
}

describe('commands', () => {
  it('stop the engine: the vehicle brakes to a rest, says so, and goes on where it was when restored', () => {
    const { world, setNow } = buildWorld({ vehicles: 1_000 });
    const vehicle = driver(world, 'RELAY,1');
    const past = world.motion.fixes(vehicle, NOON - 7_200, NOON, NOON, 1e6);
    const id = world.commands.send(vehicle, 'RELAY,1', 0, usual, NOON);
    expect(world.commands.answerTo(id)).toBeNull();

    setNow(NOON + 300);
    world.now();
    expect(world.commands.answerTo(id)).toMatch(/^Cut off the fuel supply: Success! Speed: \d+km\/h\.$/);
    const stopped = world.telemetry.record(vehicle, NOON + 300, plain);
    expect(stopped).toMatchObject({ speed: 0, oilpowerstatus: 0, accstatus: 0 });
    expect(world.motion.fixes(vehicle, NOON - 7_200, NOON, NOON + 300, 1e6)).toEqual(past);

    let before = world.motion.at(vehicle, NOON);
    for (let at = NOON + 1; at < NOON + 300; at += 1) {
      const state = world.motion.at(vehicle, at);
      expect(metresBetween(before, state)).toBeLessThan(45);
      expect(state.speed).toBeLessThanOrEqual(40);
      before = state;
    }
    const resting = world.motion.at(vehicle, NOON + 299);
    world.commands.send(vehicle, 'RELAY,0', 0, usual, NOON + 300);
    setNow(NOON + 420);
    world.now();
    const going = world.motion.at(vehicle, NOON + 420);
    expect(going.phase).toBe('driving');
    expect(going.odometer).toBeGreaterThan(resting.odometer);
    expect(world.telemetry.record(vehicle, NOON + 420, plain)).toMatchObject({
      oilpowerstatus: 1,
      accstatus: 1,
    });
    const restart = world.motion.at(vehicle, NOON + 307);
    expect(metresBetween(resting, restart)).toBeLessThan(100);
  });

  it('agree with playback, odometer and mileage across a stop', () => {
    const { world, setNow } = buildWorld({ vehicles: 1_000 });
    const vehicle = driver(world, 'RELAY,1');
    world.commands.send(vehicle, 'RELAY,1', 0, usual, NOON);
    setNow(NOON + 600);
    world.now();
    world.commands.send(vehicle, 'RELAY,0', 0, usual, NOON + 600);
    setNow(NOON + 5_400);
    world.now();
    const fixes = world.motion.fixes(vehicle, NOON, NOON + 5_400, NOON + 5_400, 1e6);
    let metres = 0;
    fixes.forEach((fix, at) => {
      const before = fixes[at - 1];
      if (before !== undefined) expect(fix.time).toBeGreaterThan(before.time);
      if (before !== undefined && (fix.speed > 0 || before.speed > 0)) metres += metresBetween(before, fix);
    });
    const driven = world.telemetry.mileage(vehicle, NOON, NOON + 5_400, NOON + 5_400) * 1_000;
    expect(Math.abs(metres - driven)).toBeLessThan(200 + driven * 0.02);
    expect(world.motion.lastFix(vehicle, NOON + 5_400)).toEqual(fixes.at(-1));
  });

  it('lock and unlock doors, until the vehicle is driven again', () => {
    const { world, setNow } = buildWorld({ vehicles: 1_000 });
    const vehicle = driver(world, 'LOCKDOOR', 'parked');
    world.commands.send(vehicle, 'UNLOCKDOOR', 0, usual, NOON);
    setNow(NOON + 20);
    world.now();
    expect(world.telemetry.record(vehicle, NOON + 20, plain)).toMatchObject({
      doorstatus: 1,
      defencestatus: 0,
    });
    world.commands.send(vehicle, 'LOCKDOOR', 0, usual, NOON + 20);
    setNow(NOON + 40);
    world.now();
    expect(world.telemetry.record(vehicle, NOON + 40, plain)).toMatchObject({
      doorstatus: 0,
      defencestatus: 1,
    });
  });

  it('set the mileage that the device tells, and leave what it has driven alone', () => {
    const { world, setNow } = buildWorld({ vehicles: 1_000 });
    const vehicle = driver(world, 'SET_MILEAGE', 'parked');
    const driven = world.telemetry.mileage(vehicle, NOON - 86_400, NOON, NOON);
    world.commands.send(vehicle, 'SET_MILEAGE', 30, usual, NOON);
    setNow(NOON + 20);
    world.now();
    expect(world.telemetry.odometerOf(vehicle, NOON + 20)).toBe(30_000);
    expect(world.telemetry.mileage(vehicle, NOON - 86_400, NOON, NOON + 20)).toBe(driven);
  });

  it('that fail or stay unanswered change nothing, and those without effect only say that they did', () => {
    const { world, setNow } = buildWorld({ vehicles: 1_000 });
    const vehicle = driver(world, 'RELAY,1');
    const failed = world.commands.send(vehicle, 'RELAY,1', 0, { ...usual, answer: 'failure' }, NOON);
    const silent = world.commands.send(vehicle, 'RELAY,1', 0, { ...usual, answer: 'never' }, NOON);
    const empty = world.commands.send(vehicle, 'RELAY,1', 0, { ...usual, effect: false }, NOON);
    const late = world.commands.send(vehicle, 'LOCKDOOR', 0, { ...usual, answer: 'late' }, NOON);
    setNow(NOON + 44);
    world.now();
    expect(world.commands.answerTo(failed)).toBe('failed');
    expect(world.commands.answerTo(silent)).toBeNull();
    expect(world.commands.answerTo(empty)).toContain('Success');
    expect(world.commands.answerTo(late)).toBeNull();
    expect(world.commands.answerTo('1')).toBeUndefined();
    expect(world.telemetry.record(vehicle, NOON + 44, plain)['oilpowerstatus']).toBe(1);
    setNow(NOON + 46);
    world.now();
    expect(world.commands.answerTo(late)).toContain('Success');
  });

  it('wait for a device that is away and reach it when it is back', () => {
    const { world, setNow } = buildWorld({ vehicles: 1_000 });
    const vehicle = driver(world, 'RELAY,1');
    world.changes.edit(vehicle.index).setConnected(false, NOON - 10);
    const id = world.commands.send(vehicle, 'RELAY,1', 0, usual, NOON);
    setNow(NOON + 100);
    world.now();
    expect(world.commands.answerTo(id)).toBeNull();
    world.changes.edit(vehicle.index).setConnected(true, NOON + 100);
    setNow(NOON + 110);
    world.now();
    expect(world.commands.answerTo(id)).toContain('Success');
  });
});

describe('holds', () => {
  const holds = fc
    .array(
      fc.record({ gap: fc.integer({ min: 1, max: 5_000 }), lasts: fc.integer({ min: 0, max: 5_000 }) }),
      {
        minLength: 1,
        maxLength: 4,
      },
    )
    .map((parts) => {
      let at = 0;
      return parts.map(({ gap, lasts }) => {
        const from = at + gap;
        at = from + lasts;
        return { from, until: at };
      });
    });

  it('let a vehicle lose time, never gain it, and never run faster than usual', () => {
    fc.assert(
      fc.property(holds, fc.integer({ min: 0, max: 30_000 }), (list, time) => {
        const step = delayAt(list, time + 1) - delayAt(list, time);
        expect(step).toBeGreaterThanOrEqual(-1e-9);
        expect(rateAt(list, time)).toBeGreaterThanOrEqual(0);
        expect(rateAt(list, time)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('can be undone: the time of a vehicle time is where that vehicle time is reached', () => {
    fc.assert(
      fc.property(holds, fc.integer({ min: 0, max: 30_000 }), (list, own) => {
        const time = timeOf(list, own);
        expect(time - delayAt(list, time)).toBeCloseTo(own, 1);
      }),
    );
  });

  it('that never end keep the vehicle from ever reaching what lies behind', () => {
    expect(timeOf([{ from: 100, until: null }], 99)).toBe(99);
    expect(timeOf([{ from: 100, until: null }], 500)).toBe(Infinity);
  });
});
