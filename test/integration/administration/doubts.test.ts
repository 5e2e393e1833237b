import { describe, expect, it } from 'vitest';
import { value } from '../../support/archive.ts';
import { allRows, notBlocked, useOffice } from './support.ts';

const open = useOffice();

describe('generated passwords', () => {
  it('that nobody has seen when the console ends are told as lost, and new ones are set for exactly those', async () => {
    const of = await open();
    const names = notBlocked(of, 6);
    const { id } = await of.run(
      await of.plan({
        kind: 'password',
        targets: { from: 'accounts', accounts: names },
        password: { mode: 'generated', length: 10 },
      }),
    );
    await of.until(id, 'done');
    expect(of.administration.passwords.untold()).toBe(6);
    const slips = value(await of.administration.passwords.slips(id));
    value(of.administration.passwords.told(id, slips.slice(0, 2)));
    expect(value(of.administration.passwords.holding(id))).toEqual({ held: 6, untold: 4, told: 2, lost: 0 });

    await of.restart();
    expect(value(of.administration.passwords.holding(id))).toEqual({ held: 0, untold: 0, told: 2, lost: 4 });
    expect(of.administration.passwords.losses()).toMatchObject([
      { code: 'password.lost', concerns: 'New passwords for 6 accounts', detail: '4 accounts' },
    ]);
    const { plan } = value(await of.administration.planLost(id));
    expect(plan.rows.map((row) => row.target)).toEqual(names.slice(2));
    const again = await of.run(plan);
    await of.until(again.id, 'done');
    expect(value(of.administration.passwords.holding(id)).lost).toBe(0);
    expect(of.administration.passwords.losses()).toEqual([]);
    const fresh = value(await of.administration.passwords.slips(again.id));
    expect(fresh.every(({ password }) => password.length === 10)).toBe(true);
    value(await of.administration.passwords.trialSignIn(again.id, names[5] ?? ''));
    expect(of.simulator.ledger.count('password', names[0] ?? '')).toBe(1);
    expect(of.simulator.ledger.count('password', names[5] ?? '')).toBe(2);
  });

  it('can be forgotten without taking from the job what it has still to set', async () => {
    const of = await open({ world: { faults: { latencyMs: 20 } } });
    const names = notBlocked(of, 20);
    const { id } = await of.run(
      await of.plan({
        kind: 'password',
        targets: { from: 'accounts', accounts: names },
        password: { mode: 'typed', password: 'Harbour-42-gate' },
      }),
      { concurrency: 1 },
    );
    await expect.poll(() => of.simulator.ledger.entries('password').length).toBeGreaterThan(3);
    value(of.engine.pause(id));
    await of.until(id, 'paused');
    value(of.administration.passwords.forget(id));
    expect(value(of.administration.passwords.holding(id)).held).toBe(0);
    value(await of.engine.resume(id));
    await of.until(id, 'done');
    expect(names.filter((name) => of.simulator.ledger.count('password', name) !== 1)).toEqual([]);
  });
});

describe('a job and its connection', () => {
  it('blames no row for a login that fails: rows wait, the job pauses and says why', async () => {
    const of = await open();
    const names = notBlocked(of, 30);
    await of.simulator.faults.set({
      rules: [
        { endpoints: ['block'], skip: 8, times: 1, action: { do: 'answer', code: 10_011 } },
        { endpoints: ['authorization'], action: { do: 'status', status: 502, effect: false } },
      ],
    });
    const plan = await of.plan({ kind: 'block', targets: { from: 'accounts', accounts: names } });
    const { id } = await of.run(plan, { concurrency: 1 });
    const paused = await of.until(id, 'paused');
    expect(paused).toMatchObject({
      pausedBecause: 'connection',
      failure: { code: 'request.notSent' },
      counts: { done: 8, waiting: 22, failed: 0, unknown: 0 },
    });
    await of.simulator.faults.clear();
    value(await of.engine.resume(id));
    await of.until(id, 'done');
    expect(names.filter((name) => of.simulator.ledger.count('block', name) !== 1)).toEqual([]);
  });

  it('pauses when request after request is swallowed, with few rows unknown, and goes on from there', async () => {
    const of = await open({ timeout: 300, world: { accounts: 120 } });
    const names = notBlocked(of, 100);
    await of.simulator.faults.set({
      rules: [{ endpoints: ['messageSend'], skip: 6, action: { do: 'hang', effect: false } }],
    });
    const plan = await of.plan({
      kind: 'message',
      targets: { from: 'accounts', accounts: names },
      content: 'For {account}',
    });
    const { id } = await of.run(plan, { concurrency: 2 });
    const paused = await of.until(id, 'paused');
    expect(paused.pausedBecause).toBe('unanswered');
    expect(paused.counts.unknown).toBeLessThan(9);
    await of.simulator.faults.clear();
    value(await of.engine.resume(id));
    const end = await of.until(id, 'done');
    expect(end.counts.done + end.counts.unknown).toBe(100);
    expect(names.filter((name) => of.simulator.ledger.count('message', name) > 1)).toEqual([]);
  });

  it('lets nothing leave any more once it is cancelled, though a storm of 10009 holds requests back', async () => {
    const of = await open({ timeout: 30_000 });
    const names = notBlocked(of, 30);
    await of.simulator.faults.set({
      rules: [{ endpoints: ['block'], skip: 5, action: { do: 'answer', code: 10_009 } }],
    });
    const plan = await of.plan({ kind: 'block', targets: { from: 'accounts', accounts: names } });
    const { id } = await of.run(plan, { concurrency: 8 });
    const held = (): boolean => {
      const { pausedUntil, inFlight, waiting } = of.client.status().pace;
      return pausedUntil !== null && inFlight === 0 && waiting === 8;
    };
    await expect.poll(held).toBe(true);
    // The one that finds out whether the pause is over may just have left; none of the others may any more.
    const { inFlight } = of.client.status().pace;
    value(of.engine.cancel(id));
    await of.simulator.faults.set({ rules: [] });
    const { counts } = await of.until(id, 'cancelled');
    const { length } = of.simulator.ledger.entries('block');
    expect(counts).toMatchObject({ done: length, waiting: 30 - length, unknown: 0, failed: 0 });
    expect(length).toBeLessThanOrEqual(5 + inFlight);
  });

  it('keeps every failure of a storm of 10009 off the rows', async () => {
    const of = await open({ timeout: 30_000 });
    const names = notBlocked(of, 4);
    await of.simulator.faults.set({
      rules: [{ endpoints: ['block'], skip: 1, times: 3, action: { do: 'answer', code: 10_009 } }],
    });
    const plan = await of.plan({ kind: 'block', targets: { from: 'accounts', accounts: names } });
    const { id } = await of.run(plan, { concurrency: 2 });
    const { counts } = await of.until(id, 'done');
    expect(counts).toMatchObject({ done: 4, failed: 0, unknown: 0 });
    expect(names.filter((name) => of.simulator.ledger.count('block', name) !== 1)).toEqual([]);
  }, 60_000);
});

describe('an account that vanished since the preview', () => {
  it('fails alone, in the words of the provider', async () => {
    const of = await open();
    const names = notBlocked(of, 10);
    const gone = names[4] ?? '';
    const plan = await of.plan({ kind: 'block', targets: { from: 'accounts', accounts: names } });
    await of.simulator.faults.set({
      rules: [{ endpoints: ['block'], account: gone, action: { do: 'answer', code: 20_005 } }],
    });
    const { id } = await of.run(plan);
    await of.until(id, 'done');
    expect(allRows(of, id).filter((row) => row.state !== 'done')).toMatchObject([
      { target: gone, state: 'failed', failure: { code: 'provider.20005', provider: { code: 20_005 } } },
    ]);
  });
});

describe('taking a block back', () => {
  it('leaves alone whom somebody blocked again for another reason', async () => {
    const of = await open();
    const names = notBlocked(of, 5);
    const [first = ''] = names;
    const run = async (kind: 'block' | 'unblock', accounts: string[]): Promise<string> => {
      const { id } = await of.run(await of.plan({ kind, targets: { from: 'accounts', accounts } }));
      await of.until(id, 'done');
      await of.restart();
      return id;
    };
    const unpaid = await run('block', names);
    await run('unblock', [first]);
    await run('block', [first]);
    const undo = await of.run(value(await of.engine.inverse(unpaid)), {}, unpaid);
    await of.until(undo.id, 'done');
    expect(names.filter((name) => of.isBlocked(name))).toEqual([first]);
    expect(allRows(of, undo.id)[0]).toMatchObject({
      target: first,
      state: 'refused',
      failure: { code: 'job.changedSince' },
    });
  });
});
