import { describe, expect, it } from 'vitest';
import type { Attention, Bounds } from '../../../electron/contract/live.ts';
import type { FleetService } from '../../../electron/fleet/service.ts';
import { value } from '../../support/archive.ts';
import { openSteppedBed, type SteppedBed } from './stepped-bed.ts';
import { openFleet, trackRequests } from './support.ts';

const looking = (viewports: readonly Bounds[]): Attention => ({
  type: 'attention',
  viewports,
  followed: [],
  selected: [],
  listed: [],
});

/** Everything loaded without a limit, then nothing asked yet and `rate` requests a second allowed. */
async function loadedThenSlow(bed: SteppedBed, rate: number): Promise<FleetService> {
  const fleet = openFleet(bed);
  const loaded = fleet.start();
  fleet.pauseSweep();
  await bed.while(loaded);
  bed.client.limitTo({ highestRate: rate });
  fleet.resumeSweep();
  return fleet;
}

/** A strip of the map with about `count` vehicles that are online, and who they are. */
function strip(bed: SteppedBed, count: number): { bounds: Bounds; inside: Set<string> } {
  const online = bed.simulator.control
    .find({ limit: 100_000, status: 2 })
    .sort((a, b) => a.longitude - b.longitude);
  const from = Math.floor(online.length / 2);
  const west = online[from]?.longitude ?? 0;
  const east = online[from + count]?.longitude ?? 0;
  const inside = online.filter(({ longitude }) => longitude >= west && longitude <= east);
  return { bounds: [west, -85, east, 85], inside: new Set(inside.map(({ imei }) => imei)) };
}

/** Mean age in seconds of what is known of some devices. */
function meanAge(bed: SteppedBed, fleet: FleetService, imeis: Iterable<string>): number {
  const ages = [...imeis].map((imei) => {
    const { askedAt } = value(fleet.details(imei));
    return askedAt === null ? Infinity : (bed.timing.now() - askedAt) / 1_000;
  });
  return ages.reduce((sum, age) => sum + age, 0) / ages.length;
}

function oldestAwake(fleet: FleetService): number {
  const { classes } = fleet.sweepStatus();
  const awake = [classes.none, classes.listed, classes.visible, classes.selected, classes.followed];
  return Math.max(...awake.map(({ oldest }) => oldest ?? 0));
}

describe('polling by attention', () => {
  it('keeps visible vehicles at least five times fresher when the budget does not suffice for all', async () => {
    const bed = await openSteppedBed({ vehicles: 12_000, accounts: 300, speed: 0 });
    const { bounds, inside } = strip(bed, 100);
    const fleet = await loadedThenSlow(bed, 1);
    fleet.subscribe(() => undefined).attend(looking([bounds]));
    const awakeAsked = (): boolean => {
      const { classes } = fleet.sweepStatus();
      return classes.none.neverAsked + classes.visible.neverAsked === 0;
    };
    await bed.until(awakeAsked);
    await bed.pass(30_000);
    // A device that never had a fix is nowhere on a map, wherever the provider knows it to be.
    const shown = [...inside].filter((imei) => value(fleet.details(imei)).position?.longitude != null);
    expect(shown.length).toBeGreaterThan(50);
    const others = bed.simulator.control
      .find({ limit: 100_000, status: 2 })
      .map(({ imei }) => imei)
      .filter((imei) => !inside.has(imei));
    let [seen, unseen] = [0, 0];
    for (let look = 0; look < 30; look += 1) {
      await bed.pass(7_000);
      seen += meanAge(bed, fleet, shown);
      unseen += meanAge(bed, fleet, others);
    }
    expect(unseen).toBeGreaterThan(5 * seen);
  });

  it('lets no device that can change grow older than the guarantee, visible ones or not', async () => {
    const bed = await openSteppedBed({ vehicles: 3_000, accounts: 80, speed: 0 });
    const { bounds } = strip(bed, 300);
    const fleet = await loadedThenSlow(bed, 2);
    const guarantee = 60;
    fleet.setLongestAge(guarantee);
    fleet.subscribe(() => undefined).attend(looking([bounds]));
    await bed.until(() => fleet.sweepStatus().neverAsked === 0);
    const until = bed.timing.now() + 4 * guarantee * 1_000;
    let oldest = 0;
    await bed.until(() => {
      oldest = Math.max(oldest, oldestAwake(fleet));
      return bed.timing.now() >= until;
    });
    expect(oldest).toBeGreaterThan(0);
    expect(oldest).toBeLessThanOrEqual(guarantee);
  });

  it('recovers from a storm of 10009 by itself, without a login', async () => {
    const bed = await openSteppedBed({ vehicles: 2_000, accounts: 60, speed: 0 });
    const fleet = await loadedThenSlow(bed, 10);
    fleet.setLongestAge(60);
    await bed.until(() => fleet.sweepStatus().neverAsked === 0);
    const logins = (): number => bed.sent.filter(({ url }) => url.includes('/api/authorization')).length;
    const before = logins();
    const refusals = bed.client.status().pace.refusals;
    await bed.simulator.faults.set({ rules: [{ action: { do: 'answer', code: 10009 } }] });
    await bed.pass(120_000);
    expect(bed.client.status().pace.refusals).toBeGreaterThan(refusals);
    expect(oldestAwake(fleet)).toBeGreaterThan(60);
    await bed.simulator.faults.clear();
    await bed.until(() => oldestAwake(fleet) <= 60 && bed.client.status().pace.allowedRate >= 1);
    const held = bed.timing.now() + 120_000;
    await bed.until(() => {
      expect(oldestAwake(fleet)).toBeLessThanOrEqual(60);
      return bed.timing.now() >= held;
    });
    expect(logins()).toBe(before);
  });

  it('asks the provider no more for ten windows than for one', async () => {
    const bed = await openSteppedBed({ vehicles: 2_000, accounts: 60, speed: 0 });
    const { bounds } = strip(bed, 400);
    const fleet = await loadedThenSlow(bed, 50);
    fleet.subscribe(() => undefined).attend(looking([bounds]));
    await bed.until(() => fleet.sweepStatus().neverAsked === 0);
    const asked = async (): Promise<number> => {
      const before = trackRequests(bed).length;
      await bed.pass(100_000);
      return trackRequests(bed).length - before;
    };
    await bed.pass(40_000);
    let one = 0;
    let ten = 0;
    // In turn, so that what the loading left behind meets both.
    for (let round = 0; round < 2; round += 1) {
      one += await asked();
      const more = Array.from({ length: 9 }, () => fleet.subscribe(() => undefined));
      for (const window of more) window.attend(looking([bounds]));
      ten += await asked();
      for (const window of more) window.end();
    }
    expect(one).toBeGreaterThan(5);
    expect(ten).toBeLessThanOrEqual(one);
  });
});
