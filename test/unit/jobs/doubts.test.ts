import { describe, expect, it } from 'vitest';
import type { JobRow } from '../../../electron/contract/job.ts';
import { value } from '../../support/archive.ts';
import { CountingProvider, engineBench, names, testKind, type Bench } from '../../support/job-engine.ts';
import { jobRow, planFor, storedJob } from '../../support/jobs.ts';
import { MemoryJournal } from '../../support/memory-journal.ts';

const everything = { state: null, text: '', offset: 0, limit: 1_000 };
const rowsOf = ({ engine }: Bench, id: string): readonly JobRow[] => value(engine.rows(id, everything)).rows;

async function act<T>(bench: Bench, work: Promise<T>, ms = 5_000): Promise<T> {
  const [done] = await Promise.all([work, bench.clock.advance(ms)]);
  return done;
}

/** A kind that takes account-1 for blocked already once somebody else has blocked it. */
function kindThatSees(provider: CountingProvider, shut: () => boolean): ReturnType<typeof testKind> {
  return testKind(provider, {
    preview: ({ target }) =>
      shut() && target === 'account-1'
        ? { verdict: 'unchanged', before: 'blocked', after: 'blocked', failure: null }
        : { verdict: 'change', before: '', after: 'blocked', failure: null },
  });
}

describe('a provider that stops answering', () => {
  it('pauses a job whose rows nobody can ask about before all of it is unknown', async () => {
    const provider = new CountingProvider();
    provider.treat = () => (provider.requests.length > 10 ? 'lostBefore' : 'ok');
    const bench = engineBench({ provider, kind: testKind(provider, { checkable: false }) });
    const { id } = await bench.start(planFor(names(500)), { concurrency: 2, stopAfterPercent: null });
    await bench.clock.advance(5_000);
    const { state, pausedBecause, counts } = bench.status(id);
    expect([state, pausedBecause]).toEqual(['paused', 'unanswered']);
    expect(counts.unknown).toBeLessThan(10);
    expect(counts.waiting).toBeGreaterThan(480);
  });

  it('is asked where it can be, and the job goes on by itself when it answers again', async () => {
    const provider = new CountingProvider();
    provider.treat = () => (provider.requests.length > 10 && provider.checks === 0 ? 'lostAfter' : 'ok');
    const bench = engineBench({ provider });
    const { id } = await bench.start(planFor(names(60)), { concurrency: 2, stopAfterPercent: null });
    await bench.clock.advance(30_000);
    expect(bench.status(id)).toMatchObject({ state: 'done', counts: { done: 60 } });
    expect(names(60).filter((name) => provider.times(name) !== 1)).toEqual([]);
  });

  it('does not keep a job busy for ever when it answers questions and swallows every change', async () => {
    const provider = new CountingProvider();
    provider.treat = () => 'lostBefore';
    const bench = engineBench({ provider });
    const { id } = await bench.start(planFor(names(500)), { concurrency: 2, stopAfterPercent: null });
    await bench.clock.advance(60_000);
    expect(bench.status(id)).toMatchObject({ state: 'paused', pausedBecause: 'unanswered' });
    expect(provider.requests.length).toBeLessThan(30);
  });

  it('with batches, does not take one lost answer for the end', async () => {
    const provider = new CountingProvider();
    provider.treat = () => (provider.requests.length === 2 ? 'lostAfter' : 'ok');
    const bench = engineBench({ provider, kind: testKind(provider, { checkable: false, perRequest: 200 }) });
    const { id } = await bench.start(planFor(names(1_000)), { concurrency: 1 });
    await bench.clock.advance(5_000);
    expect(bench.status(id)).toMatchObject({ state: 'done', counts: { done: 800, unknown: 200 } });
  });
});

describe('the moment to ask about a row', () => {
  it('counts from when its answer was lost, not from when it was written down to be sent', async () => {
    const provider = new CountingProvider();
    provider.treat = () => 'lostAfter';
    const bench = engineBench({ provider });
    // A slow provider: the answer is lost long after the intent.
    provider.latency = () =>
      new Promise((resolve) => {
        bench.clock.after(20_000, resolve);
      });
    const { id } = await bench.start(planFor(names(1)));
    await bench.clock.advance(20_500);
    expect([provider.checks, bench.status(id).state]).toEqual([0, 'checking']);
    await bench.clock.advance(1_000);
    expect([provider.checks, bench.status(id).state]).toEqual([1, 'done']);
  });

  it('counts from the start of the console for what an earlier run left, whatever the clock says', async () => {
    for (const jump of [-3_600_000, 0, 3_600_000]) {
      const journal = new MemoryJournal();
      const provider = new CountingProvider();
      const bench = engineBench({ journal, provider });
      value(journal.create(storedJob({ state: 'running' })));
      const sentAt = bench.clock.now() - jump - 60_000;
      value(journal.addRows('job-1', [jobRow({ target: 'account-0', state: 'sent', sentAt })]));
      provider.changed.set('account-0', 1);
      value(bench.engine.recover());
      const resumed = bench.engine.resume('job-1');
      await bench.clock.advance(900);
      value(await resumed);
      expect(provider.checks).toBe(0);
      await bench.clock.advance(200);
      expect([provider.checks, bench.status('job-1').state]).toEqual([1, 'done']);
      expect(provider.requests).toEqual([]);
    }
  });
});

describe('a clock that is set', () => {
  it('back neither holds up a throttled job nor freezes its progress', async () => {
    const bench = engineBench();
    const { id } = await bench.start(planFor(names(20)), { concurrency: 1, perSecond: 10 });
    await bench.clock.advance(500);
    bench.clock.setOn(-3_600_000);
    bench.events.length = 0;
    await bench.clock.advance(1_000);
    expect(bench.events.length).toBeGreaterThan(2);
    await bench.clock.advance(1_000);
    expect(bench.status(id).state).toBe('done');
  });

  it('on makes a scheduled job start within half a minute of its new time', async () => {
    const bench = engineBench();
    const { id } = await bench.start(planFor(names(3)), {}, bench.clock.now() + 3_600_000);
    bench.clock.setOn(3_600_000 - 1_000);
    await bench.clock.advance(60_000);
    expect(bench.status(id).state).toBe('done');
  });

  it('far past a scheduled time, as a computer that slept over it finds it, sends nothing unasked', async () => {
    const bench = engineBench();
    const { id } = await bench.start(planFor(names(3)), {}, bench.clock.now() + 3_600_000);
    bench.clock.setOn(8 * 3_600_000);
    await bench.clock.advance(60_000);
    expect(bench.status(id)).toMatchObject({ state: 'paused', pausedBecause: 'missedTime' });
    expect(bench.provider.requests).toEqual([]);
  });
});

describe('two jobs over the same account', () => {
  const openJob = async (): Promise<{ bench: Bench; id: string }> => {
    const provider = new CountingProvider();
    provider.latency = () => new Promise(() => undefined);
    const bench = engineBench({ provider });
    const { id } = await bench.start(planFor(names(5)), { concurrency: 1 });
    return { bench, id };
  };
  const preview = async (bench: Bench, targets: readonly string[]): Promise<Record<string, number>> =>
    value(await act(bench, bench.engine.preview(planFor(targets)), 0)).counts;

  it('do not run side by side: what one has still to do, the other leaves out and says why', async () => {
    const { bench, id } = await openJob();
    const told = value(await act(bench, bench.engine.preview(planFor(['account-1', 'account-9'])), 0));
    expect(told.counts).toEqual({ change: 1, unchanged: 0, error: 1 });
    const rows = value(bench.engine.previewRows(told.hash, { verdict: null, text: '', offset: 0, limit: 9 }));
    expect(rows.rows[0]?.failure).toEqual({ code: 'job.overlap', concerns: bench.status(id).title });
  });

  it('may follow each other', async () => {
    const bench = engineBench();
    await bench.start(planFor(names(5)));
    await bench.clock.advance(1_000);
    expect(await preview(bench, names(5))).toMatchObject({ change: 5 });
  });

  it('that were previewed together are started one by one, and the second is refused', async () => {
    const bench = engineBench();
    bench.provider.latency = () => new Promise(() => undefined);
    const [one, two] = [planFor(names(5)), planFor(names(4))];
    const first = value(await act(bench, bench.engine.preview(one), 0));
    const second = value(await act(bench, bench.engine.preview(two), 0));
    const start = (hash: string, typed: number): ReturnType<Bench['engine']['start']> =>
      bench.engine.start({
        hash,
        typed: String(typed),
        reason: '',
        options: bench.engine.list()[0]?.options ?? {
          concurrency: 1,
          perSecond: null,
          stopAfterPercent: null,
        },
        scheduledFor: null,
      });
    const both = await act(bench, Promise.all([start(first.hash, 5), start(second.hash, 4)]), 0);
    expect(both.map((result) => (result.ok ? result.value.state : result.failure.code))).toEqual([
      'running',
      'job.changed',
    ]);
  });

  it('cannot come about by retrying what failed either', async () => {
    const provider = new CountingProvider();
    provider.treat = () => 'refuses';
    const bench = engineBench({ provider });
    const { id } = await bench.start(planFor(names(3)), { stopAfterPercent: null });
    await bench.clock.advance(1_000);
    provider.treat = () => 'ok';
    provider.latency = () => new Promise(() => undefined);
    await bench.start(planFor(names(2)), { concurrency: 1 });
    expect(await act(bench, bench.engine.retryFailed(id), 0)).toMatchObject({
      ok: false,
      failure: { code: 'job.overlap' },
    });
  });

  it('cannot come about while one is being written and what failed in the other is retried', async () => {
    const provider = new CountingProvider();
    provider.treat = () => 'refuses';
    const bench = engineBench({ provider });
    const { id } = await bench.start(planFor(names(3)), { stopAfterPercent: null });
    await bench.clock.advance(1_000);
    provider.treat = () => 'ok';
    provider.latency = () => new Promise(() => undefined);
    const { hash } = value(await act(bench, bench.engine.preview(planFor(names(3))), 0));
    const options = { concurrency: 1, perSecond: null, stopAfterPercent: null };
    const start = bench.engine.start({ hash, typed: '3', reason: '', options, scheduledFor: null });
    const retry = bench.engine.retryFailed(id);
    const both = await act(bench, Promise.all([start, retry]), 0);
    expect(both.map((result) => (result.ok ? result.value.state : result.failure.code))).toEqual([
      'running',
      'job.overlap',
    ]);
  });

  it('are no matter of a plan that names one twice: it is refused whole', async () => {
    const bench = engineBench();
    expect(await act(bench, bench.engine.preview(planFor(['a', 'b', 'a'])), 0)).toMatchObject({
      ok: false,
      failure: { code: 'plan.invalid', concerns: 'a' },
    });
  });
});

describe('taking back', () => {
  it('leaves alone what a later job changed again', async () => {
    const bench = engineBench();
    const first = await bench.start(planFor(names(3)));
    await bench.clock.advance(1_000);
    await bench.start(planFor(['account-1']));
    await bench.clock.advance(1_000);
    const inverse = value(await act(bench, bench.engine.inverse(first.id), 0));
    const told = value(await act(bench, bench.engine.preview(inverse, first.id), 0));
    expect(told.counts).toEqual({ change: 2, unchanged: 0, error: 1 });
    const rows = value(
      bench.engine.previewRows(told.hash, { verdict: 'error', text: '', offset: 0, limit: 9 }),
    );
    expect(rows.rows).toMatchObject([{ target: 'account-1', failure: { code: 'job.changedSince' } }]);
  });
});

describe('a row whose turn comes late', () => {
  /** A job of three whose kind believes that somebody else shut account-1 after the preview. */
  const openLate = async (really: boolean): Promise<{ bench: Bench; id: string }> => {
    let shut = false;
    const provider = new CountingProvider();
    const kind = kindThatSees(provider, () => shut);
    const bench = engineBench({ provider, kind });
    const { id } = await bench.start(planFor(names(3)), {}, bench.clock.now() + 3_600_000);
    shut = true;
    if (really) provider.changed.set('account-1', 1);
    await bench.clock.advance(3_601_000);
    return { bench, id };
  };

  it('is left out when somebody else has done it since, and is not taken back with the others', async () => {
    const { bench, id } = await openLate(true);
    expect(bench.status(id)).toMatchObject({ state: 'done', counts: { done: 2, unchanged: 1 } });
    expect(bench.provider.requests.flat()).toEqual(['account-0', 'account-2']);
    expect(rowsOf(bench, id)[1]).toMatchObject({ state: 'unchanged', attempts: 0, verified: true });
    const inverse = value(await act(bench, bench.engine.inverse(id), 0));
    expect(inverse.rows.map(({ target }) => target)).toEqual(['account-0', 'account-2']);
  });

  it('is sent when the console only believed it', async () => {
    const { bench, id } = await openLate(false);
    expect(bench.status(id)).toMatchObject({ state: 'done', counts: { done: 3, unchanged: 0 } });
    expect(names(3).map((name) => bench.provider.times(name))).toEqual([1, 1, 1]);
  });
});

describe('a time to begin', () => {
  it('that has passed while somebody looked at the preview is no "now": nothing is sent', async () => {
    const bench = engineBench();
    const { hash } = value(await act(bench, bench.engine.preview(planFor(names(3))), 0));
    const options = { concurrency: 1, perSecond: null, stopAfterPercent: null };
    const input = { hash, typed: '3', reason: '', options };
    const late = await act(bench, bench.engine.start({ ...input, scheduledFor: bench.clock.now() - 1 }));
    expect(late).toMatchObject({ failure: { code: 'input.invalid', concerns: 'scheduledFor' } });
    expect(bench.provider.requests).toEqual([]);
    expect(bench.engine.list()).toEqual([]);
    const now = await act(bench, bench.engine.start({ ...input, scheduledFor: null }));
    expect(now).toMatchObject({ ok: true });
  });
});

describe('a preview that has become old', () => {
  it('cannot be started when a row of it is as wanted by now', async () => {
    let shut = false;
    const provider = new CountingProvider();
    const kind = kindThatSees(provider, () => shut);
    const bench = engineBench({ provider, kind });
    const { hash } = value(await act(bench, bench.engine.preview(planFor(names(3))), 0));
    shut = true;
    const input = { hash, typed: '3', reason: '', scheduledFor: null };
    const options = { concurrency: 1, perSecond: null, stopAfterPercent: null };
    expect(await act(bench, bench.engine.start({ ...input, options }), 0)).toMatchObject({
      ok: false,
      failure: { code: 'job.changed', concerns: 'account-1' },
    });
    expect(provider.requests).toEqual([]);
  });
});

describe('two wishes at once', () => {
  it('to resume begin one run', async () => {
    const provider = new CountingProvider();
    provider.treat = () => (provider.requests.length > 3 ? 'unreachable' : 'ok');
    const bench = engineBench({ provider });
    const { id } = await bench.start(planFor(names(9)), { concurrency: 1 });
    await bench.clock.advance(1_000);
    provider.treat = () => 'ok';
    const both = await act(bench, Promise.all([bench.engine.resume(id), bench.engine.resume(id)]));
    expect(both.map((result) => result.ok)).toEqual([true, false]);
    expect(names(9).filter((name) => provider.times(name) !== 1)).toEqual([]);
  });
});

describe('the end of the console', () => {
  it('lets no scheduled job begin any more', async () => {
    const bench = engineBench();
    await bench.start(planFor(names(3)), {}, bench.clock.now() + 60_000);
    await bench.engine.close();
    await bench.clock.advance(120_000);
    expect(bench.provider.requests).toEqual([]);
  });

  it('comes although the journal throws, and the job says so instead of looking as if it ran', async () => {
    let broken = false;
    const journal = new MemoryJournal(undefined, () => {
      if (broken) throw new Error('out of memory');
      return 'written';
    });
    const bench = engineBench({ journal });
    const { id } = await bench.start(planFor(names(50)), { concurrency: 1, perSecond: 10 });
    await bench.clock.advance(500);
    broken = true;
    await bench.clock.advance(300);
    broken = false;
    await Promise.all([bench.engine.close(), bench.clock.advance(10_000)]);
    expect(bench.status(id).state).toBe('paused');
  });

  it('leaves what was under way unknown in the audit too', () => {
    const journal = new MemoryJournal();
    value(journal.create(storedJob({ state: 'running' })));
    value(
      journal.addRows('job-1', [jobRow({ target: 'a', state: 'sent', sentAt: 5 }), jobRow({ index: 1 })]),
    );
    const bench = engineBench({ journal });
    value(bench.engine.recover());
    expect(rowsOf(bench, 'job-1').map((row) => row.state)).toEqual(['unknown', 'waiting']);
    expect(journal.disk.audit).toMatchObject([
      { action: 'account.block', target: 'a', result: 'unknown', user: 'olga' },
    ]);
  });

  it('takes the secrets of a scheduled job with it, and the job says so at once', () => {
    const journal = new MemoryJournal();
    value(journal.create(storedJob({ state: 'scheduled', scheduledFor: 2_000_000_000_000 })));
    value(journal.addRows('job-1', [jobRow()]));
    const kind = {
      ...testKind(new CountingProvider()),
      ready: () => ({ ok: false, failure: { code: 'job.needsSecrets' } }) as const,
    };
    const bench = engineBench({ journal, kind });
    value(bench.engine.recover());
    expect(bench.status('job-1')).toMatchObject({ state: 'paused', pausedBecause: 'secrets' });
  });
});
