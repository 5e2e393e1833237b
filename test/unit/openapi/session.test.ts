import { describe, expect, it } from 'vitest';
import { inspect } from 'node:util';
import { hanging, nodeError } from './support/fake-provider.ts';
import { action, sweep, testBed } from './support/client.ts';
import { demos } from './support/demos.ts';

const info = '/api/user/info';

describe('the session', () => {
  it('shares one login between all callers', async () => {
    const { client, provider, timing } = testBed();
    provider.on(info, () => demos.account);
    const answers = await timing.until(
      Promise.all(Array.from({ length: 10 }, () => client.account('demo', sweep))),
    );
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(provider.logins).toBe(1);
  });

  it('renews at 90 of 120 minutes, with one login', async () => {
    const { client, provider, timing } = testBed();
    provider.on(info, () => demos.account);
    await client.signIn();
    await timing.advance(89 * 60_000);
    await client.account('demo', action);
    expect(provider.logins).toBe(1);
    await timing.advance(60_000);
    await timing.until(Promise.all([client.account('demo', action), client.account('demo', action)]));
    expect(provider.logins).toBe(2);
    expect(client.status().takenOver).toBe(0);
  });

  it('renews earlier when the token lives shorter', async () => {
    const { client, provider, timing } = testBed();
    provider.lifetime = 3_600;
    provider.on(info, () => demos.account);
    await client.signIn();
    await timing.advance(46 * 60_000);
    await client.account('demo', action);
    expect(provider.logins).toBe(2);
  });

  it('renews after the computer slept, when only the wall clock went on', async () => {
    const { client, provider, timing } = testBed();
    provider.on(info, () => demos.account);
    await client.signIn();
    timing.jumpWall(3 * 3_600_000);
    await timing.until(client.account('demo', action));
    expect(provider.logins).toBe(2);
  });

  it('goes on with the old token when the renewal fails', async () => {
    const { client, provider, timing } = testBed();
    provider.on(info, () => demos.account);
    await client.signIn();
    await timing.advance(95 * 60_000);
    provider.on('/api/authorization', () => nodeError('ECONNREFUSED', 'connect'));
    expect(await timing.until(client.account('demo', action))).toMatchObject({ ok: true });
    expect(await timing.until(client.account('demo', action))).toMatchObject({ ok: true });
    expect(provider.logins).toBe(2);
  });

  it.each([10002, 10003, 10010, 10011, 10012])('logs in once on %i and repeats the request', async (code) => {
    const { client, provider, timing } = testBed();
    let refused = 0;
    provider.on(info, () => {
      refused += 1;
      return refused === 1 ? { code, message: 'token' } : demos.account;
    });
    expect(await timing.until(client.account('demo', action))).toMatchObject({ ok: true });
    expect(provider.logins).toBe(2);
    expect(provider.asked(info).map(({ params }) => params['access_token'])).toEqual(['TOKEN-1', 'TOKEN-2']);
    expect(client.status().takenOver).toBe(1);
  });

  it('gives up when the fresh token is refused too', async () => {
    const { client, provider, timing } = testBed();
    provider.on(info, () => ({ code: 10011, message: 'Access token is invalid' }));
    expect(await timing.until(client.account('demo', action))).toMatchObject({
      ok: false,
      failure: { code: 'provider.10011', concerns: 'demo' },
    });
    expect(provider.logins).toBe(2);
  });

  it('repeats even a block after a token error, because the server refused it', async () => {
    const { client, provider, timing } = testBed();
    provider.on('/api/user/block', () => ({ code: 0 }));
    await client.signIn();
    provider.newToken();
    expect(await timing.until(client.block('demo', action))).toEqual({ ok: true, value: null });
    expect(provider.logins).toBe(2);
  });

  it('logs in once for many requests that fail with the same token', async () => {
    const { client, provider, timing } = testBed({ limits: { highestRate: 100, maxInFlight: 20 } });
    provider.on(info, () => demos.account);
    await client.signIn();
    provider.newToken();
    const answers = await timing.until(
      Promise.all(Array.from({ length: 12 }, () => client.account('demo', sweep))),
    );
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(provider.logins).toBe(2);
    expect(client.status().takenOver).toBe(1);
  });

  it('counts take-overs of the last ten minutes and paces the logins apart', async () => {
    const { client, provider, timing } = testBed();
    provider.on(info, () => demos.account);
    await client.signIn();
    const loginTimes: number[] = [];
    provider.on('/api/authorization', ({ params }) => {
      loginTimes.push(timing.elapsed());
      return provider.login(params);
    });
    for (let i = 0; i < 4; i += 1) {
      provider.newToken();
      await timing.until(client.account('demo', action));
    }
    expect(client.status().takenOver).toBe(4);
    const gaps = loginTimes.slice(1).map((at, place) => at - (loginTimes[place] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2_500);
    expect(Math.max(...gaps)).toBeGreaterThanOrEqual(15_000);
    await timing.advance(600_000);
    expect(client.status().takenOver).toBe(0);
  });

  it('takes no token that died of its own renewal for a take-over', async () => {
    const { client, provider, timing } = testBed({ limits: { highestRate: 100, maxInFlight: 20 } });
    provider.on(info, () => demos.account);
    await client.signIn();
    await timing.advance(90 * 60_000 - 1_000);
    // Sent with the old token, looked at by the server after it has given out the new one.
    let arrive: (refusal: Record<string, unknown>) => void = () => undefined;
    provider.on(info, () => new Promise((resolve) => (arrive = resolve)));
    const late = client.account('demo', sweep);
    await timing.settle();
    let answerLogin: () => void = () => undefined;
    provider.on('/api/authorization', ({ params }) => {
      const reply = provider.login(params);
      return new Promise((resolve) => {
        answerLogin = () => {
          resolve(reply);
        };
      });
    });
    await timing.advance(2_000);
    const renews = client.account('demo', action);
    await timing.settle();
    provider.on(info, () => demos.account);
    arrive({ code: 10012, message: 'Access token is out of date' });
    await timing.settle();
    answerLogin();
    expect(await timing.until(Promise.all([late, renews]))).toMatchObject([{ ok: true }, { ok: true }]);
    expect(provider.logins).toBe(2);
    expect(client.status().takenOver).toBe(0);
  });

  it('corrects its clock by the text of 10014 and signs again, once', async () => {
    const { client, provider, timing } = testBed();
    const server = (): number => Math.floor(timing.now() / 1_000) + 7_200;
    provider.on('/api/authorization', ({ params }) =>
      Math.abs(Number(params['time']) - server()) > 300
        ? {
            code: 10014,
            message: `request time error, current server time is ${server()} (in unix timestamp)`,
          }
        : provider.login(params),
    );
    expect(await client.signIn()).toEqual({ ok: true, value: null });
    expect(provider.logins).toBe(2);
    expect(client.status().clockOffset).toBe(7_200);
  });

  it('does not sign for ever when the server’s own time does not please it', async () => {
    const { client, provider, timing } = testBed();
    provider.on('/api/authorization', () => ({
      code: 10014,
      message: 'request time error, current server time is 1700000000 (in unix timestamp)',
    }));
    expect(await timing.until(client.signIn())).toMatchObject({
      ok: false,
      failure: { code: 'provider.10014' },
    });
    expect(provider.logins).toBe(2);
  });

  it.each([20001, 10016, 10007])('stops all logins after %i until somebody signs in again', async (code) => {
    const { client, provider, timing } = testBed();
    provider.on(info, () => demos.account);
    provider.on('/api/authorization', () => ({ code, message: 'no' }));
    const failure = { code: `provider.${code}`, provider: { code, message: 'no' }, concerns: 'test' };
    expect(await client.signIn()).toEqual({ ok: false, failure });
    expect(client.status().connection).toEqual({ state: 'signedOut', reason: failure });
    for (let i = 0; i < 5; i += 1)
      expect(await client.account('demo', sweep)).toEqual({ ok: false, failure });
    expect(provider.logins).toBe(1);
    provider.on('/api/authorization', ({ params }) => provider.login(params));
    expect(await timing.until(client.signIn())).toEqual({ ok: true, value: null });
    expect(client.status().connection).toEqual({ state: 'online' });
  });

  it('never answers 10009 with a login', async () => {
    const { client, provider, timing } = testBed();
    let asked = 0;
    provider.on(info, () => {
      asked += 1;
      return asked < 4 ? { code: 10009, message: 'Over TPS Limit' } : demos.account;
    });
    expect(await timing.until(client.account('demo', action))).toMatchObject({ ok: true });
    expect(provider.logins).toBe(1);
    expect(client.status().pace.refusals).toBe(3);
  });

  it('waits before it repeats a login that was answered with 10009', async () => {
    const { client, provider, timing } = testBed();
    const times: number[] = [];
    provider.on('/api/authorization', ({ params }) => {
      times.push(timing.elapsed());
      return times.length < 3 ? { code: 10009, message: 'Over TPS Limit' } : provider.login(params);
    });
    expect(await timing.until(client.signIn())).toEqual({ ok: true, value: null });
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(2_500);
    expect((times[2] ?? 0) - (times[1] ?? 0)).toBeGreaterThanOrEqual(5_000);
  });

  it('gives up a request that the server calls too frequent again and again', async () => {
    const { client, provider, timing } = testBed();
    provider.on(info, () => ({ code: '10009', message: 'Over TPS Limit' }));
    expect(await timing.until(client.account('demo', action))).toMatchObject({
      ok: false,
      failure: { code: 'provider.10009', provider: { code: 10009, message: 'Over TPS Limit' } },
    });
    expect(provider.asked(info)).toHaveLength(6);
  });

  it('lets a caller leave while the shared login goes on', async () => {
    const { client, provider, timing } = testBed();
    provider.on('/api/authorization', () => hanging);
    const controller = new AbortController();
    const leaving = client.account('demo', { lane: 'action', signal: controller.signal });
    await timing.settle();
    controller.abort();
    expect(await leaving).toEqual({ ok: false, failure: { code: 'cancelled' } });
    expect(provider.logins).toBe(1);
  });

  it('keeps the time since when it is offline while logins go on being refused for now', async () => {
    const { client, provider, timing } = testBed();
    provider.on('/api/authorization', () => ({ code: 10000, message: 'System error' }));
    await timing.until(client.signIn());
    const first = client.status().connection;
    await timing.advance(60_000);
    await timing.until(client.signIn());
    expect(first).toMatchObject({ state: 'offline', failure: { code: 'provider.10000' } });
    expect(client.status().connection).toEqual(first);
  });

  it('tells since when it is offline and that it is back', async () => {
    let told = 0;
    const { client, provider, timing } = testBed({ onStatus: () => (told += 1) });
    expect(client.status().connection).toEqual({ state: 'signingIn' });
    provider.on(info, () => demos.account);
    await client.signIn();
    expect(client.status().connection).toEqual({ state: 'online' });
    provider.on(info, () => nodeError('ENOTFOUND', 'getaddrinfo'));
    await timing.advance(1_000);
    const since = timing.now();
    await timing.until(client.account('demo', action));
    await timing.advance(5_000);
    await timing.until(client.account('demo', action));
    expect(client.status().connection).toMatchObject({
      state: 'offline',
      since,
      failure: { code: 'network.unreachable' },
    });
    const before = told;
    provider.on(info, () => demos.account);
    await timing.until(client.account('demo', action));
    expect(client.status().connection).toEqual({ state: 'online' });
    expect(told).toBeGreaterThan(before);
  });

  it('finds out by a login that its account was blocked while it was signed in, and ends', async () => {
    const { client, provider, timing } = testBed();
    await client.signIn();
    const blocked = { code: 10016, message: 'Account is blocked' };
    provider.on(info, () => blocked);
    provider.on('/api/authorization', () => blocked);
    for (let times = 0; times < 5; times += 1) await timing.until(client.account('demo', sweep));
    expect(client.status().connection).toEqual({ state: 'online' });
    await timing.until(client.account('demo', sweep));
    expect(client.status().connection).toMatchObject({
      state: 'signedOut',
      reason: { code: 'provider.10016' },
    });
    expect(provider.logins).toBe(2);
  });

  it('tells a connection that is refused everything although it is let in, and that it is answered again', async () => {
    const { client, provider, timing } = testBed();
    await client.signIn();
    provider.on(info, () => ({ code: 10007, message: 'no authority' }));
    for (let times = 0; times < 10; times += 1) await timing.until(client.account('demo', sweep));
    expect(client.status().connection).toMatchObject({
      state: 'offline',
      failure: { code: 'provider.10007' },
    });
    expect(provider.logins).toBe(2);
    provider.on(info, () => demos.account);
    await timing.until(client.account('demo', sweep));
    expect(client.status().connection).toEqual({ state: 'online' });
  });

  it('takes no refusal of an action, nor single ones among answers, for one of the account itself', async () => {
    const { client, provider, timing } = testBed();
    await client.signIn();
    let asked = 0;
    provider.on(info, () => ((asked += 1) % 5 === 0 ? demos.account : { code: 10016, message: 'blocked' }));
    provider.on('/api/user/block', () => ({ code: 10016, message: 'blocked' }));
    for (let times = 0; times < 12; times += 1) {
      await timing.until(client.account('demo', sweep));
      await timing.until(client.block('kunde', action));
    }
    expect(provider.logins).toBe(1);
    expect(client.status().connection).toEqual({ state: 'online' });
  });

  it('is signed out after closing and sends nothing more', async () => {
    const { client, provider, timing } = testBed({ limits: { highestRate: 1 } });
    provider.on(info, () => demos.account);
    await client.signIn();
    await timing.until(client.account('demo', action));
    await timing.until(client.account('demo', action));
    const waiting = client.account('demo', action);
    await timing.settle();
    client.close();
    const sent = provider.requests.length;
    expect(await waiting).toEqual({ ok: false, failure: { code: 'session.signedOut' } });
    expect(await client.account('demo', action)).toEqual({
      ok: false,
      failure: { code: 'session.signedOut' },
    });
    expect(await client.signIn()).toEqual({ ok: false, failure: { code: 'session.signedOut' } });
    await timing.advance(60_000);
    expect(provider.requests).toHaveLength(sent);
    expect(client.status().connection).toEqual({ state: 'signedOut', reason: null });
  });

  it('says when a login brings no token', async () => {
    const { client, provider } = testBed();
    provider.on('/api/authorization', () => ({ code: 0, record: {} }));
    expect(await client.signIn()).toMatchObject({ ok: false, failure: { code: 'answer.malformed' } });
  });

  it('shows neither token nor digest to whoever looks at the client, its status or what it learned', async () => {
    const { client, provider } = testBed();
    await client.signIn();
    const seen = [
      inspect(client, { depth: 20, showHidden: true }),
      JSON.stringify(client),
      JSON.stringify(client.status()),
      JSON.stringify(client.learned()),
    ].join('\n');
    expect(seen).not.toContain(provider.token);
    expect(seen).not.toContain('9d591136280b3ec563e3062dbb6f915b');
  });
});
