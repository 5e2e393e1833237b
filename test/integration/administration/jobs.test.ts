import ExcelJS from 'exceljs';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditQuery } from '../../../electron/contract/audit.ts';
import { value } from '../../support/archive.ts';
import { allRows, notBlocked, useOffice } from './support.ts';

const open = useOffice();

describe('blocking from a spreadsheet', () => {
  it('blocks whom it names, leaves who is blocked already, and takes back exactly what it did', async () => {
    const of = await open();
    const names = of.below.slice(0, 30);
    const already = names[3] ?? '';
    value(await of.client.block(already, { lane: 'action' }));
    await of.restart();
    of.simulator.ledger.clear();
    const book = new ExcelJS.Workbook();
    book
      .addWorksheet('Customers')
      .addRows([['Note', 'Account'], ...names.map((name) => ['unpaid', name]), ['', 'nobody']]);
    const path = join(of.folder, 'list.xlsx');
    await book.xlsx.writeFile(path);

    const draft = value(await of.administration.plan({ kind: 'block', targets: { from: 'file', path } }));
    expect(draft.problems).toMatchObject([{ line: 32, target: 'nobody', problem: 'outsideTree' }]);
    const before = names.filter((name) => of.isBlocked(name));
    const preview = value(await of.engine.preview(draft.plan));
    expect(preview.counts).toEqual({ change: 30 - before.length, unchanged: before.length, error: 0 });
    expect(of.simulator.ledger.entries()).toEqual([]);

    const { id } = await of.run(draft.plan);
    await of.until(id, 'done');
    expect(names.every((name) => of.isBlocked(name))).toBe(true);
    expect(of.simulator.ledger.entries('block')).toHaveLength(30 - before.length);

    const inverse = value(await of.engine.inverse(id));
    await of.restart();
    const undo = await of.run(inverse, {}, id);
    await of.until(undo.id, 'done');
    expect(names.filter((name) => of.isBlocked(name))).toEqual(before);
    expect(value(of.engine.status(undo.id)).inverseOf).toBe(id);
    expect(value(await of.audit.verify())).toMatchObject({ flaws: [] });
  });

  it('looks again on request, and finds who was unblocked behind its back', async () => {
    const of = await open();
    const names = notBlocked(of, 5);
    const { id } = await of.run(
      await of.plan({ kind: 'block', targets: { from: 'accounts', accounts: names } }),
    );
    await of.until(id, 'done');
    value(await of.client.unblock(names[2] ?? '', { lane: 'action' }));
    value(await of.engine.verify(id));
    await expect
      .poll(() => allRows(of, id).map((row) => row.verified))
      .toEqual([true, true, false, true, true]);
    expect(of.blocked.get(names[2] ?? '')).toBe(false);
  });

  it('finds out what became of answers that were lost, and does nothing twice', async () => {
    const of = await open({
      world: {
        faults: {
          rules: [
            { endpoints: ['block'], probability: 0.3, action: { do: 'reset', effect: true } },
            { endpoints: ['block'], probability: 0.2, action: { do: 'status', status: 502, effect: false } },
          ],
        },
      },
    });
    const names = notBlocked(of);
    const plan = await of.plan({ kind: 'block', targets: { from: 'accounts', accounts: names } });
    const { id } = await of.run(plan, { stopAfterPercent: null });
    await of.until(id, 'done', 'paused');
    await of.simulator.faults.clear();
    for (let turn = 0; turn < 5 && value(of.engine.status(id)).counts.done < names.length; turn += 1) {
      const { state } = value(of.engine.status(id));
      value(state === 'paused' ? await of.engine.resume(id) : await of.engine.retryFailed(id));
      await of.until(id, 'done', 'paused');
    }
    expect(names.filter((name) => of.simulator.ledger.count('block', name) !== 1)).toEqual([]);
    expect(value(of.engine.status(id)).counts).toMatchObject({ done: names.length, unknown: 0, failed: 0 });
  });

  it('pauses when the right is taken away halfway, in the words of the provider', async () => {
    const of = await open();
    const names = notBlocked(of);
    const rule = { endpoints: ['block' as const], skip: 12, action: { do: 'answer' as const, code: 10_007 } };
    await of.simulator.faults.set({ rules: [rule] });
    const plan = await of.plan({ kind: 'block', targets: { from: 'accounts', accounts: names } });
    const { id } = await of.run(plan, { concurrency: 1, stopAfterPercent: null });
    const status = await of.until(id, 'paused');
    expect(status).toMatchObject({ pausedBecause: 'permission', failure: { code: 'provider.10007' } });
    expect(status.counts).toMatchObject({ done: 12, failed: 5 });
    await of.simulator.faults.clear();
    value(await of.engine.retryFailed(id));
    await of.until(id, 'done');
    expect(names.filter((name) => of.simulator.ledger.count('block', name) !== 1)).toEqual([]);
  });

  it('goes on after the token was stolen and through refusals for being too fast', async () => {
    const of = await open({ timeout: 30_000 });
    const names = notBlocked(of, 24);
    await of.simulator.faults.set({
      rules: [
        { endpoints: ['block'], skip: 4, times: 1, action: { do: 'answer', code: 10_011 } },
        { endpoints: ['block'], skip: 9, times: 1, action: { do: 'answer', code: 10_009 } },
      ],
    });
    const plan = await of.plan({ kind: 'block', targets: { from: 'accounts', accounts: names } });
    const { id } = await of.run(plan, { concurrency: 2 });
    await of.until(id, 'done');
    expect(names.filter((name) => of.simulator.ledger.count('block', name) !== 1)).toEqual([]);
  });

  it('pauses when the network is cut and goes on when it is back, over a restart', async () => {
    const of = await open({ world: { faults: { latencyMs: 8 } } });
    const names = notBlocked(of);
    const plan = await of.plan({ kind: 'block', targets: { from: 'accounts', accounts: names } });
    const { id } = await of.run(plan, { concurrency: 2, stopAfterPercent: null });
    await expect.poll(() => of.simulator.ledger.entries('block').length).toBeGreaterThan(8);
    await of.simulator.faults.set({ refuse: true });
    expect((await of.until(id, 'paused')).pausedBecause).toBe('connection');
    await of.restart();
    await of.simulator.faults.set({ refuse: false });
    value(await of.engine.resume(id));
    await of.until(id, 'done');
    expect(names.filter((name) => of.simulator.ledger.count('block', name) !== 1)).toEqual([]);
  });
});

describe('new passwords', () => {
  it('work at the provider, are told once in slips, and are nowhere on the disk', async () => {
    const of = await open();
    const names = notBlocked(of, 20);
    const { id } = await of.run(
      await of.plan({
        kind: 'password',
        targets: { from: 'accounts', accounts: names },
        password: { mode: 'generated', length: 14 },
      }),
    );
    await of.until(id, 'done');
    expect(of.simulator.ledger.entries('password')).toHaveLength(20);
    for (const name of names.slice(0, 3)) value(await of.administration.passwords.trialSignIn(id, name));
    const slips = value(await of.administration.passwords.slips(id));
    expect(slips.map((slip) => slip.account)).toEqual(names);
    expect(value(of.administration.passwords.holding(id))).toMatchObject({ held: 20, lost: 0 });

    const actions = value(await of.audit.page(auditQuery.parse({ limit: 100 }))).rows.map(
      (row) => row.action,
    );
    expect(actions).toEqual(
      expect.arrayContaining(['password.slips', 'password.trialSignIn', 'account.password']),
    );
    const onDisk = readdirSync(of.folder)
      .map((name) => readFileSync(join(of.folder, name)).toString('latin1'))
      .join('');
    expect(onDisk).toContain(names[0]);
    for (const { password } of slips) expect(onDisk).not.toContain(password);

    await of.restart();
    expect(value(of.administration.passwords.holding(id))).toMatchObject({ held: 0, lost: 20 });
    expect(await of.administration.passwords.slips(id)).toMatchObject({
      ok: false,
      failure: { code: 'job.needsSecrets' },
    });
  });

  it('that were typed have to be supplied again after a restart', async () => {
    const of = await open({ world: { faults: { latencyMs: 25 } } });
    const names = notBlocked(of, 30);
    const { id } = await of.run(
      await of.plan({
        kind: 'password',
        targets: { from: 'accounts', accounts: names },
        password: { mode: 'typed', password: 'Harbour-42-gate' },
      }),
      { concurrency: 2 },
    );
    await expect.poll(() => of.simulator.ledger.entries('password').length).toBeGreaterThan(3);
    await of.restart();
    expect(value(of.engine.status(id))).toMatchObject({ state: 'paused', pausedBecause: 'restart' });
    expect(await of.engine.resume(id)).toMatchObject({ ok: false, failure: { code: 'job.needsSecrets' } });
    expect(value(of.engine.status(id))).toMatchObject({ state: 'paused', pausedBecause: 'secrets' });
    expect(await of.administration.passwords.supply(id, { password: 'abc' })).toMatchObject({ ok: false });
    expect(value(await of.administration.passwords.supply(id, { password: 'Harbour-42-gate' }))).toBe(0);
    value(await of.engine.resume(id));
    await of.until(id, 'done');
    expect(names.filter((name) => of.simulator.ledger.count('password', name) !== 1)).toEqual([]);
  });

  it('of unknown outcome are left to a person, and never sent again by themselves', async () => {
    const of = await open();
    const names = notBlocked(of, 10);
    const lost = names[4] ?? '';
    await of.simulator.faults.set({
      rules: [{ endpoints: ['passwordSet'], account: lost, action: { do: 'reset', effect: true } }],
    });
    const { id } = await of.run(
      await of.plan({
        kind: 'password',
        targets: { from: 'accounts', accounts: names },
        password: { mode: 'generated', length: 12 },
      }),
    );
    await of.until(id, 'done');
    expect(
      allRows(of, id)
        .filter((row) => row.state === 'unknown')
        .map((row) => row.target),
    ).toEqual([lost]);
    expect(of.simulator.ledger.count('password', lost)).toBe(1);
    await of.simulator.faults.clear();
    value(await of.administration.passwords.trialSignIn(id, lost));
    value(await of.engine.decide(id, [4], 'happened'));
    expect(value(of.engine.status(id)).counts).toMatchObject({ done: 10, unknown: 0 });
  });
});

describe('what was done', () => {
  it('is told for an account, newest first, over a restart', async () => {
    const of = await open();
    const [name = ''] = of.below.filter((one) => !of.isBlocked(one));
    const targets = { from: 'accounts' as const, accounts: [name] };
    const first = await of.run(await of.plan({ kind: 'block', targets }));
    await of.until(first.id, 'done');
    await of.restart();
    const second = await of.run(await of.plan({ kind: 'unblock', targets }));
    await of.until(second.id, 'done');
    const events = value(of.administration.history(name));
    expect(events.map(({ kind, state, by, reason }) => [kind, state, by, reason])).toEqual([
      ['unblock', 'done', 'olga', 'a test'],
      ['block', 'done', 'olga', 'a test'],
    ]);
  });

  it('to an account without a job is told beside it: a trial sign-in, which ended the session of the customer', async () => {
    const of = await open();
    const [name = '', other = ''] = notBlocked(of, 2);
    const plan = await of.plan({
      kind: 'password',
      targets: { from: 'accounts', accounts: [name, other] },
      password: { mode: 'generated', length: 12 },
    });
    const { id } = await of.run(plan);
    await of.until(id, 'done');
    value(await of.administration.passwords.trialSignIn(id, name));
    const told = (account: string): string[] =>
      value(of.administration.history(account)).map(({ kind, state, by }) => `${kind} ${state} ${by}`);
    expect(told(name)).toEqual(['password.trialSignIn done olga', 'password done olga']);
    expect(told(other)).toEqual(['password done olga']);
  });
});
