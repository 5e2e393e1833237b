import { describe, expect, it } from 'vitest';
import {
  checkCommand,
  commandOf,
  type CommandForm,
} from '../../../../../renderer/features/commands/command-form.ts';
import {
  checkGeofence,
  shapeOf,
  type GeofenceForm,
} from '../../../../../renderer/features/geofences/geofence-form.ts';
import { destination, distance } from '../../../../../renderer/map/geometry.ts';

function command(changes: Partial<CommandForm> = {}): CommandForm {
  return {
    mode: 'one',
    imei: '12345',
    imeis: new Set(),
    kind: 'stopEngine',
    mileage: '',
    unit: null,
    reason: 'stolen',
    override: '',
    operator: '',
    pin: '',
    hold: false,
    holdHours: 24,
    ...changes,
  };
}

const refused = {
  dangers: ['offline'],
  refusals: ['oldFix'],
  overridable: true,
  needsSecond: false,
  standing: null,
} as const;

describe('the form of a command', () => {
  it('wants a vehicle, a reason, and nothing more for a plain command', () => {
    expect(checkCommand(command(), null, false)).toEqual({});
    expect(Object.keys(checkCommand(command({ imei: null, reason: ' x' }), null, false))).toEqual([
      'device',
      'reason',
    ]);
    expect(checkCommand(command({ mode: 'many' }), null, false)).toHaveProperty('device');
  });

  it('wants a whole number and its unit for a mileage', () => {
    const form = command({ kind: 'setMileage', mileage: '12,5' });
    expect(Object.keys(checkCommand(form, null, false))).toEqual(['mileage', 'unit']);
    expect(commandOf(form)).toBeNull();
    expect(commandOf({ ...form, mileage: '30', unit: 'm' })).toEqual({
      request: { kind: 'setMileage', mileage: 30 },
      unit: 'm',
    });
    expect(commandOf({ ...form, mileage: '100000001', unit: 'm' })).toBeNull();
  });

  it('wants a reason of its own for an override, and none when the command waits for its device', () => {
    expect(checkCommand(command(), refused, false)).toHaveProperty('override');
    expect(checkCommand(command({ override: 'police' }), refused, false)).toEqual({});
    expect(checkCommand(command({ hold: true }), refused, false)).toEqual({});
  });

  it('wants name and PIN of the second operator where the rules do', () => {
    expect(checkCommand(command(), null, true)).toHaveProperty('signature');
    expect(checkCommand(command({ operator: 'Bob', pin: '12' }), null, true)).toHaveProperty('signature');
    expect(checkCommand(command({ operator: 'Bob', pin: '4711' }), null, true)).toEqual({});
  });
});

describe('the form of a geofence', () => {
  const form: GeofenceForm = {
    mode: 'one',
    imei: '12345',
    imeis: new Set(),
    name: ' Depot ',
    trigger: 'leave',
    latitude: '52.5',
    longitude: '-13.4',
    radius: '300',
  };

  it('becomes a circle when all is typed well', () => {
    expect(checkGeofence(form)).toEqual({});
    expect(shapeOf(form)).toEqual({
      name: 'Depot',
      trigger: 'leave',
      latitude: 52.5,
      longitude: -13.4,
      radius: 300,
    });
  });

  it.each([
    [{ latitude: '91' }, 'place'],
    [{ longitude: '' }, 'place'],
    [{ latitude: '1e1' }, 'place'],
    [{ radius: '99' }, 'radius'],
    [{ radius: '5001' }, 'radius'],
    [{ radius: '300.5' }, 'radius'],
    [{ name: '  ' }, 'name'],
    [{ imei: null }, 'device'],
  ])('says what is wrong with %j', (change, field) => {
    expect(Object.keys(checkGeofence({ ...form, ...change }))).toEqual([field]);
  });
});

describe('the edge of a circle', () => {
  it.each([0, 45, 90, 180, 270])(
    'is as far away as its radius in direction %d, across the date line too',
    (turn) => {
      const centre = { lng: 179.999, lat: 52.5 };
      const edge = destination(centre, turn, 5_000);
      expect(distance(centre, edge)).toBeCloseTo(5_000, 3);
      expect(Math.abs(edge.lng)).toBeLessThanOrEqual(180);
    },
  );
});
