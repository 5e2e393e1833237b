import { afterEach, expect, it } from 'vitest';
import { CommandStore } from '../../../electron/archive/command-store.ts';
import { GeofenceStore } from '../../../electron/archive/geofence-store.ts';
import { CommandService } from '../../../electron/commands/service.ts';
import type { MeantCommand, CommandRecord } from '../../../electron/contract/command-desk.ts';
import { commandQuery } from '../../../electron/contract/command-desk.ts';
import type { FleetService } from '../../../electron/fleet/service.ts';
import { GeofenceService } from '../../../electron/geofences/service.ts';
import { freshArchive, value } from '../../support/archive.ts';
import { eventually, openFleet } from '../fleet/support.ts';
import { openBed, type Bed } from '../openapi/support.ts';

interface Room {
  readonly bed: Bed;
  readonly fleet: FleetService;
  readonly service: CommandService;
  readonly geofences: GeofenceService;
  record(): CommandRecord | undefined;
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const unexpected = (): never => {
  throw new Error('the archive failed');
};

async function open(): Promise<Room> {
  const bed = await openBed({ vehicles: 120, accounts: 12 });
  const place = freshArchive();
  value(await bed.client.signIn());
  const fleet = openFleet(bed);
  await fleet.start();
  let number = 0;
  const common = {
    api: bed.client,
    timing: bed.timing,
    user: () => 'operator',
    systemUser: 'operator',
    audit: () => undefined,
  };
  const service = new CommandService({
    ...common,
    vehicles: fleet,
    store: new CommandStore(place.archive),
    newId: () => `c${(number += 1)}`,
    onLost: unexpected,
  });
  const geofences = new GeofenceService({
    ...common,
    store: new GeofenceStore(place.archive),
    onLost: unexpected,
  });
  value(service.start());
  closing.push(async () => {
    await service.close();
    geofences.close();
    place.dispose();
  });
  return {
    bed,
    fleet,
    service,
    geofences,
    record: () => value(service.page(commandQuery.parse({}))).rows[0],
  };
}

const restore: MeantCommand = { request: { kind: 'restoreEngine' }, unit: null };
const stop: MeantCommand = { request: { kind: 'stopEngine' }, unit: null };
const order = { reason: 'test of the way', override: null, signature: null, holdHours: null };

/** A parked or driving vehicle that can be stopped, in its phase for at least so many seconds. */
function vehicle({ bed }: Room, phase: 'driving' | 'parked', phaseFor = 0): string {
  const [found] = bed.simulator.control.find({ phase, phaseFor, status: 2, supports: 'RELAY,1', limit: 1 });
  if (found === undefined) throw new Error('the world has none');
  return found.imei;
}

it('a vehicle that drives is not stopped; held still it is, answers, and its fuel supply is seen cut', async () => {
  const room = await open();
  const { control, ledger } = room.bed.simulator;
  const [fast] = control.find({ phase: 'driving', status: 2, supports: 'RELAY,1', fasterThan: 30, limit: 1 });
  const imei = fast?.imei ?? vehicle(room, 'driving');
  const refused = await room.service.send({ imei, command: stop, ...order });
  expect(refused).toMatchObject({ failure: { code: 'command.guard' } });
  expect(ledger.count('command', imei)).toBe(0);
  control.hold(imei, true);
  await eventually(() => control.truth(imei).speed === 0);
  let sent = await room.service.send({ imei, command: stop, ...order });
  // The last fix is some seconds older than the standstill.
  while (!sent.ok) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    sent = await room.service.send({ imei, command: stop, ...order });
  }
  await eventually(() => room.record()?.state === 'answered' && room.record()?.effect === 'observed');
  expect(room.record()).toMatchObject({ verdict: 'success' });
  expect(room.record()?.answer).toContain('Cut off the fuel supply');
  expect(ledger.count('command', imei)).toBe(1);
  expect(control.truth(imei).supplyCut).toBe(true);
});

it('tells an answer that says "failed", a late one, and none from each other', async () => {
  const room = await open();
  const imei = vehicle(room, 'driving');
  const { faults } = room.bed.simulator;
  const run = async (): Promise<void> => {
    value(await room.service.send({ imei, command: restore, ...order }));
  };
  await faults.set({ commandBy: { [imei]: { answer: 'failure', text: 'Restore: failed! ERROR:103' } } });
  await run();
  await eventually(() => room.record()?.state === 'answered');
  expect(room.record()).toMatchObject({ verdict: 'failure', answer: 'Restore: failed! ERROR:103' });
  await faults.set({ commandBy: { [imei]: { answer: 'late', seconds: 60 } } });
  await run();
  await eventually(() => room.record()?.state === 'timedOut');
  expect(room.record()?.queries).toBe(30);
  const { id = '' } = room.record() ?? {};
  const ask = async (): Promise<boolean> => value(await room.service.askAgain(id)).state === 'answered';
  while (!(await ask())) await new Promise((resolve) => setTimeout(resolve, 100));
  expect(room.record()).toMatchObject({ verdict: 'success' });
  await faults.set({ commandBy: { [imei]: { answer: 'never' } } });
  await run();
  await eventually(() => room.record()?.state === 'timedOut');
});

it.each([20_017, 20_018, 20_048, 10_007])(
  'a command refused with %i is refused, and sent once',
  async (code) => {
    const room = await open();
    const imei = vehicle(room, 'driving');
    await room.bed.simulator.faults.set({ commandBy: { [imei]: { refuse: code } } });
    value(await room.service.send({ imei, command: restore, ...order }));
    await eventually(() => room.record()?.state === 'refused');
    expect(room.record()?.failure?.provider?.code).toBe(code);
    expect(room.bed.sent.filter(({ url }) => url.includes('/command/send'))).toHaveLength(1);
  },
);

it('a connection that breaks after the vehicle got it leaves "unknown", and nothing is sent again', async () => {
  const room = await open();
  const imei = vehicle(room, 'driving');
  await room.bed.simulator.faults.set({
    rules: [{ endpoints: ['commandSend'], times: 1, action: { do: 'reset', effect: true } }],
  });
  value(await room.service.send({ imei, command: restore, ...order }));
  await eventually(() => room.record()?.state === 'unknown');
  expect(room.bed.simulator.ledger.count('command', imei)).toBe(1);
});

it('a token that is renewed on the way changes nothing: one command, one answer', async () => {
  const room = await open();
  const imei = vehicle(room, 'driving');
  room.bed.simulator.control.expireSession(room.bed.simulator.account);
  const sending = room.service.send({ imei, command: restore, ...order });
  room.bed.simulator.control.expireSession(room.bed.simulator.account);
  value(await sending);
  room.bed.simulator.control.expireSession(room.bed.simulator.account);
  await eventually(() => room.record()?.state === 'answered');
  expect(room.bed.simulator.ledger.count('command', imei)).toBe(1);
});

it('a command waits for its device and fires when it is heard again', async () => {
  const room = await open();
  // A vehicle that goes offline is where it was half an hour ago; elsewhere since, the command would ask again.
  const imei = vehicle(room, 'parked', 3_600);
  const { control, ledger } = room.bed.simulator;
  control.disconnect(imei);
  value(await room.service.send({ imei, command: restore, ...order, holdHours: 24 }));
  expect(room.record()?.state).toBe('held');
  control.reconnect(imei);
  await eventually(() => room.record()?.state === 'answered');
  expect(ledger.count('command', imei)).toBe(1);
});

it('every circle created stands in the ledger here as at the provider, refused and lost ones told apart', async () => {
  const room = await open();
  const [first, second, third] = room.bed.simulator.control.find({ limit: 3 });
  const shape = { name: 'Depot', trigger: 'both', longitude: 13.4, latitude: 52.5, radius: 300 } as const;
  const { faults } = room.bed.simulator;
  const one = value(await room.geofences.create({ imei: first?.imei ?? '', ...shape }));
  expect(one).toMatchObject({ state: 'created', radius: 300 });
  await faults.set({
    rules: [
      { endpoints: ['geofenceCreate'], imei: second?.imei ?? '', action: { do: 'answer', code: 10_013 } },
      { endpoints: ['geofenceCreate'], imei: third?.imei ?? '', action: { do: 'reset', effect: true } },
    ],
  });
  expect(value(await room.geofences.create({ imei: second?.imei ?? '', ...shape })).state).toBe('refused');
  expect(value(await room.geofences.create({ imei: third?.imei ?? '', ...shape })).state).toBe('unknown');
  expect(room.bed.simulator.world.geofences.list()).toHaveLength(2);
  expect(value(room.geofences.circles())).toMatchObject([{ name: 'Depot', devices: 2 }]);
  expect(value(room.geofences.named(' depot ', [first?.imei ?? '', second?.imei ?? '']))).toEqual(
    new Set([first?.imei]),
  );
});
