import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuditStore } from '../../../electron/archive/audit.ts';
import { JobJournal, type RowChange, type StoredJob } from '../../../electron/archive/journal.ts';
import { auditQuery } from '../../../electron/contract/audit.ts';
import type { JobRow, RowState } from '../../../electron/contract/job.ts';
import { freshArchive, value } from '../../support/archive.ts';
import { auditOf, jobRow, storedJob } from '../../support/jobs.ts';

let opened: ReturnType<typeof freshArchive>;
let journal: JobJournal;
let audit: AuditStore;
const begin = (archive = opened.archive): void => {
  audit = new AuditStore(archive);
  journal = new JobJournal(archive, audit);
};
beforeEach(() => {
  opened = freshArchive();
  begin();
});
afterEach(() => {
  opened.dispose();
});

function written(change: Partial<StoredJob> = {}, targets = ['a', 'b', 'c']): StoredJob {
  const job = storedJob(change);
  value(journal.create(job));
  value(
    journal.addRows(
      job.id,
      targets.map((target, index) => jobRow({ index, target })),
    ),
  );
  return job;
}

const all = { state: null, text: '', offset: 0, limit: 100 };
const rows = (job = 'job-1'): readonly JobRow[] => value(journal.rows(job, all)).rows;
const states = (job = 'job-1'): RowState[] => rows(job).map(({ state }) => state);
const outcome = (change: Partial<RowChange>): RowChange => ({
  index: 0,
  state: 'done',
  at: 3_000,
  attempts: 1,
  failure: null,
  verified: null,
  note: '',
  ...change,
});

describe('JobJournal', () => {
  it('keeps a job with its rows over a restart', () => {
    const job = written({ options: { concurrency: 3, perSecond: 2, stopAfterPercent: null } });
    begin(opened.reopen());
    expect(value(journal.jobs())).toEqual([job]);
    expect(rows()).toEqual(['a', 'b', 'c'].map((target, index) => jobRow({ index, target })));
  });

  it('lists the newest job first', () => {
    written();
    written({ id: 'job-2', createdAt: 2_000, inverseOf: 'job-1' });
    expect(value(journal.jobs()).map(({ id }) => id)).toEqual(['job-2', 'job-1']);
  });

  it('keeps an intent with its time and counts the attempt', () => {
    written();
    value(journal.commit({ job: 'job-1', intents: { at: 2_000, indexes: [1] } }));
    begin(opened.reopen());
    expect(rows()[1]).toMatchObject({ state: 'sent', attempts: 1, sentAt: 2_000, settledAt: null });
  });

  it('takes an intent for a row that does not wait as a bug and writes nothing of the change', async () => {
    written();
    value(journal.commit({ job: 'job-1', intents: { at: 2_000, indexes: [0] } }));
    const again = { job: 'job-1', intents: { at: 3_000, indexes: [1, 0] }, audit: [auditOf('job.start')] };
    expect(() => journal.commit(again)).toThrow('does not wait');
    expect(states()).toEqual(['sent', 'waiting', 'waiting']);
    expect(value(await audit.page(auditQuery.parse({}))).total).toBe(0);
  });

  it('keeps how a row ended, in the words of the provider', () => {
    written();
    value(journal.commit({ job: 'job-1', intents: { at: 2_000, indexes: [0] } }));
    const failure = { code: 'provider.10007', provider: { code: 10_007, message: 'no right' } } as const;
    value(
      journal.commit({ job: 'job-1', outcomes: [outcome({ state: 'failed', failure, note: 'checked' })] }),
    );
    begin(opened.reopen());
    expect(rows()[0]).toMatchObject({ state: 'failed', settledAt: 3_000, failure, note: 'checked' });
  });

  it('keeps the code of a failure that only a newer console knows', () => {
    written();
    value(
      journal.commit({
        job: 'job-1',
        outcomes: [outcome({ state: 'failed', failure: { code: 'internal' } })],
      }),
    );
    opened.archive.durable.exec(
      `UPDATE job_row SET outcome = '{"failure":{"code":"future.one"}}' WHERE place = 0`,
    );
    expect(rows()[0]?.failure).toEqual({ code: 'provider.unknownCode', detail: 'future.one' });
  });

  it('keeps what changes in a job', () => {
    const job = written();
    const patch = {
      state: 'paused',
      pausedBecause: 'disk',
      failure: { code: 'file.diskFull' },
      finishedAt: 9,
    } as const;
    value(journal.commit({ job: 'job-1', patch }));
    begin(opened.reopen());
    expect(value(journal.jobs())[0]).toEqual({ ...job, ...patch });
  });

  it('writes rows of the audit in the same change, linked in the chain', async () => {
    written();
    value(journal.commit({ job: 'job-1', audit: [auditOf('job.start'), auditOf('account.block')] }));
    value(audit.append(auditOf('job.finish')));
    expect(value(await audit.verify())).toMatchObject({ rows: 3, flaws: [] });
  });

  it('counts rows by state, finds those of one state and those that hold a word', () => {
    written({}, ['north', 'south', 'north_west']);
    value(journal.commit({ job: 'job-1', intents: { at: 1, indexes: [2] } }));
    expect(value(journal.counts('job-1'))).toMatchObject({ waiting: 2, sent: 1, done: 0 });
    expect(value(journal.rows('job-1', { ...all, state: 'sent' })).rows.map((row) => row.target)).toEqual([
      'north_west',
    ]);
    expect(value(journal.rows('job-1', { ...all, text: 'H_W' })).total).toBe(1);
    expect(value(journal.rows('job-1', { ...all, text: 'north', limit: 1 }))).toMatchObject({ total: 2 });
    expect(value(journal.slice('job-1', 1, 5)).map((row) => row.index)).toEqual([1, 2]);
  });

  it('tells everything that was done to a target, newest first', () => {
    written();
    written({ id: 'job-2', kind: 'unblock', createdAt: 2_000 }, ['b']);
    const events = value(journal.ofTarget('b', 10));
    expect(events.map(({ job, row }) => [job.kind, row.index])).toEqual([
      ['unblock', 0],
      ['block', 1],
    ]);
  });

  it('never counts a row in two states, whatever is written in whatever order', () => {
    const act = fc.record({
      intent: fc.boolean(),
      index: fc.integer({ min: 0, max: 2 }),
      state: fc.constantFrom<RowState>('done', 'failed', 'unknown', 'waiting'),
    });
    let count = 0;
    fc.assert(
      fc.property(fc.array(act, { maxLength: 20 }), (acts) => {
        count += 1;
        const id = `any-${count}`;
        written({ id });
        for (const { intent, index, state } of acts) {
          if (!intent) value(journal.commit({ job: id, outcomes: [outcome({ index, state })] }));
          else if (rows(id)[index]?.state === 'waiting')
            value(journal.commit({ job: id, intents: { at: 2, indexes: [index] } }));
        }
        const counts = value(journal.counts(id));
        for (const state of new Set(states(id))) {
          expect(counts[state]).toBe(states(id).filter((other) => other === state).length);
        }
        expect(Object.values(counts).reduce((sum, number) => sum + number, 0)).toBe(3);
      }),
      { numRuns: 25 },
    );
  });

  it('tells the targets in a state, and keeps of whom somebody was told, of rows that are done alone', () => {
    written();
    value(
      journal.commit({
        job: 'job-1',
        intents: { at: 10, indexes: [0, 1] },
      }),
    );
    value(journal.commit({ job: 'job-1', outcomes: [outcome({ index: 0, state: 'done', at: 20 })] }));
    value(journal.tell('job-1', ['a', 'b', 'nobody']));
    expect(value(journal.targets('job-1', ['done', 'sent']))).toEqual([
      { target: 'a', state: 'done', settledAt: 20, told: true },
      { target: 'b', state: 'sent', settledAt: 0, told: false },
    ]);
    expect(rows().map((row) => row.told)).toEqual([true, false, false]);
    begin();
    expect(value(journal.targets('job-1', ['done'])).map((row) => row.told)).toEqual([true]);
  });
});
