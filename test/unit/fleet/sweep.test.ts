import { describe, expect, it } from 'vitest';
import type { PaceStatus } from '../../../electron/contract/session.ts';
import { AttentionMap } from '../../../electron/fleet/attention.ts';
import { Directory } from '../../../electron/fleet/directory.ts';
import { PositionStore } from '../../../electron/fleet/positions.ts';
import { ProviderClock } from '../../../electron/fleet/provider-clock.ts';
import { Scheduler } from '../../../electron/fleet/scheduler.ts';
import { fleetCounts, sweepStatus } from '../../../electron/fleet/sweep-status.ts';
import { Sweep } from '../../../electron/fleet/sweep.ts';
import { Pacer } from '../../../electron/openapi/pacer.ts';
import type { CallOptions } from '../../../electron/openapi/api.ts';
import { aDevice, calmPace, FakeApi, imeis } from '../../support/open-api.ts';
import { FakeTiming } from '../openapi/support/fake-timing.ts';

function setUp(count: number, options: { latency?: number; pace?: () => PaceStatus; pacer?: Pacer } = {}) {
  const timing = options.pacer === undefined ? new FakeTiming() : paced.timing;
  const wait = (): Promise<void> =>
    new Promise((resolve) => {
      timing.after(options.latency ?? 50, resolve);
    });
  const api = new FakeApi('demo', timing.now, wait);
  const directory = new Directory();
  directory.beginLoad();
  for (const imei of imeis(count)) directory.put(aDevice(imei), 'demo', 0);
  const positions = new PositionStore();
  const attention = new AttentionMap();
  const scheduler = new Scheduler(directory, positions, attention, 300);
  const clock = new ProviderClock(() => 5);
  const { pacer } = options;
  const sweep = new Sweep({
    api:
      pacer === undefined
        ? api
        : {
            track: async (asked: readonly string[], call: CallOptions) => {
              const permit = await pacer.acquire(call.lane, call.signal);
              const answer = await api.track(asked, call);
              permit?.finish('answered');
              return answer;
            },
          },
    directory,
    positions,
    scheduler,
    clock,
    timing,
    pace: options.pace ?? ((): PaceStatus => pacer?.status() ?? calmPace),
  });
  const status = () => sweepStatus({ directory, positions, attention, scheduler }, sweep, timing.now());
  const counts = () => fleetCounts({ directory, positions, attention, scheduler }, timing.now());
  return { timing, api, directory, positions, scheduler, sweep, clock, status, counts };
}

const paced = { timing: new FakeTiming() };

describe('Sweep', () => {
  it('takes positions in and tells states from them', async () => {
    const { api, sweep, timing, positions, clock } = setUp(3);
    api.position('100000', { speed: 60, acc: true, serverTime: 1_800_000_000 });
    api.position('100001', { dataStatus: 'offline', serverTime: 1_800_000_000 });
    api.position('100002', { serverTime: 1_800_000_000 });
    expect(clock.seconds(timing.now())).toBe(5);
    sweep.start();
    await timing.advance(100);
    expect([0, 1, 2].map((slot) => positions.state(slot))).toEqual(['moving', 'offline', 'parked']);
    expect(positions.record(0)?.imei).toBe('100000');
    await timing.advance(10_000);
    expect(clock.seconds(timing.now())).toBeGreaterThanOrEqual(1_800_000_010);
    sweep.stop();
  });

  it('uses the whole allowance of the pacer for the first pass and asks no device twice', async () => {
    paced.timing = new FakeTiming();
    const pacer = new Pacer({ timing: paced.timing, random: () => 0.5, highestRate: 20, maxInFlight: 8 });
    const { api, sweep, timing } = setUp(20_000, { pacer });
    const start = timing.now();
    sweep.start();
    while (api.tracks.flatMap((track) => track.imeis).length < 20_000) await timing.advance(100);
    const asked = api.tracks.flatMap((track) => track.imeis);
    expect(new Set(asked).size).toBe(20_000);
    expect(asked).toHaveLength(20_000);
    expect(api.tracks).toHaveLength(200);
    expect(timing.now() - start).toBeLessThanOrEqual(1.1 * 10_000);
    sweep.stop();
    pacer.close();
  });

  it('uses the whole allowance where answers are slow, too', async () => {
    paced.timing = new FakeTiming();
    const pacer = new Pacer({ timing: paced.timing, random: () => 0.5, highestRate: 10, maxInFlight: 64 });
    const { api, sweep, timing } = setUp(20_000, { pacer, latency: 3_000 });
    sweep.start();
    await timing.advance(20_000);
    // 10 a second, less the time it takes to find out that thirty have to be under way.
    expect(api.tracks.length).toBeGreaterThan(150);
    sweep.stop();
    pacer.close();
  });

  it('keeps no more requests waiting than it needs', async () => {
    paced.timing = new FakeTiming();
    const pacer = new Pacer({ timing: paced.timing, random: () => 0.5, highestRate: 2, maxInFlight: 8 });
    const { sweep, timing } = setUp(20_000, { pacer });
    sweep.start();
    await timing.advance(30_000);
    expect(pacer.status().waiting).toBeLessThanOrEqual(2);
    expect(pacer.status().waiting).toBeGreaterThanOrEqual(1);
    sweep.stop();
    pacer.close();
  });

  it('rests after a failure, longer after each, tries with one request, and asks the same devices again', async () => {
    const { api, sweep, timing, status } = setUp(1_000);
    api.trackFailure = { code: 'network.unreachable' };
    sweep.start();
    await timing.advance(60_000);
    expect(api.tracks.length).toBeLessThan(15);
    expect(sweep.failure).toEqual({ code: 'network.unreachable' });
    expect(status().neverAsked).toBe(1_000);
    api.trackFailure = null;
    await timing.advance(60_000);
    expect(status().neverAsked).toBe(0);
    expect(sweep.failure).toBeNull();
  });

  it('rests no longer because many requests failed together than because of one', async () => {
    const { api, sweep, timing, status } = setUp(1_000);
    sweep.start();
    await timing.settle();
    expect(sweep.underWay).toBeGreaterThan(4);
    api.trackFailure = { code: 'network.unreachable' };
    await timing.advance(60);
    expect(sweep.underWay).toBe(0);
    api.trackFailure = null;
    await timing.advance(3_000);
    expect(status().neverAsked).toBe(0);
    sweep.stop();
  });

  it('asks again for devices of a request that was answered in part before the network failed', async () => {
    const { api, sweep, timing, positions } = setUp(4);
    api.missing('100001', { code: 'network.timeout' }).missing('100002', { code: 'provider.10009' });
    sweep.start();
    await timing.advance(100);
    expect(positions.askedAt(0)).not.toBe(0);
    api.found('100001').found('100002');
    await timing.advance(5_000);
    expect(positions.askedAt(1)).not.toBe(0);
    expect(positions.askedAt(2)).not.toBe(0);
    sweep.stop();
  });

  it('sends nothing while it is paused, and goes on afterwards', async () => {
    const { api, sweep, timing } = setUp(500);
    sweep.pause();
    sweep.start();
    await timing.advance(5_000);
    expect(api.tracks).toHaveLength(0);
    sweep.resume();
    await timing.advance(1_000);
    expect(api.tracks).toHaveLength(5);
    expect(sweep.paused).toBe(false);
    sweep.stop();
  });

  it('ignores answers that come after it was stopped', async () => {
    const { api, sweep, timing, positions } = setUp(50);
    sweep.start();
    await timing.settle();
    sweep.stop();
    await timing.advance(5_000);
    expect(api.tracks).toHaveLength(1);
    expect(positions.askedAt(0)).toBe(0);
    expect(sweep.underWay).toBe(0);
  });

  it('shows devices that the provider refuses as expired or blocked as such', async () => {
    const { api, sweep, timing, positions } = setUp(4);
    api.missing('100000', { code: 'provider.20046' }).missing('100001', { code: 'provider.20089' });
    api.missing('100002', { code: 'provider.10013' }).missing('100003', { code: 'result.missing' });
    sweep.start();
    await timing.advance(300_000);
    expect([0, 1, 2].map((slot) => positions.state(slot))).toEqual(['expired', 'blocked', 'unknown']);
    const asked = (imei: string): number => api.tracks.filter((track) => track.imeis.includes(imei)).length;
    expect(asked('100002')).toBe(1);
    expect(asked('100003')).toBeGreaterThanOrEqual(4);
    sweep.stop();
  });

  it('writes nothing for a device that has gone meanwhile', async () => {
    const { sweep, timing, directory, positions } = setUp(2);
    sweep.start();
    await timing.settle();
    directory.beginLoad();
    directory.dropUnseen(() => true);
    await timing.advance(100);
    expect(positions.record(0)).toBeNull();
    sweep.stop();
  });
});

describe('sweepStatus and fleetCounts', () => {
  it('tell who waits how long, and count states, with the sleeping ones apart', async () => {
    const { api, sweep, timing, status, counts } = setUp(10);
    api.position('100000', { dataStatus: 'expired' }).position('100001', { speed: 50, acc: true });
    expect(counts()).toMatchObject({ devices: 10, oldestAsked: null });
    expect(counts().byState[0]).toBe(10);
    sweep.start();
    await timing.advance(200);
    sweep.pause();
    await timing.advance(400_000);
    expect(status()).toMatchObject({ paused: true, neverAsked: 0, ages: [0, 10, 0, 0, 0] });
    expect(status().classes.asleep.devices).toBe(1);
    expect(status().classes.none).toMatchObject({ devices: 9, due: 9, neverAsked: 0 });
    expect(status().classes.none.oldest).toBeGreaterThan(399);
    expect(counts().byState).toEqual([0, 1, 0, 8, 0, 0, 1, 0]);
    expect(counts().oldestAsked).toBeGreaterThan(399);
  });
});
