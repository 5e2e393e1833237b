import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveTrack, usualRules } from '../../../electron/contract/track-rules.ts';
import { sliceTrack } from '../../../electron/contract/track.ts';
import { TripStream, type StreamedPart } from '../../../electron/reports/trip-stream.ts';
import { drive, jitter, trackOf, type TestPoint } from '../../support/tracks.ts';

/** Stretches of driving, standing and silence, one after the other. */
const stretches = fc.array(
  fc.record({
    what: fc.constantFrom('drive', 'stand', 'creep', 'silence', 'jump'),
    length: fc.integer({ min: 1, max: 30 }),
    speed: fc.integer({ min: 5, max: 120 }),
  }),
  { minLength: 1, maxLength: 25 },
);

function pointsOf(parts: readonly { what: string; length: number; speed: number }[]): TestPoint[] {
  const points: TestPoint[] = [];
  let time = 1_000;
  let metres = 0;
  for (const { what, length, speed } of parts) {
    const some =
      what === 'drive'
        ? drive(time, metres, length, speed)
        : what === 'creep'
          ? drive(time, metres, 2, 6)
          : what === 'stand'
            ? jitter(time, metres, length)
            : [];
    points.push(...some);
    const last = some.at(-1);
    if (last !== undefined) [time, metres] = [last[0] + 10, last[1]];
    if (what === 'silence') time += length * 600;
    if (what === 'jump') [time, metres] = [time + 700, metres + length * 1_000];
  }
  return points;
}

function streamed(points: readonly TestPoint[], cuts: readonly number[]): StreamedPart[] {
  const track = trackOf(points);
  const stream = new TripStream(usualRules);
  const edges = [0, ...cuts.map((cut) => cut % (points.length + 1)).sort((a, b) => a - b), points.length];
  const parts: StreamedPart[] = [];
  edges.slice(1).forEach((to, index) => {
    parts.push(...stream.take(sliceTrack(track, edges[index] ?? 0, to)));
  });
  return [...parts, ...stream.end()];
}

describe('trips derived from a track that comes in parts', () => {
  it('are those of the whole track, wherever it is cut', () => {
    fc.assert(
      fc.property(
        stretches,
        fc.array(fc.integer({ min: 0, max: 1_000 }), { maxLength: 8 }),
        (parts, cuts) => {
          const points = pointsOf(parts);
          const whole = deriveTrack(trackOf(points), usualRules).parts;
          const told = streamed(points, cuts).map(({ kind, begin, end, driving, idle, topSpeed }) => {
            return { kind, begin, end, driving, idle, topSpeed };
          });
          expect(told).toEqual(
            whole.map(({ kind, begin, end, driving, idle, topSpeed }) => {
              return { kind, begin, end, driving, idle, topSpeed };
            }),
          );
        },
      ),
      { numRuns: 400 },
    );
  });

  it('share the way of a trip over an edge out to both sides, and nothing is lost', () => {
    const edge = 1_600;
    const stream = new TripStream(usualRules, (unix) => (unix < edge ? 0 : 1));
    stream.take(trackOf(drive(1_000, 0, 100, 72)));
    const [trip] = stream.end();
    expect(trip?.kind).toBe('trip');
    // 72 km/h are 20 metres a second.
    expect(trip?.shares.map(({ column }) => column)).toEqual([0, 1]);
    expect(trip?.shares[0]?.metres).toBeCloseTo(12_000, -1);
    expect(trip?.shares[1]?.metres).toBeCloseTo(8_000, -1);
    expect(trip?.metres).toBeCloseTo(20_000, -1);
  });
});
