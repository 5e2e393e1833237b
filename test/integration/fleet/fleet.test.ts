import { describe, expect, it } from 'vitest';
import { DirectoryStore } from '../../../electron/archive/directory-store.ts';
import { openFrame, type LiveMessage } from '../../../electron/contract/live.ts';
import { freshArchive, value } from '../../support/archive.ts';
import { allImeis, hastyTiming, openBed } from '../openapi/support.ts';
import { eventually, openFleet, trackRequests } from './support.ts';

/** The states that a record of each `datastatus` may be shown as. */
const shownAs: Readonly<Record<number, readonly string[]>> = {
  1: ['neverOnline'],
  2: ['moving', 'idle', 'parked'],
  3: ['expired'],
  4: ['offline'],
  5: ['blocked'],
};

describe('the fleet over a real client and server', () => {
  it('loads every account and device and knows where all of them are', async () => {
    const bed = await openBed({ vehicles: 1_500, accounts: 120, speed: 0, startAt: 1_760_000_000 });
    const fleet = openFleet(bed);
    await fleet.start();
    expect(fleet.progress()).toMatchObject({ state: 'done', failures: 0, devicesKnown: 1_500 });
    expect(fleet.tree()).toHaveLength(121);
    // Asked is not answered: the first answers for all devices have to be in.
    await eventually(() => allImeis(bed).every((imei) => value(fleet.details(imei)).askedAt !== null));
    const scope = { accounts: [bed.simulator.account], withBelow: true, devices: [] };
    expect(fleet.devicesOf(scope).map(({ imei }) => imei)).toEqual(expect.arrayContaining(allImeis(bed)));
    for (const truth of bed.simulator.control.find({ limit: 1_500 })) {
      const { device, state, position } = value(fleet.details(truth.imei));
      expect(fleet.tree().some(({ account }) => account === device.account)).toBe(true);
      expect(shownAs[truth.status]).toContain(state);
      if (state === 'moving') expect(position?.speed).toBeGreaterThan(0);
    }
  });

  it('asks for no device twice before it has asked for all, in full requests', async () => {
    const bed = await openBed(
      { vehicles: 3_000, accounts: 60, faults: { latencyMs: 20 } },
      {},
      hastyTiming(1),
    );
    const fleet = openFleet(bed);
    const loaded = fleet.start();
    fleet.pauseSweep();
    await loaded;
    fleet.resumeSweep();
    await eventually(() => fleet.sweepStatus().neverAsked === 0 && trackRequests(bed).length >= 30);
    const requests = trackRequests(bed).slice(0, 30);
    const asked = requests.flat();
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked).toHaveLength(3_000);
  });

  it('sends a window the moving vehicles again and again', async () => {
    const bed = await openBed({ vehicles: 400, accounts: 20, speed: 60 });
    const fleet = openFleet(bed);
    const moved = new Map<number, Set<number>>();
    const kinds: LiveMessage['type'][] = [];
    const subscription = fleet.subscribe((message) => {
      kinds.push(message.type);
      const frame = message.type === 'frame' ? openFrame(message.buffer) : null;
      frame?.slots.forEach((slot, row) => {
        moved.set(slot, (moved.get(slot) ?? new Set()).add(frame.longitude[row] ?? 0));
      });
    });
    subscription.attend({
      type: 'attention',
      viewports: [[-180, -85, 180, 85]],
      followed: [],
      selected: [],
      listed: [],
    });
    void fleet.start();
    await eventually(() => [...moved.values()].filter((places) => places.size >= 4).length > 20);
    expect(kinds.indexOf('directory')).toBeGreaterThanOrEqual(0);
    expect(kinds.indexOf('directory')).toBeLessThan(kinds.indexOf('frame'));
    expect(kinds).toContain('counts');
    subscription.end();
  });

  it('goes on through refusals, a lost network and a token that somebody else took', async () => {
    const bed = await openBed({ vehicles: 600, accounts: 40, faults: { tps: 15 } });
    const fleet = openFleet(bed);
    const loaded = fleet.start();
    await eventually(() => fleet.progress().accountsLoaded > 5);
    const other = bed.another();
    expect(await other.signIn()).toMatchObject({ ok: true });
    await loaded;
    await bed.simulator.faults.set({ refuse: true });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await bed.simulator.faults.set({ refuse: false });
    fleet.reload();
    await eventually(() => fleet.progress().state !== 'loading');
    while (fleet.progress().failures > 0) {
      fleet.reload();
      await eventually(() => fleet.progress().state !== 'loading');
    }
    await eventually(() => fleet.sweepStatus().neverAsked === 0);
    expect(fleet.progress()).toMatchObject({ state: 'done', devicesKnown: 600 });
  });

  it('shows devices of a batch that one of them spoils', async () => {
    const bed = await openBed({
      vehicles: 300,
      accounts: 10,
      faults: { expiredSpoilsBatch: true, blockedSpoilsBatch: true },
    });
    const fleet = openFleet(bed);
    await fleet.start();
    await eventually(() => fleet.sweepStatus().neverAsked === 0 && fleet.sweepStatus().underWay === 0);
    for (const truth of bed.simulator.control.find({ limit: 300 })) {
      const { state } = value(fleet.details(truth.imei));
      if (truth.status === 3) expect(state).toBe('expired');
      else if (truth.status === 5) expect(state).toBe('blocked');
      else expect(state).not.toBe('unknown');
    }
  });

  it('flags the list that the server cuts at 500 rows, and no other', async () => {
    const bed = await openBed({ vehicles: 3_000, accounts: 2 });
    const fleet = openFleet(bed);
    await fleet.start();
    expect(fleet.progress()).toMatchObject({ state: 'done', failures: 0 });
    expect(fleet.progress().devicesKnown).toBeLessThan(3_000);
    const cut = fleet.tree().filter(({ devicesMayBeCut }) => devicesMayBeCut);
    expect(cut.map(({ account, deviceCount }) => [account, deviceCount])).toEqual([['demo', 500]]);
  });

  it('starts with the last known fleet while the server is silent', async () => {
    const opened = freshArchive();
    try {
      const bed = await openBed({ vehicles: 500, accounts: 30 });
      const first = openFleet(bed, new DirectoryStore(opened.archive));
      await first.start();
      const tree = first.tree();
      await first.stop();
      await bed.simulator.faults.set({ rules: [{ action: { do: 'hang' } }] });
      const second = openFleet(bed, new DirectoryStore(opened.reopen()));
      void second.start();
      await eventually(() => second.progress().devicesKnown === 500);
      expect(second.tree()).toEqual(tree);
      await second.stop();
    } finally {
      opened.dispose();
    }
  });
});
