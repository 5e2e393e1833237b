import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aDevice } from '../../support/open-api.ts';
import { lookingAt, range, ScheduledWorld } from './support.ts';

describe('Scheduler', () => {
  it('asks every device once, a hundred at a time, before it asks any twice', () => {
    const world = new ScheduledWorld(2_000);
    world.run(1.2, 20);
    expect(world.requests.map(({ slots }) => slots.length)).toEqual(Array<number>(20).fill(100));
    expect(world.asked).toEqual(Array<number>(2_000).fill(1));
    expect(world.requests.every(({ lane }) => lane === 'sweep')).toBe(true);
  });

  it('asks no device again while its answer is still out', () => {
    const world = new ScheduledWorld(150);
    world.take();
    world.now += 300;
    world.take();
    for (let second = 0; second < 600; second += 1) {
      world.now += 1_000;
      expect(world.take()).toBeNull();
    }
  });

  it('goes on when somebody sets the clock of this computer back', () => {
    const world = new ScheduledWorld(1_000);
    world.run(120, 10);
    const before = world.requests.length;
    world.now -= 3_600_000;
    world.run(300, 10);
    expect(world.requests.length).toBeGreaterThanOrEqual(before + 20);
    expect(world.oldest(range(0, 1_000))).toBeLessThanOrEqual(300);
  });

  it('asks nothing needlessly: parked devices every two minutes, in few full requests', () => {
    const world = new ScheduledWorld(1_000);
    world.run(600, 10);
    const perDevice = world.requests.length / 10;
    expect(perDevice).toBeGreaterThanOrEqual(5);
    expect(perDevice).toBeLessThanOrEqual(11);
    for (const request of world.requests) expect(request.slots).toHaveLength(100);
  });

  it('asks moving vehicles oftener than parked ones when not all can be asked in time', () => {
    const world = new ScheduledWorld(2_000, 3_600, (slot) =>
      slot % 2 === 0 ? { speed: 60, acc: true } : {},
    );
    world.run(1_200, 0.3);
    const times = (even: number): number =>
      range(0, 2_000)
        .filter((slot) => slot % 2 === even)
        .reduce((sum, slot) => sum + (world.asked[slot] ?? 0), 0);
    expect(times(0)).toBeGreaterThan(times(1) * 2);
  });

  it('asks what a window shows first, under the lane for it', () => {
    const world = new ScheduledWorld(5_000);
    world.attention.set(1, lookingAt({ followed: [4_999], selected: [4_000], listed: range(3_000, 3_050) }));
    const first = world.ask();
    expect(first?.lane).toBe('watched');
    expect(first?.slots).toEqual(expect.arrayContaining([4_999, 4_000, ...range(3_000, 3_050)]));
    expect(first?.slots).toHaveLength(100);
  });

  it('keeps what is followed and visible fresh while a large fleet is swept', () => {
    const inView = (slot: number) =>
      slot < 300 ? { longitude: 8.5, latitude: 47.5 } : { longitude: 100, latitude: 0 };
    const world = new ScheduledWorld(6_000, 300, inView);
    world.run(4, 20);
    world.attention.set(1, lookingAt({ viewports: [[8, 47, 9, 48]], followed: [5_999] }));
    for (let step = 0; step < 1_000; step += 1) {
      world.run(0.05, 20);
      if (step < 300) continue;
      expect(world.oldest([5_999])).toBeLessThan(7);
      if (step % 20 === 0) expect(world.oldest(range(0, 300))).toBeLessThan(40);
    }
  });

  it('lets no device grow older than the longest age when the rate allows it, whatever is watched', () => {
    const world = new ScheduledWorld(3_000, 60, (slot) => ({
      longitude: slot % 2 === 0 ? 8.5 : 100,
      latitude: slot % 2 === 0 ? 47.5 : 0,
      speed: slot % 3 === 0 ? 50 : 0,
      acc: slot % 3 === 0,
    }));
    world.attention.set(1, lookingAt({ viewports: [[8, 47, 9, 48]], listed: range(0, 60) }));
    // 3,000 devices in 60 s need half a request a second.
    world.run(90, 1);
    for (let second = 0; second < 300; second += 1) {
      world.run(1, 1);
      expect(world.oldest(range(0, 3_000))).toBeLessThanOrEqual(60);
    }
  });

  it('keeps visible devices fresh while a fleet that was asked together comes close to the longest age together', () => {
    const world = new ScheduledWorld(12_000, 300, (slot) => ({
      longitude: slot < 90 ? 8.5 : 100,
      latitude: slot < 90 ? 47.5 : 0,
      // The unseen ones that move use up the allowance until those that are parked come close to the longest age.
      speed: slot % 3 === 0 ? 50 : 0,
      acc: slot % 3 === 0,
    }));
    world.attention.set(1, lookingAt({ viewports: [[8, 47, 9, 48]] }));
    world.run(150, 1);
    for (let second = 0; second < 900; second += 1) {
      world.run(1, 1);
      expect(world.oldest(range(0, 90))).toBeLessThan(45);
      expect(world.oldest(range(90, 12_000))).toBeLessThanOrEqual(300);
    }
  });

  it('starves nobody when the rate does not allow the longest age: both take turns', () => {
    const world = new ScheduledWorld(4_000, 10, (slot) =>
      slot < 2_000 ? { longitude: 8.5, latitude: 47.5 } : { longitude: 100, latitude: 0 },
    );
    world.attention.set(1, lookingAt({ viewports: [[8, 47, 9, 48]] }));
    world.run(600, 0.5);
    // 40 requests go once round; every device is reached in a few rounds.
    expect(world.oldest(range(0, 4_000))).toBeLessThan(3 * 80);
    expect(Math.min(...range(0, 4_000).map((slot) => world.asked[slot] ?? 0))).toBeGreaterThanOrEqual(2);
  });

  it('costs the provider no more for ten windows than for one', () => {
    const shown = (windows: number): number => {
      const world = new ScheduledWorld(2_000, 300, () => ({ longitude: 8.5, latitude: 47.5 }));
      for (let window = 0; window < windows; window += 1) {
        world.attention.set(
          window,
          lookingAt({ viewports: [[8, 47, 9, 48]], followed: [3], listed: range(0, 40) }),
        );
      }
      world.run(60, 10);
      return world.requests.length;
    };
    expect(shown(10)).toBe(shown(1));
  });

  it('asks never online, expired and blocked devices rarely', () => {
    const asleep = ['neverOnline', 'expired', 'blocked'] as const;
    const world = new ScheduledWorld(300, 300, (slot) => ({ dataStatus: asleep[slot % 3] ?? 'ok' }));
    world.run(3_000, 2);
    for (const slot of range(0, 300))
      expect(world.asked[slot]).toBeLessThanOrEqual([2, 1, 10][slot % 3] ?? 0);
  });

  it('asks devices with an open alarm more often', () => {
    const world = new ScheduledWorld(1_000);
    world.run(10, 20);
    world.scheduler.setAlarmed([7]);
    world.run(60, 20);
    expect(world.asked[7]).toBeGreaterThanOrEqual(5);
    world.scheduler.setAlarmed([]);
    const before = world.asked[7] ?? 0;
    world.run(50, 20);
    expect((world.asked[7] ?? 0) - before).toBeLessThanOrEqual(1);
  });

  it('puts devices back as they were when their request fails as a whole', () => {
    const world = new ScheduledWorld(100);
    const request = world.take();
    if (request === null) throw new Error('nothing was due');
    world.scheduler.giveBack(request);
    world.now += 1_000;
    expect(world.ask()?.slots).toEqual(request.slots);
  });

  it('gives back to the right time when the clock was set back meanwhile', () => {
    const world = new ScheduledWorld(100);
    world.ask();
    world.now += 200_000;
    const request = world.take();
    if (request === null) throw new Error('nothing was due');
    world.now -= 3_600_000;
    expect(world.take()).toBeNull();
    world.scheduler.giveBack(request);
    world.now += 1_000;
    expect(world.oldest(range(0, 100))).toBe(201);
    expect(world.ask()?.slots).toEqual(request.slots);
  });

  it('starves nobody when more is followed than the provider can be asked for', () => {
    const world = new ScheduledWorld(2_000, 300);
    world.attention.set(1, lookingAt({ followed: range(0, 150), selected: range(150, 300) }));
    // Six requests a minute: every one of them could be filled with what is followed.
    world.run(3_600, 0.1);
    expect(world.asked.filter((times) => times > 0)).toHaveLength(2_000);
    const followed = range(0, 300).reduce((sum, slot) => sum + (world.asked[slot] ?? 0), 0) / 300;
    const others = range(300, 2_000).reduce((sum, slot) => sum + (world.asked[slot] ?? 0), 0) / 1_700;
    expect(followed).toBeGreaterThan(others * 5);
  });

  it('asks a device that was gone and is back like a new one', () => {
    const world = new ScheduledWorld(100);
    world.run(1, 20);
    world.scheduler.setRefused(7, true);
    world.scheduler.setAlarmed([8]);
    world.scheduler.forget([7, 8]);
    expect(world.scheduler.askedAt(7)).toBe(0);
    expect(world.scheduler.alarmed(8)).toBe(false);
    world.now += 1_000;
    expect(world.ask()?.slots).toEqual(expect.arrayContaining([7, 8]));
  });

  it('asks refused devices hardly ever, and as before when they are answered again', () => {
    const world = new ScheduledWorld(100);
    world.scheduler.setRefused(5, true);
    world.run(900, 2);
    expect(world.asked[5]).toBe(1);
    world.scheduler.setRefused(5, false);
    world.run(10, 2);
    expect(world.asked[5]).toBe(2);
  });

  it('takes in devices that come while it runs, and forgets those that go', () => {
    const world = new ScheduledWorld(100);
    world.run(1, 20);
    world.directory.beginLoad();
    world.add(['999999']);
    world.directory.put(aDevice('100000'), 'demo', 0);
    world.directory.dropUnseen(() => true);
    world.run(400, 20);
    expect(world.asked[100]).toBeGreaterThanOrEqual(3);
    expect(world.asked[0]).toBeGreaterThanOrEqual(3);
    expect(world.asked[50]).toBe(1);
  });

  it('counts passes: how many requests once round all devices took', () => {
    const world = new ScheduledWorld(1_000);
    world.run(2, 20);
    expect(world.scheduler.passes.last).toMatchObject({ number: 1, requests: 10, devices: 1_000, again: 0 });
    expect(world.scheduler.passes.running?.number).toBe(2);
  });

  it('asks for any mixture of devices without repeating one in a request or passing one over', () => {
    const state = fc.constantFrom(
      { speed: 60, acc: true },
      { acc: true },
      {},
      { dataStatus: 'offline' as const },
      { dataStatus: null, heartTime: null, systemTime: null, gpsTime: null },
    );
    fc.assert(
      fc.property(
        fc.array(state, { minLength: 1, maxLength: 250 }),
        fc.integer({ min: 0, max: 249 }),
        (states, watched) => {
          const world = new ScheduledWorld(states.length, 100, (slot) => states[slot] ?? {});
          world.attention.set(1, lookingAt({ followed: [watched], viewports: [[0, 0, 90, 90]] }));
          world.run(200, 1);
          for (const { slots } of world.requests) expect(new Set(slots).size).toBe(slots.length);
          expect(world.oldest(range(0, states.length))).toBeLessThanOrEqual(100);
        },
      ),
      { numRuns: 25 },
    );
  });
});
