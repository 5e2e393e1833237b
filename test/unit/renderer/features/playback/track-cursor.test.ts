import { describe, expect, it } from 'vitest';
import { chartLine, joinLines } from '../../../../../renderer/features/playback/chart-data.ts';
import { readPeriod } from '../../../../../renderer/features/playback/period.ts';
import { TrackCursor } from '../../../../../renderer/features/playback/track-cursor.ts';
import { trackOf } from '../../../../support/tracks.ts';

const track = trackOf([
  [1_000, 0, 36],
  [1_010, 100, 36],
  [1_020, 200, 0],
  [5_000, 9_000, 50],
]);

describe('a moment of a track', () => {
  it('lies between two fixes in proportion to the time', () => {
    const cursor = new TrackCursor(track, new Set([2]));
    const moment = cursor.at(1_005);
    expect(moment?.row).toBe(0);
    expect((moment?.lng ?? 0) * 111_195).toBeCloseTo(50, 0);
    expect(moment?.certain).toBe(true);
  });

  it('stays where the vehicle was last seen during a gap, and says that nothing is certain', () => {
    const cursor = new TrackCursor(track, new Set([2]));
    const moment = cursor.at(3_000);
    expect((moment?.lng ?? 0) * 111_195).toBeCloseTo(200, 0);
    expect(moment?.certain).toBe(false);
  });

  it('is found whichever way time jumps', () => {
    const cursor = new TrackCursor(track, new Set());
    expect([1_015, 6_000, 1_000, 900, 1_020].map((time) => cursor.at(time)?.row)).toEqual([1, 3, 0, 0, 2]);
  });

  it('is none for a track without points', () => {
    expect(new TrackCursor(trackOf([]), new Set()).at(5)).toBeNull();
  });
});

describe('the lines of the chart', () => {
  it('break at gaps and at unknown speeds, and have one value a moment', () => {
    const line = chartLine(
      trackOf([
        [0, 0, 10],
        [0, 0, 20],
        [10, 0, 65_535],
        [20, 0, 5],
      ]),
      new Set([2]),
      1,
    );
    expect(line.times).toEqual([0, 10, 10.5, 20]);
    expect(line.speeds).toEqual([20, null, null, 5]);
  });

  it('share one axis when there are several', () => {
    const joined = joinLines([
      { times: [0, 2], speeds: [1, null] },
      { times: [1, 2], speeds: [5, 6] },
    ]);
    expect(joined).toEqual([
      [0, 1, 2],
      [1, undefined, null],
      [undefined, 5, 6],
    ]);
  });
});

describe('the period of the form', () => {
  const now = Date.UTC(2026, 10, 23, 12) / 1_000;
  const custom = (begin: string, end: string): unknown =>
    readPeriod({ preset: 'custom', begin, end }, now, 'Asia/Kathmandu');

  it('follows the calendar of the chosen zone', () => {
    expect(readPeriod({ preset: 'yesterday', begin: '', end: '' }, now, 'Asia/Kathmandu')).toEqual({
      begin: Date.UTC(2026, 10, 21, 18, 15) / 1_000,
      end: Date.UTC(2026, 10, 22, 18, 15) / 1_000,
    });
  });

  it('is a day of 23 or 25 hours where the clocks change, and takes an hour that no clock shows', () => {
    const hours = (utc: number): number => {
      const found = readPeriod({ preset: 'yesterday', begin: '', end: '' }, utc / 1_000, 'Europe/Berlin');
      return typeof found === 'string' ? NaN : (found.end - found.begin) / 3_600;
    };
    expect(hours(Date.UTC(2026, 2, 30, 12))).toBe(23);
    expect(hours(Date.UTC(2026, 9, 26, 12))).toBe(25);
    const skipped = { begin: '2026-03-29T02:30', end: '2026-03-29T04:00' };
    expect(readPeriod({ preset: 'custom', ...skipped }, now, 'Europe/Berlin')).toMatchObject({
      end: Date.UTC(2026, 2, 29, 2) / 1_000,
    });
  });

  it('ends now when it was chosen to end later', () => {
    expect(custom('2026-11-23T10:00', '2026-11-24T00:00')).toEqual({
      begin: Date.UTC(2026, 10, 23, 4, 15) / 1_000,
      end: now,
    });
  });

  it('says what is wrong with it', () => {
    expect(custom('2026-11-21T10:00', '2026-11-20T10:00')).toBe('endBeforeBegin');
    expect(custom('2010-11-20T10:00', '2010-11-21T10:00')).toBe('tooLong');
    expect(custom('', '2026-11-20T10:00')).toBe('beginMissing');
    expect(custom('2026-11-20T10:00', '')).toBe('endMissing');
    expect(custom('2026-11-20T10:00', '2026-11-20T10:00')).toBe('endBeforeBegin');
    expect(custom('2027-11-20T10:00', '2027-11-21T10:00')).toBe('inFuture');
    expect(custom('2010-11-20T10:00', '2026-11-21T10:00')).toBe('tooLong');
  });
});
