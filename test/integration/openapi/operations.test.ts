import { describe, expect, it } from 'vitest';
import type { Alarm } from '../../../electron/contract/alarm.ts';
import type { TrackPoint } from '../../../electron/contract/playback.ts';
import type { FaultInput } from '../../../electron/simulator/server.ts';
import { action, allImeis, openBed, sweep, type Bed } from './support.ts';

const DAY = 86_400;

async function firstCustomer({ client, simulator }: Bed): Promise<string> {
  const list = await client.subAccounts(null, action);
  const row = list.ok ? list.value.rows.find(({ account }) => account !== simulator.account) : undefined;
  if (row === undefined) throw new Error('the world has no customer');
  return row.account;
}

describe('reading operations', () => {
  /** The same fleet, told in every way that real servers have. */
  const manners: readonly [string, FaultInput][] = [
    ['plainly', { extraFields: false, shuffleKeys: false, clockPatterns: false }],
    ['with extra fields and shuffled keys', { extraFields: true, shuffleKeys: true }],
    ['with all numbers as text', { numbersAsText: true }],
    ['with a comma too many', { trailingCommas: true }],
    ['with "unknown" as empty text', { unknownAs: 'emptyText' }],
    ['with "unknown" as null', { unknownAs: 'null' }],
    ['with "unknown" left out', { unknownAs: 'missing' }],
  ];

  it.each(manners)('give the same positions %s', async (_how, faults) => {
    const bed = await openBed({ speed: 0, startAt: 1_760_000_000, faults });
    const imeis = allImeis(bed);
    const answer = await bed.client.track(imeis, sweep);
    if (!answer.ok) throw new Error(answer.failure.code);
    expect(answer.value.found.size).toBe(imeis.length);
    const { vehicles, telemetry } = bed.simulator.world;
    const statuses = ['neverOnline', 'ok', 'expired', 'offline', 'blocked'];
    for (const [imei, position] of answer.value.found) {
      const vehicle = vehicles.find(imei);
      if (vehicle === undefined) throw new Error('a vehicle that is not in the world');
      const told = telemetry.record(vehicle, bed.simulator.world.now(), bed.simulator.faults.current);
      const without = told['longitude'] === 0 && told['latitude'] === 0;
      expect(position.dataStatus).toBe(statuses[Number(told['datastatus']) - 1]);
      expect(position.longitude).toBe(without ? null : told['longitude']);
      expect(position.latitude).toBe(without ? null : told['latitude']);
      expect(position.gpsTime).toBe(told['gpstime'] === 0 ? null : told['gpstime']);
      expect(position.mileage).toBe(told['mileage'] === -1 ? null : told['mileage']);
      expect(position.battery).toBe(told['battery'] === -1 ? null : told['battery']);
      expect(position.acc).toBe({ '1': true, '0': false }[String(told['accstatus'])] ?? null);
    }
  });

  it('give accounts, devices and details that agree', async () => {
    const bed = await openBed();
    const name = await firstCustomer(bed);
    const account = await bed.client.account(name, action);
    expect(account).toMatchObject({ ok: true, value: { account: name, blocked: false } });
    const list = await bed.client.devices(null, action);
    const rows = list.ok ? list.value.rows : [];
    const details = await bed.client.deviceDetails(
      rows.map(({ imei }) => imei),
      action,
    );
    expect(details.ok && [...details.value.found.values()]).toEqual(rows);
  });

  it.each(['natural', 'text', 'array', 'null', 'missing', 'code20023'] as const)(
    'take "nothing" sent as %s for nothing',
    async (emptyAs) => {
      const bed = await openBed({ faults: { emptyAs, omitted: [] } });
      const [imei = ''] = allImeis(bed);
      const before = 1_300_000_000;
      expect(await bed.client.playback(imei, before, before + DAY, action, () => undefined)).toMatchObject({
        complete: true,
        failure: null,
      });
      expect(await bed.client.alarms(imei, before, before + DAY, action, () => undefined)).toMatchObject({
        complete: true,
      });
      await bed.simulator.faults.set({ omitted: [imei] });
      const track = await bed.client.track([imei], action);
      expect(track.ok && track.value.missing.has(imei)).toBe(true);
    },
  );

  it('mark lists of exactly 500', async () => {
    const bed = await openBed({ vehicles: 10, accounts: 520 });
    await bed.simulator.faults.set({ listLimit: 500 });
    const cut: boolean[] = [];
    const seen = new Set<string>();
    const walk = async (account: string): Promise<void> => {
      if (seen.has(account)) return;
      seen.add(account);
      const list = await bed.client.subAccounts(account, sweep);
      if (!list.ok) throw new Error(list.failure.code);
      cut.push(list.value.mayBeCut);
      expect(list.value.mayBeCut).toBe(list.value.rows.length === 500);
    };
    await walk('demo');
    expect(cut).toHaveLength(1);
  });
});

describe('batches', () => {
  it('lose only what spoils them', async () => {
    const bed = await openBed();
    const imeis = allImeis(bed);
    const [first = '', second = ''] = [imeis[17], imeis[230]];
    await bed.simulator.faults.set({
      spoilers: { [first]: 20046, [second]: 20089 },
      omitted: [imeis[40] ?? ''],
    });
    const asked = [...imeis, '999999999999999'];
    const answer = await bed.client.track(asked, sweep);
    if (!answer.ok) throw new Error(answer.failure.code);
    expect(answer.value.found.size).toBe(imeis.length - 3);
    expect(Object.fromEntries([...answer.value.missing].map(([imei, { code }]) => [imei, code]))).toEqual({
      [first]: 'provider.20046',
      [second]: 'provider.20089',
      [imeis[40] ?? '']: 'result.missing',
      '999999999999999': 'provider.10013',
    });
  });

  it('of expired and blocked devices are taken apart', async () => {
    const bed = await openBed({ faults: { expiredSpoilsBatch: true, blockedSpoilsBatch: true } });
    const imeis = allImeis(bed);
    const bad = bed.simulator.control
      .find({ limit: 1_000 })
      .filter(({ status }) => status === 3 || status === 5);
    const answer = await bed.client.deviceDetails(imeis, sweep);
    if (!answer.ok) throw new Error(answer.failure.code);
    expect(bad.length).toBeGreaterThan(0);
    expect([...answer.value.missing.keys()].toSorted()).toEqual(bad.map(({ imei }) => imei).toSorted());
  });
});

describe('history', () => {
  const begin = 1_760_000_000;

  async function driver(bed: Bed): Promise<string> {
    const [truth] = bed.simulator.control.find({ phase: 'driving', status: 2, limit: 1 });
    if (truth === undefined) throw new Error('nobody drives');
    return Promise.resolve(truth.imei);
  }

  it('reads a week of track without losing or repeating a point', async () => {
    const bed = await openBed({ startAt: begin });
    const imei = await driver(bed);
    const points: TrackPoint[] = [];
    const end = await bed.client.playback(imei, begin - 7 * DAY, begin, action, (page) => {
      points.push(...page);
    });
    expect(end).toMatchObject({ complete: true, malformed: 0 });
    expect(end.requests).toBeGreaterThan(1);
    const { vehicles, motion } = bed.simulator.world;
    const vehicle = vehicles.find(imei);
    if (vehicle === undefined) throw new Error('no such vehicle');
    const truth = motion.fixes(vehicle, begin - 7 * DAY, begin, begin, 1_000_000);
    expect(points.map(({ gpsTime }) => gpsTime)).toEqual(truth.map(({ time }) => time));
  });

  it('reads more alarms than a page holds, many in one second', async () => {
    const bed = await openBed({ startAt: begin });
    const imei = await driver(bed);
    for (let second = 0; second < 8; second += 1) {
      for (let type = 1; type <= 44; type += 1)
        bed.simulator.control.raiseAlarm(imei, type, 1, begin - 1_000 + second);
    }
    const alarms: Alarm[] = [];
    const end = await bed.client.alarms(imei, begin - 1_100, begin, action, (page) => {
      alarms.push(...page);
    });
    const keys = alarms.map(({ type, systemTime }) => `${systemTime} ${type}`);
    const truth = bed.simulator.control.alarms(begin - 1_100, begin, [imei]);
    expect(end).toMatchObject({ complete: true, failure: null });
    expect(new Set(keys).size).toBe(
      new Set(truth.map(({ type, systemtime }) => `${systemtime} ${type}`)).size,
    );
    expect(new Set(keys).size).toBeGreaterThanOrEqual(352);
  });

  it('says when a page stands still instead of asking for ever', async () => {
    const bed = await openBed({ startAt: begin, faults: { stalledPage: true } });
    const end = await bed.client.playback(await driver(bed), begin - DAY, begin, action, () => undefined);
    expect(end).toMatchObject({ complete: false, failure: { code: 'result.incomplete' } });
    expect(bed.simulator.ledger.requestCount('playback')).toBeLessThanOrEqual(3);
  });

  it('goes on past broken segments', async () => {
    const bed = await openBed({ startAt: begin });
    const imei = await driver(bed);
    const read = async (): Promise<number[]> => {
      const times: number[] = [];
      const end = await bed.client.playback(imei, begin - 3 * DAY, begin, action, (page) => {
        times.push(...page.map(({ gpsTime }) => gpsTime));
      });
      expect(end.complete).toBe(true);
      return times;
    };
    const whole = await read();
    await bed.simulator.faults.set({ malformedSegment: true });
    expect(await read()).toEqual(whole);
  });
});

describe('mileage', () => {
  const begin = 1_759_968_000;

  it('adds up windows to what the vehicles drove', async () => {
    const bed = await openBed({ startAt: begin + 40 * DAY });
    const imeis = allImeis(bed);
    const answer = await bed.client.mileage(imeis, begin, begin + 31 * DAY, sweep);
    if (!answer.ok) throw new Error(answer.failure.code);
    expect(answer.value.missing.size).toBe(0);
    const { vehicles, telemetry } = bed.simulator.world;
    for (const imei of imeis) {
      const vehicle = vehicles.find(imei);
      if (vehicle === undefined) throw new Error('no such vehicle');
      const km = telemetry.mileage(vehicle, begin, begin + 31 * DAY, bed.simulator.world.now());
      expect(answer.value.found.get(imei)?.km).toBeCloseTo(km, 1);
    }
    expect(bed.simulator.ledger.requestCount('mileage')).toBe(15);
  });

  it('ends at the cap of each device', async () => {
    const bed = await openBed({ startAt: begin + 40 * DAY, vehicles: 60 });
    const imeis = allImeis(bed);
    const caps = {
      [imeis[3] ?? '']: begin + DAY,
      [imeis[9] ?? '']: begin - DAY,
      [imeis[20] ?? '']: begin + 9 * DAY,
    };
    await bed.simulator.faults.set({ mileageCap: caps });
    const answer = await bed.client.mileage(imeis, begin, begin + 14 * DAY, sweep);
    if (!answer.ok) throw new Error(answer.failure.code);
    expect(answer.value.found.get(imeis[3] ?? '')?.end).toBe(begin + DAY);
    expect(answer.value.found.get(imeis[20] ?? '')?.end).toBe(begin + 9 * DAY);
    expect([...answer.value.missing.keys()]).toEqual([imeis[9]]);
    expect(answer.value.found.get(imeis[0] ?? '')?.end).toBe(begin + 14 * DAY);
  });

  it('copes with a nightly cap on every device', async () => {
    const bed = await openBed({
      startAt: begin + 5.5 * DAY,
      vehicles: 60,
      faults: { mileageCap: 'nightly' },
    });
    const imeis = allImeis(bed);
    const answer = await bed.client.mileage(imeis, begin, begin + 5 * DAY + 3_600, sweep);
    if (!answer.ok) throw new Error(answer.failure.code);
    expect(answer.value.missing.size).toBe(0);
    expect(new Set([...answer.value.found.values()].map(({ end }) => (end - begin) / DAY))).toEqual(
      new Set([3, 4, 5]),
    );
  });
});

describe('operations with an effect', () => {
  it('block and unblock, and blockstatus 0 means blocked', async () => {
    const bed = await openBed();
    const name = await firstCustomer(bed);
    expect(await bed.client.block(name, action)).toEqual({ ok: true, value: null });
    expect(await bed.client.account(name, action)).toMatchObject({ value: { blocked: true } });
    expect(await bed.client.unblock(name, action)).toEqual({ ok: true, value: null });
    expect(await bed.client.account(name, action)).toMatchObject({ value: { blocked: false } });
  });

  it('happen once when the answer gets lost, and are told as unknown', async () => {
    const bed = await openBed();
    const name = await firstCustomer(bed);
    for (const lost of ['reset', 'truncate'] as const) {
      bed.simulator.ledger.clear();
      const fault =
        lost === 'reset' ? ({ do: 'reset', effect: true } as const) : ({ do: 'truncate' } as const);
      await bed.simulator.faults.set({ rules: [{ endpoints: ['block', 'messageSend'], action: fault }] });
      expect(await bed.client.block(name, action)).toMatchObject({
        ok: false,
        failure: { code: 'outcome.unknown' },
      });
      expect(await bed.client.sendMessage([name], 'Hello', action)).toMatchObject({
        ok: false,
        failure: { code: 'outcome.unknown' },
      });
      expect(bed.simulator.ledger.count('block', name)).toBe(1);
      expect(bed.simulator.ledger.count('message', name)).toBe(1);
    }
  });

  it('are unknown after a 5xx page and certainly undone without a connection', async () => {
    const bed = await openBed();
    const name = await firstCustomer(bed);
    await bed.simulator.faults.set({
      rules: [{ endpoints: ['block'], action: { do: 'status', status: 502 } }],
    });
    expect(await bed.client.block(name, action)).toMatchObject({
      failure: { code: 'outcome.unknown', concerns: name },
    });
    await bed.simulator.faults.set({ rules: [], refuse: true });
    const result = await bed.client.block(name, action);
    expect(['network.unreachable', 'outcome.unknown']).toContain(result.ok ? '' : result.failure.code);
    expect(await bed.client.block(name, action)).toMatchObject({ failure: { code: 'network.unreachable' } });
    expect(bed.simulator.ledger.count('block', name)).toBe(0);
  });

  it('time out as unknown when the provider hangs', async () => {
    const bed = await openBed({}, { timeout: 20_000 });
    const name = await firstCustomer(bed);
    await bed.simulator.faults.set({
      rules: [{ endpoints: ['unblock'], action: { do: 'hang', effect: true } }],
    });
    expect(await bed.client.unblock(name, action)).toMatchObject({ failure: { code: 'outcome.unknown' } });
    expect(bed.simulator.ledger.count('unblock', name)).toBe(1);
  });

  it('send a command and read what the device says, also when it says that it failed', async () => {
    const bed = await openBed();
    const wanted = { supports: 'RELAY,1', status: 2, limit: 1 } as const;
    const [truth] = bed.simulator.control.find(wanted);
    if (truth === undefined) throw new Error('no vehicle takes the command');
    await bed.simulator.faults.set({ command: { answer: 'failure' } });
    const sent = await bed.client.sendCommand(truth.imei, { kind: 'stopEngine' }, action);
    if (!sent.ok) throw new Error(sent.failure.code);
    expect(bed.simulator.ledger.count('command', truth.imei)).toBe(1);
    bed.simulator.control.skip(60);
    expect(await bed.client.queryCommand(sent.value, action)).toEqual({
      ok: true,
      value: { answered: true, response: 'Cut off the fuel supply: failed! ERROR:103' },
    });
  });

  it.each([20017, 20018, 20048])('tell a command refused with %i by its code', async (refuse) => {
    const bed = await openBed({ faults: { command: { refuse } } });
    const [imei = ''] = allImeis(bed);
    expect(await bed.client.sendCommand(imei, { kind: 'reset' }, action)).toMatchObject({
      ok: false,
      failure: { code: `provider.${refuse}`, concerns: imei },
    });
  });

  it('set the mileage, create a geofence, send a message of 300 characters', async () => {
    const bed = await openBed();
    const [truth] = bed.simulator.control.find({ supports: 'SET_MILEAGE', status: 2, limit: 1 });
    const imei = truth?.imei ?? '';
    expect(await bed.client.sendCommand(imei, { kind: 'setMileage', mileage: 30 }, action)).toMatchObject({
      ok: true,
    });
    const fence = {
      imei,
      name: 'Depot & Co',
      trigger: 'both',
      longitude: 9.5,
      latitude: 47,
      radius: 5_000,
    } as const;
    expect(await bed.client.createGeofence(fence, action)).toEqual({ ok: true, value: null });
    expect(bed.simulator.world.geofences.list()).toHaveLength(1);
    const name = await firstCustomer(bed);
    const content = 'ü'.repeat(300);
    expect(await bed.client.sendMessage([name], content, action)).toEqual({ ok: true, value: null });
    expect(bed.simulator.ledger.entries('message').at(-1)?.detail).toBe(content);
  });
});
