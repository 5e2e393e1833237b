import { describe, expect, it } from 'vitest';
import { passwordDigest } from '../../../electron/openapi/digest.ts';
import { action, allImeis, openBed, sweep } from './support.ts';

describe('signing in to a provider', () => {
  it('works with the documented signature', async () => {
    const { client } = await openBed();
    expect(await client.signIn()).toEqual({ ok: true, value: null });
    expect(client.status()).toMatchObject({ connection: { state: 'online' }, clockOffset: 0, takenOver: 0 });
  });

  it('tells of a wrong password and tries no more', async () => {
    const { client, simulator, another } = await openBed();
    const wrong = another({ passwordDigest: passwordDigest('wrong') });
    expect(await wrong.signIn()).toMatchObject({ ok: false, failure: { code: 'provider.20001' } });
    await wrong.account('demo', sweep);
    expect(simulator.ledger.requestCount('authorization')).toBe(1);
    expect(await client.signIn()).toMatchObject({ ok: true });
  });

  it('tells of a blocked account', async () => {
    const { simulator, client, another } = await openBed();
    const children = await client.subAccounts(null, action);
    const rows = children.ok ? children.value.rows : [];
    const name = rows.find(({ account }) => account !== simulator.account)?.account ?? '';
    expect(await client.block(name, action)).toEqual({ ok: true, value: null });
    expect(await another({ account: name }).signIn()).toMatchObject({
      ok: false,
      failure: { code: 'provider.10016' },
    });
  });

  it('tells of a missing right to the Open API', async () => {
    const { client } = await openBed({ faults: { openApiOff: ['demo'] } });
    await client.signIn();
    expect(await client.devices(null, action)).toMatchObject({
      ok: false,
      failure: { code: 'provider.10007' },
    });
  });

  it.each([7_200, -7_200])('corrects a clock that is %i seconds off', async (clockSkewSeconds) => {
    const { client, simulator } = await openBed({ faults: { clockSkewSeconds } });
    expect(await client.signIn()).toEqual({ ok: true, value: null });
    expect(Math.abs(client.status().clockOffset - clockSkewSeconds)).toBeLessThanOrEqual(2);
    expect(simulator.ledger.requestCount('authorization')).toBe(2);
  });

  it('tells an unreachable host from a web page', async () => {
    const { client, simulator } = await openBed();
    await simulator.faults.set({ rules: [{ action: { do: 'status', status: 200, body: 'html' } }] });
    expect(await client.signIn()).toMatchObject({ ok: false, failure: { code: 'answer.notApi' } });
    await simulator.faults.set({ rules: [], refuse: true });
    expect(await client.signIn()).toMatchObject({ ok: false, failure: { code: 'network.unreachable' } });
    expect(client.status().connection).toMatchObject({ state: 'offline' });
    await simulator.faults.clear();
    expect(await client.signIn()).toEqual({ ok: true, value: null });
    expect(client.status().connection).toEqual({ state: 'online' });
  });
});

describe('a session', () => {
  it('logs in again, once, when somebody else took the token, and says so', async () => {
    const { client, simulator } = await openBed();
    await client.signIn();
    simulator.control.stealSession('demo');
    const answers = await Promise.all(Array.from({ length: 6 }, () => client.account('demo', sweep)));
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(simulator.ledger.requestCount('authorization')).toBe(2);
    expect(client.status().takenOver).toBe(1);
  });

  it('logs in again when its token expired early', async () => {
    const { client, simulator } = await openBed();
    await client.signIn();
    simulator.control.expireSession('demo');
    expect(await client.account('demo', action)).toMatchObject({ ok: true });
  });

  it('renews before the end of a short life', async () => {
    const { client, simulator, timing } = await openBed({ faults: { tokenLifeSeconds: 40 } });
    await client.signIn();
    await new Promise<void>((resolve) => timing.after(32_000, resolve));
    await client.account('demo', action);
    expect(simulator.ledger.requestCount('authorization')).toBe(2);
    expect(client.status().takenOver).toBe(0);
  });

  it('survives a second console on the same account, both going on', async () => {
    const { client, another } = await openBed();
    const other = another();
    for (let i = 0; i < 2; i += 1) {
      expect(await client.account('demo', action)).toMatchObject({ ok: true });
      expect(await other.account('demo', action)).toMatchObject({ ok: true });
    }
    expect(client.status().takenOver + other.status().takenOver).toBeGreaterThanOrEqual(2);
  });
});

describe('pacing', () => {
  it('stays under a limit that nobody published and loses no answer', async () => {
    const bed = await openBed({ vehicles: 1_500, faults: { tps: 1 } });
    const imeis = allImeis(bed);
    for (let round = 0; round < 2; round += 1) {
      const answer = await bed.client.track(imeis, sweep);
      expect(answer.ok && answer.value.found.size).toBe(imeis.length);
    }
    expect(bed.client.status().pace.refusals).toBeGreaterThan(0);
    expect(bed.client.status().pace.allowedRate).toBeLessThan(50);
    expect(bed.simulator.ledger.requestCount('authorization')).toBe(1);
  });

  it('waits for a login that is limited too', async () => {
    const { client, simulator } = await openBed({
      faults: {
        rules: [
          {
            endpoints: ['authorization'],
            times: 2,
            action: { do: 'answer', code: 10009, message: 'Over TPS Limit' },
          },
        ],
      },
    });
    expect(await client.signIn()).toEqual({ ok: true, value: null });
    expect(simulator.ledger.requestCount('authorization')).toBe(3);
  });

  it('learns once and starts with it the next time', async () => {
    const bed = await openBed({ vehicles: 1_500, faults: { tps: 5 } });
    await bed.client.track(allImeis(bed), sweep);
    const next = bed.another({ learned: bed.client.learned() });
    expect(next.status().pace.allowedRate).toBe(bed.client.status().pace.allowedRate);
  });
});

describe('secrets', () => {
  it('stand in no URL but those of reading requests, and in no failure', async () => {
    const { client, simulator, sent } = await openBed();
    await client.signIn();
    const digest = passwordDigest('new password');
    const list = await client.subAccounts(null, action);
    const name = list.ok ? (list.value.rows.at(-1)?.account ?? '') : '';
    expect(await client.setPassword(name, digest, action)).toEqual({ ok: true, value: null });
    const posts = sent.filter(({ method }) => method === 'POST');
    expect(posts.map(({ url }) => url)).toEqual([`${simulator.url}/api/user/password/set`]);
    expect(sent.every(({ url }) => !url.includes(digest))).toBe(true);

    const token =
      new URL(sent.find(({ url }) => url.includes('access_token'))?.url ?? '').searchParams.get(
        'access_token',
      ) ?? '?';
    await simulator.faults.set({
      rules: [{ action: { do: 'answer', code: 10011, message: `token ${token} of ${digest} is invalid` } }],
    });
    const failed = await client.account(name, action);
    expect(failed.ok).toBe(false);
    expect(JSON.stringify(failed)).not.toContain(token);
    expect(JSON.stringify(failed)).not.toContain(digest);
  });
});
