import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JobRow } from '../../../electron/contract/job.ts';
import { value } from '../../support/archive.ts';
import {
  CountingProvider,
  engineBench,
  names,
  testKind,
  type Bench,
  type Treatment,
} from '../../support/job-engine.ts';
import { planFor } from '../../support/jobs.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { Disk, MemoryJournal, type CommitFate } from '../../support/memory-journal.ts';

/** What happens, request by request and commit by commit; afterwards all goes well. */
interface Fates {
  readonly commits: readonly CommitFate[];
  readonly requests: readonly (Treatment | 'diesBefore' | 'diesAfter')[];
  readonly rows: number;
  readonly concurrency: number;
  readonly perRequest: number;
  /** Milliseconds that answers take, in turn. */
  readonly latencies: readonly number[];
}

const fates = (perRequest: fc.Arbitrary<number>): fc.Arbitrary<Fates> =>
  fc.record({
    commits: fc.array(
      fc.constantFrom<CommitFate>('written', 'written', 'written', 'refused', 'diesBefore', 'diesAfter'),
      {
        maxLength: 25,
      },
    ),
    requests: fc.array(
      fc.constantFrom<Fates['requests'][number]>(
        'ok',
        'ok',
        'refuses',
        'unreachable',
        'lostAfter',
        'lostBefore',
        'throws',
        'diesBefore',
        'diesAfter',
      ),
      { maxLength: 25 },
    ),
    rows: fc.integer({ min: 1, max: 25 }),
    concurrency: fc.integer({ min: 1, max: 5 }),
    perRequest,
    latencies: fc.array(fc.nat(80), { minLength: 1, maxLength: 6 }),
  });

/** Runs a job through all its fates, starting the program again each time it dies, until there is nothing to do. */
async function live(
  { commits, requests, rows, concurrency, perRequest, latencies }: Fates,
  checkable: boolean,
): Promise<{ provider: CountingProvider; rows: readonly JobRow[]; state: string }> {
  const disk = new Disk();
  const clock = new ManualClock();
  const provider = new CountingProvider();
  const nextCommit = commits[Symbol.iterator]();
  const nextRequest = requests[Symbol.iterator]();
  let begun = false;

  const born = (): Bench => {
    const journal = new MemoryJournal(disk, () =>
      begun ? (nextCommit.next().value ?? 'written') : 'written',
    );
    // Each life has a kind of its own, so that what a dead process still holds changes nothing more.
    const mine = new CountingProvider();
    mine.treat = (targets) => {
      if (journal.dead) return 'hangs';
      const fate = nextRequest.next().value ?? 'ok';
      if (fate === 'diesBefore' || fate === 'diesAfter') journal.die();
      const arrives = fate === 'ok' || fate === 'lostAfter' || fate === 'throws' || fate === 'diesAfter';
      if (arrives) for (const target of targets) provider.changed.set(target, provider.times(target) + 1);
      return fate === 'diesBefore' || fate === 'diesAfter' ? 'hangs' : fate;
    };
    mine.latency = () =>
      new Promise((resolve) => {
        clock.after(latencies[mine.requests.length % latencies.length] ?? 0, resolve);
      });
    mine.check = (target) => provider.check(target);
    return engineBench({ journal, clock, provider: mine, kind: testKind(mine, { checkable, perRequest }) });
  };

  let bench = born();
  const { id } = await bench.start(
    planFor(names(rows)),
    { concurrency, stopAfterPercent: null },
    clock.now() + 60_000,
  );
  begun = true;
  await bench.clock.advance(120_000);
  for (let life = 0; life < 200; life += 1) {
    if (bench.journal.dead) {
      bench = born();
      const recovered = bench.engine.recover();
      if (!recovered.ok) {
        // The disk refused during the start: the program is started again.
        bench.journal.die();
        continue;
      }
    }
    const found = bench.engine.status(id);
    if (found.ok && found.value.state === 'done') break;
    await Promise.all([bench.engine.resume(id), clock.advance(5_000)]);
  }
  const page = value(bench.journal.rows(id, { state: null, text: '', offset: 0, limit: 1_000 }));
  return { provider, rows: page.rows, state: bench.status(id).state };
}

describe('a job whose process dies at any point', () => {
  it('changes every account exactly once where the provider can be asked', async () => {
    await fc.assert(
      fc.asyncProperty(fates(fc.constant(1)), async (plan) => {
        const { provider, rows, state } = await live(plan, true);
        expect(state).toBe('done');
        for (const row of rows) {
          expect([row.target, row.state, provider.times(row.target)]).toEqual([
            row.target,
            row.state,
            row.state === 'done' ? 1 : 0,
          ]);
          expect(['done', 'failed']).toContain(row.state);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('sends nothing twice and forgets nobody where the provider cannot be asked', async () => {
    await fc.assert(
      fc.asyncProperty(fates(fc.integer({ min: 1, max: 7 })), async (plan) => {
        const { provider, rows, state } = await live(plan, false);
        expect(state).toBe('done');
        for (const row of rows) {
          const times = provider.times(row.target);
          if (row.state === 'done') expect([row.target, times]).toEqual([row.target, 1]);
          else if (row.state === 'failed') expect([row.target, times]).toEqual([row.target, 0]);
          else expect([row.state, times <= 1]).toEqual(['unknown', true]);
        }
      }),
      { numRuns: 400 },
    );
  });
});
