import { describe, expect, it } from 'vitest';
import type { DeviceDetails } from '../../../../../electron/contract/fleet.ts';
import { daysLeft, deviceFields } from '../../../../../renderer/features/live/device-fields.ts';
import type { DeviceField } from '../../../../../renderer/features/live/device-fields.ts';
import { Formatter } from '../../../../../renderer/i18n/format.ts';
import { deviceDetails, unknownPosition } from '../../builders.ts';

const format = new Formatter({ language: 'en', units: 'metric', timeZone: 'UTC' });
const fieldsOf = (details: DeviceDetails): Map<string, DeviceField> =>
  new Map(deviceFields(details, format).flatMap((group) => group.fields.map((field) => [field.key, field])));

describe('The fields of a device', () => {
  it('cover every field of the position and of the device', () => {
    const details = deviceDetails();
    const shown = new Set(fieldsOf(details).keys());
    const wanted = [...Object.keys(unknownPosition), ...Object.keys(details.device)].filter(
      (key) => key !== 'extra',
    );
    const places = new Set(['longitude', 'latitude']);
    expect(wanted.filter((key) => !shown.has(key) && !places.has(key))).toEqual([]);
    expect(shown.has('place')).toBe(true);
  });

  it('are unknown where the provider says so, and nowhere zero', () => {
    const fields = fieldsOf(deviceDetails());
    const known = [...fields.values()].filter((field) => field.text !== null || field.word !== undefined);
    expect(known.map((field) => field.key)).toEqual(['imei', 'plate', 'name', 'type', 'account']);
  });

  it('are unknown too when no position was ever received', () => {
    expect(fieldsOf(deviceDetails({ position: null })).get('speed')?.text).toBeNull();
  });

  it('carry their unit', () => {
    const position = {
      ...unknownPosition,
      speed: 62,
      course: 195,
      mileage: 51_654,
      todayMileage: 500,
      battery: 0,
      externalPower: 12.1,
      latitude: 22.583197,
      longitude: 113.909813,
      acc: true,
      accTime: 1_400,
    };
    const fields = fieldsOf(deviceDetails({ position }));
    expect(
      ['speed', 'course', 'mileage', 'todayMileage', 'battery', 'externalPower', 'place', 'accTime'].map(
        (key) => fields.get(key)?.text,
      ),
    ).toEqual(['62 km/h', '195° S', '51.7 km', '500 m', '0%', '12.1 V', '22.583197, 113.909813', '23 min']);
  });

  it('say in words what a relay or an input is in', () => {
    const position = { ...unknownPosition, fuelSupply: false, door: true, acc: false, defence: null };
    const fields = fieldsOf(deviceDetails({ position }));
    expect(['fuelSupply', 'door', 'acc', 'defence'].map((key) => fields.get(key)?.word)).toEqual([
      'word.cut',
      'word.open',
      'word.off',
      undefined,
    ]);
  });

  it('leave out how long ACC lasts where there is no ACC, because then the number means nothing', () => {
    const position = { ...unknownPosition, acc: null, accTime: 1_420_964_313 };
    expect(fieldsOf(deviceDetails({ position })).get('accTime')?.text).toBeNull();
  });

  it('of an offline device are marked as last known', () => {
    const position = { ...unknownPosition, speed: 5, acc: true };
    const fields = fieldsOf(deviceDetails({ position, state: 'offline' }));
    expect([fields.get('speed')?.stale, fields.get('acc')?.stale]).toEqual([true, true]);
    expect(fieldsOf(deviceDetails({ position, state: 'moving' })).get('speed')?.stale).toBe(false);
  });

  it('give each of the four clocks its own time', () => {
    const position = { ...unknownPosition, heartTime: 4, gpsTime: 3, systemTime: 2, serverTime: 1 };
    const fields = fieldsOf(deviceDetails({ position }));
    expect(['heartTime', 'gpsTime', 'systemTime', 'serverTime'].map((key) => fields.get(key)?.clock)).toEqual(
      [4, 3, 2, 1],
    );
  });

  it('say so where the receiving clock stayed behind the position it belongs to', () => {
    const received = (systemTime: number): object | undefined =>
      fieldsOf(deviceDetails({ position: { ...unknownPosition, gpsTime: 5_000, systemTime } })).get(
        'systemTime',
      );
    expect(received(3_000)).toMatchObject({ note: 'field.systemTime.behindShort', clock: 3_000 });
    expect(received(4_990)).not.toHaveProperty('note');
  });

  it('keep what the reference does not name, empty values as unknown', () => {
    const details = deviceDetails({
      position: { ...unknownPosition, extra: { temperature: [], fuel: '', odometer: -1, note: 'x' } },
      device: { ...deviceDetails().device, extra: { group: { id: 3 } } },
    });
    const extra = deviceFields(details, format).at(-1);
    expect(extra?.fields.map((field) => [field.label, field.text])).toEqual([
      ['fuel', null],
      ['group', '{"id":3}'],
      ['note', 'x'],
      ['odometer', '-1'],
      ['temperature', null],
    ]);
  });
});

describe('Days left', () => {
  it('counts whole days, below zero once it has passed', () => {
    expect([daysLeft(200_000, 100_000), daysLeft(100_000, 100_000), daysLeft(99_999, 100_000)]).toEqual([
      1, 0, -1,
    ]);
  });
});
