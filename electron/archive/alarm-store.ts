import type { Alarm } from '../contract/alarm.ts';
import type { Result } from '../contract/result.ts';
import type { Archive, Connection } from './database.ts';
import { attempt } from './failure.ts';
import { gaps, merge, type Interval } from './intervals.ts';
import * as row from './row.ts';
import type { Row } from './row.ts';

/** What stands in a column for "unknown": values that no alarm can have. */
const NO_TIME = 0;
const NO_DEGREES = 999;
const NEGATIVE = -1;

/** Alarms that were read once. An exact repeat (every field equal) is kept once; its times tell what was read. */
export class AlarmStore {
  readonly #connection: Connection;

  constructor(archive: Archive) {
    this.#connection = archive.quick;
  }

  /**
   * Keeps alarms.
   *
   * @returns how many were new
   */
  put(alarms: readonly Alarm[]): Result<number> {
    return attempt(() => this.#connection.transaction(() => this.#insert(alarms)));
  }

  /**
   * Keeps alarms of one device and notes that its alarms with a system time in `read` are now all known. Both or
   * neither are written.
   */
  putCovering(imei: string, alarms: readonly Alarm[], read: Interval): Result<number> {
    return attempt(() =>
      this.#connection.transaction(() => {
        const added = this.#insert(alarms);
        coverAlarms(this.#connection, imei, read);
        return added;
      }),
    );
  }

  /** The times of a device that were read completely, merged and in order. */
  coverage(imei: string): Result<Interval[]> {
    return attempt(() => coverageOf(this.#connection, imei));
  }

  /** What still has to be asked of the provider to know all of a device's alarms in `wanted`. */
  missing(imei: string, wanted: Interval): Result<Interval[]> {
    return attempt(() => gaps(wanted, coverageOf(this.#connection, imei)));
  }

  /**
   * Alarms of a device ordered by system time, begin included, end not; handed out in pages so that a million rows
   * never stand in memory.
   */
  *read(
    imei: string,
    { begin, end }: Interval,
    pageSize = 2_000,
  ): Generator<Result<Alarm[]>, void, undefined> {
    let after: Row | null = null;
    for (;;) {
      const page: Result<Row[]> = this.#page(imei, { begin, end }, after, pageSize);
      if (!page.ok) {
        yield page;
        return;
      }
      const decoded = attempt(() => page.value.map((values) => alarmOf(imei, values)));
      yield decoded;
      after = page.value.at(-1) ?? null;
      if (!decoded.ok || page.value.length < pageSize) return;
    }
  }

  /** How many alarms the archive holds. */
  count(): Result<number> {
    return attempt(() => {
      const values = row.asRow(this.#connection.statement('SELECT count(*) FROM alarm').get());
      return values === null ? 0 : row.number(values, 0);
    });
  }

  #page(imei: string, { begin, end }: Interval, after: Row | null, size: number): Result<Row[]> {
    return attempt(() =>
      after === null
        ? this.#connection.rows(FIRST_PAGE, imei, begin, end, size)
        : this.#connection.rows(NEXT_PAGE, imei, begin, end, ...after.map(keyValue), size),
    );
  }

  #insert(alarms: readonly Alarm[]): number {
    const statement = this.#connection.statement(
      `INSERT INTO alarm (imei, ${KEY}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    );
    let added = 0;
    for (const alarm of alarms) {
      added += statement.run(alarm.imei, ...keyOfAlarm(alarm)).changes;
    }
    return added;
  }
}

/** The columns that make an alarm what it is, beside its IMEI. */
export const KEY = 'system_time, type, gps_time, longitude, latitude, speed, course, geofence';
const FIRST_PAGE = `SELECT ${KEY} FROM alarm WHERE imei = ? AND system_time >= ? AND system_time < ?
  ORDER BY ${KEY} LIMIT ?`;
const NEXT_PAGE = `SELECT ${KEY} FROM alarm WHERE imei = ? AND system_time >= ? AND system_time < ?
  AND (${KEY}) > (?, ?, ?, ?, ?, ?, ?, ?) ORDER BY ${KEY} LIMIT ?`;

/** The values of `KEY`. */
export function keyOfAlarm(
  alarm: Alarm,
): readonly [number, number, number, number, number, number, number, string] {
  return [
    alarm.systemTime,
    alarm.type,
    alarm.gpsTime ?? NO_TIME,
    alarm.longitude ?? NO_DEGREES,
    alarm.latitude ?? NO_DEGREES,
    alarm.speed ?? NEGATIVE,
    alarm.course ?? NEGATIVE,
    alarm.geofenceId,
  ];
}

function coverageOf(connection: Connection, imei: string): Interval[] {
  return connection
    .rows('SELECT begin, end FROM alarm_coverage WHERE imei = ? ORDER BY begin', imei)
    .map((values) => ({ begin: row.number(values, 0), end: row.number(values, 1) }));
}

/** Notes that all alarms of a device with a system time in `read` are known; part of a transaction of the caller. */
export function coverAlarms(connection: Connection, imei: string, read: Interval): void {
  const merged = merge([...coverageOf(connection, imei), read]);
  connection.statement('DELETE FROM alarm_coverage WHERE imei = ?').run(imei);
  const statement = connection.statement('INSERT INTO alarm_coverage (imei, begin, end) VALUES (?, ?, ?)');
  for (const { begin, end } of merged) statement.run(imei, begin, end);
}

function keyValue(value: unknown): string | number {
  if (typeof value === 'string' || typeof value === 'number') return value;
  throw new row.DamagedRow(0, 'text or a number');
}

function alarmOf(imei: string, values: Row): Alarm {
  const known = (column: number, unknown: number): number | null => {
    const value = row.number(values, column);
    return value === unknown ? null : value;
  };
  return {
    imei,
    systemTime: row.number(values, 0),
    type: row.number(values, 1),
    gpsTime: known(2, NO_TIME),
    longitude: known(3, NO_DEGREES),
    latitude: known(4, NO_DEGREES),
    speed: known(5, NEGATIVE),
    course: known(6, NEGATIVE),
    geofenceId: row.text(values, 7),
  };
}
