import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NO_PLACE } from '../../../electron/contract/live.ts';
import type { PositionRecorder } from '../../../electron/playback/recorder.ts';
import { value } from '../../support/archive.ts';
import { BEGIN, Recording, SIZE } from '../../support/recording.ts';

/** For states that a busy machine comes to late. */
const PATIENCE = { timeout: 30_000 };
let desk: Recording;
beforeEach(() => {
  desk = new Recording();
});
afterEach(() => desk.dispose());

/** Waits until the open block lies in the file up to a second. */
async function keptUntil(second: number): Promise<void> {
  await vi.waitFor(() => {
    const [until] = desk.archive.quick.rows('SELECT max(until) FROM position_open')[0] ?? [];
    expect(until).toBeGreaterThanOrEqual(second);
  }, PATIENCE);
}

describe('a crash', () => {
  it('loses no more than a few seconds of what was recorded', async () => {
    const { recorder } = desk.open();
    for (let tick = 0; tick <= 100; tick += 1) {
      desk.now = BEGIN + tick;
      desk.fleet.move(0, tick);
      desk.fleet.move(1, 2 * tick);
      recorder.tick();
    }
    await keptUntil(BEGIN + 96);
    // The process ends without stopping anything.
    desk.reopen(true);
    desk.now = BEGIN + 130;
    const { travel, recorder: again } = desk.open();
    again.tick();
    await again.stop();
    const { recorded } = value(travel.status());
    expect(recorded?.begin).toBe(BEGIN);
    value(await travel.go(BEGIN + 60));
    expect(desk.longitudes(0, 1)).toEqual([60, 120]);
    value(await travel.go(BEGIN + 96));
    expect(desk.longitudes(0)).toEqual([96]);
    expect(value(travel.status()).gaps).toEqual([
      { begin: expect.closeTo(BEGIN + 99, -0.7) as number, end: BEGIN + 130 },
    ]);
    expect(desk.archive.quick.rows('SELECT count(*) FROM position_open')).toEqual([[0]]);
  });

  it('in which a piece of the open block was damaged loses what follows it and no more', async () => {
    const { recorder } = desk.open();
    for (let tick = 0; tick <= 60; tick += 1) {
      desk.now = BEGIN + tick;
      desk.fleet.move(0, tick);
      recorder.tick();
    }
    await keptUntil(BEGIN + 56);
    desk.archive.quick.exec("UPDATE position_open SET rows = x'00' WHERE place >= 10");
    desk.reopen(true);
    desk.now = BEGIN + 300;
    const { travel, recorder: again } = desk.open();
    await again.stop();
    value(await travel.go(BEGIN + 30));
    expect(desk.longitudes(0)).toEqual([30]);
    expect(value(travel.status()).recorded?.until).toBeLessThan(BEGIN + 45);
    expect(desk.failures).toEqual([]);
  });

  it('and a start within the same two minutes overwrite nothing', async () => {
    const first = desk.open();
    desk.fleet.move(0, 7);
    first.recorder.tick();
    await first.recorder.stop();
    desk.now += 1;
    const second = desk.open();
    desk.fleet.move(0, 8);
    second.recorder.tick();
    await second.recorder.stop();
    value(await second.travel.go(BEGIN));
    expect(desk.longitudes(0)).toEqual([7]);
    value(await second.travel.go(BEGIN + 1));
    expect(desk.longitudes(0)).toEqual([8]);
  });
});

describe('a time that was not recorded', () => {
  /** Records a minute at `at`, with vehicle 0 moving and vehicle 1 standing at 1,000. */
  function minute(recorder: PositionRecorder, at: number): void {
    for (let tick = 0; tick < 60; tick += 1) {
      desk.now = at + tick;
      desk.fleet.move(0, tick);
      recorder.tick();
    }
  }

  it('while the console was off is a gap in which no vehicle is shown', async () => {
    const first = desk.open();
    desk.fleet.move(1, 1_000);
    minute(first.recorder, BEGIN);
    await first.recorder.stop();
    const second = desk.open();
    minute(second.recorder, BEGIN + 3_600);
    expect(value(second.travel.status()).gaps).toEqual([{ begin: BEGIN + 60, end: BEGIN + 3_600 }]);
    const { at, vehicles } = value(await second.travel.go(BEGIN + 1_800));
    expect(at).toBe(BEGIN + 1_800);
    expect(vehicles).toEqual({ recorded: 0, absent: SIZE });
    expect(desk.longitudes(0, 1)).toEqual([NO_PLACE, NO_PLACE]);
  });

  it('while the provider was out of reach is a gap, and afterwards each vehicle is shown from its next reading on', async () => {
    const { recorder, travel } = desk.open();
    desk.fleet.move(1, 1_000);
    minute(recorder, BEGIN);
    desk.offlineSince = (BEGIN + 60) * 1_000;
    for (desk.now = BEGIN + 60; desk.now < BEGIN + 600; desk.now += 1) recorder.tick();
    desk.offlineSince = null;
    desk.fleet.move(0, 5);
    recorder.tick();
    expect(value(travel.status()).gaps).toEqual([{ begin: BEGIN + 61, end: BEGIN + 600 }]);
    value(await travel.go(BEGIN + 600));
    expect(desk.longitudes(0, 1)).toEqual([5, NO_PLACE]);
    desk.now += 10;
    desk.fleet.read(1);
    recorder.tick();
    value(await travel.go(BEGIN + 610));
    expect(desk.longitudes(1)).toEqual([1_000]);
    value(await travel.go(BEGIN + 605));
    expect(desk.longitudes(1)).toEqual([NO_PLACE]);
  });

  it('while this computer slept is a gap', () => {
    const { recorder, travel } = desk.open();
    minute(recorder, BEGIN);
    desk.now = BEGIN + 5_000;
    recorder.tick();
    expect(value(travel.status()).gaps).toEqual([{ begin: BEGIN + 60, end: BEGIN + 5_000 }]);
  });

  it('is no gap when a single request failed', () => {
    const { recorder, travel } = desk.open();
    minute(recorder, BEGIN);
    desk.offlineSince = (BEGIN + 60) * 1_000;
    for (desk.now = BEGIN + 60; desk.now < BEGIN + 65; desk.now += 1) recorder.tick();
    desk.offlineSince = null;
    minute(recorder, BEGIN + 65);
    expect(value(travel.status()).gaps).toEqual([]);
  });

  it('loses nothing of before and after when the clock is set back by hours', async () => {
    const { recorder, travel } = desk.open();
    minute(recorder, BEGIN);
    minute(recorder, BEGIN - 10_000);
    await recorder.stop();
    value(await travel.go(BEGIN + 30));
    expect(desk.longitudes(0)).toEqual([30]);
    value(await travel.go(BEGIN - 10_000 + 20));
    expect(desk.longitudes(0)).toEqual([20]);
  });

  it('is tried to be recorded again a minute after the file could not be written', async () => {
    const { recorder, travel } = desk.open();
    minute(recorder, BEGIN);
    desk.archive.quick.exec('PRAGMA query_only = ON');
    for (desk.now = BEGIN + 60; desk.now < BEGIN + 70; desk.now += 1) recorder.tick();
    await vi.waitFor(() => {
      expect(desk.failures).toHaveLength(1);
    }, PATIENCE);
    desk.archive.quick.exec('PRAGMA query_only = OFF');
    desk.now = BEGIN + 300;
    desk.fleet.move(0, 42);
    recorder.tick();
    await recorder.stop();
    value(await travel.go(BEGIN + 300));
    expect(desk.longitudes(0)).toEqual([42]);
    expect(desk.failures).toHaveLength(1);
  });
});
