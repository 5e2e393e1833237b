import { describe, expect, it, onTestFinished } from 'vitest';
import { AlarmDesk } from '../../../electron/alarms/desk.ts';
import type { Attention } from '../../../electron/contract/live.ts';
import { freshArchive, value } from '../../support/archive.ts';
import { openSteppedBed } from '../fleet/stepped-bed.ts';
import { openFleet } from '../fleet/support.ts';

const SOS = 1;
const following = (slots: readonly number[]): Attention => ({
  type: 'attention',
  viewports: [],
  followed: slots,
  selected: [],
  listed: [],
});

/** 3,000 devices at 5 requests a second, most of whose alarms nobody has read yet; time moves only when told. */
async function openLargeFleet() {
  const bed = await openSteppedBed({ vehicles: 3_000, accounts: 40 });
  const fleet = openFleet(bed);
  const loaded = fleet.start();
  fleet.pauseSweep();
  await bed.while(loaded);
  bed.client.limitTo({ highestRate: 5 });
  fleet.resumeSweep();
  const { archive, dispose } = freshArchive();
  const desk = new AlarmDesk({
    api: bed.client,
    fleet,
    archive,
    timing: bed.timing,
    pace: () => bed.client.status().pace,
    operator: () => 'mara',
    audit: () => undefined,
    onFailure: () => undefined,
  });
  onTestFinished(() => {
    desk.stop();
    dispose();
  });
  const raised = new Map<string, number>();
  desk.onRaised(({ id }) => {
    const { row } = value(desk.details(id));
    if (row.type === SOS && !raised.has(row.imei)) raised.set(row.imei, bed.timing.now());
  });
  desk.start();
  return { bed, fleet, desk, raised };
}

describe('an SOS in a large fleet', () => {
  it('of a moving vehicle that is watched arrives within seconds while thousands wait for their first turn', async () => {
    const { bed, fleet, desk, raised } = await openLargeFleet();
    const moving = bed.simulator.control.find({ limit: 3_000, status: 2 }).filter(({ speed }) => speed > 20);
    const [other = '', ...watched] = moving.slice(-9).map(({ imei }) => imei);
    const slots = fleet.slotsOf({ accounts: [], withBelow: false, devices: watched });
    fleet.subscribe(() => undefined).attend(following([...slots]));
    await bed.pass(30_000);
    bed.simulator.control.raiseAlarm(other, SOS);
    let arrived = 0;
    for (const imei of watched) {
      const began = bed.timing.now();
      bed.simulator.control.raiseAlarm(imei, SOS);
      // A vehicle in a dead spot tells its provider later.
      if (bed.simulator.control.alarms(began / 1_000 - 1, began / 1_000, [imei]).length === 0) continue;
      await bed.until(() => raised.has(imei));
      expect((raised.get(imei) ?? 0) - began).toBeLessThanOrEqual(15_000);
      arrived += 1;
      await bed.pass(3_300);
    }
    expect(arrived).toBeGreaterThan(2);
    // Nobody watches the other one: its turn comes with the rest.
    expect(raised.has(other)).toBe(false);
    expect(desk.status().feed.neverAsked).toBeGreaterThan(1_000);
  });
});
