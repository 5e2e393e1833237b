import { describe, expect, it } from 'vitest';
import { CommandJobKind, jobParameters, outcomeOf } from '../../../electron/commands/kind.ts';
import type { JobOrder } from '../../../electron/commands/service.ts';
import {
  commandJobInput,
  commandPolicy,
  type CommandRecord,
} from '../../../electron/contract/command-desk.ts';
import type { Plan } from '../../../electron/contract/job.ts';
import { succeed } from '../../../electron/contract/result.ts';
import { aPosition, aSituation, IMEI, OneVehicle } from '../../support/commands.ts';

function record(changes: Partial<CommandRecord> = {}): CommandRecord {
  return {
    id: 'c1',
    imei: IMEI,
    label: 'B-AB 123',
    account: 'alpha',
    command: { request: { kind: 'stopEngine' }, unit: null },
    state: 'answered',
    verdict: 'success',
    answer: 'Success!',
    commandId: '1B454',
    failure: null,
    effect: 'waiting',
    effectAt: null,
    reason: 'stolen',
    override: '',
    by: 'operator',
    signedBy: '',
    situation: aSituation(),
    changes: [],
    createdAt: 1,
    sentAt: 1,
    settledAt: 2,
    expiresAt: null,
    heldSince: 0,
    queries: 1,
    job: 'j1',
    ...changes,
  };
}

const input = commandJobInput.parse({
  imeis: [IMEI],
  command: { request: { kind: 'stopEngine' } },
  reason: 'stolen fleet',
});

function plan(parameters = jobParameters(input)): Plan {
  return {
    version: 1,
    kind: 'command',
    title: 'Stop engine',
    server: 's',
    account: 'a',
    createdBy: 'operator',
    createdAt: 1,
    parameters,
    rows: [{ target: IMEI, data: {} }],
  };
}

function open(vehicle = new OneVehicle(), policy = commandPolicy.parse({})) {
  const orders: JobOrder[] = [];
  const kind = new CommandJobKind({
    vehicles: vehicle,
    policy: () => succeed(policy),
    run: (_imei, _command, order) => {
      orders.push(order);
      return Promise.resolve(succeed(record()));
    },
  });
  return { kind, orders, vehicle };
}

describe('a command for many devices', () => {
  it('refuses in the preview what moves or is offline, and would send to the rest', () => {
    const { kind, vehicle } = open();
    expect(kind.preview({ target: IMEI, data: {} }, plan().parameters).verdict).toBe('change');
    vehicle.position = aPosition({ speed: 70 });
    expect(kind.preview({ target: IMEI, data: {} }, plan().parameters).failure?.code).toBe('command.guard');
    vehicle.position = aPosition({ dataStatus: 'offline' });
    expect(kind.preview({ target: IMEI, data: {} }, plan().parameters).failure?.code).toBe('provider.20017');
    vehicle.gone = true;
    expect(kind.preview({ target: IMEI, data: {} }, plan().parameters).failure?.code).toBe('provider.20005');
  });

  it('tells in the preview who each vehicle is and how it was last known, of a refused one too', () => {
    const { kind, vehicle } = open();
    const look = () => kind.preview({ target: IMEI, data: {} }, plan().parameters);
    const who = { label: 'B-AB 123', account: 'alpha' };
    expect(look().vehicle).toEqual({
      ...who,
      state: 'parked',
      speed: 0,
      fixAge: 10,
      acc: false,
      latitude: 52.5,
      longitude: 13.4,
      cautions: [],
    });
    vehicle.position = aPosition({ speed: 70, acc: true });
    expect(look()).toMatchObject({
      verdict: 'error',
      before: 'B-AB 123, parked, 70 km/h',
      vehicle: { ...who, speed: 70, fixAge: 10, cautions: ['moves', 'ignitionOn'] },
    });
    vehicle.position = aPosition({ dataStatus: 'offline', gpsTime: null, speed: null });
    expect(look()).toMatchObject({
      verdict: 'error',
      vehicle: { ...who, state: 'offline', speed: null, fixAge: null },
    });
    vehicle.gone = true;
    expect(look().vehicle).toBeUndefined();
  });

  it('is started only once and only after its reason and signature were checked', () => {
    const { kind } = open();
    expect(kind.begin('j1', plan()).ok).toBe(false);
    kind.authorise(plan(), 'Bob');
    expect(kind.begin('j1', plan({ ...plan().parameters, reason: 'another' })).ok).toBe(false);
    expect(kind.begin('j1', plan()).ok).toBe(true);
    expect(kind.begin('j2', plan()).ok).toBe(false);
  });

  it('that takes back another is started from its preview, unless it is a stop', () => {
    const { kind } = open();
    const stopped = plan().parameters;
    const back = kind.inverse([], stopped);
    expect(back?.parameters['command']).toBe('restoreEngine');
    expect(kind.begin('j1', { ...plan(), ...back })).toMatchObject({ ok: true });
    const stop = kind.inverse([], { ...stopped, command: 'restoreEngine' });
    expect(stop?.parameters['command']).toBe('stopEngine');
    expect(kind.begin('j2', { ...plan(), ...stop })).toMatchObject({
      failure: { code: 'command.signature' },
    });
  });

  it('loses a permission that was not used', () => {
    const { kind } = open();
    kind.authorise(plan(), 'Bob');
    kind.revoke(plan());
    expect(kind.begin('j1', plan()).ok).toBe(false);
  });

  it('hands reason and signature to each command', async () => {
    const { kind, orders } = open();
    kind.authorise(plan(), 'Bob');
    kind.begin('j1', plan());
    const { signal } = new AbortController();
    const context = { jobId: 'j1', parameters: plan().parameters, signal, stopped: signal };
    expect(await kind.execute(plan().rows, context)).toEqual([{ ok: true, value: null }]);
    expect(orders).toEqual([{ job: 'j1', reason: 'stolen fleet', override: '', signedBy: 'Bob' }]);
  });

  it('does not go on after a restart on a signature that is gone', () => {
    const { kind } = open(undefined, commandPolicy.parse({ twoPersonStop: true }));
    expect(kind.ready('j1', [IMEI], plan().parameters)).toMatchObject({ ok: false });
    kind.authorise(plan(), 'Bob');
    kind.begin('j1', plan());
    expect(kind.ready('j1', [IMEI], plan().parameters).ok).toBe(true);
  });

  it('names no device twice and no command that there is not', () => {
    const { kind } = open();
    const twice = { ...plan(), rows: [...plan().rows, ...plan().rows] };
    expect(kind.validate(twice)?.code).toBe('plan.invalid');
    expect(kind.validate(plan({ command: 'explode', reason: 'x' }))?.code).toBe('plan.invalid');
    expect(kind.validate(plan())).toBeNull();
  });

  it('is taken back by its opposite, where there is one', () => {
    const { kind } = open();
    const done = [{ index: 0, target: IMEI, data: {} }] as unknown as Parameters<typeof kind.inverse>[0];
    expect(kind.inverse(done, plan().parameters)?.parameters['command']).toBe('restoreEngine');
    expect(kind.inverse(done, { ...plan().parameters, command: 'reset' })).toBeNull();
  });

  it.each([
    [{}, 'done'],
    [{ verdict: 'failure', answer: 'ERROR:103' } as const, 'command.failed'],
    [{ verdict: 'unclear', answer: 'hm' } as const, 'outcome.unknown'],
    [{ state: 'timedOut', verdict: null } as const, 'outcome.unknown'],
    [{ state: 'refused', failure: { code: 'provider.20048' } } as const, 'provider.20048'],
    [{ state: 'unknown', failure: { code: 'outcome.unknown' } } as const, 'outcome.unknown'],
  ])('counts %j as %s', (changes, outcome) => {
    const result = outcomeOf(record(changes));
    expect(result.ok ? 'done' : result.failure.code).toBe(outcome);
  });
});
