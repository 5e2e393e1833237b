import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PositionBlockStore } from '../../../electron/archive/position-store.ts';
import type { Failure } from '../../../electron/contract/errors.ts';
import { applyFrame, createColumns, openFrame, type LiveMessage } from '../../../electron/contract/live.ts';
import { DirtySet } from '../../../electron/fleet/dirty-set.ts';
import type { RecordedFleet } from '../../../electron/fleet/recorded.ts';
import { PositionRecorder } from '../../../electron/playback/recorder.ts';
import { TimeTravel } from '../../../electron/playback/time-travel.ts';
import { freshArchive, value } from '../../support/archive.ts';

const BEGIN = 1_800_000_000;
const SIZE = 3_000;

/** A fleet whose vehicle in slot n has IMEI 10000 + n. */
class TestFleet implements RecordedFleet {
  readonly columns = createColumns(SIZE);
  readonly size = SIZE;
  #dirty: DirtySet | null = null;

  imei(slot: number): string {
    return String(10_000 + slot);
  }
  slotOf(imei: string): number | null {
    return Number(imei) - 10_000;
  }
  watch(dirty: DirtySet): () => void {
    this.#dirty = dirty;
    return () => {
      this.#dirty = null;
    };
  }
  move(slot: number, longitude: number): void {
    this.columns.longitude[slot] = longitude;
    this.columns.latitude[slot] = slot;
    this.columns.state[slot] = 1;
    this.#dirty?.mark(slot);
  }
}

let opened: ReturnType<typeof freshArchive>;
let fleet: TestFleet;
let now: number;
let shown: readonly LiveMessage[] | null;
let failures: Failure[];
let archive: ReturnType<typeof freshArchive>['archive'];
let recorders: PositionRecorder[];
let limits: { days: number; bytes: number };

beforeEach(() => {
  opened = freshArchive();
  archive = opened.archive;
  recorders = [];
  fleet = new TestFleet();
  now = BEGIN;
  shown = null;
  failures = [];
  limits = { days: 7, bytes: 1e9 };
});
afterEach(async () => {
  for (const recorder of recorders) await recorder.stop();
  opened.dispose();
});

function open(): { recorder: PositionRecorder; travel: TimeTravel } {
  const store = new PositionBlockStore(archive);
  const recorder = new PositionRecorder({
    fleet,
    store,
    serverTime: () => now,
    limits: () => limits,
    onFailure: (failure) => failures.push(failure),
  });
  recorders.push(recorder);
  recorder.start();
  const travel = new TimeTravel({
    store,
    recorder,
    fleet,
    show: (messages) => {
      shown = messages;
    },
    onChange: () => undefined,
  });
  return { recorder, travel };
}

/** What the windows show of a slot's longitude. */
function longitudes(): Int32Array {
  const columns = createColumns(SIZE);
  for (const message of shown ?? []) {
    const frame = message.type === 'frame' ? openFrame(message.buffer) : null;
    if (frame !== null) applyFrame(columns, frame);
  }
  return columns.longitude;
}

/** Twenty minutes in which vehicle n stands at n, and moves on by one each ten seconds. */
function drive(recorder: PositionRecorder): void {
  for (let tick = 0; tick <= 120; tick += 1) {
    now = BEGIN + tick * 10;
    for (let slot = 0; slot < SIZE; slot += 1)
      if (slot % 2 === 0 || tick === 0) fleet.move(slot, slot + tick);
    recorder.tick();
  }
}

describe('time travel', () => {
  it('shows every vehicle where it was at any recorded second, also after a restart', async () => {
    const first = open();
    drive(first.recorder);
    await first.recorder.stop();
    archive = opened.reopen();
    const { travel } = open();
    for (const tick of [0, 1, 29, 30, 31, 77, 120]) {
      value(await travel.go(BEGIN + tick * 10 + 3));
      const shownNow = longitudes();
      const reached = Math.min(120, tick);
      expect([shownNow[0], shownNow[2_000], shownNow[2_998]]).toEqual([
        reached,
        2_000 + reached,
        2_998 + reached,
      ]);
      // A parked vehicle did not change since the first poll and is shown all the same.
      expect([shownNow[1], shownNow[2_999]]).toEqual([1, 2_999]);
    }
    expect(failures).toEqual([]);
  });

  it('shows seconds of the block that is still being recorded', async () => {
    const { recorder, travel } = open();
    drive(recorder);
    value(await travel.go(BEGIN + 1_195));
    expect(longitudes()[0]).toBe(119);
  });

  it('goes to the nearest recorded second when asked for one outside', async () => {
    const { recorder, travel } = open();
    drive(recorder);
    expect(value(await travel.go(0)).at).toBe(BEGIN);
    expect(value(await travel.go(BEGIN + 99_999)).at).toBe(BEGIN + 1_200);
    await recorder.stop();
  });

  it('leads back to now', async () => {
    const { recorder, travel } = open();
    drive(recorder);
    await travel.go(BEGIN + 5);
    expect(shown).not.toBeNull();
    expect(value(travel.live()).at).toBeNull();
    expect(shown).toBeNull();
    await recorder.stop();
  });

  it('says that nothing is recorded instead of showing an empty map', async () => {
    const { recorder, travel } = open();
    expect(await travel.go(BEGIN)).toMatchObject({ ok: false, failure: { code: 'provider.20023' } });
    await recorder.stop();
  });

  it('tells a damaged block as damage', async () => {
    const first = open();
    drive(first.recorder);
    await first.recorder.stop();
    archive.quick.exec("UPDATE position_block SET rows = x'00'");
    const { travel, recorder } = open();
    expect(await travel.go(BEGIN)).toMatchObject({ ok: false, failure: { code: 'archive.damaged' } });
    await recorder.stop();
  });

  it('keeps no more than the user allows, and takes out the oldest first', async () => {
    const { recorder, travel } = open();
    drive(recorder);
    await recorder.stop();
    const { bytes } = value(travel.status());
    limits = { days: 7, bytes: bytes / 2 };
    const again = open();
    now += 300;
    fleet.move(0, 1);
    again.recorder.tick();
    await again.recorder.stop();
    const status = value(again.travel.status());
    expect(status.bytes).toBeLessThanOrEqual(bytes / 2);
    expect(status.recorded?.until).toBe(now);
    expect(status.recorded?.begin).toBeGreaterThan(BEGIN);
  });
});
