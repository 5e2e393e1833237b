import { describe, expect, it } from 'vitest';
import { value } from '../../support/archive.ts';
import { allRows, targets, useOffice } from './support.ts';

const open = useOffice();

describe('messages', () => {
  it('reach 450 accounts in three requests, each once', async () => {
    const of = await open({ world: { accounts: 480 } });
    const names = of.below.slice(0, 450);
    const plan = await of.plan({
      kind: 'message',
      targets: { from: 'accounts', accounts: names },
      content: 'Maintenance tonight 🛠️',
    });
    expect(value(await of.engine.preview(plan))).toMatchObject({ requests: 3, counts: { change: 450 } });
    const { id } = await of.run(plan);
    await of.until(id, 'done');
    expect(of.simulator.ledger.requestCount('messageSend')).toBe(3);
    expect(names.filter((name) => of.simulator.ledger.count('message', name) !== 1)).toEqual([]);
    expect(of.simulator.ledger.entries('message')[0]?.detail).toBe('Maintenance tonight 🛠️');
  });

  it('with placeholders say to each account its own', async () => {
    const of = await open();
    const names = of.below.slice(0, 12);
    const plan = await of.plan({
      kind: 'message',
      targets: { from: 'accounts', accounts: names },
      content: 'Dear {username}, your account {account}',
    });
    const { id } = await of.run(plan);
    await of.until(id, 'done');
    expect(of.simulator.ledger.requestCount('messageSend')).toBe(12);
    const texts = new Map(
      of.simulator.ledger.entries('message').map((entry) => [entry.target, entry.detail]),
    );
    for (const name of names) expect(texts.get(name)).toContain(`your account ${name}`);
  });

  it('of a batch whose answer was lost are unknown for all of it and not sent again, over a restart too', async () => {
    const of = await open({ world: { accounts: 480 } });
    const names = of.below.slice(0, 400);
    await of.simulator.faults.set({
      rules: [{ endpoints: ['messageSend'], skip: 1, times: 1, action: { do: 'reset', effect: true } }],
    });
    const plan = await of.plan({
      kind: 'message',
      targets: { from: 'accounts', accounts: names },
      content: 'Hello',
    });
    const { id } = await of.run(plan, { concurrency: 1 });
    await of.until(id, 'done');
    expect(value(of.engine.status(id)).counts).toMatchObject({ done: 200, unknown: 200 });
    await of.restart();
    expect(value(of.engine.status(id)).counts).toMatchObject({ done: 200, unknown: 200 });
    expect(names.filter((name) => of.simulator.ledger.count('message', name) > 1)).toEqual([]);
  });

  it('can be sent to oneself first', async () => {
    const of = await open();
    expect(value(await of.administration.sendToMyself('For {account}'))).toBe(`For ${of.simulator.account}`);
    expect(of.simulator.ledger.entries('message')).toMatchObject([
      { target: of.simulator.account, detail: `For ${of.simulator.account}` },
    ]);
  });

  it('of a group that is refused have failed together, and exactly these go again in smaller groups until one is left', async () => {
    const of = await open({ world: { accounts: 480 } });
    const names = of.below.slice(0, 400);
    const spoiler = names[310] ?? '';
    await of.simulator.faults.set({
      rules: [{ endpoints: ['messageSend'], account: spoiler, action: { do: 'answer', code: 20_005 } }],
    });
    const plan = await of.plan({
      kind: 'message',
      targets: { from: 'accounts', accounts: names },
      content: 'Hello',
    });
    const { id } = await of.run(plan, { stopAfterPercent: null });
    await of.until(id, 'done');
    const refused = targets(allRows(of, id), 'failed');
    expect(refused).toEqual(names.slice(200));
    expect(allRows(of, id)[210]?.failure).toMatchObject({
      code: 'provider.20005',
      detail: 'refused in one request with 199 others; one of them may be the reason',
    });
    for (const left of [25, 3, 1]) {
      value(await of.engine.retryFailed(id));
      await of.until(id, 'done');
      expect(targets(allRows(of, id), 'failed')).toHaveLength(left);
    }
    expect(targets(allRows(of, id), 'failed')).toEqual([spoiler]);
    expect(names.filter((name) => of.simulator.ledger.count('message', name) !== 1)).toEqual([spoiler]);
    expect(of.simulator.ledger.count('message', spoiler)).toBe(0);
  });
});
