import { describe, expect, it } from 'vitest';
import type { Lane } from '../../../electron/openapi/api.ts';
import { Pacer, type Permit, type PacerOptions } from '../../../electron/openapi/pacer.ts';
import { FakeTiming } from './support/fake-timing.ts';

interface Bed {
  readonly pacer: Pacer;
  readonly timing: FakeTiming;
  /** Lanes and labels in the order in which turns were given, with the milliseconds at which. */
  readonly turns: { readonly label: string; readonly at: number }[];
  ask(lane: Lane, label?: string, finish?: Parameters<Permit['finish']>[0] | null): Promise<Permit | null>;
}

function bed(options: Partial<PacerOptions> = {}): Bed {
  const timing = new FakeTiming();
  const pacer = new Pacer({ timing, random: () => 0.5, highestRate: 10, maxInFlight: 4, ...options });
  const turns: Bed['turns'] = [];
  return {
    pacer,
    timing,
    turns,
    async ask(lane, label = lane, finish = 'answered') {
      const permit = await pacer.acquire(lane);
      if (permit === null) return null;
      turns.push({ label, at: timing.elapsed() });
      if (finish !== null) permit.finish(finish);
      return permit;
    },
  };
}

const labels = ({ turns }: Bed): string[] => turns.map(({ label }) => label);

describe('the pacer', () => {
  it('keeps the highest rate over any time and loses nothing to late timers', async () => {
    const test = bed();
    for (let i = 0; i < 100; i += 1) void test.ask('sweep');
    await test.timing.advance(10_000);
    expect(test.turns).toHaveLength(100);
    for (let i = 10; i < 100; i += 1) {
      const span = (test.turns[i]?.at ?? 0) - (test.turns[i - 10]?.at ?? 0);
      expect(span).toBeGreaterThanOrEqual(900);
      expect(span).toBeLessThanOrEqual(1_000);
    }
  });

  it('gives turns by urgency, and within a lane in the order of asking', async () => {
    const test = bed({ highestRate: 1 });
    void test.ask('sweep', 'first');
    for (const lane of ['archive', 'reports', 'sweep', 'alarms', 'watched', 'action'] as const) {
      void test.ask(lane, `${lane} 1`);
      void test.ask(lane, `${lane} 2`);
    }
    await test.timing.advance(4_000);
    expect(labels(test)).toEqual(['first', 'action 1', 'action 2', 'watched 1', 'watched 2']);
  });

  it('never lets a single operator action wait behind a sweep that has waited for long', async () => {
    const test = bed({ highestRate: 1 });
    for (let i = 0; i < 300; i += 1) void test.ask('sweep');
    await test.timing.advance(100_500);
    void test.ask('action');
    await test.timing.advance(1_000);
    expect(labels(test).at(-1)).toBe('action');
  });

  it('starves no lane while an operator’s job of thousands runs', async () => {
    const test = bed();
    for (let i = 0; i < 1_000; i += 1) void test.ask('action');
    for (let i = 0; i < 5; i += 1) void test.ask('archive');
    await test.timing.advance(20_000);
    expect(labels(test).filter((label) => label === 'archive')).toHaveLength(5);
    const before = labels(test).indexOf('archive');
    expect(before).toBeGreaterThanOrEqual(10);
  });

  it('starves no lane under a steady stream of more urgent requests', async () => {
    const test = bed({ highestRate: 2 });
    void test.ask('archive');
    for (let second = 0; second < 60; second += 1) {
      for (let i = 0; i < 3; i += 1) void test.ask('watched');
      await test.timing.advance(1_000);
    }
    expect(labels(test)).toContain('archive');
  });

  it('limits requests in flight but keeps places for an operator', async () => {
    const test = bed({ highestRate: 1_000, maxInFlight: 3 });
    const held: Promise<Permit | null>[] = [];
    for (let i = 0; i < 6; i += 1) held.push(test.ask('sweep', 'sweep', null));
    await test.timing.advance(5_000);
    expect(labels(test)).toEqual(['sweep', 'sweep', 'sweep']);
    for (let i = 0; i < 4; i += 1) void test.ask('action', 'action', null);
    await test.timing.advance(5_000);
    expect(labels(test).slice(3)).toEqual(['action', 'action']);
    expect(test.pacer.status()).toMatchObject({ inFlight: 5, waiting: 5 });
    (await held[0])?.finish('answered');
    (await held[1])?.finish('answered');
    (await held[2])?.finish('answered');
    await test.timing.advance(1_000);
    expect(labels(test).slice(5)).toEqual(['action', 'action']);
  });

  it('counts a permit once, however often it is finished', async () => {
    const test = bed({ maxInFlight: 1 });
    const permit = await test.ask('sweep', 'a', null);
    permit?.finish('answered');
    permit?.finish('failed');
    expect(test.pacer.status().inFlight).toBe(0);
  });

  it('lets go of a request that is aborted while it waits and goes on with the next', async () => {
    const test = bed({ highestRate: 1, maxInFlight: 1 });
    const first = await test.ask('sweep', 'first', null);
    const controller = new AbortController();
    const aborted = test.pacer.acquire('sweep', controller.signal);
    void test.ask('sweep', 'third');
    controller.abort();
    expect(await aborted).toBeNull();
    first?.finish('answered');
    await test.timing.advance(2_000);
    expect(labels(test)).toEqual(['first', 'third']);
    expect(await test.pacer.acquire('sweep', controller.signal)).toBeNull();
  });

  it('pauses everything for at least 2.5 seconds after 10009 and lowers the rate', async () => {
    const test = bed();
    await test.ask('sweep', 'refused', 'refused');
    const { pausedUntil, allowedRate, refusals } = test.pacer.status();
    expect((pausedUntil ?? 0) - test.timing.now()).toBeGreaterThanOrEqual(2_500);
    expect(allowedRate).toBeLessThanOrEqual(5);
    expect(refusals).toBe(1);
    void test.ask('action');
    await test.timing.advance(2_499);
    expect(labels(test)).toEqual(['refused']);
    await test.timing.advance(1_000);
    expect(labels(test)).toEqual(['refused', 'action']);
    expect(test.pacer.status().pausedUntil).toBeNull();
  });

  it('pauses at least 2.5 seconds even without jitter, longer each time, never beyond its limit', async () => {
    const test = bed({ random: () => 0 });
    const pauses: number[] = [];
    for (let i = 0; i < 8; i += 1) {
      await test.timing.until(test.ask('sweep', 'x', 'refused'));
      pauses.push(test.pacer.pauseLeft());
    }
    expect(pauses).toEqual([2_500, 5_000, 10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);
  });

  it('takes several refusals of requests sent together for one', async () => {
    const test = bed({ highestRate: 1_000 });
    const together = [
      test.ask('sweep', 'a', null),
      test.ask('sweep', 'b', null),
      test.ask('sweep', 'c', null),
    ];
    await test.timing.advance(100);
    const permits = await Promise.all(together);
    permits[0]?.finish('refused');
    const after = test.pacer.status().allowedRate;
    permits[1]?.finish('refused');
    permits[2]?.finish('refused');
    expect(test.pacer.status()).toMatchObject({ allowedRate: after, refusals: 3 });
    expect(test.pacer.pauseLeft()).toBeLessThan(3_200);
  });

  it('sends one request ahead after a pause, and the others only when it was answered', async () => {
    const test = bed({ highestRate: 1_000 });
    await test.ask('sweep', 'refused', 'refused');
    const probe = test.ask('sweep', 'probe', null);
    void test.ask('action', 'action');
    void test.ask('sweep', 'other');
    await test.timing.advance(10_000);
    expect(labels(test)).toEqual(['refused', 'action', 'probe', 'other']);
    (await probe)?.finish('refused');
    const second = test.ask('sweep', 'second probe', null);
    void test.ask('sweep', 'last');
    await test.timing.advance(7_000);
    expect(labels(test).slice(4)).toEqual(['second probe']);
    (await second)?.finish('answered');
    await test.timing.advance(10_000);
    expect(labels(test).slice(5)).toEqual(['last']);
  });

  it('lets an operator go while the request sent ahead hangs, and another one after some seconds', async () => {
    const test = bed({ highestRate: 1_000 });
    await test.ask('sweep', 'refused', 'refused');
    const probe = test.ask('sweep', 'probe', null);
    await test.timing.advance(4_000);
    void test.ask('sweep', 'waits');
    void test.ask('sweep', 'waits too', null);
    const stop = test.ask('action', 'stop the engine', null);
    void test.ask('action', 'second action', null);
    await test.timing.advance(1_000);
    expect(labels(test)).toEqual(['refused', 'probe', 'stop the engine']);
    (await stop)?.finish('failed');
    await test.timing.advance(1_000);
    expect(labels(test).slice(3)).toEqual(['second action']);
    await test.timing.advance(8_000);
    expect(labels(test).slice(4)).toEqual(['waits', 'waits too']);
    // That it was answered after all says what it says of any other request.
    (await probe)?.finish('answered');
    expect(test.pacer.status().inFlight).toBe(2);
  });

  it('is asked to pause by no more than one refusal when two were sent ahead', async () => {
    const test = bed({ highestRate: 1_000 });
    await test.ask('sweep', 'refused', 'refused');
    const probe = test.ask('sweep', 'probe', null);
    await test.timing.advance(4_000);
    const stop = test.ask('action', 'stop the engine', null);
    await test.timing.advance(1_000);
    expect(labels(test)).toEqual(['refused', 'probe', 'stop the engine']);
    (await probe)?.finish('refused');
    const { allowedRate } = test.pacer.status();
    const left = test.pacer.pauseLeft();
    (await stop)?.finish('refused');
    expect(test.pacer.status().allowedRate).toBe(allowedRate);
    expect(test.pacer.pauseLeft()).toBe(left);
  });

  it('gives a turn that was not used to the next one at once', async () => {
    const test = bed({ highestRate: 0.1 });
    await test.ask('sweep', 'first');
    void test.ask('sweep', 'unused', 'unused');
    void test.ask('sweep', 'unused too', 'unused');
    void test.ask('sweep', 'used');
    void test.ask('sweep', 'next');
    await test.timing.advance(10_000);
    expect(labels(test)).toEqual(['first', 'unused', 'unused too', 'used']);
    await test.timing.advance(9_000);
    expect(labels(test)).toHaveLength(4);
    await test.timing.advance(1_000);
    expect(labels(test).at(-1)).toBe('next');
  });

  /** Keeps a pacer busy for so many seconds against a bucket that refills steadily. */
  async function against(
    test: Bed,
    perSecond: number,
    bucket: number,
    seconds: number,
  ): Promise<{ readonly accepted: number[]; readonly refused: number[] }> {
    const accepted: number[] = [];
    const refused: number[] = [];
    let left = bucket;
    let filledAt = 0;
    const worker = async (): Promise<void> => {
      while (test.timing.elapsed() < seconds * 1_000) {
        const permit = await test.pacer.acquire('sweep');
        const now = test.timing.elapsed();
        left = Math.min(bucket, left + ((now - filledAt) / 1_000) * perSecond);
        filledAt = now;
        const admitted = left >= 1;
        if (admitted) left -= 1;
        (admitted ? accepted : refused).push(now);
        await new Promise<void>((resolve) => test.timing.after(50, resolve));
        permit?.finish(admitted ? 'answered' : 'refused');
      }
    };
    const workers = Promise.all([worker(), worker(), worker(), worker()]);
    await test.timing.advance(seconds * 1_000 + 120_000);
    await workers;
    return { accepted, refused };
  }

  it.each([
    [6, 6, 600],
    [1, 1, 600],
    [0.1, 6, 3_600],
  ])(
    'finds a limit of %d a second with bursts of %d, uses it, and is refused ever more rarely',
    async (limit, burst, seconds) => {
      const test = bed({ highestRate: 20 });
      const { accepted, refused } = await against(test, limit, burst, seconds);
      expect(accepted.length / seconds).toBeGreaterThan(limit * 0.7);
      const late = refused.filter((at) => at > seconds * 500).length;
      expect(late).toBeLessThanOrEqual(Math.max(8, refused.length / 2));
      expect(late / (limit * seconds * 0.5)).toBeLessThan(0.1);
    },
  );

  it('does not raise the rate while nobody needs more', async () => {
    const test = bed({ learned: { allowed: 2, ceiling: null } });
    for (let i = 0; i < 30; i += 1) {
      await test.ask('sweep');
      await test.timing.advance(5_000);
    }
    expect(test.pacer.status().allowedRate).toBe(2);
  });

  it('starts with what was learned, within what the user allows', () => {
    expect(bed({ learned: { allowed: 3, ceiling: 4 } }).pacer.learned).toEqual({ allowed: 3, ceiling: 4 });
    expect(bed({ learned: { allowed: 50, ceiling: null } }).pacer.status().allowedRate).toBe(10);
    expect(bed({ learned: { allowed: Number.NaN, ceiling: null } }).pacer.status().allowedRate).toBe(10);
    expect(bed().pacer.learned).toEqual({ allowed: 10, ceiling: null });
  });

  it('obeys a highest rate that is lowered while it runs', async () => {
    const test = bed();
    test.pacer.limitTo(1, 4);
    for (let i = 0; i < 20; i += 1) void test.ask('sweep');
    await test.timing.advance(5_000);
    expect(test.turns.length).toBeLessThanOrEqual(7);
  });

  it('tells the actual rate of the last seconds', async () => {
    const test = bed();
    for (let i = 0; i < 100; i += 1) void test.ask('sweep');
    await test.timing.advance(5_000);
    expect(test.pacer.status().actualRate).toBeGreaterThan(9);
    expect(test.pacer.status().actualRate).toBeLessThan(11);
    await test.timing.advance(30_000);
    expect(test.pacer.status().actualRate).toBe(0);
  });

  it('counts no request into the void: the rate falls to nothing when the provider is gone, though tries go on', async () => {
    const test = bed();
    for (let i = 0; i < 100; i += 1) void test.ask('sweep');
    await test.timing.advance(10_000);
    expect(test.pacer.status().actualRate).toBeGreaterThan(9);
    for (let i = 0; i < 100; i += 1) void test.ask('sweep', 'void', 'failed');
    await test.timing.advance(5_000);
    expect(test.pacer.status().actualRate).toBeLessThan(6);
    await test.timing.advance(5_000);
    expect(labels(test).at(-1)).toBe('void');
    expect(test.pacer.status().actualRate).toBe(0);
  });

  it('gives a repeated request its old place back', async () => {
    const test = bed({ highestRate: 1 });
    const first = await test.ask('sweep', 'first', null);
    await test.timing.advance(10);
    void test.ask('sweep', 'second');
    const again = test.pacer.acquire('sweep', undefined, first?.since).then(() => {
      test.turns.push({ label: 'first again', at: test.timing.elapsed() });
    });
    first?.finish('unused');
    await test.timing.advance(3_000);
    await again;
    expect(labels(test)).toEqual(['first', 'first again', 'second']);
  });

  it('is not held up by a computer whose clock is set back', async () => {
    const test = bed();
    await test.ask('sweep');
    test.timing.jumpWall(-3_600_000);
    void test.ask('sweep', 'after');
    await test.timing.advance(1_000);
    expect(labels(test)).toEqual(['sweep', 'after']);
  });

  it('ends all waiting when it is closed', async () => {
    const test = bed({ maxInFlight: 1, highestRate: 1 });
    await test.ask('sweep', 'first', null);
    const waiting = test.pacer.acquire('sweep');
    test.pacer.close();
    expect(await waiting).toBeNull();
    expect(await test.pacer.acquire('action')).toBeNull();
    expect(test.pacer.status().waiting).toBe(0);
  });
});
