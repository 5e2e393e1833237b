import { createTrack, type TrackColumns } from '../../electron/contract/track.ts';

/** A point as tests write it: seconds, metres east of the origin, km/h. */
export type TestPoint = readonly [time: number, metres: number, speed: number];

/** 1e-7 degrees of a metre along the equator. */
const METRE = 1e7 / 111_195.08;

/** A track along the equator. */
export function trackOf(points: readonly TestPoint[]): TrackColumns {
  const track = createTrack(points.length);
  points.forEach(([time, metres, speed], row) => {
    track.time[row] = time;
    track.longitude[row] = Math.round(metres * METRE);
    track.latitude[row] = 0;
    track.speed[row] = speed;
    track.course[row] = speed === 65_535 ? 65_535 : 90;
  });
  return track;
}

/** Points every ten seconds from `time`, `count` legs of `speed` km/h, from `metres` on. */
export function drive(time: number, metres: number, count: number, speed: number): TestPoint[] {
  return Array.from({ length: count + 1 }, (_, leg) => [
    time + leg * 10,
    metres + (leg * 10 * speed) / 3.6,
    speed,
  ]);
}

/** Points every minute at one place, off by up to 40 metres, at speed 0. */
export function jitter(time: number, metres: number, count: number): TestPoint[] {
  return Array.from({ length: count }, (_, at) => [time + at * 60, metres + ((at * 17) % 40), 0]);
}
