import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench, field } from './raw-client.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.start({ vehicles: 40, accounts: 12 });
});
afterEach(() => bench.close());

const now = (): number => Math.floor(Date.now() / 1_000);

describe('signing in', () => {
  it('gives a token for two hours', async () => {
    const reply = await bench.signIn();
    expect(field(reply.record, 'expires_in')).toBe(7_200);
    expect(field(reply.record, 'access_token')).toMatch(/^[0-9A-F]{32}$/);
  });

  it('refuses a wrong password, a wrong account and a signature in capitals', async () => {
    expect(await bench.authorize('demo', 'wrong', now())).toEqual({
      code: 20001,
      message: 'account or password error',
    });
    expect((await bench.authorize('nobody', 'demo', now())).code).toBe(20001);
    const time = now();
    const reply = await bench.bare('GET', '/api/authorization', {
      time,
      account: 'demo',
      signature: 'F'.repeat(32),
    });
    expect(reply.code).toBe(20001);
  });

  it('ends the session before, whose token is then invalid', async () => {
    const first = bench.token;
    await bench.signIn();
    expect((await bench.bare('GET', '/api/user/list', { access_token: first })).code).toBe(10011);
    expect((await bench.get('/api/user/list')).code).toBe(0);
  });

  it('leaves the session before alone when so switched', async () => {
    await bench.provider.faults.set({ newLoginKillsOld: false });
    const first = bench.token;
    await bench.signIn();
    expect((await bench.bare('GET', '/api/user/list', { access_token: first })).code).toBe(0);
  });

  it('asks for a clock that is right, tells its own in the exact words, and accepts a time corrected by it', async () => {
    await bench.provider.faults.set({ clockSkewSeconds: 4_000 });
    const refused = await bench.authorize('demo', 'demo', now());
    expect(refused.code).toBe(10014);
    const told = /^request time error, current server time is (\d+) \(in unix timestamp\)$/.exec(
      String(refused.message),
    );
    expect(Math.abs(Number(told?.[1]) - now() - 4_000)).toBeLessThan(5);
    expect((await bench.authorize('demo', 'demo', Number(told?.[1]))).code).toBe(0);
    await bench.provider.faults.set({ clockSkewSeconds: 290 });
    expect((await bench.authorize('demo', 'demo', now())).code).toBe(0);
  });

  it('tells apart tokens that never were, that are too old, that were replaced, and accounts that were blocked', async () => {
    expect((await bench.bare('GET', '/api/user/list', { access_token: 'ABC' })).code).toBe(10010);
    bench.provider.control.expireSession('demo');
    expect((await bench.get('/api/user/list')).code).toBe(10012);
    await bench.signIn();
    bench.provider.control.stealSession('demo');
    expect((await bench.get('/api/user/list')).code).toBe(10011);
    await bench.signIn();
    const account = bench.customer();
    const access_token = String(
      field((await bench.authorize(account, 'demo', now())).record, 'access_token'),
    );
    await bench.post('/api/user/block', { account });
    expect((await bench.bare('GET', '/api/user/list', { access_token })).code).toBe(10016);
  });

  it('limits sign-ins as other operations, without counting them together', async () => {
    await bench.provider.faults.set({ perMinute: { authorization: 2 }, tpsMessage: 'Over TPS Limit' });
    expect((await bench.authorize('demo', 'demo', now())).code).toBe(0);
    await bench.signIn();
    expect(await bench.authorize('demo', 'demo', now())).toEqual({ code: 10009, message: 'Over TPS Limit' });
    expect((await bench.get('/api/user/list')).code).toBe(0);
    expect((await bench.authorize(bench.customer(), 'demo', now())).code).toBe(0);
  });
});
