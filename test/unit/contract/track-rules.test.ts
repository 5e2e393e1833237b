import { describe, expect, it } from 'vitest';
import { deriveTrack, usualRules } from '../../../electron/contract/track-rules.ts';
import { drive, jitter, trackOf } from '../../support/tracks.ts';

const kinds = (track: ReturnType<typeof trackOf>, rules = usualRules): string[] =>
  deriveTrack(track, rules).parts.map(({ kind }) => kind);

describe('deriving trips, stops and gaps', () => {
  it('tells driving from a stop by the speed, and measures only what was driven', () => {
    const track = trackOf([
      ...drive(1_000, 0, 60, 36),
      ...jitter(1_660, 6_000, 20),
      ...drive(2_900, 6_000, 60, 72),
    ]);
    const { parts, totals } = deriveTrack(track, usualRules);
    expect(parts.map(({ kind }) => kind)).toEqual(['trip', 'stop', 'trip']);
    expect(totals.metres / 1_000).toBeCloseTo(6 + 12, 0);
    expect(totals.topSpeed).toBe(72);
    expect(totals.trips).toBe(2);
    expect(totals.stops).toBe(1);
    expect(totals.driving).toBeGreaterThanOrEqual(1_200);
  });

  it('does not take jitter at speed 0 for driving, however long it goes on', () => {
    const { parts, totals } = deriveTrack(trackOf(jitter(0, 0, 600)), usualRules);
    expect(parts.map(({ kind }) => kind)).toEqual(['stop']);
    expect(totals.metres).toBe(0);
    expect(totals.driving).toBe(0);
    expect(totals.stopped).toBe(599 * 60);
  });

  it('counts standing shorter than a stop as idling within the trip', () => {
    const track = trackOf([
      ...drive(0, 0, 60, 36),
      [660, 6_000, 0],
      [720, 6_000, 0],
      ...drive(730, 6_000, 60, 36),
    ]);
    const { parts, totals } = deriveTrack(track, usualRules);
    expect(parts.map(({ kind }) => kind)).toEqual(['trip']);
    expect(totals.idle).toBe(60);
  });

  it('makes a stop of it when the rule says that shorter standing is one', () => {
    const track = trackOf([
      ...drive(0, 0, 60, 36),
      [660, 6_000, 0],
      [720, 6_000, 0],
      ...drive(730, 6_000, 60, 36),
    ]);
    expect(kinds(track, { ...usualRules, stopSeconds: 60 })).toEqual(['trip', 'stop', 'trip']);
  });

  it('shows a silence in which the vehicle came elsewhere as a gap, and measures nothing in it', () => {
    const track = trackOf([...drive(0, 0, 60, 36), ...drive(2_000, 40_000, 60, 36)]);
    const { parts, totals } = deriveTrack(track, usualRules);
    expect(parts.map(({ kind }) => kind)).toEqual(['trip', 'gap', 'trip']);
    expect(totals.metres / 1_000).toBeCloseTo(12, 0);
    expect(totals.gaps).toBe(1_400);
  });

  it('takes the 25 minutes between two reports of a parked device for a stop, half a day for a gap', () => {
    const parked = trackOf([...drive(0, 0, 60, 36), [2_100, 6_000, 0], [3_600, 6_000, 0]]);
    expect(kinds(parked)).toEqual(['trip', 'stop']);
    const silent = trackOf([...drive(0, 0, 60, 36), [700, 6_000, 0], [1_000, 6_000, 0], [44_200, 6_000, 0]]);
    expect(kinds(silent)).toEqual(['trip', 'stop', 'gap']);
  });

  it('takes a short manoeuvre for part of the stop around it', () => {
    const track = trackOf([...jitter(0, 0, 20), ...drive(1_200, 0, 2, 10), ...jitter(1_280, 55, 20)]);
    expect(kinds(track)).toEqual(['stop']);
  });

  it('knows no top speed where no speed is known', () => {
    const track = trackOf([
      [0, 0, 65_535],
      [10, 200, 65_535],
      [20, 400, 65_535],
    ]);
    const { totals } = deriveTrack(track, usualRules);
    expect(totals.topSpeed).toBeNull();
    expect(totals.metres).toBeCloseTo(400, 0);
  });

  it('makes nothing of a track of one point or none', () => {
    expect(deriveTrack(trackOf([]), usualRules).parts).toEqual([]);
    expect(deriveTrack(trackOf([[0, 0, 10]]), usualRules).parts).toEqual([]);
  });
});
