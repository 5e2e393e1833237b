import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AlarmStore } from '../../../electron/archive/alarm-store.ts';
import { clocksAgree, cutoffsOf } from '../../../electron/archive/history-limits.ts';
import { measureHistory } from '../../../electron/archive/history-measure.ts';
import { HistoryRemoval, type RemovalControl } from '../../../electron/archive/history-removal.ts';
import { MileageStore } from '../../../electron/archive/mileage-store.ts';
import { OdometerStore } from '../../../electron/archive/odometer-store.ts';
import { TrackStore } from '../../../electron/archive/track-store.ts';
import type { Alarm } from '../../../electron/contract/alarm.ts';
import { noLimits, type HistoryLimits, type RemovedHistory } from '../../../electron/contract/archive.ts';
import { freshArchive, value } from '../../support/archive.ts';
import * as history from '../../support/history.ts';
import { alarm, at, control, DAY, imei, limits, now, other, today } from '../../support/history.ts';

let opened: ReturnType<typeof freshArchive>;
beforeEach(() => {
  opened = freshArchive();
});
afterEach(() => {
  opened.dispose();
});

const keepTrack = (device: string, day: number): void => {
  history.keepTrack(opened.archive, device, day);
};

/** Takes alarms into the inbox, each as a line of its own, and closes the first on a day. */
function takeIn(closed: number, ...alarms: readonly Alarm[]): void {
  const [first = 0] = history.takeIn(opened.archive, alarms);
  history.closeLine(opened.archive, first, closed);
}

interface How extends Partial<RemovalControl> {
  /** Unix seconds of the provider's clock. */
  readonly clock?: number;
  /** Milliseconds of one go. */
  readonly goFor?: number;
}

async function tidy(over: Partial<HistoryLimits> = {}, how: How = {}): Promise<RemovedHistory> {
  const measured = value(measureHistory(opened.archive.path));
  const cutoffs = cutoffsOf(measured, { ...limits, ...over }, how.clock ?? now);
  const removal = new HistoryRemoval(opened.archive, how.goFor);
  return value(await removal.remove(cutoffs, { ...control, ...how }));
}

function rowsOf(table: string): number {
  return Number(opened.archive.quick.rows(`SELECT count(*) FROM ${table}`)[0]?.[0]);
}

describe('what is never removed', () => {
  const old = today - 900;
  const tables = ['track_segment', 'track_coverage', 'mileage', 'odometer', 'alarm', 'alarm_entry'];

  function keepAll(): void {
    keepTrack(imei, old);
    const period = { begin: old * DAY, end: (old + 1) * DAY };
    value(new MileageStore(opened.archive).put([{ imei, ...period, km: 7, cap: null }], now));
    value(new OdometerStore(opened.archive).put([{ imei, at: at(old), until: at(old) + 60, metres: 5 }]));
    takeIn(old + 1, alarm(old), alarm(old, { systemTime: at(old) + 600 }));
  }

  it('is everything while no limit is set', async () => {
    keepAll();
    keepTrack(imei, today);
    const before = tables.map(rowsOf);
    const nothing = { tracks: 0, mileage: 0, odometers: 0, alarms: 0, handled: 0 };
    expect(await tidy(noLimits)).toEqual(nothing);
    expect(tables.map(rowsOf)).toEqual(before);
  });

  it('is everything when the clock is years ahead, or years behind', async () => {
    keepTrack(imei, today - 20);
    keepTrack(imei, today);
    takeIn(today - 2, alarm(today - 3), alarm(today));
    const before = tables.map(rowsOf);
    for (const years of [1, 10, 50, -1, -2.5, -100]) {
      expect(await tidy({}, { clock: now + years * 365 * DAY })).toMatchObject({ tracks: 0, alarms: 0 });
    }
    expect(tables.map(rowsOf)).toEqual(before);
    expect(clocksAgree(now, now + 3_600)).toBe(true);
    for (const years of [1, -1]) expect(clocksAgree(now, now + years * 365 * DAY)).toBe(false);
  });

  it('is the newest that is kept, however long the console was not used', async () => {
    keepTrack(imei, today - 500);
    keepTrack(imei, today - 480);
    expect(await tidy()).toMatchObject({ tracks: 0 });
    keepTrack(imei, today);
    expect(await tidy()).toMatchObject({ tracks: 2 });
  });

  it('is the audit, jobs, commands, recorded positions and what else no limit is about', async () => {
    keepAll();
    keepTrack(imei, today);
    const { quick } = opened.archive;
    quick.exec(`INSERT INTO audit VALUES (1, 5, 'u', 's', 'a', 'x', 't', 'done', '', 'p', 'h');
      INSERT INTO job (id, kind, title, state, plan, plan_hash, created_at) VALUES ('j', 'k', 't', 'done', '{}', 'h', 5);
      INSERT INTO job_row VALUES ('j', 0, 't', '{}', 'done', 1, 5, 5, NULL);
      INSERT INTO command VALUES ('c', 5, '${imei}', 'k', 'done', 'w', '{}');
      INSERT INTO position_span VALUES (5, 6, 7);
      INSERT INTO report_saved VALUES (0, 'r', '{}', 5);`);
    const limited = new Set([...tables, 'alarm_coverage', 'alarm_note', 'alarm_incident']);
    const others = quick
      .rows("SELECT name FROM sqlite_schema WHERE type = 'table'")
      .map(([name]) => String(name))
      .filter((name) => !limited.has(name));
    const before = others.map((name) => [name, rowsOf(name)]);
    expect(await tidy({ tracks: 1, mileage: 1, alarms: 7, gigabytes: 0 })).toMatchObject({
      tracks: 1,
      mileage: 1,
      odometers: 1,
      handled: 1,
    });
    expect(others.map((name) => [name, rowsOf(name)])).toEqual(before);
    expect(before.filter(([, rows]) => rows === 1).map(([name]) => name)).toEqual(
      expect.arrayContaining(['audit', 'job', 'job_row', 'command', 'position_span', 'report_saved']),
    );
  });
});

describe('a removal that is interrupted', () => {
  /** The days that count as known: nothing has to be asked of the provider to show them. */
  function knownDays(device: string): number[] {
    const store = new TrackStore(opened.archive);
    return [90, 70, 60, 0]
      .map((ago) => today - ago)
      .filter((day) => value(store.missing(device, { begin: day * DAY, end: (day + 1) * DAY })).length === 0);
  }

  it('never leaves a time that counts as known without what was in it, wherever it ends', async () => {
    const store = new AlarmStore(opened.archive);
    let total = 0;
    for (let goes = 1; goes <= 30; goes += 1) {
      for (const day of [today - 90, today - 60, today]) keepTrack(imei, day);
      keepTrack(other, today - 70);
      const read = { begin: (today - 40) * DAY, end: today * DAY };
      for (const device of [imei, other]) {
        value(store.putCovering(device, [alarm(today - 30, { imei: device })], read));
      }
      let left = goes;
      const removed = await tidy({}, { goFor: 0, goOn: () => (left -= 1) >= 0 });
      total = Object.values<number>({ ...removed }).reduce((sum, count) => sum + count, 0);
      for (const device of [imei, other]) {
        const kept = opened.archive.quick
          .rows('SELECT begin / 86400 FROM track_segment WHERE imei = ?', device)
          .map(([day]) => Number(day));
        expect(kept).toEqual(expect.arrayContaining(knownDays(device)));
        const period = { begin: (today - 30) * DAY, end: (today - 29) * DAY };
        const isKnown = value(store.missing(device, period)).length === 0;
        const alarms = [...store.read(device, period)].flatMap(value);
        expect(isKnown && alarms.length === 0).toBe(false);
      }
    }
    expect(total).toBe(5);
    expect([knownDays(imei), knownDays(other)]).toEqual([[today], []]);
    expect(value(store.count())).toBe(0);
  });

  it('takes no more than a page in one transaction', async () => {
    for (let day = today - 90; day < today - 40; day += 1) keepTrack(imei, day);
    keepTrack(imei, today);
    const alarms = Array.from({ length: 1_100 }, (_, place) =>
      alarm(today - 90, { systemTime: at(today - 90) + Math.floor(place / 3), course: place % 360 }),
    );
    value(new AlarmStore(opened.archive).put(alarms));
    const total = (): number => rowsOf('track_segment') + rowsOf('alarm');
    const steps: number[] = [];
    let before = total();
    const turn = (): Promise<void> => {
      steps.push(before - total());
      before = total();
      return Promise.resolve();
    };
    await tidy({}, { turn, goFor: 0 });
    expect(total()).toBe(1);
    expect(Math.max(...steps)).toBeLessThanOrEqual(210);
  });

  it('waits between two transactions until the log is folded', async () => {
    keepTrack(imei, today - 90);
    keepTrack(imei, today);
    let waited = 0;
    const stop = opened.archive.foldedBy(() => {
      waited += 1;
      return Promise.resolve();
    });
    await tidy({}, { goFor: 0 });
    stop();
    expect(waited).toBeGreaterThan(2);
  });
});
