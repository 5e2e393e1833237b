import { geofenceTriggers, type GeofenceRequest, type GeofenceTrigger } from '../contract/geofence.ts';
import {
  geofenceStates,
  type GeofenceCircle,
  type GeofencePage,
  type GeofenceQuery,
  type GeofenceRecord,
  type GeofenceState,
} from '../contract/geofence-ledger.ts';
import type { Failure } from '../contract/errors.ts';
import type { Result } from '../contract/result.ts';
import type { Archive, Connection } from './database.ts';
import { attempt } from './failure.ts';
import * as row from './row.ts';
import { storedFailure } from './stored-failure.ts';

const COLUMNS =
  'id, imei, name, trigger_on, longitude, latitude, radius, state, failure, by, job, created_at';
const triggers = Object.keys(geofenceTriggers) as GeofenceTrigger[];
/** IMEIs in one question. */
const CHUNK = 500;

/** The ledger of geofences that this console created: the provider lists none (open-api.md 2.4). */
export class GeofenceStore {
  readonly #connection: Connection;

  constructor(archive: Archive) {
    this.#connection = archive.durable;
  }

  /** Writes the intent, durably; gives its number. `at` in Unix milliseconds. */
  intend(request: GeofenceRequest, by: string, job: string | null, at: number): Result<number> {
    return attempt(() => {
      const { imei, name, trigger, longitude, latitude, radius } = request;
      const { lastInsertRowid } = this.#connection
        .statement(
          `INSERT INTO geofence (imei, name, trigger_on, longitude, latitude, radius, state, failure, by, job,
             created_at) VALUES (?, ?, ?, ?, ?, ?, 'sending', NULL, ?, ?, ?)`,
        )
        .run(imei, name, trigger, longitude, latitude, radius, by, job, Math.round(at));
      return Number(lastInsertRowid);
    });
  }

  settle(id: number, state: Exclude<GeofenceState, 'sending'>, failure: Failure | null): Result<null> {
    return attempt(() => {
      this.#connection
        .statement('UPDATE geofence SET state = ?, failure = ? WHERE id = ?')
        .run(state, failure === null ? null : JSON.stringify(failure), id);
      return null;
    });
  }

  /** Takes an intent back whose request never left. */
  withdraw(id: number): Result<null> {
    return attempt(() => {
      this.#connection.statement("DELETE FROM geofence WHERE id = ? AND state = 'sending'").run(id);
      return null;
    });
  }

  /** After a start: what was on its way is unknown now. Gives how many those are. */
  forgetSending(): Result<number> {
    return attempt(() => {
      const { changes } = this.#connection
        .statement("UPDATE geofence SET state = 'unknown' WHERE state = 'sending'")
        .run();
      return changes;
    });
  }

  get(id: number): Result<GeofenceRecord | null> {
    return attempt(() => {
      const values = row.asRow(
        this.#connection.statement(`SELECT ${COLUMNS} FROM geofence WHERE id = ?`).get(id),
      );
      return values === null ? null : recordOf(values);
    });
  }

  /** Rows that match, newest first. */
  page({ text, state, offset, limit }: GeofenceQuery): Result<GeofencePage> {
    return attempt(() => {
      const parts: string[] = [];
      const values: string[] = [];
      for (const word of text.toLowerCase().split(/\s+/u).filter(Boolean)) {
        parts.push("instr(lower(name) || ' ' || imei, ?) > 0");
        values.push(word);
      }
      if (state !== null) {
        parts.push('state = ?');
        values.push(state);
      }
      const where = parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`;
      const counted = row.asRow(
        this.#connection.statement(`SELECT count(*) FROM geofence ${where}`).get(...values),
      );
      const rows = this.#connection
        .rows(
          `SELECT ${COLUMNS} FROM geofence ${where} ORDER BY id DESC LIMIT ? OFFSET ?`,
          ...values,
          limit,
          offset,
        )
        .map(recordOf);
      return { total: counted === null ? 0 : row.number(counted, 0), rows };
    });
  }

  /** Different circles that exist or may exist, newest first, each with for how many devices. */
  circles(limit = 5_000): Result<GeofenceCircle[]> {
    return attempt(() =>
      this.#connection
        .rows(
          `SELECT name, trigger_on, longitude, latitude, radius, count(*), max(created_at) FROM geofence
           WHERE state IN ('created', 'unknown') GROUP BY name, trigger_on, longitude, latitude, radius
           ORDER BY max(id) DESC LIMIT ?`,
          limit,
        )
        .map((values) => ({
          name: row.text(values, 0),
          trigger: row.oneOf(values, 1, triggers),
          longitude: row.number(values, 2),
          latitude: row.number(values, 3),
          radius: row.number(values, 4),
          devices: row.number(values, 5),
          createdAt: row.number(values, 6),
        })),
    );
  }

  /** Which of these devices have a geofence of this name (case does not count) that exists or may exist. */
  named(name: string, imeis: readonly string[]): Result<Set<string>> {
    return attempt(() => {
      const found = new Set<string>();
      for (let from = 0; from < imeis.length; from += CHUNK) {
        const chunk = imeis.slice(from, from + CHUNK);
        const rows = this.#connection.rows(
          `SELECT DISTINCT imei FROM geofence WHERE lower(name) = ? AND state IN ('created', 'unknown')
           AND imei IN (SELECT value FROM json_each(?))`,
          name.trim().toLowerCase(),
          JSON.stringify(chunk),
        );
        for (const values of rows) found.add(row.text(values, 0));
      }
      return found;
    });
  }
}

function recordOf(values: row.Row): GeofenceRecord {
  return {
    id: row.number(values, 0),
    imei: row.text(values, 1),
    name: row.text(values, 2),
    trigger: row.oneOf(values, 3, triggers),
    longitude: row.number(values, 4),
    latitude: row.number(values, 5),
    radius: row.number(values, 6),
    state: row.oneOf(values, 7, geofenceStates),
    failure: values[8] === null ? null : storedFailure(row.json(values, 8)),
    by: row.text(values, 9),
    job: row.textOrNull(values, 10),
    createdAt: row.number(values, 11),
  };
}
