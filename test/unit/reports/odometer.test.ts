import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OdometerStore } from '../../../electron/archive/odometer-store.ts';
import type { DirtySet } from '../../../electron/fleet/dirty-set.ts';
import type { OdometerFleet, OdometerReading } from '../../../electron/fleet/recorded.ts';
import { judge } from '../../../electron/reports/mileage-court.ts';
import { odometerAt } from '../../../electron/reports/odometer.ts';
import { OdometerRecorder } from '../../../electron/reports/odometer-recorder.ts';
import { freshArchive, value } from '../../support/archive.ts';

const HALF_HOUR = 1_800;
const imei = '350000000000001';

/** One vehicle whose odometer the test tells. */
class OneVehicle implements OdometerFleet {
  reading: OdometerReading | null = null;
  #dirty: DirtySet | null = null;

  imei(): string {
    return imei;
  }

  watch(dirty: DirtySet): () => void {
    this.#dirty = dirty;
    return () => {
      this.#dirty = null;
    };
  }

  odometer(): OdometerReading | null {
    return this.reading;
  }

  tell(at: number, metres: number, until = at): void {
    this.reading = { at, until, metres };
    this.#dirty?.mark(0);
  }
}

let opened: ReturnType<typeof freshArchive>;
beforeEach(() => {
  opened = freshArchive();
});
afterEach(() => {
  opened.dispose();
});

/** Drives ten metres a second and is heard every `every` seconds from 0 to `end`; gives the metres told at an instant. */
function driven(every: number, end: number, stopped = Infinity): (unix: number) => number | string {
  const store = new OdometerStore(opened.archive);
  const fleet = new OneVehicle();
  const recorder = new OdometerRecorder(fleet, store, (failure) => {
    throw new Error(failure.code);
  });
  recorder.start();
  for (let time = 0; time <= end; time += every) {
    fleet.tell(Math.min(time, stopped), Math.min(time, stopped) * 10, time);
    recorder.tick();
  }
  recorder.stop();
  return (unix) => {
    const [before, after] = value(store.around(imei, unix));
    const told = odometerAt(before, after, unix);
    return told.known ? told.metres : told.reason;
  };
}

describe('odometers around half hours', () => {
  it('tell where a driving vehicle stood at every half hour', () => {
    const at = driven(70, 5 * HALF_HOUR);
    for (let edge = HALF_HOUR; edge <= 4 * HALF_HOUR; edge += HALF_HOUR)
      expect(at(edge)).toBeCloseTo(edge * 10, 6);
  });

  it('tell where a parked vehicle stood as long as it was heard, and that it was not heard afterwards', () => {
    const at = driven(300, 10 * HALF_HOUR, 4_000);
    expect(at(8 * HALF_HOUR)).toBe(40_000);
    expect(at(20 * HALF_HOUR)).toBe('the odometer was not read after the end');
  });

  it('keep a few rows an hour, however often a vehicle is heard', () => {
    driven(10, 8 * HALF_HOUR);
    expect(opened.archive.quick.rows('SELECT count(*) FROM odometer')[0]?.[0]).toBeLessThan(22);
  });

  it('do not guess between readings that are far apart', () => {
    const reading = (at: number, metres: number): OdometerReading => ({ at, until: at, metres });
    expect(odometerAt(reading(0, 0), reading(7_200, 90_000), 3_600)).toMatchObject({ known: false });
    expect(odometerAt(reading(0, 500), reading(7_200, 500), 3_600)).toEqual({ known: true, metres: 500 });
    expect(odometerAt(null, reading(1, 1), 0)).toMatchObject({ known: false });
  });
});

describe('the verdict of the mileage court', () => {
  it('flags what differs by more than the threshold and by more than a kilometre', () => {
    expect(judge(100, 104, 101, 5).verdict).toBe('agree');
    expect(judge(100, 106, 101, 5)).toEqual({ verdict: 'differ', percent: 6 });
    expect(judge(2, 2.9, null, 5).verdict).toBe('agree');
    expect(judge(0, null, 30, 5).verdict).toBe('differ');
  });

  it('needs two sources, and never takes what is unknown for zero', () => {
    expect(judge(100, null, null, 5)).toEqual({ verdict: 'one source', percent: null });
    expect(judge(null, null, null, 5)).toEqual({ verdict: 'nothing known', percent: null });
    expect(judge(null, 100, 50, 5).verdict).toBe('differ');
  });
});
