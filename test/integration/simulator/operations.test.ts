import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints } from '../../../electron/simulator/endpoints/table.ts';
import { Bench, field, md5, rows, segments } from './raw-client.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.start();
});
afterAll(() => bench.close());

const now = (): number => Math.floor(Date.now() / 1_000);

describe('the simulated API', () => {
  it('has the sixteen operations of the reference and calls everything else an unknown request', async () => {
    expect(endpoints.size).toBe(16);
    for (const [path, { method, name }] of endpoints) {
      const wrong = await bench.bare(method === 'GET' ? 'POST' : 'GET', path, { access_token: bench.token });
      expect(wrong).toEqual({ code: 10001, message: 'unknown request' });
      const empty = await bench.bare(method, path, {});
      expect(empty.code).toBe(10005);
      expect(empty.message).toBe(
        `missing required parameter:${name === 'authorization' ? 'time' : 'access_token'}`,
      );
    }
    expect((await bench.get('/api/alarm/list2')).code).toBe(10001);
  });

  it('answers JSON in UTF-8, compressed when the client takes it', async () => {
    const values = { access_token: bench.token, imeis: bench.imeis({ limit: 50 }).join(',') };
    const path = '/api/device/detail';
    const packed = await bench.raw('GET', path, values);
    expect(packed.headers.get('content-type')).toBe('application/json; charset=UTF-8');
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    const query = new URLSearchParams(values).toString();
    const plain = await fetch(`${bench.provider.url}${path}?${query}`, {
      headers: { 'accept-encoding': 'identity' },
    });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(rows(JSON.parse(await plain.text()) as never)).toHaveLength(
      rows((await packed.json()) as never).length,
    );
  });
});

describe('devices', () => {
  it('2.2 track: one record per IMEI with every field of the reference', async () => {
    const imeis = bench.imeis({ limit: 100 });
    const records = rows(await bench.get('/api/track', { imeis: imeis.join(',') }));
    expect(records.map(({ imei }) => imei)).toEqual(imeis);
    const fields = ['imei', 'servertime', 'gpstime', 'hearttime', 'systemtime', 'longitude', 'latitude', 'course', 'speed', 'acctime', 'accstatus', 'doorstatus', 'chargestatus', 'oilpowerstatus', 'defencestatus', 'datastatus', 'battery', 'mileage']; // prettier-ignore
    for (const record of records) expect(Object.keys(record)).toEqual(expect.arrayContaining(fields));
    expect(new Set(records.map((record) => Object.keys(record)[0])).size).toBeGreaterThan(3);
    expect(records.some((record) => !('todaymileage' in record))).toBe(true);
    expect(records[0]).toHaveProperty('externalpower');
  });

  it('2.7 and 2.12 device list and detail tell the same', async () => {
    const account = bench.provider.control.find({ limit: 1, phase: 'driving' })[0]?.account ?? '';
    const listed = rows(await bench.get('/api/device/list', { account }));
    const imeis = listed.slice(0, 100).map(({ imei }) => imei);
    const detailed = rows(await bench.get('/api/device/detail', { imeis: imeis.join(',') }));
    expect(detailed).toEqual(listed.slice(0, 100));
    expect(Object.keys(listed[0] ?? {}).sort()).toEqual(
      ['imei', 'devicename', 'devicetype', 'platenumber', 'onlinetime', 'platformduetime', 'simcard', 'activatedtime', 'userduetime', 'iccid', 'customeraccount'].sort(),
    ); // prettier-ignore
    expect(listed.every((row) => row['customeraccount'] === account)).toBe(true);
  });

  it('2.14 mileage: kilometres per half hour, refused for other minutes, other orders and more than a week', async () => {
    const imeis = bench.imeis({ limit: 5 }).join(',');
    const end = Math.floor(now() / 1_800) * 1_800;
    const ask = (begintime: number, endtime: number) =>
      bench.get('/api/device/mileage', { imeis, begintime, endtime });
    const week = rows(await ask(end - 7 * 86_400, end));
    expect(week).toHaveLength(5);
    for (const row of week) expect(row['mileage']).toBeGreaterThanOrEqual(0);
    expect(await ask(end - 1_799, end)).toEqual({
      code: 10004,
      message: `parameter begintime error, value=${end - 1_799}`,
    });
    expect((await ask(end - 3_600, end - 60)).code).toBe(10004);
    expect((await ask(end, end)).code).toBe(10004);
    expect((await ask(end, end - 3_600)).code).toBe(10004);
    expect((await ask(end - 7 * 86_400 - 1_800, end)).code).toBe(10006);
  });

  it('refuses 101 IMEIs, none, and those of somebody else', async () => {
    const imeis = bench.imeis({ limit: 101 });
    const rival = bench.imeis({ below: 'rival', limit: 1 });
    for (const path of ['/api/track', '/api/device/detail']) {
      expect((await bench.get(path, { imeis: imeis.join(',') })).code).toBe(10006);
      expect(await bench.get(path)).toEqual({ code: 10005, message: 'missing required parameter:imeis' });
      expect((await bench.get(path, { imeis: [imeis[0], rival[0]].join(',') })).code).toBe(10013);
      expect((await bench.get(path, { imeis: '000000000000000' })).code).toBe(10013);
    }
  });
});

describe('history', () => {
  it('2.3 playback: 1000 points at most, begin included, the rest on the next page', async () => {
    const end = now();
    const begin = end - 86_400;
    const busy = bench
      .imeis({ limit: 60, status: 2 })
      .find((imei) => bench.provider.world.motion.fixes(vehicle(imei), begin, end, end, 1e6).length > 1_500);
    if (busy === undefined) throw new Error('no busy vehicle');
    const first = segments(await bench.get('/api/playback', { imei: busy, begintime: begin, endtime: end }));
    expect(first).toHaveLength(1_000);
    for (const segment of first) expect(segment).toMatch(/^-?\d+(\.\d+)?,-?\d+(\.\d+)?,\d{10},\d+,\d+$/);
    const cursor = Number(first.at(-1)?.split(',')[2]);
    const second = segments(
      await bench.get('/api/playback', { imei: busy, begintime: cursor, endtime: end }),
    );
    expect(second[0]).toBe(first.at(-1));
    expect((await bench.get('/api/playback', { imei: busy, begintime: end, endtime: begin })).code).toBe(
      10004,
    );
  });

  it('2.8 alarms: 100 at most, by system time, many in one second', async () => {
    const imei = bench.imeis({ limit: 1, status: 2, phase: 'driving' })[0] ?? '';
    const at = now() + 30;
    bench.provider.control.raiseAlarm(imei, 1, 130, at - 60);
    const ask = async (begintime: number) =>
      segments(await bench.get('/api/alarm/list', { imei, begintime, endtime: at }));
    const page = await ask(at - 60);
    expect(page).toHaveLength(100);
    expect(page[0]).toMatch(/^\d+,-?[\d.]+,-?[\d.]+,\d{10},\d{10},\d+,\d+,\d+$/);
    expect(new Set(page.map((segment) => segment.split(',')[4]))).toEqual(new Set([String(at - 60)]));
    expect(await bench.get('/api/alarm/list', { imei, begintime: 1, endtime: 2 })).toEqual({
      code: 0,
      record: '',
    });
  });
});

describe('customers', () => {
  it('2.11 and 2.15 account information and the list of one level, itself first', async () => {
    const list = rows(await bench.get('/api/user/list'));
    expect(list[0]?.['account']).toBe('demo');
    expect(Object.keys(list[0] ?? {}).sort()).toEqual(
      ['account', 'blockstatus', 'createtime', 'email', 'mobile', 'roletype', 'telephone', 'username'].sort(),
    );
    const child = String(list[1]?.['account']);
    expect((await bench.get('/api/user/info', { account: child })).record).toEqual(list[1]);
    const below = rows(await bench.get('/api/user/list', { account: child }));
    expect(below[0]).toEqual(list[1]);
    expect(below.length).toBeGreaterThan(1);
  });

  it('2.9 and 2.10 block and unblock, by query and by form', async () => {
    const account = bench.customer();
    const status = async () => field((await bench.get('/api/user/info', { account })).record, 'blockstatus');
    expect(await bench.post('/api/user/block', { account })).toEqual({ code: 0 });
    expect(await status()).toBe(0);
    expect((await bench.authorize(account, 'demo', now())).code).toBe(10016);
    expect(await bench.postForm('/api/user/unblock', { account })).toEqual({ code: 0 });
    expect(await status()).toBe(1);
    expect((await bench.authorize(account, 'demo', now())).code).toBe(0);
    expect(bench.provider.ledger.count('block', account)).toBe(1);
    expect(bench.provider.ledger.count('unblock', account)).toBe(1);
  });

  it('2.16 a new password is the only one that signs in, and ends the session of the account', async () => {
    const account = bench.customer(1);
    const signedIn = await bench.authorize(account, 'demo', now());
    const access_token = String(field(signedIn.record, 'access_token'));
    expect(await bench.post('/api/user/password/set', { account, password: md5('Abc@34590') })).toEqual({
      code: 0,
    });
    expect((await bench.bare('GET', '/api/user/list', { access_token })).code).toBe(10011);
    expect((await bench.authorize(account, 'demo', now())).code).toBe(20001);
    expect((await bench.authorize(account, 'Abc@34590', now())).code).toBe(0);
    expect((await bench.post('/api/user/password/set', { account, password: 'Abc@34590' })).code).toBe(10004);
    expect(JSON.stringify(bench.provider.ledger.entries())).not.toContain(md5('Abc@34590'));
    expect(bench.provider.ledger.count('password', account)).toBe(1);
  });

  it('2.13 a message goes to all its accounts or to none', async () => {
    const { accounts } = bench.provider.world;
    const names = accounts.entries.slice(1, 21).map(({ account }) => account);
    expect(await bench.post('/api/message/send', { accounts: names.join(','), content: 'Hello 👋' })).toEqual(
      { code: 0 },
    );
    expect(bench.provider.ledger.entries('message').map(({ target }) => target)).toEqual(names);
    const send = async (to: string[], content: string) =>
      (await bench.postForm('/api/message/send', { accounts: to.join(','), content })).code;
    expect(await send([...names, 'nobody'], 'x')).toBe(20005);
    expect(await send([...names, 'rival1'], 'x')).toBe(10007);
    expect(
      await send(
        Array.from({ length: 201 }, () => 'demo'),
        'x',
      ),
    ).toBe(10006);
    expect(await send(names, 'x'.repeat(301))).toBe(10006);
    expect(await send(names, '👋'.repeat(151))).toBe(10006);
    expect(await send(names.slice(0, 1), 'x'.repeat(300))).toBe(0);
    expect(bench.provider.ledger.entries('message')).toHaveLength(21);
  });

  it('nobody reaches out of the own tree, and only distributors reach into it', async () => {
    expect((await bench.get('/api/user/info', { account: 'nobody' })).code).toBe(20005);
    expect((await bench.get('/api/user/info', { account: 'rival' })).code).toBe(10007);
    expect((await bench.get('/api/device/list', { account: 'rival1' })).code).toBe(10007);
    expect((await bench.post('/api/user/block', { account: 'rival1' })).code).toBe(10007);
    expect((await bench.post('/api/user/block', { account: 'demo' })).code).toBe(10007);
    const customer = bench.customer();
    const access_token = String(
      field((await bench.authorize(customer, 'demo', now())).record, 'access_token'),
    );
    expect((await bench.bare('GET', '/api/user/info', { access_token, account: 'demo' })).code).toBe(10007);
    expect((await bench.bare('POST', '/api/user/block', { access_token, account: customer })).code).toBe(
      10007,
    );
    expect(rows(await bench.bare('GET', '/api/user/list', { access_token }))).toHaveLength(1);
  });
});

describe('commands and geofences', () => {
  it('2.5 and 2.6 a command is answered after a while and changes what the device tells', async () => {
    const imei =
      bench.imeis({ phase: 'driving', supports: 'RELAY,1', status: 2, fasterThan: 25, limit: 1 })[0] ?? '';
    const sent = await bench.post('/api/command/send', { imei, command: 'RELAY,1' });
    const commandid = String(field(sent.record, 'commandid'));
    expect(commandid).toMatch(/^[0-9A-F]{5,}$/);
    expect((await bench.post('/api/command/query', { commandid })).record).toEqual({
      response: '',
      commandstatus: 0,
    });
    bench.provider.control.skip(60);
    const answer = (await bench.postForm('/api/command/query', { commandid })).record;
    expect(field(answer, 'commandstatus')).toBe(1);
    expect(field(answer, 'response')).toMatch(/^Cut off the fuel supply: Success! Speed: \d+km\/h\.$/);
    expect(rows(await bench.get('/api/track', { imeis: imei }))[0]).toMatchObject({
      oilpowerstatus: 0,
      speed: 0,
    });
    expect(bench.provider.ledger.count('command', imei)).toBe(1);
    expect((await bench.post('/api/command/query', { commandid: 'FFFFFFF' })).code).toBe(10004);
  });

  it('2.5 refuses by state of the device, by model and for missing data', async () => {
    const send = async (imei: string | undefined, command: string, more = {}) =>
      (await bench.post('/api/command/send', { imei: imei ?? '', command, ...more })).code;
    const one = (wanted: Parameters<Bench['imeis']>[0]) => bench.imeis({ ...wanted, limit: 1 })[0];
    expect(await send(one({ status: 4, supports: 'RELAY,1' }), 'RELAY,1')).toBe(20017);
    expect(await send(one({ status: 3, supports: 'RESET' }), 'RESET')).toBe(20046);
    expect(await send(one({ status: 5, supports: 'RESET' }), 'RESET')).toBe(20089);
    expect(await send(bench.imeis({ below: 'rival' })[0], 'RESET')).toBe(10013);
    const online = one({ status: 2, supports: 'SET_MILEAGE' });
    expect(await send(online, 'SET_MILEAGE,30')).toBe(20048);
    expect(await send(online, 'SELF_DESTRUCT')).toBe(20048);
    expect(await send(online, 'SET_MILEAGE')).toBe(10005);
    expect(await send(online, 'SET_MILEAGE', { paramData: '30' })).toBe(10004);
    expect(await send(online, 'SET_MILEAGE', { paramData: '{"mileage":"30"}' })).toBe(0);
    bench.provider.control.skip(30);
    const [record] = rows(await bench.get('/api/track', { imeis: online ?? '' }));
    const { mileage } = record ?? {};
    expect(Math.abs(Number(mileage) - 30_000)).toBeLessThan(2_500);
  });

  it('2.4 makes a circle of 100 to 5000 metres', async () => {
    const imei = bench.imeis({ limit: 1, status: 2 })[0] ?? '';
    const fence = { imei, efencename: 'home', alarmtype: 2, longitude: 13.4, latitude: 52.5, radius: 300 };
    expect(await bench.post('/api/geofence/create', fence)).toEqual({ code: 0 });
    const made = async (changes: object) =>
      (await bench.post('/api/geofence/create', { ...fence, ...changes })).code;
    expect(await made({ radius: 99 })).toBe(10006);
    expect(await made({ radius: 5_001 })).toBe(10006);
    expect(await made({ radius: 'wide' })).toBe(10004);
    expect(await made({ alarmtype: 3 })).toBe(10006);
    expect(await made({ longitude: 181 })).toBe(10006);
    expect(await made({ efencename: '' })).toBe(10005);
    expect(bench.provider.world.geofences.list()).toHaveLength(1);
    expect(bench.provider.ledger.count('geofence', imei)).toBe(1);
  });
});

function vehicle(imei: string) {
  const found = bench.provider.world.vehicles.find(imei);
  if (found === undefined) throw new Error(`no vehicle ${imei}`);
  return found;
}
