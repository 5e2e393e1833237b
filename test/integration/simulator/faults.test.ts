import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench, field, rows, segments } from './raw-client.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.start({ vehicles: 200, accounts: 20 });
});
afterEach(() => bench.close());

const now = (): number => Math.floor(Date.now() / 1_000);

describe('answers on the wire', () => {
  it('are refused with 10009 over the limit, and again allowed after a while', async () => {
    await bench.provider.faults.set({ tps: 3 });
    const codes = await Promise.all(
      Array.from({ length: 8 }, async () => (await bench.get('/api/user/list')).code),
    );
    expect(codes.filter((code) => code === 10009).length).toBeGreaterThanOrEqual(4);
    expect(codes.filter((code) => code === 0).length).toBeGreaterThanOrEqual(3);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect((await bench.get('/api/user/list')).code).toBe(0);
  });

  it('can get lost after the account was blocked, and before', async () => {
    const account = bench.customer();
    const reset = (effect: boolean) => ({
      endpoints: ['block' as const],
      times: 1,
      action: { do: 'reset' as const, effect },
    });
    await bench.provider.faults.set({ rules: [reset(true)] });
    await expect(bench.post('/api/user/block', { account })).rejects.toThrow();
    expect(bench.provider.ledger.count('block', account)).toBe(1);
    await bench.provider.faults.set({ rules: [reset(false)] });
    await expect(bench.post('/api/user/block', { account })).rejects.toThrow();
    expect(bench.provider.ledger.count('block', account)).toBe(1);
    expect((await bench.post('/api/user/block', { account })).code).toBe(0);
  });

  it('can be web pages, other codes of HTTP, nothing, or half of the JSON', async () => {
    const { faults } = bench.provider;
    await faults.set({ rules: [{ action: { do: 'status', status: 502 } }] });
    const page = await bench.raw('GET', '/api/user/list', { access_token: bench.token });
    expect([page.status, page.headers.get('content-type')]).toEqual([502, 'text/html']);
    expect(await page.text()).toContain('502 Bad Gateway');
    await faults.set({ rules: [{ action: { do: 'status', status: 200, body: 'html' } }] });
    expect(await (await bench.raw('GET', '/api/track')).text()).toContain('<html>');
    await faults.set({ rules: [{ action: { do: 'status', status: 500, body: 'json' } }] });
    expect(await (await bench.raw('GET', '/api/track')).json()).toMatchObject({ code: 10000 });
    await faults.set({ rules: [{ action: { do: 'status', status: 200, body: 'empty' } }] });
    expect(await (await bench.raw('GET', '/api/track')).text()).toBe('');
    await faults.set({ rules: [{ action: { do: 'truncate' } }] });
    await expect(bench.get('/api/user/list')).rejects.toThrow();
    await faults.set({
      rules: [{ action: { do: 'answer', code: 10000, message: 'busy' }, times: 1 }],
      trailingCommas: true,
    });
    expect(await (await bench.raw('GET', '/api/track')).text()).toMatch(/,\}$/);
  });

  it('can never come, or come late', async () => {
    await bench.provider.faults.set({ rules: [{ endpoints: ['track'], action: { do: 'hang' } }] });
    const url = `${bench.provider.url}/api/track?access_token=${bench.token}`;
    await expect(fetch(url, { signal: AbortSignal.timeout(150) })).rejects.toThrow(/timeout/i);
    await bench.provider.faults.set({ rules: [{ action: { do: 'delay', ms: 60, effect: true } }] });
    expect((await bench.post('/api/user/block', { account: bench.customer() })).code).toBe(0);
    await bench.provider.faults.set({ rules: [], latencyMs: 20, latencyJitterMs: 10 });
    expect((await bench.get('/api/user/list')).code).toBe(0);
  });

  it('stop when the network is gone and come back at the same address', async () => {
    await bench.provider.faults.set({ refuse: true });
    await expect(bench.get('/api/user/list')).rejects.toThrow();
    expect(field(await bench.control('faults'), 'refuse')).toBe(true);
    await bench.control('faults', { refuse: false });
    expect((await bench.get('/api/user/list')).code).toBe(0);
  });
});

describe('a provider with habits', () => {
  it('spoils a batch for one IMEI, or leaves it out', async () => {
    const { faults } = bench.provider;
    const [good = ''] = bench.imeis({ status: 2, limit: 1 });
    const [expired = ''] = bench.imeis({ status: 3, limit: 1 });
    const [blocked = ''] = bench.imeis({ status: 5, limit: 1 });
    const [rival = ''] = bench.imeis({ below: 'rival', limit: 1 });
    const track = (...imeis: string[]) => bench.get('/api/track', { imeis: imeis.join(',') });
    expect(rows(await track(good, expired, blocked))).toHaveLength(3);
    await faults.set({ expiredSpoilsBatch: true, blockedSpoilsBatch: true });
    expect((await track(good, expired)).code).toBe(20046);
    expect((await track(good, blocked)).code).toBe(20089);
    expect((await track(good, rival)).code).toBe(10013);
    await faults.set({ unauthorised: 'omit', omitted: [good] });
    expect(rows(await track(good, rival))).toEqual([]);
    await faults.set({ spoilers: { [good]: 10000 } });
    expect((await bench.get('/api/device/detail', { imeis: good })).code).toBe(10000);
  });

  it('caps the mileage at a midnight that differs by device, in the exact words', async () => {
    const end = Math.floor(now() / 1_800) * 1_800;
    const imeis = bench.imeis({ status: 2, limit: 40 });
    await bench.provider.faults.set({ mileageCap: 'nightly' });
    const ask = (imei: string, endtime: number) =>
      bench.get('/api/device/mileage', { imeis: imei, begintime: endtime - 86_400, endtime });
    const caps = new Set<number>();
    for (const imei of imeis) {
      const refused = await ask(imei, end + 1_800);
      expect(refused.code).toBe(10004);
      const told =
        /^parameter endtime error, value=The imei (\d+) can only query data that is less than (\d+)$/.exec(
          String(refused.message),
        );
      expect(told?.[1]).toBe(imei);
      const cap = Number(told?.[2]);
      expect(cap % 86_400).toBe(0);
      expect((await ask(imei, cap)).code).toBe(0);
      caps.add(cap);
    }
    expect(caps.size).toBeGreaterThan(1);
    await bench.provider.faults.set({ mileageCap: { [imeis[0] ?? '']: end - 3_600 } });
    expect((await ask(imeis[0] ?? '', end)).code).toBe(10004);
    expect((await ask(imeis[1] ?? '', end)).code).toBe(0);
  });

  it('breaks a segment without losing a row, and stands still on a full page', async () => {
    const imei = bench.imeis({ status: 2, phase: 'driving', limit: 1 })[0] ?? '';
    const span = { imei, begintime: now() - 86_400, endtime: now() - 60 };
    const clean = segments(await bench.get('/api/playback', span));
    await bench.provider.faults.set({ malformedSegment: true });
    const broken = segments(await bench.get('/api/playback', span));
    expect(broken).toHaveLength(Math.min(1_000, clean.length + 1));
    expect(broken.filter((segment) => !clean.includes(segment))).toEqual(['x,,17,']);
    await bench.provider.faults.set({ malformedSegment: false, stalledPage: true });
    const stalled = segments(await bench.get('/api/playback', span));
    expect(stalled).toHaveLength(1_000);
    const times = new Set(stalled.map((segment) => segment.split(',')[2]));
    expect(times.size).toBe(1);
    const next = segments(await bench.get('/api/playback', { ...span, begintime: [...times][0] ?? 0 }));
    expect(next).toEqual(stalled);
    bench.provider.control.raiseAlarm(imei, 1, 1, now() - 100);
    const alarms = segments(await bench.get('/api/alarm/list', span));
    expect(new Set(alarms.map((segment) => segment.split(',')[4])).size).toBe(1);
    expect(alarms).toHaveLength(100);
  });

  it('cuts lists, leaves itself out of them, and says "nothing" in many ways', async () => {
    const { faults } = bench.provider;
    await faults.set({ listLimit: 2 });
    expect(rows(await bench.get('/api/user/list'))).toHaveLength(2);
    expect(rows(await bench.get('/api/device/list')).length).toBeLessThanOrEqual(2);
    await faults.set({ listLimit: 500, listIncludesSelf: false, emptyAs: 'null' });
    const account = bench.customer();
    expect(await bench.get('/api/user/list', { account })).toEqual({ code: 0, record: null });
    await faults.set({ emptyAs: 'code20023' });
    expect(await bench.get('/api/user/list', { account })).toEqual({ code: 20023, message: 'no data' });
    await faults.set({ emptyAs: 'missing' });
    expect(await bench.get('/api/user/list', { account })).toEqual({ code: 0 });
  });

  it('can send the bare reference: no further fields, tidy clocks, keys in order', async () => {
    await bench.provider.faults.set({ extraFields: false, clockPatterns: false, shuffleKeys: false });
    const records = rows(
      await bench.get('/api/track', { imeis: bench.imeis({ status: 2, limit: 50 }).join(',') }),
    );
    for (const record of records) {
      expect(Object.keys(record)).toHaveLength(19);
      expect(record['systemtime']).toBe(record['gpstime']);
      expect(Object.keys(record)[0]).toBe('imei');
    }
  });

  it('lets its own clock be wrong in what it stamps itself, not in what satellites tell', async () => {
    const imei = bench.imeis({ status: 2, phase: 'driving', limit: 1 })[0] ?? '';
    await bench.provider.faults.set({ clockSkewSeconds: 3_600 });
    const [record] = rows(await bench.get('/api/track', { imeis: imei }));
    expect(Number(record?.['servertime']) - now()).toBeGreaterThan(3_590);
    expect(Number(record?.['gpstime']) - now()).toBeLessThan(5);
  });

  it('withholds the Open API from an account', async () => {
    await bench.provider.faults.set({ openApiOff: ['demo'] });
    expect((await bench.signIn()).code).toBe(0);
    expect(await bench.get('/api/user/list')).toEqual({ code: 10007, message: 'permission denied' });
  });

  it('has devices that answer commands late, with a failure, never, or not at all', async () => {
    const [imei = ''] = bench.imeis({ status: 2, supports: 'RELAY,1', limit: 1 });
    const send = () => bench.post('/api/command/send', { imei, command: 'RELAY,1' });
    for (const code of [20017, 20018, 20048]) {
      await bench.provider.faults.set({ commandBy: { [imei]: { refuse: code } } });
      expect((await send()).code).toBe(code);
    }
    await bench.provider.faults.set({ commandBy: {}, command: { answer: 'failure', text: 'ERROR:103' } });
    const commandid = String(field((await send()).record, 'commandid'));
    bench.provider.control.skip(20);
    expect((await bench.post('/api/command/query', { commandid })).record).toEqual({
      response: 'ERROR:103',
      commandstatus: 1,
    });
    expect(bench.provider.control.truth(imei).supplyCut).toBe(false);
  });
});

describe('the control address', () => {
  it('throws switches, shows the ledger and reaches into the world, for those who know the key', async () => {
    const [imei = ''] = bench.imeis({ status: 2, phase: 'driving', limit: 1 });
    expect(await bench.control('faults', { tps: 7 })).toMatchObject({ tps: 7, listLimit: 500 });
    expect(await bench.control('faults', { tps: 'many' })).toHaveProperty('error');
    expect(bench.provider.faults.current.tps).toBe(7);
    expect(await bench.control('clear', {})).toMatchObject({ tps: 0 });
    const account = bench.customer();
    await bench.post('/api/user/block', { account });
    expect(field(await bench.control('ledger'), 'entries')).toContainEqual(
      expect.objectContaining({ kind: 'block', target: account, by: 'demo' }),
    );
    await bench.control('disconnect', { imei });
    expect(field(await bench.control('truth', { imei }), 'status')).toBe(4);
    await bench.control('reconnect', { imei });
    expect(field(await bench.control('truth', { imei }), 'status')).toBe(2);
    await bench.control('hold', { imei, held: true });
    await bench.control('skip', { seconds: 60 });
    expect(field(await bench.control('truth', { imei }), 'speed')).toBe(0);
    await bench.control('alarm', { imei, type: 40, count: 3 });
    await bench.control('skip', { seconds: 5 });
    const alarms = await bench.control('alarms', { begin: now() - 600, end: now() + 600, imeis: [imei] });
    expect((alarms as { type: number }[]).filter(({ type }) => type === 40)).toHaveLength(3);
    expect(await bench.control('find', { phase: 'parked', limit: 2 })).toHaveLength(2);
    await bench.get('/api/track', { imeis: imei });
    expect(await bench.control('asked', { endpoint: 'track', imeis: [imei] })).toMatchObject([{ imei }]);
    const wrongKey = bench.provider.adminUrl.replace(/[^/]+$/, 'another-key');
    expect((await fetch(`${wrongKey}/faults`)).status).toBe(404);
    expect((await bench.raw('GET', new URL(bench.provider.adminUrl).pathname)).status).toBe(200);
    expect((await bench.get(`${new URL(bench.provider.adminUrl).pathname}/faults`)).code).toBe(10001);
  });
});

describe('the ledger of requests', () => {
  it('tells who was asked when, and counts what failed without counting it as an answer', async () => {
    const [first = '', second = ''] = bench.imeis({ status: 2, limit: 2 });
    await bench.get('/api/track', { imeis: `${first},${second}` });
    await bench.get('/api/track', { imeis: first });
    await bench.provider.faults.set({ rules: [{ action: { do: 'answer', code: 10009 } }] });
    await bench.get('/api/track', { imeis: first });
    const { ledger } = bench.provider;
    expect(ledger.requestCount('track')).toBe(3);
    expect(ledger.askedFor('track', first)).toHaveLength(2);
    expect(ledger.askedFor('track', second)).toHaveLength(1);
    expect(ledger.requests('track').map(({ code, imeis }) => [code, imeis])).toEqual([
      [0, 2],
      [0, 1],
      [10009, 1],
    ]);
  });
});
