import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
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

/** Twenty minutes in which vehicle n stands at n, and moves on by one each ten seconds. */
function drive(recorder: PositionRecorder): void {
  for (let tick = 0; tick <= 120; tick += 1) {
    desk.now = BEGIN + tick * 10;
    for (let slot = 0; slot < SIZE; slot += 1)
      if (slot % 2 === 0 || tick === 0) desk.fleet.move(slot, slot + tick);
    recorder.tick();
  }
}

describe('time travel', () => {
  it('shows every vehicle where it was at any recorded second, also after a restart', async () => {
    const first = desk.open();
    drive(first.recorder);
    await first.recorder.stop();
    desk.reopen();
    const { travel } = desk.open();
    for (const tick of [0, 1, 29, 30, 31, 77, 120]) {
      value(await travel.go(BEGIN + tick * 10 + 3));
      const reached = Math.min(120, tick);
      expect(desk.longitudes(0, 2_000, 2_998)).toEqual([reached, 2_000 + reached, 2_998 + reached]);
      // A parked vehicle did not change since the first poll and is shown all the same.
      expect(desk.longitudes(1, 2_999)).toEqual([1, 2_999]);
    }
    expect(desk.failures).toEqual([]);
  });

  it('shows seconds of the block that is still being recorded', async () => {
    const { recorder, travel } = desk.open();
    drive(recorder);
    value(await travel.go(BEGIN + 1_195));
    expect(desk.longitudes(0)).toEqual([119]);
  });

  it('goes to the nearest recorded second when asked for one outside', async () => {
    const { recorder, travel } = desk.open();
    drive(recorder);
    expect(value(await travel.go(0)).at).toBe(BEGIN);
    expect(value(await travel.go(BEGIN + 99_999)).at).toBe(BEGIN + 1_200);
    await recorder.stop();
  });

  it('leads back to now', async () => {
    const { recorder, travel } = desk.open();
    drive(recorder);
    await travel.go(BEGIN + 5);
    expect(desk.shown).not.toBeNull();
    expect(value(travel.live()).at).toBeNull();
    expect(desk.shown).toBeNull();
    await recorder.stop();
  });

  it('says that nothing is recorded instead of showing an empty map', async () => {
    const { recorder, travel } = desk.open();
    expect(await travel.go(BEGIN)).toMatchObject({ ok: false, failure: { code: 'provider.20023' } });
    await recorder.stop();
  });

  it('tells a damaged block as damage', async () => {
    const first = desk.open();
    drive(first.recorder);
    await first.recorder.stop();
    desk.archive.quick.exec("UPDATE position_block SET rows = x'00'");
    const { travel, recorder } = desk.open();
    expect(await travel.go(BEGIN)).toMatchObject({ ok: false, failure: { code: 'archive.damaged' } });
    await recorder.stop();
  });

  it('keeps no more than the user allows, and takes out the oldest first', async () => {
    const { recorder, travel } = desk.open();
    drive(recorder);
    await recorder.stop();
    const { bytes } = value(travel.status());
    desk.limits = { days: 7, bytes: bytes / 2 };
    const again = desk.open();
    desk.now += 300;
    desk.fleet.move(0, 1);
    again.recorder.tick();
    await again.recorder.written();
    await again.recorder.stop();
    const status = value(again.travel.status());
    expect(status.bytes).toBeLessThanOrEqual(bytes / 2);
    expect(status.bytes).toBeGreaterThan(0);
    expect(status.recorded?.until).toBe(desk.now);
    expect(status.recorded?.begin).toBeGreaterThan(BEGIN);
  });

  it('begins with the first second that was recorded', async () => {
    desk.now = BEGIN + 77;
    const { recorder, travel } = desk.open();
    desk.fleet.move(0, 5);
    recorder.tick();
    expect(value(travel.status()).recorded).toEqual({ begin: BEGIN + 77, until: BEGIN + 77 });
    await recorder.stop();
    expect(value(travel.status()).recorded?.begin).toBe(BEGIN + 77);
  });

  it('plays on from where somebody jumped to while it played', async () => {
    const { recorder, travel } = desk.open();
    drive(recorder);
    await recorder.written();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    await travel.go(BEGIN + 100);
    value(travel.play(20));
    const reached = (): number | null => value(travel.status()).at;
    vi.advanceTimersByTime(250);
    await vi.waitFor(() => expect(reached()).toBeGreaterThan(BEGIN + 100), PATIENCE);
    await travel.go(BEGIN + 900);
    vi.advanceTimersByTime(250);
    await vi.waitFor(() => expect(reached()).toBeGreaterThan(BEGIN + 900), PATIENCE);
    travel.live();
  });

  it('keeps everything while a clock runs ahead, and still no more bytes than the user allows', async () => {
    const { recorder, travel } = desk.open();
    drive(recorder);
    await recorder.stop();
    desk.clockTrusted = false;
    desk.now += 400 * 86_400;
    const again = desk.open();
    desk.fleet.move(0, 1);
    again.recorder.tick();
    await again.recorder.stop();
    expect(value(travel.status()).recorded?.begin).toBe(BEGIN);
    expect(value(again.travel.status()).recorded?.begin).toBe(BEGIN);
  });

  it('tells entering the past and returning from it once each, however much is scrubbed', async () => {
    const { recorder, travel } = desk.open();
    drive(recorder);
    await travel.go(BEGIN + 5);
    await travel.go(BEGIN + 700);
    travel.live();
    travel.live();
    expect(desk.turns).toEqual([BEGIN + 5, null]);
  });
});
