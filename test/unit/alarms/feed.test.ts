import { describe, expect, it, onTestFinished } from 'vitest';
import { AlarmFeed } from '../../../electron/alarms/feed.ts';
import { AlarmIntakeStore } from '../../../electron/archive/alarm-intake.ts';
import type { Failure } from '../../../electron/contract/errors.ts';
import type { PaceStatus } from '../../../electron/contract/session.ts';
import type { PagedEnd } from '../../../electron/openapi/api.ts';
import { freshArchive } from '../../support/archive.ts';
import { ManualClock } from '../../support/manual-clock.ts';

/** A feed over a hundred devices of a provider that answers as it is told to. */
function bed(): {
  readonly feed: AlarmFeed;
  readonly clock: ManualClock;
  /** Milliseconds at which it was asked. */
  readonly asked: number[];
  answer: Failure | null;
  /** Requests of others that wait for their turn. */
  others: number;
  /** Segments of every answer that cannot be read. */
  malformed: number;
} {
  const { archive, dispose } = freshArchive();
  const clock = new ManualClock();
  const asked: number[] = [];
  const devices = Array.from({ length: 100 }, (_, device) => String(10_000 + device));
  const test = {
    clock,
    asked,
    answer: null as Failure | null,
    others: 0,
    malformed: 0,
    feed: new AlarmFeed({
      api: {
        alarms: (): Promise<PagedEnd> => {
          asked.push(clock.elapsed());
          const { answer: failure, malformed } = test;
          return Promise.resolve({ complete: failure === null, malformed, requests: 1, failure });
        },
      },
      fleet: {
        visitDevices: (visit) => {
          for (const imei of devices) visit(imei, 'none', 'moving', 0);
        },
        serverTime: () => Math.floor(clock.now() / 1_000),
        serverTimeTold: true,
      },
      timing: clock,
      pace: (): Pick<PaceStatus, 'allowedRate' | 'waiting'> => ({ allowedRate: 50, waiting: test.others }),
      intake: new AlarmIntakeStore(archive),
      rules: { quiet: () => 60, muted: () => false },
      longestAge: () => 300,
      onTaken: () => undefined,
      onFailure: () => undefined,
    }),
  };
  onTestFinished(() => {
    test.feed.stop();
    dispose();
  });
  return test;
}

describe('The feed of alarms', () => {
  it('leaves a provider that is gone alone, but for one try at a time, and goes on when it is back', async () => {
    const test = bed();
    test.feed.start();
    await test.clock.advance(10_000);
    expect(test.feed.status().neverAsked).toBe(0);
    test.answer = { code: 'network.unreachable' };
    await test.clock.advance(60_000);
    const gone = test.asked.length;
    await test.clock.advance(60_000);
    expect(test.asked.length - gone).toBeLessThanOrEqual(3);
    expect(test.asked.length - gone).toBeGreaterThanOrEqual(1);
    test.answer = null;
    await test.clock.advance(60_000);
    expect(test.asked.length - gone).toBeGreaterThan(100);
  });

  it('takes what nobody else wants of the rate, and leaves them most of it when they do', async () => {
    const round = async (others: number): Promise<number> => {
      const test = bed();
      test.others = others;
      const began = test.clock.elapsed();
      test.feed.start();
      while (test.feed.status().neverAsked > 0) await test.clock.advance(100);
      return test.clock.elapsed() - began;
    };
    const [alone, beside] = [await round(0), await round(1)];
    // 100 devices at 42 and at 20 requests a second.
    expect(beside).toBeGreaterThan(alone * 1.5);
  });

  it('does not count a device as read that nobody answered for', async () => {
    const test = bed();
    test.feed.start();
    await test.clock.advance(10_000);
    test.answer = { code: 'network.unreachable' };
    await test.clock.advance(600_000);
    expect(test.feed.status().oldestAge).toBeGreaterThanOrEqual(590);
  });

  it('does not rest because a request is lost now and then', async () => {
    const test = bed();
    const lost: Failure = { code: 'network.timeout' };
    test.feed.start();
    for (let turn = 0; turn < 100; turn += 1) {
      test.answer = turn % 2 === 0 ? lost : null;
      await test.clock.advance(50);
    }
    test.answer = null;
    await test.clock.advance(12_000);
    expect(test.feed.status().neverAsked).toBe(0);
  });

  it('counts a loss once, though readings that overlap meet it again and again', async () => {
    const test = bed();
    test.malformed = 1;
    test.feed.start();
    await test.clock.advance(200_000);
    expect(test.asked.length).toBeGreaterThan(300);
    expect(test.feed.status().losses).toBe(100);
    test.malformed = 0;
    test.answer = { code: 'result.incomplete' };
    await test.clock.advance(90_000);
    test.answer = null;
    const { losses } = test.feed.status();
    expect(losses).toBeGreaterThan(100);
    await test.clock.advance(90_000);
    expect(test.feed.status().losses).toBe(losses);
  });
});
