import { describe, expect, test } from 'vitest';
import type { TrackPart } from '../../../../../electron/contract/track-rules.ts';
import { periodTotals } from '../../../../../electron/contract/track-rules.ts';
import { skipFrom } from '../../../../../renderer/features/playback/skip-stops.ts';

const part = (kind: TrackPart['kind'], begin: number, end: number): TrackPart => ({
  kind,
  begin,
  end,
  first: 0,
  last: 0,
  metres: 0,
  driving: 0,
  idle: 0,
  topSpeed: null,
});
const one = [
  part('stop', 0, 1_000),
  part('trip', 1_000, 2_000),
  part('gap', 2_000, 9_000),
  part('trip', 9_000, 9_500),
];

describe('playing without stops', () => {
  test('goes on shortly before the next trip, over stops and gaps', () => {
    expect(skipFrom([one], 10)).toBe(985);
    expect(skipFrom([one], 2_500)).toBe(8_985);
  });

  test('skips nothing on a trip and in the seconds before it, nor after the last one', () => {
    expect(skipFrom([one], 1_500)).toBeNull();
    expect(skipFrom([one], 990)).toBeNull();
    expect(skipFrom([one], 9_600)).toBeNull();
  });

  test('waits for none of several vehicles while another one drives', () => {
    const other = [part('trip', 0, 500), part('stop', 500, 20_000)];
    expect(skipFrom([one, other], 100)).toBeNull();
    expect(skipFrom([one, other], 600)).toBe(985);
  });
});

describe('the time of a period', () => {
  test('adds up, with what lies before the first point and after the last', () => {
    const spent = periodTotals(
      { driving: 100, idle: 10, stopped: 290, gaps: 50 },
      Uint32Array.of(1_200, 1_650),
      { begin: 1_000, end: 2_000 },
    );
    expect(spent).toEqual({ driving: 100, idle: 10, stopped: 290, withoutPoints: 600, whole: 1_000 });
  });

  test('is without points when there is none', () => {
    const nothing = { driving: 0, idle: 0, stopped: 0, gaps: 0 };
    expect(periodTotals(nothing, new Uint32Array(0), { begin: 5, end: 65 })).toMatchObject({
      withoutPoints: 60,
      whole: 60,
    });
  });
});
