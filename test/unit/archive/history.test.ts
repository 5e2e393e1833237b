import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AlarmHandlingStore } from '../../../electron/archive/alarm-handling.ts';
import { AlarmInboxStore } from '../../../electron/archive/alarm-inbox.ts';
import { AlarmStore } from '../../../electron/archive/alarm-store.ts';
import { measureApart } from '../../../electron/archive/care-thread.ts';
import { cutoffsOf, keptOf } from '../../../electron/archive/history-limits.ts';
import { measureHistory } from '../../../electron/archive/history-measure.ts';
import { HistorySetting } from '../../../electron/archive/history-setting.ts';
import { HistoryRemoval } from '../../../electron/archive/history-removal.ts';
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
const takeIn = (...alarms: readonly Alarm[]): number[] => history.takeIn(opened.archive, alarms);
const close = (id: number, day: number): void => {
  history.closeLine(opened.archive, id, day);
};

async function tidy(over: Partial<HistoryLimits> = {}, how = control): Promise<RemovedHistory> {
  const measured = value(measureHistory(opened.archive.path));
  const cutoffs = cutoffsOf(measured, { ...limits, ...over }, now);
  return value(await new HistoryRemoval(opened.archive).remove(cutoffs, how));
}

function daysOfTracks(device: string): number[] {
  const store = new TrackStore(opened.archive);
  const days: number[] = [];
  for (let day = today - 400; day <= today; day += 1) {
    const [missing] = value(store.missing(device, { begin: day * DAY, end: (day + 1) * DAY }));
    if (missing === undefined) days.push(day);
  }
  return days;
}

describe('limits of tracks', () => {
  it('takes out days that are too old, and asks for them again instead of telling that nothing was driven', async () => {
    for (const day of [today - 40, today - 31, today - 30, today]) keepTrack(imei, day);
    keepTrack(other, today - 200);
    expect(await tidy()).toMatchObject({ tracks: 3 });
    expect(daysOfTracks(imei)).toEqual([today - 30, today]);
    expect(daysOfTracks(other)).toEqual([]);
    const read = [...new TrackStore(opened.archive).read(imei, { begin: 0, end: now })].map(value);
    expect(read.map(({ time }) => time.length)).toEqual([200, 200]);
    expect(await tidy()).toMatchObject({ tracks: 0 });
  });

  it('leaves what somebody looks at', async () => {
    for (const device of [imei, other]) keepTrack(device, today - 200);
    keepTrack('358899051025341', today);
    await tidy({}, { ...control, spared: new Set([imei]) });
    expect(daysOfTracks(imei)).toEqual([today - 200]);
    expect(daysOfTracks(other)).toEqual([]);
  });

  it('takes the oldest days first when the room is used up, never today', async () => {
    for (const day of [today - 3, today - 2, today - 1, today]) keepTrack(imei, day);
    const { tracks } = value(measureHistory(opened.archive.path));
    const two = tracks
      .filter(({ day }) => (day ?? 0) >= today - 1)
      .reduce((sum, { bytes }) => sum + bytes, 0);
    await tidy({ gigabytes: two / 1e9 });
    expect(daysOfTracks(imei)).toEqual([today - 1, today]);
    await tidy({ gigabytes: 0 });
    expect(daysOfTracks(imei)).toEqual([today]);
  });

  it('stops when it is told to, and goes on the next time', async () => {
    keepTrack(imei, today - 200);
    keepTrack(other, today);
    expect(await tidy({}, { ...control, goOn: () => false })).toMatchObject({ tracks: 0 });
    expect(daysOfTracks(imei)).toEqual([today - 200]);
    expect(await tidy()).toMatchObject({ tracks: 1 });
  });
});

describe('limits of mileage and odometers', () => {
  it('takes out answers and readings that are too old', async () => {
    const mileage = new MileageStore(opened.archive);
    const odometers = new OdometerStore(opened.archive);
    keepTrack(imei, today);
    for (const day of [today - 150, today - 50]) {
      const period = { begin: day * DAY, end: (day + 1) * DAY };
      value(mileage.put([{ imei, ...period, km: 7, cap: null }], now));
      value(odometers.put([{ imei, at: at(day), until: at(day) + 60, metres: 5 }]));
    }
    expect(await tidy()).toMatchObject({ mileage: 1, odometers: 1 });
    expect(value(mileage.between(imei, 0, now)).map(({ begin }) => begin)).toEqual([(today - 50) * DAY]);
    expect(value(odometers.around(imei, at(today - 60)))[0]).toBeNull();
    expect(value(odometers.around(imei, at(today - 50)))[0]).toMatchObject({ at: at(today - 50) });
  });
});

describe('limits of alarms', () => {
  it('takes out lines that were closed long ago, with their alarms and what was done with them', async () => {
    const [old = 0, recent = 0] = takeIn(alarm(today - 20), alarm(today - 19), alarm(today));
    close(old, today - 15);
    close(recent, today - 2);
    expect(await tidy()).toMatchObject({ alarms: 1, handled: 1 });
    const inbox = new AlarmInboxStore(opened.archive);
    expect(value(inbox.byIds([old, recent])).map(({ id }) => id)).toEqual([recent]);
    const handling = new AlarmHandlingStore(opened.archive);
    expect(value(handling.notes(old))).toEqual([]);
    expect(value(handling.notes(recent))).toHaveLength(1);
    expect(value(new AlarmStore(opened.archive).count())).toBe(2);
  });

  it('never takes out an open line or its alarms, however old they are', async () => {
    const [open = 0] = takeIn(alarm(today - 500), alarm(today));
    expect(await tidy()).toMatchObject({ alarms: 0, handled: 0 });
    expect(value(new AlarmInboxStore(opened.archive).byIds([open]))).toHaveLength(1);
    expect(value(new AlarmStore(opened.archive).count())).toBe(2);
  });

  it('takes out alarms that only a report has read, and no longer says that their times are known', async () => {
    const store = new AlarmStore(opened.archive);
    const read = { begin: (today - 20) * DAY, end: today * DAY };
    value(store.putCovering(imei, [alarm(today - 15), alarm(today - 5)], read));
    keepTrack(imei, today);
    expect(await tidy()).toMatchObject({ alarms: 1 });
    expect(value(store.coverage(imei))).toEqual([{ begin: (today - 10) * DAY, end: today * DAY }]);
    expect(value(store.count())).toBe(1);
  });

  it('gives no number of a line twice, though all are closed and old', async () => {
    const [first = 0, last = 0] = takeIn(alarm(today - 90), alarm(today - 80));
    for (const id of [first, last]) close(id, today - 70);
    keepTrack(imei, today);
    expect(await tidy()).toMatchObject({ handled: 1 });
    expect(takeIn(alarm(today))).toEqual([last + 1]);
  });

  it('goes through more closed lines than fit into one go', async () => {
    const many = Array.from({ length: 450 }, (_, place) =>
      alarm(today - 90, { systemTime: at(today - 90) + place * 60 }),
    );
    const ids = takeIn(...many, alarm(today));
    for (const id of ids.slice(0, 450)) close(id, id % 3 === 0 ? today : today - 70);
    expect(await tidy()).toMatchObject({ handled: 300, alarms: 300 });
  });
});

describe('the limits of an archive', () => {
  it('are none until they are set, stay in the file, and are none when they cannot be read', () => {
    const setting = new HistorySetting(opened.archive);
    expect(value(setting.read())).toEqual(noLimits);
    value(setting.write({ ...noLimits, tracks: 30 }));
    expect(value(new HistorySetting(opened.archive).read())).toEqual({ ...noLimits, tracks: 30 });
    for (const broken of ['{', '{"tracks":0,"mileage":0,"alarms":0,"gigabytes":0}', '[]']) {
      opened.archive.quick.statement("UPDATE note SET value = ? WHERE key = 'history.limits'").run(broken);
      expect(value(setting.read())).toEqual(noLimits);
    }
  });
});

describe('what is told of the limits', () => {
  it('measures in a thread what every kind takes, and what of it is over', async () => {
    for (const day of [today - 40, today]) keepTrack(imei, day);
    takeIn(alarm(today));
    const entry = new URL('../../../electron/archive/care-worker.ts', import.meta.url);
    const measured = value(await measureApart(entry, opened.archive.path));
    const cutoffs = cutoffsOf(measured, limits, now);
    const tracks = keptOf(measured.tracks, cutoffs.tracks);
    expect(tracks).toMatchObject({ rows: 2, days: 41, over: { rows: 1, before: (today - 30) * DAY } });
    expect(tracks.bytes).toBeGreaterThan(4_096);
    // What lies forty days back says nothing of what a day costs now.
    const newest = measured.tracks.find(({ day }) => day === today)?.bytes ?? 0;
    expect(tracks.perDay).toBe(Math.round(newest / 7));
    expect(newest).toBeGreaterThan(0);
    expect(keptOf(measured.alarms, cutoffs.alarms)).toMatchObject({ rows: 1, over: { rows: 0 } });
    expect(keptOf(measured.mileage, cutoffs.mileage)).toMatchObject({ rows: 0, bytes: 0, days: 0 });
    await tidy();
    const after = value(measureHistory(opened.archive.path));
    expect(keptOf(after.tracks, cutoffs.tracks).over.rows).toBe(0);
  });

  it('fails as damaged for a file that is none', () => {
    expect(measureHistory(new URL(import.meta.url).pathname)).toMatchObject({
      ok: false,
      failure: { code: 'archive.damaged' },
    });
  });
});
