import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAccount } from '../../../electron/openapi/decoders/account.ts';
import { decodeDevice } from '../../../electron/openapi/decoders/device.ts';
import { decodePosition } from '../../../electron/openapi/decoders/position.ts';
import { readAlarmSegment, readTrackSegment } from '../../../electron/openapi/decoders/segments.ts';
import { decodeToken } from '../../../electron/openapi/decoders/token.ts';
import { readNumber, readRows, readSegments, readText, readTime } from '../../../electron/openapi/decode.ts';

const IMEI = '358899051025339';
const track = (fields: Record<string, unknown>): ReturnType<typeof decodePosition> =>
  decodePosition({ imei: IMEI, ...fields });

/** Anything JSON can hold, with a taste for what servers really get wrong. */
const junk = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(
    -1,
    '',
    '-1',
    0,
    '0',
    [],
    {},
    null,
    'NaN',
    '0x10',
    '1,5',
    'null',
    1e308,
    '1e309',
    ' 7 ',
    true,
  ),
  fc.double(),
  fc.integer().map(String),
);
const junkFields = (keys: readonly string[]): fc.Arbitrary<Record<string, unknown>> =>
  fc.dictionary(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...keys) }, fc.string()), junk);

const trackKeys = [
  ...['imei', 'servertime', 'gpstime', 'hearttime', 'systemtime', 'longitude', 'latitude', 'course', 'speed'],
  ...['acctime', 'accstatus', 'doorstatus', 'chargestatus', 'oilpowerstatus', 'defencestatus', 'datastatus'],
  ...['battery', 'mileage', 'todaymileage', 'externalpower', 'fuel', '__proto__'],
];

describe('reading single values', () => {
  it.each([
    ['12.1', 12.1],
    [' 7 ', 7],
    ['-3', -3],
    ['1e3', 1000],
    ['.5', 0.5],
    [8, 8],
  ])('reads %j as a number', (value, number) => {
    expect(readNumber(value)).toBe(number);
  });

  it.each([
    '',
    ' ',
    'abc',
    '0x10',
    '1,5',
    '1 2',
    'Infinity',
    'NaN',
    '1e999',
    null,
    undefined,
    [],
    [5],
    {},
    true,
    NaN,
  ])('reads %j as no number', (value) => {
    expect(readNumber(value)).toBeNull();
  });

  it.each([0, -1, '', '0', '-1', null, undefined, [], 1_419_905_754_000, NaN, 'soon'])(
    'takes %j for no time',
    (value) => {
      expect(readTime(value)).toBeNull();
    },
  );

  it('does not write digits that a number has lost', () => {
    expect(readText(Number('12345678901234567890'))).toBe('');
    expect(readText(358899051025339)).toBe(IMEI);
  });

  it.each([undefined, null, '', '  ', [], {}])('finds no rows and no segments in %j', (record) => {
    expect(readRows(record)).toEqual([]);
    expect(readSegments(record)).toEqual([]);
  });

  it.each(['error', 5, true])('does not take %j for a list', (record) => {
    expect(readRows(record)).toBeNull();
  });

  it('counts segments as received and ignores the semicolon at the end', () => {
    expect(readSegments('a;;b;')).toEqual(['a', '', 'b']);
    expect(readSegments(['a', 5, ' b '])).toEqual(['a', '', 'b']);
  });
});

describe('decoding a track record', () => {
  it('takes -1, "", [], null, 0 for a time and missing for unknown', () => {
    const unknown = track({
      servertime: 0,
      gpstime: '',
      hearttime: null,
      systemtime: -1,
      longitude: 0,
      latitude: 0,
      course: -1,
      speed: '',
      acctime: 1700000000,
      accstatus: -1,
      doorstatus: [],
      datastatus: 9,
      battery: -1,
      mileage: '-1',
      externalpower: '',
    });
    const { imei, extra, ...rest } = unknown ?? { imei: '', extra: null };
    expect([imei, extra]).toEqual([IMEI, {}]);
    expect(Object.values(rest).every((value) => value === null)).toBe(true);
  });

  it('reads numbers given as text and the fields that the reference lacks', () => {
    expect(
      track({
        longitude: '113.9',
        latitude: '22.5',
        speed: '60',
        accstatus: '1',
        acctime: '30',
        datastatus: '4',
        externalpower: '12.1',
        fuel: '',
        temperature: [],
        odometer: -1,
      }),
    ).toMatchObject({
      longitude: 113.9,
      latitude: 22.5,
      speed: 60,
      acc: true,
      accTime: 30,
      dataStatus: 'offline',
      externalPower: 12.1,
      extra: { fuel: '', temperature: [], odometer: -1 },
    });
  });

  it.each([
    [
      { longitude: 181, latitude: 10 },
      { longitude: null, latitude: null },
    ],
    [
      { longitude: 10, latitude: -91 },
      { longitude: null, latitude: null },
    ],
    [{ longitude: 10 }, { longitude: null, latitude: null }],
    [
      { longitude: 0, latitude: 51.5 },
      { longitude: 0, latitude: 51.5 },
    ],
    [{ course: 361 }, { course: null }],
    [{ course: 360 }, { course: 0 }],
    [{ speed: 401 }, { speed: null }],
    [{ speed: -3 }, { speed: null }],
    [{ speed: 400 }, { speed: 400 }],
    [{ battery: 101 }, { battery: null }],
    [{ battery: 0 }, { battery: 0 }],
    [
      { accstatus: 0, acctime: 1700000000 },
      { acc: false, accTime: null },
    ],
    [{ datastatus: 5 }, { dataStatus: 'blocked' }],
  ])('reads %j as %j', (fields, expected) => {
    expect(track(fields)).toMatchObject(expected);
  });

  it('takes an IMEI as text or as a number and nothing else', () => {
    expect(decodePosition({ imei: 358899051025339 })?.imei).toBe(IMEI);
    expect(decodePosition({ imei: ' 358899051025339 ' })?.imei).toBe(IMEI);
    for (const imei of [undefined, null, '', 'abc', '12', 1.5, -5, 12345678901234567890n.toString() + '1']) {
      expect(decodePosition({ imei })).toBeNull();
    }
  });

  it('does not let a key of the provider reach the prototype', () => {
    const position = decodePosition(JSON.parse('{"imei":"358899051025339","__proto__":{"polluted":1}}'));
    expect(Object.getPrototypeOf(position?.extra)).toBe(Object.prototype);
    expect(Object.keys(position?.extra ?? {})).toEqual(['__proto__']);
  });

  it('never throws and never gives a wrong number, whatever a record holds', () => {
    const within = (value: number | null, lowest: number, highest: number): boolean =>
      value === null || (value >= lowest && value <= highest);
    fc.assert(
      fc.property(fc.oneof(junk, junkFields(trackKeys)), (row) => {
        const position = decodePosition(row);
        if (position === null) return;
        const fields = row as Record<string, unknown>;
        expect(position.imei).toMatch(/^\d{5,20}$/);
        expect(within(position.longitude, -180, 180) && within(position.latitude, -90, 90)).toBe(true);
        expect((position.longitude === null) === (position.latitude === null)).toBe(true);
        expect(within(position.course, 0, 359.999999999)).toBe(true);
        expect(within(position.speed, 0, 400) && within(position.battery, 0, 100)).toBe(true);
        expect(within(position.mileage, 0, Number.MAX_VALUE)).toBe(true);
        for (const time of [position.serverTime, position.gpsTime, position.heartTime, position.systemTime]) {
          expect(time === null || (Number.isInteger(time) && within(time, 1, 4_294_967_295))).toBe(true);
        }
        // What was read is what was written, not something like it.
        if (position.speed !== null) expect(position.speed).toBe(Number(fields['speed']));
        if (position.mileage !== null) expect(position.mileage).toBe(Number(fields['mileage']));
        if (position.longitude !== null) expect(position.longitude).toBe(Number(fields['longitude']));
        for (const key of Object.keys(fields)) {
          if (!trackKeys.includes(key)) expect(position.extra[key]).toBe(fields[key]);
        }
      }),
    );
  });
});

describe('decoding devices, accounts and tokens', () => {
  it('takes the owner that a record names before the account of the list', () => {
    expect(decodeDevice({ imei: IMEI, customeraccount: 'owner', iccid: 8986 }, 'list')).toMatchObject({
      account: 'owner',
      iccid: '8986',
    });
    expect(decodeDevice({ imei: IMEI, customeraccount: '' }, 'list')?.account).toBe('list');
  });

  it.each([
    [0, true],
    ['0', true],
    [1, false],
    [-1, null],
    ['', null],
    [undefined, null],
    [true, null],
  ])('reads blockstatus %j as blocked %j', (blockstatus, blocked) => {
    expect(decodeAccount({ account: 'demo', blockstatus })?.blocked).toBe(blocked);
  });

  it.each([
    [1, 'distributor'],
    [2, 'endUser'],
    ['3', 'virtual'],
    [0, null],
    [4, null],
  ])('reads roletype %j as %j', (roletype, role) => {
    expect(decodeAccount({ account: 'demo', roletype })?.role).toBe(role);
  });

  it('reads a token with the lifetime spelled as in the table of 2.1, or not at all', () => {
    expect(decodeToken({ access_token: 'A', 'expires in': '3600' })).toEqual({ value: 'A', lifetime: 3600 });
    expect(decodeToken({ access_token: 'A', expires_in: -1 })).toEqual({ value: 'A', lifetime: 7200 });
    expect(decodeToken({ access_token: '' })).toBeNull();
    expect(decodeToken('A')).toBeNull();
  });

  it('never throws on junk', () => {
    const keys = [
      'imei',
      'account',
      'access_token',
      'expires_in',
      'roletype',
      'blockstatus',
      'createtime',
      'onlinetime',
    ];
    fc.assert(
      fc.property(fc.oneof(junk, junkFields(keys)), (row) => {
        const device = decodeDevice(row, 'list');
        const account = decodeAccount(row);
        const token = decodeToken(row);
        expect(device?.imei ?? '00000').toMatch(/^\d{5,20}$/);
        expect(account?.account).not.toBe('');
        expect(token?.value).not.toBe('');
        expect(token?.lifetime ?? 1).toBeGreaterThan(0);
      }),
    );
  });
});

describe('decoding segments', () => {
  it('reads a track point with unknown speed and course', () => {
    expect(readTrackSegment('10.5,20.5,1700000000,-1,999')).toEqual({
      cursor: 1700000000,
      row: { longitude: 10.5, latitude: 20.5, gpsTime: 1700000000, speed: null, course: null },
    });
  });

  it('keeps the cursor of a segment whose place cannot be read', () => {
    expect(readTrackSegment('x,y,1700000000,5,5')).toEqual({ cursor: 1700000000, row: null });
    expect(readTrackSegment('0,0,1700000000,5,5')).toEqual({ cursor: 1700000000, row: null });
  });

  it('reads an alarm without a place, a type it does not know and without a geofence', () => {
    expect(readAlarmSegment('99,0,0,0,1700000000,,', IMEI).row).toEqual({
      imei: IMEI,
      type: 99,
      longitude: null,
      latitude: null,
      gpsTime: null,
      systemTime: 1700000000,
      speed: null,
      course: null,
      geofenceId: '',
    });
  });

  it.each([
    '',
    'x',
    '1,2,3',
    ',,,,,',
    '1,10,20,1700000000,soon,5,5,0',
    'sos,10,20,1,1700000000,5,5,0',
    '-1,1,1,1,1700000000',
  ])('makes no alarm of %j', (segment) => {
    expect(readAlarmSegment(segment, IMEI).row).toBeNull();
  });

  it('never throws and never gives a wrong number for any segment', () => {
    const field = fc.oneof(fc.string(), fc.integer().map(String), fc.double().map(String), fc.constant(''));
    fc.assert(
      fc.property(fc.array(field, { maxLength: 10 }), (fields) => {
        const segment = fields.join(',');
        const parts = segment.split(',');
        const { row: point } = readTrackSegment(segment);
        if (point !== null) {
          expect(point.longitude).toBe(Number(parts[0]));
          expect(point.gpsTime).toBe(Math.floor(Number(parts[2])));
          expect(point.speed === null || (point.speed >= 0 && point.speed <= 400)).toBe(true);
        }
        const { row: alarm } = readAlarmSegment(segment, IMEI);
        if (alarm !== null) {
          expect(alarm.type).toBe(Number(parts[0]));
          expect(alarm.systemTime).toBe(Math.floor(Number(parts[4])));
        }
      }),
    );
  });
});
