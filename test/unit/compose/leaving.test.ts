import { describe, expect, it } from 'vitest';
import { Leaving, type LeavingSession } from '../../../electron/compose/leaving.ts';
import type { PendingCommands } from '../../../electron/commands/service.ts';
import type { JobState, JobStatus } from '../../../electron/contract/job.ts';
import { engineBench, names } from '../../support/job-engine.ts';
import { planFor } from '../../support/jobs.ts';
import { ManualClock } from '../../support/manual-clock.ts';

interface World {
  job: JobState | null;
  reports: number;
  untold: number;
  commands?: PendingCommands;
}

/** Somebody who answers questions in turn; the last answer is given again. */
async function desk(
  world: World,
  answers: readonly string[],
): Promise<{
  leaving: Leaving;
  clock: ManualClock;
  asked: string[];
  details: string[];
  quits: () => number;
  shown: () => number;
}> {
  const clock = new ManualClock();
  const bench = engineBench();
  const job = await bench.start(planFor(names(3)));
  const counts = { quits: 0, shown: 0 };
  const asked: string[] = [];
  const details: string[] = [];
  const session = (): LeavingSession => ({
    jobs: { list: () => (world.job === null ? [] : [{ ...job, state: world.job } satisfies JobStatus]) },
    reports: { unfinished: world.reports },
    administration: { passwords: { untold: () => world.untold } },
    commands: { service: { pending: world.commands ?? { held: 0, underWay: 0 } } },
  });
  const leaving = new Leaving({
    session,
    ask: (message, detail, buttons) => {
      asked.push(message);
      details.push(detail);
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
  return { leaving, clock, asked, details, quits: () => counts.quits, shown: () => counts.shown };
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
    const quiet = await desk({ job: 'done', reports: 0, untold: 0 }, []);
    expect([await quiet.leaving.maySignOut(), quiet.asked]).toEqual([null, []]);
  });

  it('says what becomes of held commands, of those on the way, of a paused job and of a report', async () => {
    const world: World = { job: 'paused', reports: 1, untold: 0, commands: { held: 1, underWay: 2 } };
    const stays = await desk(world, ['Stay']);
    expect(await stays.leaving.maySignOut()).toEqual({ code: 'cancelled' });
    const [detail = ''] = stays.details;
    expect(detail).toContain('1 command held for a device: not sent meanwhile');
    expect(detail).toContain('2 commands on the way: cannot be taken back');
    expect(detail).toMatch(/Paused: nothing more of it is sent until this account signs in here again/);
    expect(detail).toContain('1 report not finished: cancelled, without a file.');
    const goes = await desk(world, ['Sign out']);
    expect(await goes.leaving.maySignOut()).toBeNull();
  });

  it('says that a scheduled job does not begin meanwhile', async () => {
    const stays = await desk({ job: 'scheduled', reports: 0, untold: 0 }, ['Stay']);
    expect(await stays.leaving.maySignOut()).toEqual({ code: 'cancelled' });
    expect(stays.details[0]).toContain('1 scheduled job: none begins while this account is signed out.');
  });
});

describe('quitting with a command that is held', () => {
  it('asks, because nobody looks for its device meanwhile', async () => {
    const world: World = { job: null, reports: 0, untold: 0, commands: { held: 2, underWay: 0 } };
    const stays = await desk(world, ['Stay']);
    expect([await stays.leaving.mayQuit(), stays.shown()]).toEqual([false, 1]);
    expect(stays.details[0]).toContain('when the console is started again');
    expect(await (await desk(world, ['Quit'])).leaving.mayQuit()).toBe(true);
  });

  it('does not ask again when a report was to be finished first and is', async () => {
    const world: World = { job: null, reports: 1, untold: 0, commands: { held: 2, underWay: 0 } };
    const { leaving, clock, quits, asked } = await desk(world, ['Finish']);
    expect(await leaving.mayQuit()).toBe(false);
    world.reports = 0;
    await clock.advance(1_000);
    expect(quits()).toBe(1);
    expect([await leaving.mayQuit(), asked.length]).toEqual([true, 1]);
  });
});
