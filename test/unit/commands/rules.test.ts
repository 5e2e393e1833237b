import { describe, expect, it } from 'vitest';
import { judgeText } from '../../../electron/commands/device-text.ts';
import { firstEffect, isAsWanted } from '../../../electron/commands/effect.ts';
import { guardFailure } from '../../../electron/commands/guard-words.ts';
import {
  changesSince,
  guardCommand,
  metresApart,
  standingProof,
} from '../../../electron/contract/command-guard.ts';
import { commandPolicy, meantCommand } from '../../../electron/contract/command-desk.ts';
import { aSituation } from '../../support/commands.ts';

const policy = commandPolicy.parse({});
const lenient = commandPolicy.parse({ overrideAllowed: true });

describe("a device's text", () => {
  it.each([
    ['Cut off the fuel supply: Success! Speed: 2km/h.', 'success'],
    ['RELAY OK', 'success'],
    ['Done', 'success'],
    ['成功', 'success'],
    ['Success, no error', 'success'],
    ['OK, ERROR:0', 'success'],
    ['Cut off the fuel supply: failed! ERROR:103', 'failure'],
    ['unsuccessful', 'failure'],
    ['Command not supported', 'failure'],
    ['Speed too high, refused', 'failure'],
    ['success=0 fail=1', 'failure'],
    ['失败', 'failure'],
    ['Speed: 2km/h', 'unclear'],
    ['', 'unclear'],
    ['broken', 'unclear'],
  ])('%j says %s', (text, verdict) => {
    expect(judgeText(text)).toBe(verdict);
  });
});

describe('the guard', () => {
  it('lets a stop pass when the vehicle stands and its fix is fresh', () => {
    const guard = guardCommand('stopEngine', aSituation(), policy);
    const nothing = { dangers: [], refusals: [], overridable: false, needsSecond: false };
    expect(guard).toEqual({ ...nothing, standing: 'fix' });
  });

  it.each([
    ['moves', { speed: 6 }],
    ['speedUnknown', { speed: null }],
    ['oldFix', { fixAge: 181, acc: null }],
    ['noFix', { fixAge: null }],
  ] as const)('refuses a stop because of %s and lets nobody override it by default', (caution, change) => {
    const guard = guardCommand('stopEngine', aSituation(change), policy);
    expect(guard.refusals).toEqual([caution]);
    expect(guard.overridable).toBe(false);
  });

  it('can be overridden only where the rules allow it', () => {
    expect(guardCommand('stopEngine', aSituation({ speed: 90 }), lenient).overridable).toBe(true);
  });

  it('lets a vehicle at exactly the speed and age of the rules be stopped', () => {
    const atLimit = aSituation({ speed: policy.stopSpeed, fixAge: policy.stopFixAge });
    expect(guardCommand('stopEngine', atLimit, policy).refusals).toEqual([]);
  });

  it('only warns of other commands', () => {
    const guard = guardCommand('lockDoor', aSituation({ speed: 90, acc: true, fixAge: 9_000 }), policy);
    expect(guard.refusals).toEqual([]);
    expect(guard.dangers).toEqual(['oldFix', 'moves', 'ignitionOn']);
    expect(guard.standing).toBeNull();
  });

  it('asks for a second operator for stops alone', () => {
    const two = commandPolicy.parse({ twoPersonStop: true });
    expect(guardCommand('stopEngine', aSituation(), two).needsSecond).toBe(true);
    expect(guardCommand('restoreEngine', aSituation(), two).needsSecond).toBe(false);
  });
});

describe('a parked vehicle, whose tracker sends no new fix', () => {
  // The clocks of field notes: heard 21 s ago, the fix 60 hours old, ACC off four seconds after it.
  const parked = aSituation({ fixAge: 217_061, heartAge: 21, accAge: 217_057 });

  it('may be stopped when it is freshly heard with its ignition off', () => {
    const guard = guardCommand('stopEngine', parked, policy);
    expect(guard.standing).toBe('parked');
    expect(guard.refusals).toEqual([]);
    expect(guard.dangers).toEqual([]);
  });

  it('may be stopped where the device tells no age of its ACC', () => {
    expect(standingProof({ ...parked, accAge: null }, policy)).toBe('parked');
  });

  it.each([
    ['its heartbeat is as old as the rules no longer allow', { heartAge: 181 }],
    ['it tells no heartbeat', { heartAge: null }],
    ['its ignition is on', { acc: true, state: 'idle' }],
    ['nobody knows its ignition', { acc: null }],
    ['it drove without a fix after the last one', { accAge: 60 }],
    ['it is offline', { state: 'offline' }],
    ['the provider could not be asked just now', { fresh: false }],
  ] as const)('is refused when %s', (_why, change) => {
    const guard = guardCommand('stopEngine', { ...parked, ...change }, policy);
    expect(guard.standing).toBeNull();
    expect(guard.refusals).toEqual(['oldFix']);
  });

  it('is refused when its last fix says that it moved, however quiet it is now', () => {
    expect(guardCommand('stopEngine', { ...parked, speed: 40 }, policy).refusals).toEqual([
      'oldFix',
      'moves',
    ]);
  });

  it('is judged by the limit of the rules', () => {
    const patient = commandPolicy.parse({ stopFixAge: 600 });
    expect(standingProof({ ...parked, heartAge: 600 }, patient)).toBe('parked');
  });
});

describe('a refusal in words', () => {
  it('names the readings and the limits', () => {
    const old = aSituation({ fixAge: 900, heartAge: 400 });
    expect(guardFailure(['oldFix'], old, policy)?.detail).toBe(
      'nothing younger than 180 s proves that it stands (fix 900 s, heard 400 s ago, ACC off)',
    );
  });

  it('says of a device that is offline that it moved when it was last heard', () => {
    const gone = aSituation({ state: 'offline', speed: 60 });
    expect(guardFailure(['moves'], gone, policy)?.detail).toContain('moved when it was last heard');
  });
});

describe('a held command', () => {
  const offline = aSituation({ state: 'offline', fixAge: 90_000, speed: 60 });

  it('may fire when its device is back, stands and is where it was', () => {
    expect(changesSince('stopEngine', offline, aSituation(), policy)).toEqual([]);
  });

  it('asks again when it moves, was moved far, changed hands or could not be read', () => {
    const now = aSituation({ speed: 40, latitude: 52.51, account: 'beta', fresh: false });
    expect(changesSince('stopEngine', offline, now, policy)).toEqual([
      'moves',
      'otherAccount',
      'moved',
      'notCurrent',
    ]);
  });

  it('knows distances on the globe', () => {
    const metres = metresApart({ latitude: 0, longitude: 179.999 }, { latitude: 0, longitude: -179.999 });
    expect(metres).toBeGreaterThan(200);
    expect(metres).toBeLessThan(240);
    expect(metresApart({ latitude: null, longitude: null }, { latitude: 0, longitude: 0 })).toBeNull();
  });
});

describe('the effect', () => {
  const stop = meantCommand.parse({ request: { kind: 'stopEngine' } });
  const unlock = meantCommand.parse({ request: { kind: 'unlockDoor' } });

  it('of a stop is a fuel supply that is cut', () => {
    expect(isAsWanted(stop, aSituation({ fuelSupply: false }))).toBe(true);
    expect(isAsWanted(stop, aSituation())).toBe(false);
  });

  it('is not told by a device without such a reading', () => {
    expect(firstEffect(stop, aSituation({ fuelSupply: null }))).toBe('notTold');
  });

  it('cannot be seen when it was so before', () => {
    expect(firstEffect(stop, aSituation({ fuelSupply: false }))).toBe('alreadySo');
    expect(firstEffect(unlock, aSituation({ defence: false }))).toBe('alreadySo');
  });

  it('of a lock is the defence, and the door only where there is no defence', () => {
    expect(isAsWanted(unlock, aSituation({ defence: true, door: true }))).toBe(false);
    expect(isAsWanted(unlock, aSituation({ defence: null, door: true }))).toBe(true);
  });

  it('of a mileage is an odometer near it, in the unit that was meant', () => {
    const km = meantCommand.parse({ request: { kind: 'setMileage', mileage: 120 }, unit: 'km' });
    const metres = meantCommand.parse({ request: { kind: 'setMileage', mileage: 120 }, unit: 'm' });
    expect(isAsWanted(km, aSituation())).toBe(true);
    expect(isAsWanted(metres, aSituation())).toBe(false);
  });

  it('of a reset is none that could be seen', () => {
    expect(firstEffect(meantCommand.parse({ request: { kind: 'reset' } }), aSituation())).toBe('none');
  });
});

describe('a mileage', () => {
  it('is refused without its unit', () => {
    expect(meantCommand.safeParse({ request: { kind: 'setMileage', mileage: 30 } }).success).toBe(false);
  });
});
