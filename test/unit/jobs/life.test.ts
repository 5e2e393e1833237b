import { describe, expect, it } from 'vitest';
import { jobOptions, type JobRow, type JobStatus, type RowState } from '../../../electron/contract/job.ts';
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

async function act(bench: Bench, work: Promise<unknown>): Promise<void> {
  await Promise.all([work, bench.clock.advance(5_000)]);
}

describe('pausing, resuming and cancelling', () => {
  it('lets nothing further leave, waits for what is under way, and goes on where it was', async () => {
    const { provider, answer } = slowProvider();
    const bench = engineBench({ provider });
    const { id } = await bench.start(planFor(names(20)), { concurrency: 4 });
    expect(value(bench.engine.pause(id)).state).toBe('pausing');
    answer();
    await bench.clock.settle();
    expect(bench.status(id)).toMatchObject({
      state: 'paused',
      pausedBecause: 'operator',
      counts: { done: 4, waiting: 16, sent: 0 },
    });
    expect(provider.requests).toHaveLength(4);
    provider.latency = () => Promise.resolve();
    await act(bench, bench.engine.resume(id));
    expect(bench.status(id)).toMatchObject({ state: 'done', counts: { done: 20 } });
    expect([...provider.changed.values()].every((times) => times === 1)).toBe(true);
  });

  it('cancels for good, even while pausing', async () => {
    const { provider, answer } = slowProvider();
    const bench = engineBench({ provider });
    const { id } = await bench.start(planFor(names(20)), { concurrency: 4 });
    value(bench.engine.pause(id));
    expect(value(bench.engine.cancel(id)).state).toBe('cancelling');
    answer();
    await bench.clock.settle();
    expect(bench.status(id)).toMatchObject({ state: 'cancelled', counts: { done: 4, waiting: 16 } });
    expect(await bench.engine.resume(id)).toMatchObject({ ok: false, failure: { code: 'job.state' } });
  });

  it('pauses when a share of the rows has failed, then retries the failed only', async () => {
    const provider = new CountingProvider();
    provider.treat = ([target]) => (Number(target?.slice(8)) % 3 === 0 ? 'refuses' : 'ok');
    const bench = engineBench({ provider });
    const { id } = await bench.start(planFor(names(60)), { concurrency: 1, stopAfterPercent: 25 });
    await bench.clock.advance(1_000);
    expect(bench.status(id)).toMatchObject({
      state: 'paused',
      pausedBecause: 'failures',
      failure: { code: 'job.refusals', provider: { code: 20_005 } },
    });
    expect(provider.requests.length).toBeLessThan(30);
    provider.treat = () => 'ok';
    await act(bench, bench.engine.retryFailed(id));
    expect(bench.status(id)).toMatchObject({ state: 'done', counts: { done: 60, failed: 0 } });
    expect([...provider.changed.values()].every((times) => times === 1)).toBe(true);
  });

  it('pauses when the right is taken away halfway', async () => {
    const provider = new CountingProvider();
    provider.treat = () => (provider.requests.length > 30 ? 'permission' : 'ok');
    const bench = engineBench({ provider });
    const { id } = await bench.start(planFor(names(90)), { concurrency: 1, stopAfterPercent: null });
    await bench.clock.advance(1_000);
    expect(bench.status(id)).toMatchObject({
      state: 'paused',
      pausedBecause: 'permission',
      failure: { code: 'provider.10007' },
      counts: { done: 30, failed: 5 },
    });
  });

  it('pauses without losing or repeating a row when the network is cut', async () => {
    const provider = new CountingProvider();
    provider.treat = () => (provider.requests.length > 10 ? 'unreachable' : 'ok');
    const bench = engineBench({ provider });
    const { id } = await bench.start(planFor(names(30)), { concurrency: 3 });
    await bench.clock.advance(1_000);
    expect(bench.status(id)).toMatchObject({
      state: 'paused',
      pausedBecause: 'connection',
      counts: { done: 10, waiting: 20, failed: 0 },
    });
    provider.treat = () => 'ok';
    await act(bench, bench.engine.resume(id));
    expect(bench.status(id).counts.done).toBe(30);
  });

  it('pauses when the disk is full before anything is sent, and keeps the outcomes for later', async () => {
    let full = false;
    const journal = new MemoryJournal(undefined, () => (full ? 'refused' : 'written'));
    const { provider, answer } = slowProvider();
    const bench = engineBench({ journal, provider });
    const { id } = await bench.start(planFor(names(20)), { concurrency: 4 });
    full = true;
    answer();
    await bench.clock.advance(1_000);
    expect(provider.requests.length).toBeLessThanOrEqual(8);
    answer();
    await bench.clock.advance(1_000);
    expect(bench.status(id)).toMatchObject({
      state: 'paused',
      pausedBecause: 'disk',
      failure: { code: 'file.diskFull' },
    });
    full = false;
    provider.latency = () => Promise.resolve();
    await act(bench, bench.engine.resume(id));
    expect(bench.status(id)).toMatchObject({ state: 'done', counts: { done: 20 } });
    expect(statesOf(bench, id).every((state) => state === 'done')).toBe(true);
    expect([...provider.changed.values()].every((times) => times === 1)).toBe(true);
  });

  it('does not go on under another account', async () => {
    let account = 'demo';
    const { provider, answer } = slowProvider();
    const session = (): { server: string; account: string } => ({
      server: 'https://api.example.com',
      account,
    });
    const bench = engineBench({ provider, engine: { session } });
    const { id } = await bench.start(planFor(names(9)), { concurrency: 2 });
    value(bench.engine.pause(id));
    answer();
    await bench.clock.settle();
    account = 'other';
    expect(await bench.engine.resume(id)).toMatchObject({ ok: false, failure: { code: 'job.otherAccount' } });
  });

  it('waits for its time, and starts then', async () => {
    const bench = engineBench();
    const { id } = await bench.start(planFor(names(3)), {}, bench.clock.now() + 3 * 86_400_000);
    expect(bench.status(id).state).toBe('scheduled');
    await bench.clock.advance(2.9 * 86_400_000);
    expect(bench.provider.requests).toEqual([]);
    await bench.clock.advance(0.2 * 86_400_000);
    expect(bench.status(id).state).toBe('done');
  });

  it('asks before it starts a job whose time passed while the console was closed', async () => {
    const journal = new MemoryJournal();
    const first = engineBench({ journal });
    const { id } = await first.start(planFor(names(3)), {}, first.clock.now() + 60_000);
    await first.engine.close();
    const second = engineBench({ journal });
    await second.clock.advance(120_000);
    journal.disk.jobs.forEach((job) =>
      journal.disk.jobs.set(job.id, { ...job, scheduledFor: second.clock.now() - 1 }),
    );
    value(second.engine.recover());
    await second.clock.advance(1_000);
    expect(second.status(id)).toMatchObject({ state: 'paused', pausedBecause: 'missedTime' });
    expect(second.provider.requests).toEqual([]);
  });

  it('comes to rest when the console closes, with every outcome written', async () => {
    const { provider, answer } = slowProvider();
    const bench = engineBench({ provider });
    const { id } = await bench.start(planFor(names(20)), { concurrency: 4 });
    const closed = bench.engine.close();
    answer();
    await Promise.all([closed, bench.clock.settle()]);
    expect(bench.status(id)).toMatchObject({
      state: 'paused',
      pausedBecause: 'restart',
      counts: { sent: 0, done: 4 },
    });
  });
});

describe('unknown outcomes', () => {
  const lost = async (
    checkable: boolean,
  ): Promise<{ bench: Bench; id: string; provider: CountingProvider }> => {
    const provider = new CountingProvider();
    provider.treat = ([target]) =>
      target === 'account-1'
        ? 'lostAfter'
        : target === 'account-2' && provider.requests.length < 9
          ? 'lostBefore'
          : 'ok';
    const bench = engineBench({ provider, kind: testKind(provider, { checkable }) });
    const { id } = await bench.start(planFor(names(8)), { concurrency: 2 });
    await bench.clock.advance(10_000);
    return { bench, id, provider };
  };

  it('are found out by asking; what was not done is sent again, what was done is not', async () => {
    const { bench, id, provider } = await lost(true);
    expect(bench.status(id)).toMatchObject({ state: 'done', counts: { done: 8, unknown: 0 } });
    expect(names(8).map((name) => provider.times(name))).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    expect(rowsOf(bench, id)[1]).toMatchObject({ attempts: 1, verified: true, note: 'checked: it was done' });
    expect(rowsOf(bench, id)[2]).toMatchObject({ attempts: 2 });
  });

  it('are asked about only when a request can no longer be on its way', async () => {
    const provider = new CountingProvider();
    provider.treat = () => 'lostAfter';
    const bench = engineBench({ provider });
    const { id } = await bench.start(planFor(names(1)));
    await bench.clock.advance(900);
    expect([provider.checks, bench.status(id).state]).toEqual([0, 'checking']);
    await bench.clock.advance(200);
    expect([provider.checks, bench.status(id).state]).toEqual([1, 'done']);
  });

  it('stay unknown and are never sent again where nobody can be asked', async () => {
    const { bench, id, provider } = await lost(false);
    expect(bench.status(id)).toMatchObject({ state: 'done', counts: { done: 6, unknown: 2 } });
    expect(provider.requests).toHaveLength(8);
  });

  it('are settled by a person, one by one, with the name kept', async () => {
    const { bench, id, provider } = await lost(false);
    value(await bench.engine.decide(id, [1], 'happened'));
    expect(rowsOf(bench, id)[1]).toMatchObject({ state: 'done', note: 'olga says that it was done' });
    const status = value(await bench.engine.decide(id, null, 'sendAgain'));
    expect(status).toMatchObject({ state: 'paused', counts: { waiting: 1 } });
    await act(bench, bench.engine.resume(id));
    expect(names(8).map((name) => provider.times(name))).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    expect(bench.journal.disk.audit.map((entry) => entry.detail).join('\n')).toContain(
      'olga says that it was done',
    );
  });

  it('pause the job when the provider cannot be asked, and nobody is forgotten', async () => {
    const provider = new CountingProvider();
    provider.treat = () => 'lostAfter';
    provider.checkFails = { code: 'network.unreachable' };
    const bench = engineBench({ provider });
    const { id } = await bench.start(planFor(names(3)));
    await bench.clock.advance(10_000);
    expect(bench.status(id)).toMatchObject({
      state: 'paused',
      pausedBecause: 'connection',
      counts: { unknown: 3 },
    });
    provider.checkFails = null;
    await act(bench, bench.engine.resume(id));
    expect(bench.status(id)).toMatchObject({ state: 'done', counts: { done: 3 } });
    expect(provider.requests).toHaveLength(3);
  });

  it('fail after three tries that the provider never carried out', async () => {
    const provider = new CountingProvider();
    provider.treat = () => 'lostBefore';
    const bench = engineBench({ provider });
    const { id } = await bench.start(planFor(names(1)));
    await bench.clock.advance(20_000);
    expect(provider.requests).toHaveLength(3);
    expect(rowsOf(bench, id)[0]).toMatchObject({ state: 'failed', failure: { code: 'outcome.unknown' } });
  });

  it('never send a cancelled job again, also when the check shows that rows were not done', async () => {
    const provider = new CountingProvider();
    provider.treat = () => 'lostBefore';
    const bench = engineBench({ provider });
    const { id } = await bench.start(planFor(names(4)), { concurrency: 2 });
    value(bench.engine.cancel(id));
    await bench.clock.advance(5_000);
    await act(bench, bench.engine.checkUnknown(id));
    const sent = provider.requests.length;
    expect(bench.status(id)).toMatchObject({ state: 'cancelled', counts: { unknown: 0, waiting: 4 } });
    expect(await bench.engine.resume(id)).toMatchObject({ ok: false });
    expect(provider.requests).toHaveLength(sent);
  });
});

describe('afterwards', () => {
  it('looks again on request whether everything is as wanted', async () => {
    const bench = engineBench();
    const { id } = await bench.start(planFor(names(3)));
    await bench.clock.advance(1_000);
    const before = rowsOf(bench, id)[0]?.settledAt;
    bench.provider.changed.delete('account-1');
    await act(bench, bench.engine.verify(id));
    expect(rowsOf(bench, id).map((row) => row.verified)).toEqual([true, false, true]);
    expect(rowsOf(bench, id)[0]?.settledAt).toBe(before);
    expect(bench.status(id).state).toBe('done');
  });

  it('takes back exactly what it did', async () => {
    const provider = new CountingProvider();
    provider.treat = ([target]) => (target === 'account-2' ? 'refuses' : 'ok');
    const bench = engineBench({ provider });
    const { id } = await bench.start(planFor(names(4)));
    await bench.clock.advance(1_000);
    const [inverse] = await Promise.all([bench.engine.inverse(id), bench.clock.settle()]);
    expect(value(inverse).rows.map((row) => row.target)).toEqual(['account-0', 'account-1', 'account-3']);
    const preview = value(await bench.engine.preview(value(inverse), id));
    const [started] = await Promise.all([
      bench.engine.start({
        hash: preview.hash,
        typed: '3',
        reason: '',
        options: jobOptions.parse({}),
        scheduledFor: null,
      }),
      bench.clock.settle(),
    ]);
    expect(value(started).inverseOf).toBe(id);
  });

  it('is offered only where what was done can be taken back', async () => {
    const provider = new CountingProvider();
    const kind = { ...testKind(provider), inverse: () => null };
    const offered = async (bench: Bench): Promise<boolean> => {
      const { id } = await bench.start(planFor(names(2)));
      await bench.clock.advance(1_000);
      return bench.status(id).canInvert;
    };
    expect(await offered(engineBench({ provider }))).toBe(true);
    expect(await offered(engineBench({ provider, kind }))).toBe(false);
  });

  it('keeps the history over a restart, newest first', async () => {
    const journal = new MemoryJournal();
    const first = engineBench({ journal });
    const one = await first.start(planFor(names(1)));
    await first.clock.advance(1_000);
    const two = await first.start(planFor(names(2)));
    await first.clock.advance(1_000);
    const second = engineBench({ journal });
    value(second.engine.recover());
    const listed = second.engine.list();
    expect(listed.map(({ id, state, reason, by }) => [id, state, reason, by])).toEqual([
      [two.id, 'done', 'unpaid', 'olga'],
      [one.id, 'done', 'unpaid', 'olga'],
    ]);
    expect(listed.map((status: JobStatus) => status.counts.done)).toEqual([2, 1]);
  });

  it('sends failed batches again in smaller ones, so that one bad account does not take all with it', async () => {
    const provider = new CountingProvider();
    provider.treat = (targets) => (targets.includes('account-5') ? 'refuses' : 'ok');
    const bench = engineBench({ provider, kind: testKind(provider, { checkable: false, perRequest: 64 }) });
    const { id } = await bench.start(planFor(names(64)), { stopAfterPercent: null });
    await bench.clock.advance(1_000);
    expect(bench.status(id).counts.failed).toBe(64);
    await act(bench, bench.engine.retryFailed(id));
    expect(bench.status(id).counts.failed).toBe(8);
    await act(bench, bench.engine.retryFailed(id));
    expect(bench.status(id).counts).toMatchObject({ failed: 1, done: 63 });
    expect([...provider.changed.values()].every((times) => times === 1)).toBe(true);
  });
});
