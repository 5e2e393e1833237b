import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HistoryKeeper, type KeptServices } from '../../../electron/compose/history-keeper.ts';
import { TrackStore } from '../../../electron/archive/track-store.ts';
import { noLimits } from '../../../electron/contract/archive.ts';
import { freshArchive, value } from '../../support/archive.ts';
import { drive, trackOf } from '../../support/tracks.ts';

const DAY = 86_400;
const today = 20_000;
const now = today * DAY + 3_600;
const imei = '358899051025339';
const entry = new URL('../../../electron/archive/care-worker.ts', import.meta.url);

let opened: ReturnType<typeof freshArchive>;
let rows: string[][];
let clock: { server: number; told: boolean; computer: number };
let unfinished: number;
let isCaredFor: boolean;
let keeper: HistoryKeeper;

beforeEach(() => {
  opened = freshArchive();
  rows = [];
  clock = { server: now, told: true, computer: now };
  unfinished = 0;
  isCaredFor = false;
  const services: KeptServices = {
    archive: opened.archive,
    fleet: {
      serverTime: () => clock.server,
      get serverTimeTold() {
        return clock.told;
      },
    },
    reports: {
      get unfinished() {
        return unfinished;
      },
    },
    playback: { looked: new Set() },
    audit: (action, _target, result, detail) => rows.push([action, result, detail]),
  };
  keeper = new HistoryKeeper({
    services: () => services,
    entry,
    isCaredFor: () => isCaredFor,
    now: () => clock.computer * 1_000,
  });
  for (const day of [today - 40, today - 20, today]) {
    const points = trackOf(drive(day * DAY, 0, 99, 36));
    const period = { begin: day * DAY, end: (day + 1) * DAY };
    value(new TrackStore(opened.archive).put(imei, points, period));
  }
});
afterEach(() => {
  opened.dispose();
});

const nothing = { tracks: 0, mileage: 0, odometers: 0, alarms: 0, handled: 0 };

describe('the keeper of the archive within its limits', () => {
  it('removes nothing until limits were set, then what is over them, each with a row in the audit', async () => {
    expect(value(await keeper.removeOld())).toEqual(nothing);
    expect(rows).toEqual([]);
    const asked = value(await keeper.kept({ ...noLimits, tracks: 30 }));
    expect(asked.kept.tracks.over).toMatchObject({ rows: 1, before: (today - 30) * DAY });
    expect(asked.limits).toEqual(noLimits);
    expect(value(await keeper.removeOld())).toEqual(nothing);
    value(keeper.setLimits({ ...noLimits, tracks: 30 }));
    expect(value(await keeper.removeOld())).toEqual({ ...nothing, tracks: 1 });
    expect(value(await keeper.removeOld())).toEqual(nothing);
    expect(value(await keeper.kept(null)).kept.tracks).toMatchObject({ rows: 2, over: { rows: 0 } });
    expect(rows.map(([action, result]) => [action, result])).toEqual([
      ['archive.limits', 'done'],
      ['archive.removeOld', 'done'],
    ]);
    expect(rows[1]?.[2]).toBe('1 days of tracks before 2024-09-04');
  });

  it('removes nothing by a clock that the provider has not told, or that the two do not agree about', async () => {
    value(keeper.setLimits({ ...noLimits, tracks: 1 }));
    clock = { server: now, told: false, computer: now };
    expect(await keeper.removeOld()).toMatchObject({ failure: { code: 'network.unreachable' } });
    for (const years of [1, -1]) {
      clock = { server: now, told: true, computer: now + years * 365 * DAY };
      expect(await keeper.removeOld()).toMatchObject({ failure: { code: 'archive.clock' } });
      clock = { server: now + years * 365 * DAY, told: true, computer: now };
      expect(await keeper.removeOld()).toMatchObject({ failure: { code: 'archive.clock' } });
    }
    expect(rows.filter(([action]) => action === 'archive.removeOld')).toEqual([]);
    clock = { server: now, told: true, computer: now + 60 };
    expect(value(await keeper.removeOld())).toMatchObject({ tracks: 2 });
  });

  it('removes nothing while a report, a check or a copy is being made', async () => {
    value(keeper.setLimits({ ...noLimits, tracks: 1 }));
    unfinished = 1;
    expect(await keeper.removeOld()).toMatchObject({ failure: { code: 'archive.busy' } });
    unfinished = 0;
    isCaredFor = true;
    expect(await keeper.removeOld()).toMatchObject({ failure: { code: 'archive.busy' } });
    isCaredFor = false;
    const removing = keeper.removeOld();
    expect(await keeper.removeOld()).toMatchObject({ failure: { code: 'archive.busy' } });
    expect(value(await removing)).toMatchObject({ tracks: 2 });
  });

  it('removes nothing by limits that were taken back while it measured', async () => {
    value(keeper.setLimits({ ...noLimits, tracks: 1 }));
    const removing = keeper.removeOld();
    value(keeper.setLimits(noLimits));
    expect(await removing).toMatchObject({ failure: { code: 'archive.busy' } });
    expect(value(await keeper.kept(null)).kept.tracks.rows).toBe(3);
  });
});
