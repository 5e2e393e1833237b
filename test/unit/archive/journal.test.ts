import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Journal, planHash, type JobPlan } from '../../../electron/archive/journal.ts';
import { freshArchive, value } from '../../support/archive.ts';

let opened: ReturnType<typeof freshArchive>;
let journal: Journal;
beforeEach(() => {
  opened = freshArchive();
  journal = new Journal(opened.archive);
});
afterEach(() => {
  opened.dispose();
});

const plan = (change: Partial<JobPlan> = {}): JobPlan => ({
  id: 'job-1',
  kind: 'account.block',
  title: 'Block 3 accounts',
  plan: { reason: 'unpaid' },
  inverseOf: null,
  rows: ['a', 'b', 'c'].map((target) => ({ target, detail: { was: 'unblocked' } })),
  ...change,
});

const states = (job = 'job-1'): string[] => value(journal.rows(job, 0, 100)).map(({ state }) => state);

describe('Journal', () => {
  it('keeps a job with its plan, rows and hash over a restart', () => {
    const stored = value(journal.create(plan(), 1_000));
    journal = new Journal(opened.reopen());
    expect(value(journal.job('job-1'))).toEqual(stored);
    expect(stored).toMatchObject({ state: 'planned', createdAt: 1_000, plan: { reason: 'unpaid' } });
    expect(value(journal.rows('job-1', 0, 100))[1]).toEqual({
      place: 1,
      target: 'b',
      detail: { was: 'unblocked' },
      state: 'waiting',
      attempts: 0,
      sentAt: null,
      knownAt: null,
      outcome: null,
    });
    expect(value(journal.job('other'))).toBeNull();
  });

  it('lists the newest job first', () => {
    value(journal.create(plan(), 1_000));
    value(journal.create(plan({ id: 'job-2', inverseOf: 'job-1' }), 2_000));
    expect(value(journal.jobs()).map(({ id }) => id)).toEqual(['job-2', 'job-1']);
  });

  it('allows a row to be sent once only', () => {
    value(journal.create(plan(), 1_000));
    expect(value(journal.intend('job-1', [0, 1], 2_000))).toEqual([0, 1]);
    expect(value(journal.intend('job-1', [0, 1, 2, 77], 3_000))).toEqual([2]);
    expect(value(journal.rows('job-1', 0, 1))[0]).toMatchObject({
      state: 'sent',
      attempts: 1,
      sentAt: 2_000,
    });
  });

  it('writes outcomes only over rows that were sent', () => {
    value(journal.create(plan(), 1_000));
    value(journal.intend('job-1', [0], 2_000));
    value(
      journal.settle(
        'job-1',
        [
          { place: 0, state: 'done', outcome: { code: 0 } },
          { place: 1, state: 'done', outcome: null },
        ],
        3_000,
      ),
    );
    expect(states()).toEqual(['done', 'waiting', 'waiting']);
    value(journal.settle('job-1', [{ place: 0, state: 'failed', outcome: null }], 4_000));
    expect(value(journal.rows('job-1', 0, 1))[0]).toMatchObject({
      state: 'done',
      knownAt: 3_000,
      outcome: { code: 0 },
    });
  });

  it('calls an intent without an outcome unknown after a crash, and pauses the job', () => {
    value(journal.create(plan(), 1_000));
    value(journal.setState('job-1', 'running', 1_500));
    value(journal.intend('job-1', [0, 1], 2_000));
    value(journal.settle('job-1', [{ place: 0, state: 'done', outcome: null }], 2_500));
    journal = new Journal(opened.reopen());
    expect(value(journal.recover(9_000))).toBe(1);
    expect(states()).toEqual(['done', 'unknown', 'waiting']);
    expect(value(journal.job('job-1'))?.state).toBe('paused');
    expect(value(journal.intend('job-1', [1], 9_500))).toEqual([]);
  });

  it('lets a check settle an unknown row and a person put it back', () => {
    value(journal.create(plan(), 1_000));
    value(journal.intend('job-1', [0, 1, 2], 2_000));
    value(journal.recover(3_000));
    value(journal.settle('job-1', [{ place: 0, state: 'done', outcome: 'checked' }], 4_000));
    expect(value(journal.requeue('job-1', [0, 1]))).toBe(1);
    expect(states()).toEqual(['done', 'waiting', 'unknown']);
    expect(value(journal.intend('job-1', [1], 5_000))).toEqual([1]);
    expect(value(journal.rows('job-1', 1, 1))[0]).toMatchObject({ attempts: 2 });
  });

  it('counts rows by state and finds those of one state', () => {
    value(journal.create(plan(), 1_000));
    value(journal.intend('job-1', [0, 2], 2_000));
    value(
      journal.settle('job-1', [{ place: 2, state: 'failed', outcome: { code: 'provider.10007' } }], 3_000),
    );
    expect(value(journal.counts('job-1'))).toEqual({ waiting: 1, sent: 1, done: 0, failed: 1, unknown: 0 });
    expect(value(journal.rows('job-1', 0, 10, 'failed')).map(({ place }) => place)).toEqual([2]);
  });

  it('notes when a job ended', () => {
    value(journal.create(plan(), 1_000));
    value(journal.setState('job-1', 'done', 7_000));
    expect(value(journal.job('job-1'))).toMatchObject({ state: 'done', finishedAt: 7_000 });
  });

  it('never has a row sent twice without a person, whatever happens in whatever order', () => {
    const act = fc.record({
      what: fc.constantFrom('intend', 'settle', 'recover'),
      place: fc.integer({ min: 0, max: 2 }),
      state: fc.constantFrom('done', 'failed', 'unknown'),
    });
    let count = 0;
    fc.assert(
      fc.property(fc.array(act, { maxLength: 20 }), (acts) => {
        count += 1;
        const id = `any-${count}`;
        value(journal.create(plan({ id }), 1));
        const sent = [0, 0, 0];
        for (const { what, place, state } of acts) {
          if (what === 'intend')
            for (const at of value(journal.intend(id, [place], 2))) sent[at] = (sent[at] ?? 0) + 1;
          else if (what === 'settle') value(journal.settle(id, [{ place, state, outcome: null }], 3));
          else value(journal.recover(4));
        }
        for (const times of sent) expect(times).toBeLessThanOrEqual(1);
      }),
      { numRuns: 25 },
    );
  });
});

describe('planHash', () => {
  it('changes with the kind, the plan, a row and their order', () => {
    const hashes = [
      plan(),
      plan({ kind: 'account.unblock' }),
      plan({ plan: { reason: 'paid' } }),
      plan({ rows: plan().rows.slice(1) }),
      plan({ rows: [...plan().rows].reverse() }),
    ].map(planHash);
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(planHash(plan({ id: 'another', title: 'other words' }))).toBe(hashes[0]);
  });
});
