import { describe, expect, it } from 'vitest';
import { jobOptions, type JobRow, type RowState } from '../../../electron/contract/job.ts';
import { value } from '../../support/archive.ts';
import { CountingProvider, engineBench, names, testKind, type Bench } from '../../support/job-engine.ts';
import { planFor } from '../../support/jobs.ts';
import { MemoryJournal } from '../../support/memory-journal.ts';

const everything = { state: null, text: '', offset: 0, limit: 1_000 };
const rowsOf = ({ engine }: Bench, id: string): readonly JobRow[] => value(engine.rows(id, everything)).rows;
const statesOf = (bench: Bench, id: string): RowState[] => rowsOf(bench, id).map((row) => row.state);

/** A provider whose answers wait until the test lets them come. */
function slowProvider(): { provider: CountingProvider; answer: () => void } {
  const provider = new CountingProvider();
  let waiting: (() => void)[] = [];
  provider.latency = () =>
    new Promise((resolve) => {
      waiting.push(resolve);
    });
  const answer = (): void => {
    const now = waiting;
    waiting = [];
    for (const resolve of now) resolve();
  };
  return { provider, answer };
}

describe('previewing', () => {
  it('counts what changes, what does not and what cannot, and sends nothing', async () => {
    const provider = new CountingProvider();
    const kind = testKind(provider, {
      preview: ({ target }) =>
        target === 'account-0'
          ? { verdict: 'unchanged', before: 'blocked', after: 'blocked', failure: null }
          : target === 'account-1'
            ? { verdict: 'error', before: '', after: '', failure: { code: 'provider.20005' } }
            : { verdict: 'change', before: 'not blocked', after: 'blocked', failure: null },
    });
    const { engine } = engineBench({ provider, kind });
    const preview = value(await engine.preview(planFor(names(30))));
    expect(preview).toMatchObject({
      counts: { change: 28, unchanged: 1, error: 1 },
      requests: 28,
      seconds: 2.8,
      blast: { accountsBelow: 3, vehiclesMoving: 1 },
      confirmation: { type: 'count', count: 28 },
    });
    const page = value(
      engine.previewRows(preview.hash, { verdict: 'error', offset: 0, limit: 10, text: '' }),
    );
    expect(page.rows).toEqual([
      {
        index: 1,
        target: 'account-1',
        verdict: 'error',
        before: '',
        after: '',
        failure: { code: 'provider.20005' },
      },
    ]);
    expect(provider.requests).toEqual([]);
  });

  it('tells how many of the vehicles that change move and how fast, and finds rows by plate and by account', async () => {
    const speeds = [0, 88, 31, 120];
    const kind = testKind(new CountingProvider(), {
      preview: ({ target }) => {
        const place = names(4).indexOf(target);
        const speed = speeds[place] ?? 0;
        const refused = place === 3;
        return {
          verdict: refused ? 'error' : 'change',
          before: '',
          after: '',
          failure: refused ? { code: 'command.guard' } : null,
          vehicle: {
            label: `B-AB ${place}`,
            account: place < 2 ? 'North' : 'South',
            state: speed > 0 ? 'moving' : 'parked',
            speed,
            fixAge: 9,
            acc: null,
            latitude: null,
            longitude: null,
            cautions: [],
          },
        };
      },
    });
    const { engine } = engineBench({ kind });
    const { hash, blast } = value(await engine.preview(planFor(names(4))));
    expect(blast).toMatchObject({ vehicles: 3, vehiclesMoving: 2, fastest: 88, refusedMoving: 1 });
    const found = (text: string): string[] =>
      value(engine.previewRows(hash, { verdict: null, offset: 0, limit: 10, text })).rows.map(
        ({ target }) => target,
      );
    expect(found('ab 3')).toEqual(names(4).slice(3));
    expect(found('south')).toEqual(names(4).slice(2));
    expect(found('NORTH')).toEqual(names(4).slice(0, 2));
    expect(found('nowhere')).toEqual([]);
  });

  it('refuses a plan that holds nobody, is of no known kind, or was made for another account', async () => {
    const { engine } = engineBench();
    const code = async (plan: Parameters<typeof engine.preview>[0]): Promise<string> => {
      const result = await engine.preview(plan);
      return result.ok ? 'ok' : result.failure.code;
    };
    expect(await code(planFor([]))).toBe('plan.empty');
    expect(await code(planFor(['a'], { kind: 'dance' }))).toBe('plan.invalid');
    expect(await code(planFor(['a'], { account: 'other' }))).toBe('job.otherAccount');
  });
});

describe('confirming', () => {
  it('starts only what was previewed, with the number typed, and only once', async () => {
    const bench = engineBench();
    const preview = value(await bench.engine.preview(planFor(names(3))));
    const input = { hash: preview.hash, reason: '', options: jobOptions.parse({}), scheduledFor: null };
    const code = async (change: object): Promise<string> => {
      const [result] = await Promise.all([
        bench.engine.start({ ...input, typed: '3', ...change }),
        bench.clock.settle(),
      ]);
      return result.ok ? 'started' : result.failure.code;
    };
    expect(await code({ typed: '2' })).toBe('job.confirmation');
    expect(await code({ hash: 'f'.repeat(64) })).toBe('job.changed');
    expect(await Promise.all([code({}), code({})])).toEqual(['started', 'job.changed']);
    await bench.clock.advance(1_000);
    expect([...bench.provider.changed.values()]).toEqual([1, 1, 1]);
  });

  it('binds the confirmation to what the preview showed', async () => {
    let blocked = false;
    const provider = new CountingProvider();
    const kind = testKind(provider, {
      preview: () => ({ verdict: 'change', before: blocked ? 'x' : 'y', after: 'z', failure: null }),
    });
    const { engine } = engineBench({ provider, kind });
    const first = value(await engine.preview(planFor(names(2))));
    blocked = true;
    const second = value(await engine.preview(planFor(names(2))));
    expect(second.hash).not.toBe(first.hash);
  });

  it('does not touch rows that are as wanted already or cannot be done', async () => {
    const provider = new CountingProvider();
    const verdicts = ['unchanged', 'error', 'change'] as const;
    const kind = testKind(provider, {
      preview: ({ target }) => ({
        verdict: verdicts[Number(target.slice(-1))] ?? 'change',
        before: '',
        after: '',
        failure: null,
      }),
    });
    const bench = engineBench({ provider, kind });
    const { id } = await bench.start(planFor(names(3)));
    await bench.clock.advance(1_000);
    expect(statesOf(bench, id)).toEqual(['unchanged', 'refused', 'done']);
    expect(provider.requests).toEqual([['account-2']]);
    expect(bench.status(id)).toMatchObject({ state: 'done', total: 1 });
  });
});

describe('running', () => {
  it('keeps as many requests under way as configured, never more', async () => {
    const { provider, answer } = slowProvider();
    const bench = engineBench({ provider });
    const { id } = await bench.start(planFor(names(40)), { concurrency: 7 });
    for (let turn = 0; turn < 10; turn += 1) {
      expect(provider.inFlight).toBe(Math.min(7, 40 - turn * 7 < 0 ? 0 : 40 - turn * 7));
      answer();
      await bench.clock.settle();
    }
    await bench.clock.advance(1_000);
    expect(provider.mostInFlight).toBe(7);
    expect(bench.status(id)).toMatchObject({ state: 'done', counts: { done: 40 } });
  });

  it('has every intent on disk before its request leaves', async () => {
    const journal = new MemoryJournal();
    const provider = new CountingProvider();
    const seen: boolean[] = [];
    provider.treat = (targets) => {
      const all = [...journal.disk.rows.values()].flat();
      seen.push(targets.every((target) => all.find((row) => row.target === target)?.state === 'sent'));
      return 'ok';
    };
    const bench = engineBench({ journal, provider, kind: testKind(provider, { perRequest: 4 }) });
    await bench.start(planFor(names(30)));
    await bench.clock.advance(1_000);
    expect(seen).toEqual(Array.from({ length: 8 }, () => true));
  });

  it('writes no intent ahead where nobody can be asked what became of it', async () => {
    const { provider } = slowProvider();
    const bench = engineBench({ provider, kind: testKind(provider, { checkable: false }) });
    const { id } = await bench.start(planFor(names(40)), { concurrency: 5 });
    expect(bench.status(id).counts).toMatchObject({ sent: 5, waiting: 35 });
  });

  it('writes a few rounds of intents ahead where it can be asked', async () => {
    const { provider } = slowProvider();
    const bench = engineBench({ provider });
    const { id } = await bench.start(planFor(names(100)), { concurrency: 10 });
    expect(bench.status(id).counts).toMatchObject({ sent: 50, waiting: 50 });
    expect(provider.requests).toHaveLength(10);
  });

  it('writes intents and outcomes of many rows in one transaction', async () => {
    const bench = engineBench();
    const before = bench.journal.disk.commits;
    const { id } = await bench.start(planFor(names(1_000)), { concurrency: 10 });
    await bench.clock.advance(1_000);
    expect(bench.status(id).state).toBe('done');
    expect(bench.journal.disk.commits - before).toBeLessThan(80);
  });

  it('sends 10,000 recipients of one batch kind in exactly 50 requests', async () => {
    const provider = new CountingProvider();
    const bench = engineBench({ provider, kind: testKind(provider, { checkable: false, perRequest: 200 }) });
    const { id } = await bench.start(planFor(names(10_000)));
    await bench.clock.advance(1_000);
    expect(provider.requests).toHaveLength(50);
    expect(bench.status(id).counts.done).toBe(10_000);
  });

  it('keeps to a throttle', async () => {
    const bench = engineBench();
    const { id } = await bench.start(planFor(names(100)), { perSecond: 2 });
    await bench.clock.advance(10_000);
    expect(bench.provider.requests.length).toBeGreaterThanOrEqual(19);
    expect(bench.provider.requests.length).toBeLessThanOrEqual(22);
    value(bench.engine.setOptions(id, { ...jobOptions.parse({}), perSecond: null }));
    await bench.clock.advance(1_000);
    expect(bench.status(id).state).toBe('done');
    const pace = bench.journal.disk.audit.find(({ action }) => action === 'job.options');
    expect(pace?.target).toBe(id);
    expect(pace?.detail).toContain('8 at the same time, as many a second as allowed, stops at 10 % failed');
  });

  it('tells its progress at most five times a second, its end at once, with rate and time left', async () => {
    const provider = new CountingProvider();
    const bench = engineBench({ provider });
    provider.latency = () =>
      new Promise((resolve) => {
        bench.clock.after(100, resolve);
      });
    await bench.start(planFor(names(400)), { concurrency: 10 });
    await bench.clock.advance(2_000);
    const running = bench.events.filter((status) => status.state === 'running');
    expect(running.length).toBeLessThanOrEqual(14);
    const last = running.at(-1);
    expect(last?.rate).toBeGreaterThan(80);
    expect(last?.rate).toBeLessThan(120);
    expect(last?.secondsLeft).toBeGreaterThan(1);
    await bench.clock.advance(5_000);
    expect(bench.events.at(-1)?.state).toBe('done');
  });

  it('writes one audit row for each account, with the words of the provider', async () => {
    const provider = new CountingProvider();
    provider.treat = ([target]) => (target === 'account-1' ? 'refuses' : 'ok');
    const bench = engineBench({ provider });
    await bench.start(planFor(names(2)));
    await bench.clock.advance(1_000);
    const told = bench.journal.disk.audit.map(({ action, target, result, detail }) =>
      action === 'account.block'
        ? `${action} ${target} ${result} ${detail.split(': ')[1] ?? ''}`.trim()
        : action,
    );
    expect(told).toEqual([
      'job.confirm',
      'job.start',
      'account.block account-0 done',
      "account.block account-1 failed 20005 Target doesn't exist.",
      'job.finish',
    ]);
  });
});
