import { describe, expect, it } from 'vitest';
import { Leaving, type LeavingSession } from '../../../electron/compose/leaving.ts';
import type { JobState, JobStatus } from '../../../electron/contract/job.ts';
import { engineBench, names } from '../../support/job-engine.ts';
import { planFor } from '../../support/jobs.ts';
import { ManualClock } from '../../support/manual-clock.ts';

interface World {
  job: JobState | null;
  reports: number;
  untold: number;
}

/** Somebody who answers questions in turn; the last answer is given again. */
async function desk(
  world: World,
  answers: readonly string[],
): Promise<{
  leaving: Leaving;
  clock: ManualClock;
  asked: string[];
  quits: () => number;
  shown: () => number;
}> {
  const clock = new ManualClock();
  const bench = engineBench();
  const job = await bench.start(planFor(names(3)));
  const counts = { quits: 0, shown: 0 };
  const asked: string[] = [];
  const session = (): LeavingSession => ({
    jobs: { list: () => (world.job === null ? [] : [{ ...job, state: world.job } satisfies JobStatus]) },
    reports: { unfinished: world.reports },
    administration: { passwords: { untold: () => world.untold } },
  });
  const leaving = new Leaving({
    session,
    ask: (message, _detail, buttons) => {
      asked.push(message);
      const answer = answers[asked.length - 1] ?? answers.at(-1) ?? '';
      return Promise.resolve(buttons.findIndex((button) => button.includes(answer)));
    },
    show: () => {
      counts.shown += 1;
    },
    quit: () => {
      counts.quits += 1;
    },
    clock,
  });
  return { leaving, clock, asked, quits: () => counts.quits, shown: () => counts.shown };
}

describe('quitting', () => {
  it('asks nothing when nothing would be cut short', async () => {
    const { leaving, asked } = await desk({ job: 'paused', reports: 0, untold: 0 }, []);
    expect(await leaving.mayQuit()).toBe(true);
    expect(asked).toEqual([]);
  });

  it.each<JobState>(['running', 'checking', 'pausing', 'cancelling'])(
    'asks about a job that is %s, and pauses it or stays',
    async (job) => {
      const pauses = await desk({ job, reports: 0, untold: 0 }, ['Pause and quit']);
      expect([await pauses.leaving.mayQuit(), pauses.shown()]).toEqual([true, 0]);
      const stays = await desk({ job, reports: 0, untold: 0 }, ['Stay']);
      expect([await stays.leaving.mayQuit(), stays.shown()]).toEqual([false, 1]);
    },
  );

  it('lets a job be finished while the console goes on, and quits when it is done', async () => {
    const world: World = { job: 'running', reports: 1, untold: 0 };
    const { leaving, clock, quits } = await desk(world, ['Finish']);
    expect(await leaving.mayQuit()).toBe(false);
    await clock.advance(60_000);
    expect(quits()).toBe(0);
    world.job = 'done';
    await clock.advance(60_000);
    expect(quits()).toBe(0);
    world.reports = 0;
    await clock.advance(1_000);
    expect(quits()).toBe(1);
    await clock.advance(60_000);
    expect(quits()).toBe(1);
  });

  it('stays, and shows why, when the job that was to be finished pauses by itself', async () => {
    const world: World = { job: 'running', reports: 0, untold: 0 };
    const { leaving, clock, quits, shown } = await desk(world, ['Finish']);
    await leaving.mayQuit();
    world.job = 'paused';
    await clock.advance(60_000);
    expect([quits(), shown()]).toEqual([0, 2]);
  });

  it('can be asked for again while a job is being finished, and then forgets the first wish', async () => {
    const world: World = { job: 'running', reports: 0, untold: 0 };
    const { leaving, clock, asked, quits } = await desk(world, ['Finish', 'Stay']);
    await leaving.mayQuit();
    expect(await leaving.mayQuit()).toBe(false);
    expect(asked).toHaveLength(2);
    world.job = 'done';
    await clock.advance(60_000);
    expect(quits()).toBe(0);
  });

  it('warns of new passwords that nobody has seen, after a job was paused too', async () => {
    const stays = await desk({ job: 'running', reports: 0, untold: 300 }, ['Pause', 'Stay']);
    expect(await stays.leaving.mayQuit()).toBe(false);
    expect(stays.asked[1]).toContain('300 new passwords have not been shown');
    const goes = await desk({ job: null, reports: 0, untold: 1 }, ['lose']);
    expect(await goes.leaving.mayQuit()).toBe(true);
  });
});

describe('signing out', () => {
  it('asks about jobs and passwords, and stays when somebody wants to', async () => {
    const world: World = { job: 'running', reports: 0, untold: 2 };
    const goes = await desk(world, ['Pause', 'lose']);
    expect([await goes.leaving.maySignOut(), goes.asked.length]).toEqual([null, 2]);
    const stays = await desk(world, ['Stay']);
    expect(await stays.leaving.maySignOut()).toEqual({ code: 'cancelled' });
    const quiet = await desk({ job: 'done', reports: 1, untold: 0 }, []);
    expect([await quiet.leaving.maySignOut(), quiet.asked]).toEqual([null, []]);
  });
});
