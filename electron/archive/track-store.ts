import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Result } from '../contract/result.ts';
import { createTrack, sliceTrack, trackColumnNames, type TrackColumns } from '../contract/track.ts';
import type { Archive, Connection } from './database.ts';
import { attempt } from './failure.ts';
import { gaps, merge, type Interval } from './intervals.ts';
import { packColumns, unpackColumns } from './packing.ts';
import * as row from './row.ts';

/** A segment holds the points of one device on one day (UTC). */
export const SEGMENT_SECONDS = 86_400;

/** Tracks that were read once: a packed, compressed segment for each device and day, and which times were read. */
export class TrackStore {
  readonly #connection: Connection;

  constructor(archive: Archive) {
    this.#connection = archive.quick;
  }

  /**
   * Keeps points of a device, ordered by time, and notes that its points in `read` are now all known. Points that are
   * kept already are not doubled.
   */
  put(imei: string, points: TrackColumns, read: Interval): Result<null> {
    return attempt(() =>
      this.#connection.transaction(() => {
        for (let first = 0; first < points.time.length;) {
          const begin = segmentOf(points.time[first] ?? 0);
          let end = first + 1;
          while (end < points.time.length && segmentOf(points.time[end] ?? 0) === begin) end += 1;
          this.#write(imei, begin, sliceTrack(points, first, end));
          first = end;
        }
        this.#cover(imei, read);
        return null;
      }),
    );
  }

  /** Points of a device in a period, segment by segment and in order, so that a long one can be read in turns. */
  *read(imei: string, { begin, end }: Interval): Generator<Result<TrackColumns>, void, undefined> {
    const found = attempt(() =>
      this.#connection
        .rows(
          'SELECT begin FROM track_segment WHERE imei = ? AND begin > ? AND begin < ? ORDER BY begin',
          imei,
          begin - SEGMENT_SECONDS,
          end,
        )
        .map((values) => row.number(values, 0)),
    );
    if (!found.ok) {
      yield found;
      return;
    }
    for (const segment of found.value) {
      yield attempt(() => {
        const points = this.#segment(imei, segment) ?? createTrack(0);
        return sliceTrack(points, rowAt(points.time, begin), rowAt(points.time, end));
      });
    }
  }

  /** What still has to be asked of the provider to know all of a device's points in `wanted`. */
  missing(imei: string, wanted: Interval): Result<Interval[]> {
    return attempt(() => gaps(wanted, this.#coverage(imei)));
  }

  #write(imei: string, begin: number, points: TrackColumns): void {
    const kept = this.#segment(imei, begin);
    const merged = kept === null ? unrepeated([points]) : unrepeated([kept, points]);
    const packed = deflateRawSync(packColumns(trackColumnNames.map((name) => merged[name])), { level: 6 });
    this.#connection
      .statement(
        `INSERT INTO track_segment (imei, begin, count, points) VALUES (?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET count = excluded.count, points = excluded.points`,
      )
      .run(imei, begin, merged.time.length, packed);
  }

  #segment(imei: string, begin: number): TrackColumns | null {
    const values = row.asRow(
      this.#connection
        .statement('SELECT count, points FROM track_segment WHERE imei = ? AND begin = ?')
        .get(imei, begin),
    );
    if (values === null) return null;
    const points = createTrack(row.number(values, 0));
    const bytes = inflateRawSync(row.bytes(values, 1));
    const columns = trackColumnNames.map((name) => points[name]);
    if (!unpackColumns(bytes, columns)) throw new row.DamagedRow(1, 'packed points');
    return points;
  }

  #coverage(imei: string): Interval[] {
    return this.#connection
      .rows('SELECT begin, end FROM track_coverage WHERE imei = ? ORDER BY begin', imei)
      .map((values) => ({ begin: row.number(values, 0), end: row.number(values, 1) }));
  }

  #cover(imei: string, read: Interval): void {
    const merged = merge([...this.#coverage(imei), read]);
    this.#connection.statement('DELETE FROM track_coverage WHERE imei = ?').run(imei);
    const statement = this.#connection.statement(
      'INSERT INTO track_coverage (imei, begin, end) VALUES (?, ?, ?)',
    );
    for (const { begin, end } of merged) statement.run(imei, begin, end);
  }
}

function segmentOf(time: number): number {
  return Math.floor(time / SEGMENT_SECONDS) * SEGMENT_SECONDS;
}

/** First row at or after `time`. */
function rowAt(times: Uint32Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Points of several tracks in the order of their times, exact repeats once. */
function unrepeated(tracks: readonly TrackColumns[]): TrackColumns {
  const count = tracks.reduce((total, { time }) => total + time.length, 0);
  const all = createTrack(count);
  let at = 0;
  for (const track of tracks) {
    for (const name of trackColumnNames) all[name].set(track[name], at);
    at += track.time.length;
  }
  // Within one second the order received is kept, because it is the order driven.
  const order = Uint32Array.from({ length: count }, (_, place) => place).sort(
    (a, b) => (all.time[a] ?? 0) - (all.time[b] ?? 0) || a - b,
  );
  const merged = createTrack(count);
  const inSecond = new Set<string>();
  let second = -1;
  let kept = 0;
  for (const place of order) {
    const time = all.time[place] ?? 0;
    if (time !== second) inSecond.clear();
    second = time;
    const key = `${all.longitude[place] ?? 0},${all.latitude[place] ?? 0},${all.speed[place] ?? 0},${all.course[place] ?? 0}`;
    if (inSecond.has(key)) continue;
    inSecond.add(key);
    for (const name of trackColumnNames) merged[name][kept] = all[name][place] ?? 0;
    kept += 1;
  }
  const whole = createTrack(kept);
  for (const name of trackColumnNames) whole[name].set(merged[name].subarray(0, kept));
  return whole;
}
