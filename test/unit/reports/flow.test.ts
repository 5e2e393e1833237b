import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import type { Failure } from '../../../electron/contract/errors.ts';
import { Feed } from '../../../electron/reports/feed.ts';
import { inOrder } from '../../../electron/reports/in-order.ts';
import { Reach } from '../../../electron/reports/reach.ts';
import { RunControl } from '../../../electron/reports/run-control.ts';

const offline: Failure = { code: 'network.unreachable' };

describe('inOrder', () => {
  it('gives results in the order of the items however long each takes, never more at once than allowed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 3 })),
        fc.integer({ min: 1, max: 5 }),
        async (turns, limit) => {
          let active = 0;
          let most = 0;
          const given: number[] = [];
          const work = async (index: number): Promise<number> => {
            active += 1;
            most = Math.max(most, active);
            for (let turn = 0; turn < (turns[index] ?? 0); turn += 1) await Promise.resolve();
            active -= 1;
            return index;
          };
          for await (const index of inOrder(turns.keys(), limit, work)) given.push(index);
          expect(given).toEqual([...turns.keys()]);
          expect(most).toBeLessThanOrEqual(limit);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('begins nothing new when the reader leaves early', async () => {
    const begun: number[] = [];
    for await (const index of inOrder([0, 1, 2, 3, 4, 5], 2, (item) => {
      begun.push(item);
      return Promise.resolve(item);
    })) {
      if (index === 1) break;
    }
    expect(begun).toEqual([0, 1, 2]);
  });
});

describe('Feed', () => {
  it('holds a fast producer back until the reader has taken enough', async () => {
    const feed = new Feed<number>(3);
    let put = 0;
    const producing = (async (): Promise<void> => {
      for (let page = 0; page < 5; page += 1) {
        await feed.put([page, page]);
        put += 1;
      }
      feed.end();
    })();
    await new Promise((resolve) => setImmediate(resolve));
    expect(put).toBe(1);
    const read: number[] = [];
    for await (const page of feed.pages()) read.push(...page);
    await producing;
    expect(read).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
  });

  it('lets the producer go when the reader leaves', async () => {
    const feed = new Feed<number>(0);
    const putting = feed.put([1]);
    feed.leave();
    await putting;
    await feed.put([2]);
    expect(
      await Array.fromAsync(
        (async function* () {
          feed.end();
          yield* feed.pages();
        })(),
      ),
    ).toEqual([]);
  });
});

describe('Reach', () => {
  it('gives up at once when nothing was ever reached, and does not ask again soon', async () => {
    let asked = 0;
    const reach = new Reach(new RunControl(), () => 0, [0, 0, 0]);
    const ask = (): Promise<Failure> => {
      asked += 1;
      return Promise.resolve(offline);
    };
    expect(await reach.ask(ask)).toEqual(offline);
    expect(await reach.ask(ask)).toEqual(offline);
    expect(asked).toBe(1);
  });

  it('waits and asks again after a loss on the way', async () => {
    const answers: (Failure | null)[] = [null, offline, offline, null];
    const reach = new Reach(new RunControl(), () => 0, [0, 0, 0]);
    const ask = (): Promise<Failure | null> => Promise.resolve(answers.shift() ?? null);
    expect(await reach.ask(ask)).toBeNull();
    expect(await reach.ask(ask)).toBeNull();
    expect(answers).toEqual([]);
  });

  it('tries after a while whether a lost provider is back', async () => {
    let now = 0;
    let failure: Failure | null = offline;
    const reach = new Reach(new RunControl(), () => now, []);
    const ask = (): Promise<Failure | null> => Promise.resolve(failure);
    await reach.ask(ask);
    failure = null;
    now = 29_000;
    expect(await reach.ask(ask)).toEqual(offline);
    now = 31_000;
    expect(await reach.ask(ask)).toBeNull();
    expect(reach.lost).toBeNull();
  });

  it('does not take the provider for lost when only one question gets no answer', async () => {
    const reach = new Reach(new RunControl(), () => 0, [0]);
    await reach.ask(() => Promise.resolve(null));
    const failing = reach.ask(async () => {
      await reach.ask(() => Promise.resolve(null));
      return offline;
    });
    expect(await failing).toEqual(offline);
    expect(reach.lost).toBeNull();
  });

  it('asks once more after a failure that passes, and takes the answer whatever it is', async () => {
    let asked = 0;
    const reach = new Reach(new RunControl(), () => 0, [0]);
    const result = await reach.ask(() => {
      asked += 1;
      return Promise.resolve({ code: 'provider.10000' });
    });
    expect([result, asked]).toEqual([null, 2]);
  });
});

describe('RunControl', () => {
  it('holds a run while paused and lets it go on, or end, when told', async () => {
    const control = new RunControl();
    control.pause();
    const answers: boolean[] = [];
    const waiting = control.mayGoOn().then((answer) => answers.push(answer));
    await new Promise((resolve) => setImmediate(resolve));
    expect(answers).toEqual([]);
    control.resume();
    await waiting;
    control.pause();
    const second = control.mayGoOn().then((answer) => answers.push(answer));
    control.cancel();
    await second;
    expect(answers).toEqual([true, false]);
  });

  it('ends a wait when the run is cancelled', async () => {
    const control = new RunControl();
    const waiting = control.wait(1_000_000);
    control.cancel();
    await expect(waiting).resolves.toBeUndefined();
  });
});
