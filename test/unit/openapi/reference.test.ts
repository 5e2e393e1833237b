import { describe, expect, it } from 'vitest';
import type { Alarm } from '../../../electron/contract/alarm.ts';
import type { TrackPoint } from '../../../electron/contract/playback.ts';
import { action, testBed } from './support/client.ts';
import { demos } from './support/demos.ts';

const IMEI = '358899051025339';

describe('the worked examples of the reference', () => {
  it('reads the login of 2.1 and uses its token', async () => {
    const { client, provider } = testBed();
    provider.token = 'ACCESS_TOKEN';
    provider.on('/api/authorization', () => demos.authorization).on('/api/user/info', () => demos.account);
    expect((await client.account('demo', action)).ok).toBe(true);
    expect(provider.asked('/api/user/info')[0]?.url).toBe(
      'http://provider.test/api/user/info?access_token=ACCESS_TOKEN&account=demo',
    );
  });

  it('reads the track of 2.2, which lacks a comma', async () => {
    const { client, provider } = testBed();
    provider.on('/api/track', () => demos.track);
    const answer = await client.track([IMEI], action);
    expect(answer.ok && answer.value.found.get(IMEI)).toEqual({
      imei: IMEI,
      serverTime: 1420964313,
      gpsTime: 1419906052,
      heartTime: 1419906952,
      systemTime: 1419905754,
      longitude: 113.909813,
      latitude: 22.583197,
      course: 195,
      speed: 0,
      accTime: 1400,
      acc: true,
      door: false,
      charge: false,
      fuelSupply: true,
      defence: false,
      dataStatus: 'ok',
      battery: 100,
      mileage: 51654,
      todayMileage: 15654,
      externalPower: null,
      extra: {},
    });
    expect(provider.asked('/api/track')[0]?.params).toMatchObject({ imeis: IMEI });
  });

  it('reads the playback of 2.3 without its exact repeats', async () => {
    const { client, provider } = testBed();
    provider.on('/api/playback', () => demos.playback);
    const points: TrackPoint[] = [];
    const end = await client.playback(IMEI, 1406746394, 1407746394, action, (page) => {
      points.push(...page);
    });
    expect(end).toEqual({ complete: true, failure: null, malformed: 0, requests: 1 });
    expect(points.map(({ gpsTime }) => gpsTime)).toEqual([
      1406858664, 1406858684, 1406858704, 1406858724, 1406858780, 1406858800,
    ]);
    expect(points[0]).toEqual({
      longitude: 113.97196,
      latitude: 22.568616,
      gpsTime: 1406858664,
      speed: 0,
      course: 228,
    });
    expect(provider.asked('/api/playback')[0]?.params).toMatchObject({
      imei: IMEI,
      begintime: '1406746394',
      endtime: '1407746394',
    });
  });

  it('creates the geofence of 2.4', async () => {
    const { client, provider } = testBed();
    provider.on('/api/geofence/create', () => demos.geofence);
    const fence = {
      imei: IMEI,
      name: 'home',
      trigger: 'leave',
      longitude: 113.97196,
      latitude: 22.56861,
      radius: 300,
    } as const;
    expect(await client.createGeofence(fence, action)).toEqual({ ok: true, value: null });
    expect(provider.asked('/api/geofence/create')[0]).toMatchObject({
      method: 'POST',
      params: {
        imei: IMEI,
        efencename: 'home',
        alarmtype: '0',
        longitude: '113.97196',
        latitude: '22.56861',
        radius: '300',
      },
    });
  });

  it('sends the command of 2.5 and reads its answer of 2.6', async () => {
    const { client, provider, timing } = testBed();
    provider
      .on('/api/command/send', () => demos.commandSend)
      .on('/api/command/query', () => demos.commandQuery);
    expect(await timing.until(client.sendCommand(IMEI, { kind: 'stopEngine' }, action))).toEqual({
      ok: true,
      value: '1B454',
    });
    expect(provider.asked('/api/command/send')[0]?.params).toMatchObject({ imei: IMEI, command: 'RELAY,1' });
    expect(await timing.until(client.queryCommand('1B454', action))).toEqual({
      ok: true,
      value: { answered: true, response: 'Cut off the fuel supply: Success! Speed: 2km/h.' },
    });
    expect(provider.asked('/api/command/query')[0]?.params).toMatchObject({ commandid: '1B454' });
  });

  it('puts the value of "set mileage" into paramData as the reference shows it', async () => {
    const { client, provider } = testBed();
    provider.on('/api/command/send', () => demos.commandSend);
    await client.sendCommand(IMEI, { kind: 'setMileage', mileage: 30 }, action);
    expect(provider.asked('/api/command/send')[0]?.params).toMatchObject({
      command: 'SET_MILEAGE',
      paramData: '{"mileage":"30"}',
    });
  });

  it.each([
    ['the list of 2.7', '/api/device/list'],
    ['the details of 2.12', '/api/device/detail'],
  ])('reads %s', async (_what, path) => {
    const { client, provider } = testBed();
    provider.on(path, () => demos.devices);
    const imeis = ['123456789123456', '512345678901234'];
    const rows =
      path === '/api/device/list'
        ? await client.devices('demo', action).then((answer) => (answer.ok ? answer.value.rows : []))
        : await client
            .deviceDetails(imeis, action)
            .then((answer) => (answer.ok ? [...answer.value.found.values()].reverse() : []));
    const account = path === '/api/device/list' ? 'demo' : '';
    expect(rows).toEqual([
      {
        imei: '512345678901234',
        name: 'VT05S-01234',
        type: 'VT05S',
        plate: 'TheOne',
        sim: '7557862586',
        iccid: '',
        account,
        onlineTime: null,
        activatedTime: null,
        platformDueTime: null,
        userDueTime: null,
        extra: {},
      },
      {
        imei: '123456789123456',
        name: 'VT05S-23456',
        type: 'VT05S',
        plate: '',
        sim: '',
        iccid: '',
        account,
        onlineTime: 1419905754,
        activatedTime: 1419805754,
        platformDueTime: 1588603848,
        userDueTime: 1589603848,
        extra: {},
      },
    ]);
  });

  it('reads the alarm of 2.8', async () => {
    const { client, provider } = testBed();
    provider.on('/api/alarm/list', () => demos.alarms);
    const alarms: Alarm[] = [];
    await client.alarms(IMEI, 1541500000, 1541600000, action, (page) => {
      alarms.push(...page);
    });
    expect(alarms).toEqual([
      {
        imei: IMEI,
        type: 27,
        longitude: 113.885888,
        latitude: 22.580592,
        gpsTime: 1541575497,
        systemTime: 1541575507,
        speed: 40,
        course: 40,
        geofenceId: '0',
      },
    ]);
  });

  it('blocks (2.9), unblocks (2.10), sends a message (2.13) and sets a password (2.16), whose answer has a comma too many', async () => {
    const { client, provider, timing } = testBed();
    provider
      .on('/api/user/block', () => demos.done)
      .on('/api/user/unblock', () => demos.done)
      .on('/api/message/send', () => demos.done)
      .on('/api/user/password/set', () => demos.password);
    const done = { ok: true, value: null };
    expect(await timing.until(client.block('demo', action))).toEqual(done);
    expect(await timing.until(client.unblock('demo', action))).toEqual(done);
    expect(await timing.until(client.sendMessage(['test', 'name'], 'Hello', action))).toEqual(done);
    expect(
      await timing.until(client.setPassword('monitorcenter', '9d591136280b3ec563e3062dbb6f915b', action)),
    ).toEqual(done);
    expect(provider.asked('/api/message/send')[0]?.params).toMatchObject({
      accounts: 'test,name',
      content: 'Hello',
    });
    expect(provider.asked('/api/user/password/set')[0]).toMatchObject({
      method: 'POST',
      url: 'http://provider.test/api/user/password/set',
      params: { account: 'monitorcenter', password: '9d591136280b3ec563e3062dbb6f915b' },
    });
  });

  it('reads the account of 2.11 and the sub-customers of 2.15', async () => {
    const { client, provider, timing } = testBed();
    provider.on('/api/user/info', () => demos.account).on('/api/user/list', () => demos.accounts);
    const demo = {
      account: 'demo',
      userName: 'openapidemo',
      role: 'distributor',
      blocked: false,
      email: 'openapidemo@gmail.com',
      mobile: '',
      telephone: '',
      createTime: 1562570435,
      extra: {},
    };
    expect(await timing.until(client.account('demo', action))).toEqual({ ok: true, value: demo });
    const list = await timing.until(client.subAccounts(null, action));
    expect(list).toEqual({
      ok: true,
      value: {
        rows: [
          demo,
          {
            ...demo,
            account: 'demotest',
            userName: 'demotest name',
            email: 'demotest@gmail.com',
            createTime: 1562670132,
          },
        ],
        mayBeCut: false,
        unreadable: 0,
      },
    });
    expect(provider.asked('/api/user/list')[0]?.params).not.toHaveProperty('account');
  });

  it('reads the mileage of 2.14', async () => {
    const { client, provider } = testBed();
    provider.on('/api/device/mileage', () => demos.mileage);
    const imeis = ['351000091413001', '351000091413002', '351000091413003', '351000091413004'];
    const answer = await client.mileage(imeis, 1631721600, 1631808000, action);
    expect(answer.ok && [...answer.value.found.values()]).toEqual(
      [338.21, 500.56, 280.87, 621.21].map((km, place) => ({
        imei: imeis[place],
        km,
        begin: 1631721600,
        end: 1631808000,
      })),
    );
    expect(provider.asked('/api/device/mileage')[0]?.params).toMatchObject({
      imeis: imeis.join(','),
      begintime: '1631721600',
      endtime: '1631808000',
    });
  });
});
