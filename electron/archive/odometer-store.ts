import type { Result } from '../contract/result.ts';
import type { Archive, Connection } from './database.ts';
import { attempt } from './failure.ts';
import * as row from './row.ts';

/** An odometer that stood at one value for a while. Times are Unix seconds. */
export interface StoredOdometer {
  readonly imei: string;
  readonly at: number;
  /** Until when the device was heard with it. */
  readonly until: number;
  readonly metres: number;
}

/** Odometers as devices told them, around every half hour: the instants at which mileage is counted. */
export class OdometerStore {
  readonly #connection: Connection;

  constructor(archive: Archive) {
    this.#connection = archive.quick;
  }

  /** Keeps readings; one of the same instant replaces the one before. */
  put(readings: readonly StoredOdometer[]): Result<null> {
    return attempt(() => {
      const statement = this.#connection.statement(
        `INSERT INTO odometer (imei, at, until, metres) VALUES (?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET until = max(until, excluded.until), metres = excluded.metres`,
      );
      this.#connection.transaction(() => {
        for (const { imei, at, until, metres } of readings) statement.run(imei, at, until, metres);
      });
      return null;
    });
  }

  /** The last reading at or before an instant and the first after it; null where there is none. */
  around(
    imei: string,
    unix: number,
  ): Result<readonly [before: StoredOdometer | null, after: StoredOdometer | null]> {
    return attempt(() => {
      const one = (sql: string): StoredOdometer | null => {
        const values = row.asRow(this.#connection.statement(sql).get(imei, unix));
        if (values === null) return null;
        return {
          imei,
          at: row.number(values, 0),
          until: row.number(values, 1),
          metres: row.number(values, 2),
        };
      };
      const select = 'SELECT at, until, metres FROM odometer WHERE imei = ? AND';
      return [
        one(`${select} at <= ? ORDER BY at DESC LIMIT 1`),
        one(`${select} at > ? ORDER BY at LIMIT 1`),
      ] as const;
    });
  }
}
