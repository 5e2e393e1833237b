import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandPolicy, commandQuery, type CommandRecord } from '../../../electron/contract/command-desk.ts';
import { fail, succeed } from '../../../electron/contract/result.ts';
import { freshArchive, value } from '../../support/archive.ts';
import { aPosition, aStop, IMEI, OneVehicle, openDesk, type Desk } from '../../support/commands.ts';

let place: ReturnType<typeof freshArchive>;
beforeEach(() => {
  place = freshArchive();
});
afterEach(() => {
  place.dispose();
});

const SUCCESS = 'Cut off the fuel supply: Success! Speed: 0km/h.';
const HOUR = 3_600_000;

function stateOf({ service }: Desk): unknown {
  const [record] = value(service.page(commandQuery.parse({}))).rows;
  return record === undefined
    ? null
    : { state: record.state, verdict: record.verdict, effect: record.effect };
}

function newestOrNull({ service }: Desk): CommandRecord | null {
  return value(service.page(commandQuery.parse({}))).rows[0] ?? null;
}

function newest(desk: Desk): CommandRecord {
  const record = newestOrNull(desk);
  if (record === null) throw new Error('the log is empty');
  return record;
}

const later = openDesk;

describe('a command', () => {
  it('is on the disk before its request leaves', async () => {
    const desk = openDesk(place.archive);
    let onDisk: unknown = null;
    desk.provider.onSend = () => {
      onDisk = value(desk.store.inStates(['sending']))[0]?.imei;
    };
    value(await desk.service.send(aStop()));
    await desk.clock.settle();
    expect(onDisk).toBe(IMEI);
  });

  it('is asked for once a second until the device answers, and its text is kept', async () => {
    const desk = openDesk(place.archive);
    desk.provider.answer = { at: 3, text: SUCCESS };
    value(await desk.service.send(aStop()));
    await desk.clock.advance(2_500);
    expect(stateOf(desk)).toMatchObject({ state: 'waiting' });
    expect(desk.provider.queries).toBe(2);
    await desk.clock.advance(1_000);
    expect(stateOf(desk)).toEqual({ state: 'answered', verdict: 'success', effect: 'waiting' });
    expect(value(desk.service.page(commandQuery.parse({ text: 'success cut' }))).total).toBe(1);
  });

  it('that was answered is observed only when telemetry shows it', async () => {
    const desk = openDesk(place.archive);
    desk.provider.answer = { at: 1, text: SUCCESS };
    value(await desk.service.send(aStop()));
    await desk.clock.advance(10_000);
    expect(stateOf(desk)).toMatchObject({ state: 'answered', effect: 'waiting' });
    desk.provider.position = aPosition({ fuelSupply: false });
    await desk.clock.advance(4_000);
    expect(stateOf(desk)).toEqual({ state: 'answered', verdict: 'success', effect: 'observed' });
    expect(desk.audit).toEqual([
      'command.stopEngine started',
      'command.stopEngine done',
      'command.effect done',
    ]);
  });

  it('that nothing is seen of is said to be not observed, whatever the device said', async () => {
    const desk = openDesk(place.archive);
    desk.provider.answer = { at: 1, text: SUCCESS };
    value(await desk.service.send(aStop()));
    await desk.clock.advance(100_000);
    expect(stateOf(desk)).toEqual({ state: 'answered', verdict: 'success', effect: 'notObserved' });
  });

  it('is asked for at most thirty times and sent once', async () => {
    const desk = openDesk(place.archive);
    value(await desk.service.send(aStop()));
    await desk.clock.advance(200_000);
    expect(stateOf(desk)).toMatchObject({ state: 'timedOut' });
    expect(desk.provider).toMatchObject({ sent: 1, queries: 30 });
  });

  it('that timed out can be asked for once more, for an answer that came late', async () => {
    const desk = openDesk(place.archive);
    const { id } = value(await desk.service.send(aStop()));
    await desk.clock.advance(31_000);
    desk.provider.answer = { at: 1, text: 'Cut off the fuel supply: failed! ERROR:103' };
    expect(value(await desk.service.askAgain(id))).toMatchObject({ state: 'answered', verdict: 'failure' });
    expect(await desk.service.askAgain(id)).toMatchObject({ failure: { code: 'command.state' } });
  });

  it.each([20_017, 20_018, 20_048] as const)('that is refused with %i tells so and ends', async (code) => {
    const desk = openDesk(place.archive);
    desk.provider.taken = fail({ code: `provider.${code}`, provider: { code, message: 'no' } });
    value(await desk.service.send(aStop()));
    await desk.clock.advance(60_000);
    expect(stateOf(desk)).toMatchObject({ state: 'refused', effect: 'none' });
    expect(desk.provider).toMatchObject({ sent: 1, queries: 0 });
  });

  it.each(['network.unreachable', 'request.notSent', 'cancelled'] as const)(
    'that never left (%s) says so, and nothing sends it later',
    async (code) => {
      const desk = openDesk(place.archive);
      desk.provider.taken = fail({ code });
      value(await desk.service.send(aStop()));
      await desk.clock.advance(60_000);
      expect(stateOf(desk)).toMatchObject({
        state: 'notSent',
        effect: 'none',
      });
      desk.provider.taken = succeed('4711');
      await desk.clock.advance(600_000);
      expect(stateOf(desk)).toMatchObject({ state: 'notSent' });
      expect(desk.provider).toMatchObject({ sent: 1, queries: 0 });
    },
  );

  it('whose answer got lost is unknown, is not sent again, and its effect is watched', async () => {
    const desk = openDesk(place.archive);
    desk.provider.taken = fail({ code: 'outcome.unknown' });
    value(await desk.service.send(aStop()));
    await desk.clock.advance(5_000);
    expect(stateOf(desk)).toMatchObject({ state: 'unknown', effect: 'waiting' });
    desk.provider.position = aPosition({ fuelSupply: false });
    await desk.clock.advance(5_000);
    expect(stateOf(desk)).toMatchObject({ state: 'unknown', effect: 'observed' });
    expect(desk.provider.sent).toBe(1);
  });

  it('cannot be given twice while it is on its way', async () => {
    const desk = openDesk(place.archive);
    value(await desk.service.send(aStop()));
    expect(await desk.service.send(aStop())).toMatchObject({ failure: { code: 'command.state' } });
    await desk.clock.settle();
    expect(desk.provider.sent).toBe(1);
  });

  it('to a device that vanished between the look and the sending is not sent', async () => {
    const desk = openDesk(place.archive);
    desk.provider.gone = true;
    expect(await desk.service.send(aStop())).toMatchObject({ failure: { code: 'provider.20005' } });
    expect(desk.provider.sent).toBe(0);
  });
});

describe('a stop', () => {
  it('of a moving vehicle is refused, and so it stands in the audit', async () => {
    const desk = openDesk(place.archive);
    desk.provider.position = aPosition({ speed: 60 });
    const refused = await desk.service.send(aStop({ override: 'no rule allows this' }));
    expect(refused).toMatchObject({
      failure: { code: 'command.guard', detail: 'it moves (60 km/h, the rules allow 5)' },
    });
    expect(desk.provider.sent).toBe(0);
    expect(desk.audit).toEqual(['command.stopEngine refused']);
  });

  it('passes with a reason of its own where the rules allow it', async () => {
    const desk = openDesk(place.archive);
    value(desk.store.putPolicy(commandPolicy.parse({ overrideAllowed: true })));
    desk.provider.position = aPosition({ speed: 60 });
    expect(await desk.service.send(aStop())).toMatchObject({ ok: false });
    expect(value(await desk.service.send(aStop({ override: 'police asks' }))).override).toBe('police asks');
  });

  it('waits for a second operator who signs, where the rules say so', async () => {
    const desk = openDesk(place.archive);
    value(await desk.service.signers.add('Bob', '4711'));
    value(desk.store.putPolicy(commandPolicy.parse({ twoPersonStop: true })));
    expect(await desk.service.send(aStop())).toMatchObject({ failure: { code: 'command.signature' } });
    const signed = aStop({ signature: { operator: 'Bob', pin: '4711' } });
    expect(value(await desk.service.send(signed)).signedBy).toBe('Bob');
    await desk.clock.settle();
    expect(desk.provider.sent).toBe(1);
    expect(JSON.stringify(value(desk.service.page(commandQuery.parse({}))))).not.toContain('4711');
  });
});

describe('a command for an offline device', () => {
  const gone = aPosition({
    dataStatus: 'offline',
    heartTime: 1_699_990_000,
    gpsTime: 1_699_990_000,
    speed: 50,
  });

  async function held(): Promise<Desk> {
    const desk = openDesk(place.archive);
    desk.provider.position = gone;
    expect(value(await desk.service.send(aStop({ holdHours: 24 }))).state).toBe('held');
    await desk.clock.advance(60_000);
    expect(desk.provider.sent).toBe(0);
    return desk;
  }

  it('waits for its next beat and fires then, once', async () => {
    const desk = await held();
    desk.provider.answer = { at: 1, text: SUCCESS };
    desk.provider.position = aPosition();
    await desk.clock.advance(30_000);
    expect(stateOf(desk)).toMatchObject({ state: 'answered' });
    expect(desk.provider.sent).toBe(1);
  });

  it('asks again when the vehicle comes back moving, and fires when it is confirmed standing', async () => {
    const desk = await held();
    desk.provider.position = aPosition({ speed: 40 });
    await desk.clock.advance(10_000);
    expect(stateOf(desk)).toMatchObject({ state: 'asks' });
    const { id, changes } = newest(desk);
    expect(changes).toEqual(['moves']);
    const confirm = { id, override: null, signature: null };
    expect(await desk.service.confirmHeld(confirm)).toMatchObject({ failure: { code: 'command.guard' } });
    desk.provider.position = aPosition();
    value(await desk.service.confirmHeld(confirm));
    await desk.clock.settle();
    expect(desk.provider.sent).toBe(1);
    expect(await desk.service.confirmHeld(confirm)).toMatchObject({ failure: { code: 'command.state' } });
  });

  it('can be taken back while it waits and not any more when it left', async () => {
    const desk = await held();
    const { id } = newest(desk);
    expect(value(desk.service.cancel(id)).state).toBe('cancelled');
    desk.provider.position = aPosition();
    await desk.clock.advance(60_000);
    expect(desk.provider.sent).toBe(0);
    expect(desk.service.cancel(id)).toMatchObject({ failure: { code: 'command.state' } });
  });

  it('is not sent when its time ends while the device is being read', async () => {
    const desk = await held();
    desk.provider.position = aPosition();
    let answer = (): void => undefined;
    desk.provider.reading = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    await desk.clock.advance(24 * HOUR);
    desk.provider.reading = () => Promise.resolve();
    answer();
    await desk.clock.advance(60_000);
    expect(stateOf(desk)).toMatchObject({ state: 'expired' });
    expect(desk.provider.sent).toBe(0);
  });

  it('that asked again cannot be confirmed any more when its time is over', async () => {
    const desk = await held();
    desk.provider.position = aPosition({ speed: 40 });
    await desk.clock.advance(10_000);
    const { id } = newest(desk);
    desk.provider.position = aPosition();
    // The computer slept: nothing has looked at the time yet.
    desk.clock.setOn(24 * HOUR);
    const confirm = { id, override: null, signature: null };
    expect(await desk.service.confirmHeld(confirm)).toMatchObject({ failure: { code: 'command.state' } });
    await desk.clock.advance(10_000);
    expect(stateOf(desk)).toMatchObject({ state: 'expired' });
    expect(desk.provider.sent).toBe(0);
  });

  it('is sent once though two windows confirm it at the same time', async () => {
    const desk = await held();
    desk.provider.position = aPosition({ speed: 40 });
    await desk.clock.advance(10_000);
    desk.provider.position = aPosition();
    const confirm = { id: newest(desk).id, override: null, signature: null };
    const both = await Promise.all([desk.service.confirmHeld(confirm), desk.service.confirmHeld(confirm)]);
    await desk.clock.settle();
    expect(both.map(({ ok }) => ok)).toEqual([true, false]);
    expect(desk.provider.sent).toBe(1);
  });

  it('is not held a second time, nor sent beside the one that waits', async () => {
    const desk = await held();
    const again = await desk.service.send(aStop({ holdHours: 1 }));
    expect(again).toMatchObject({ failure: { code: 'command.state', concerns: IMEI } });
    desk.provider.position = aPosition();
    expect(await desk.service.send(aStop())).toMatchObject({ failure: { code: 'command.state' } });
    const lock = aStop({ command: { request: { kind: 'lockDoor' }, unit: null } });
    expect(await desk.service.send(lock)).toMatchObject({ ok: true });
    await desk.clock.advance(60_000);
    expect(desk.provider.sent).toBe(2);
  });

  it('gives up when its time is over', async () => {
    const desk = await held();
    await desk.clock.advance(24 * HOUR);
    expect(stateOf(desk)).toMatchObject({ state: 'expired' });
    desk.provider.position = aPosition();
    await desk.clock.advance(60_000);
    expect(desk.provider.sent).toBe(0);
  });

  it('goes on waiting when the provider says that it is offline after all', async () => {
    const desk = await held();
    desk.provider.taken = fail({ code: 'provider.20017', provider: { code: 20_017, message: 'offline' } });
    desk.provider.position = aPosition();
    await desk.clock.advance(60_000);
    expect(stateOf(desk)).toMatchObject({ state: 'held' });
    expect(desk.provider.sent).toBe(1);
  });
});

describe('a command of a job', () => {
  const order = { job: 'j1', reason: 'stolen fleet', override: '', signedBy: '' };
  const { command } = aStop();

  it('does not leave when the job is stopped while its vehicle is being read', async () => {
    const desk = openDesk(place.archive);
    const stop = new AbortController();
    desk.provider.reading = () => {
      stop.abort();
      return Promise.resolve();
    };
    const ended = await desk.service.runForJob(IMEI, command, order, stop.signal);
    expect(ended).toMatchObject({ failure: { code: 'cancelled' } });
    expect(desk.provider.sent).toBe(0);
    expect(newestOrNull(desk)).toBeNull();
  });

  it('gives up its turn at the provider when the job is stopped', async () => {
    const desk = openDesk(place.archive);
    const stop = new AbortController();
    const running = desk.service.runForJob(IMEI, command, order, stop.signal);
    await desk.clock.advance(40_000);
    expect(value(await running).state).toBe('timedOut');
    expect(desk.provider.options).toEqual({ lane: 'action', stopped: stop.signal });
  });
});

describe('after a restart', () => {
  it('an intent without an outcome is unknown and is not sent again', async () => {
    const first = openDesk(place.archive);
    first.provider.latency = () => new Promise(() => undefined);
    value(await first.service.send(aStop()));
    await first.clock.settle();
    const second = later(place.archive, new OneVehicle(), first.clock);
    value(second.service.start());
    await second.clock.advance(60_000);
    expect(stateOf(second)).toMatchObject({ state: 'unknown' });
    expect(second.provider.sent).toBe(0);
  });

  it('an answer that is still due is asked for, and a held command goes on waiting', async () => {
    const first = openDesk(place.archive);
    value(await first.service.send(aStop()));
    await first.clock.advance(3_000);
    await Promise.all([first.service.close(), first.clock.advance(5_000)]);
    const provider = new OneVehicle();
    provider.answer = { at: 1, text: SUCCESS };
    const second = later(place.archive, provider, first.clock);
    value(second.service.start());
    await second.clock.advance(2_000);
    expect(stateOf(second)).toMatchObject({ state: 'answered', verdict: 'success' });
    expect(provider.sent).toBe(0);
  });
});

describe('the log', () => {
  it('finds commands by words, state and kind, newest first', async () => {
    const desk = openDesk(place.archive);
    value(await desk.service.send(aStop({ reason: 'first of all' })));
    await desk.clock.advance(40_000);
    const lock = aStop({ command: { request: { kind: 'lockDoor' }, unit: null }, reason: 'second to none' });
    value(await desk.service.send(lock));
    await desk.clock.settle();
    const find = (query: object): string[] =>
      value(desk.service.page(commandQuery.parse(query))).rows.map(({ reason }) => reason);
    expect(find({})).toEqual(['second to none', 'first of all']);
    expect(find({ text: 'FIRST b-ab' })).toEqual(['first of all']);
    expect(find({ state: 'timedOut' })).toEqual(['first of all']);
    expect(find({ kind: 'lockDoor' })).toEqual(['second to none']);
    expect(find({ text: 'nothing like it' })).toEqual([]);
    expect(value(desk.service.page(commandQuery.parse({ limit: 1 }))).total).toBe(2);
  });
});
