import {
  alarmStates,
  MOST_LISTED,
  openStates,
  type AlarmEntry,
  type AlarmState,
} from '../contract/alarm-desk.ts';
import type { Result } from '../contract/result.ts';
import { ENTRY_COLUMNS, entryOf, stateCode } from './alarm-entry-row.ts';
import type { Archive, Connection } from './database.ts';
import { attempt } from './failure.ts';
import type { Interval } from './intervals.ts';
import * as row from './row.ts';

/** What to list. Every part narrows. */
export interface InboxQuery {
  readonly states: readonly AlarmState[];
  /** Types in groups: all of one group go before all of the next. */
  readonly typeGroups: readonly (readonly number[])[];
  /** null = all devices. */
  readonly imeis: readonly string[] | null;
  /** null = whoever, "" = nobody. */
  readonly owner: string | null;
}

/** Degrees. */
export interface Box {
  readonly south: number;
  readonly north: number;
  readonly west: number;
  readonly east: number;
}

/** Up to so many types each is looked up by itself; more are filtered out of the order of time. */
const FEW_TYPES = 12;
/** Up to so many devices each is looked up by itself. */
const FEW_DEVICES = 2_000;

/** Seconds before a moment in which an alarm counts as one of then, and after it in which it may have repeated. */
const DAY = 86_400;
const REPEATS = 21_600;

type Value = string | number | null;
interface Part {
  readonly where: string;
  readonly values: readonly Value[];
}

/**
 * Reads the inbox. Lists are answered from an index in the order of time, so that a first page costs the same among a
 * thousand lines and among a million; totals are counted up to `MOST_LISTED`.
 */
export class AlarmInboxStore {
  readonly #connection: Connection;

  constructor(archive: Archive) {
    this.#connection = archive.quick;
  }

  /** A page of lines, newest first within each group of types. */
  list(query: InboxQuery, offset: number, limit: number): Result<{ rows: AlarmEntry[]; total: number }> {
    return attempt(() => {
      const ids: number[] = [];
      let total = 0;
      for (const types of query.typeGroups) {
        const parts = partsOf(query, types);
        const here = this.#count(parts, MOST_LISTED - total);
        const skip = Math.max(0, offset - total);
        const wanted = Math.min(limit - ids.length, MOST_LISTED - total - skip);
        if (wanted > 0 && skip < here) ids.push(...this.#newest(parts, skip, wanted));
        total += here;
        if (total >= MOST_LISTED) break;
      }
      return { rows: this.#byIds(ids), total };
    });
  }

  /** Ids of everything that passes, at most `limit`. */
  ids(query: InboxQuery, limit: number): Result<number[]> {
    return attempt(() =>
      query.typeGroups.flatMap((types) => this.#newest(partsOf(query, types), 0, limit)).slice(0, limit),
    );
  }

  byIds(ids: readonly number[]): Result<AlarmEntry[]> {
    return attempt(() => this.#byIds(ids));
  }

  /** How many are open, by type and state. */
  openCounts(): Result<readonly { type: number; state: AlarmState; count: number }[]> {
    return attempt(() =>
      this.#connection.rows('SELECT state, type, count FROM alarm_open WHERE count > 0').map((values) => ({
        state: alarmStates[row.number(values, 0)] ?? 'new',
        type: row.number(values, 1),
        count: row.number(values, 2),
      })),
    );
  }

  /** All types there are lines of, found by jumping through the index. */
  types(): Result<number[]> {
    return attempt(() => {
      const found = new Set<number>();
      for (const state of alarmStates.keys()) {
        let type = -1;
        for (;;) {
          const next = row.asRow(this.#connection.statement(NEXT_TYPE).get(state, type));
          const value = next === null ? null : row.numberOrNull(next, 0);
          if (value === null) break;
          found.add(value);
          type = value;
        }
      }
      return [...found].sort((a, b) => a - b);
    });
  }

  /** The newest lines of some types that nobody acknowledged. */
  unacknowledged(types: readonly number[], limit: number): Result<AlarmEntry[]> {
    return attempt(() => {
      const query: InboxQuery = { states: ['new'], typeGroups: [types], imeis: null, owner: null };
      return this.#byIds(this.#newest(partsOf(query, types), 0, limit));
    });
  }

  /**
   * The newest line of some types that had come up and was not closed yet at a second of the past; null without one.
   * Looks at lines whose alarms came in the day before it and the hours after.
   */
  newestAt(types: readonly number[], at: number): Result<AlarmEntry | null> {
    return attempt(() => {
      const values = row.asRow(
        this.#connection
          .statement(
            `SELECT ${ENTRY_COLUMNS} FROM alarm_entry INDEXED BY alarm_entry_by_type
             WHERE state IN (0, 1, 2, 3) AND type IN (SELECT value FROM json_each(?1))
             AND last_at BETWEEN ?2 - ${DAY} AND ?2 + ${REPEATS} AND first_at <= ?2
             AND (closed_at IS NULL OR closed_at > ?2 * 1000) ORDER BY first_at DESC, id DESC LIMIT 1`,
          )
          .get(JSON.stringify(types), at),
      );
      return values === null ? null : entryOf(values);
    });
  }

  /**
   * New lines of some types that came in before a moment (Unix milliseconds).
   *
   * @param escalated those that escalated; else those that did not
   */
  staleNew(
    types: readonly number[],
    before: number,
    escalated: boolean,
    limit: number,
  ): Result<AlarmEntry[]> {
    return attempt(() =>
      this.#connection
        .rows(
          `SELECT ${ENTRY_COLUMNS} FROM alarm_entry INDEXED BY alarm_entry_waiting WHERE state = 0
           AND escalated_at IS ${escalated ? 'NOT ' : ''}NULL AND type IN (SELECT value FROM json_each(?))
           AND received_at <= ? LIMIT ?`,
          JSON.stringify(types),
          before,
          limit,
        )
        .map(entryOf),
    );
  }

  /** Devices with an open line of one of these types. */
  openDevices(types: readonly number[], limit: number): Result<string[]> {
    return attempt(() =>
      this.#connection
        .rows(
          `SELECT DISTINCT imei FROM alarm_entry INDEXED BY alarm_entry_by_type
           WHERE state IN (0, 1, 2) AND type IN (SELECT value FROM json_each(?)) LIMIT ?`,
          JSON.stringify(types),
          limit,
        )
        .map((values) => row.text(values, 0)),
    );
  }

  /** Open lines of a device, of some types, with an alarm between two system times; for incidents. */
  openOfDevice(imei: string, types: readonly number[], span: Interval, limit: number): Result<AlarmEntry[]> {
    return attempt(() =>
      this.#connection
        .rows(
          `SELECT ${ENTRY_COLUMNS} FROM alarm_entry INDEXED BY alarm_entry_by_device WHERE imei = ?
           AND state IN (0, 1, 2) AND last_at >= ? AND first_at <= ?
           AND type IN (SELECT value FROM json_each(?)) LIMIT ?`,
          imei,
          span.begin,
          span.end,
          JSON.stringify(types),
          limit,
        )
        .map(entryOf),
    );
  }

  /** Open lines of some types within a box of degrees, with an alarm between two system times; for incidents. */
  openNear(types: readonly number[], span: Interval, box: Box, limit: number): Result<AlarmEntry[]> {
    return attempt(() =>
      this.#connection
        .rows(
          `SELECT ${ENTRY_COLUMNS} FROM alarm_entry INDEXED BY alarm_entry_by_type WHERE state IN (0, 1, 2)
           AND type IN (SELECT value FROM json_each(?)) AND last_at >= ? AND first_at <= ?
           AND latitude BETWEEN ? AND ? AND longitude BETWEEN ? AND ? LIMIT ?`,
          JSON.stringify(types),
          span.begin,
          span.end,
          box.south,
          box.north,
          box.west,
          box.east,
          limit,
        )
        .map(entryOf),
    );
  }

  #newest(parts: readonly Part[], offset: number, limit: number): number[] {
    const found: { at: number; id: number }[] = [];
    for (const { where, values } of parts) {
      const rows = this.#connection.rows(
        `SELECT last_at, id FROM alarm_entry ${where} ORDER BY last_at DESC, id DESC LIMIT ?`,
        ...values,
        offset + limit,
      );
      for (const each of rows) found.push({ at: row.number(each, 0), id: row.number(each, 1) });
    }
    if (parts.length > 1) found.sort((a, b) => b.at - a.at || b.id - a.id);
    return found.slice(offset, offset + limit).map(({ id }) => id);
  }

  #count(parts: readonly Part[], most: number): number {
    let total = 0;
    for (const { where, values } of parts) {
      if (total >= most) return most;
      const values_ = [...values, most - total];
      const [counted] = this.#connection.rows(
        `SELECT count(*) FROM (SELECT 1 FROM alarm_entry ${where} LIMIT ?)`,
        ...values_,
      );
      total += counted === undefined ? 0 : row.number(counted, 0);
    }
    return Math.min(most, total);
  }

  #byIds(ids: readonly number[]): AlarmEntry[] {
    if (ids.length === 0) return [];
    const rows = this.#connection.rows(
      `SELECT ${ENTRY_COLUMNS} FROM alarm_entry WHERE id IN (SELECT value FROM json_each(?))`,
      JSON.stringify(ids),
    );
    const byId = new Map(rows.map((values) => [row.number(values, 0), entryOf(values)]));
    return ids.map((id) => byId.get(id)).filter((entry) => entry !== undefined);
  }
}

const NEXT_TYPE =
  'SELECT min(type) FROM alarm_entry INDEXED BY alarm_entry_by_type WHERE state = ? AND type > ?';

/** The stretches of indexes that together hold what a query wants of some types. */
function partsOf(query: InboxQuery, types: readonly number[]): Part[] {
  const { imeis, owner } = query;
  const states = [...new Set(query.states.length === 0 ? openStates : query.states)].map(stateCode);
  const typeFilter = 'type IN (SELECT value FROM json_each(?))';
  const deviceFilter = imeis === null ? '' : ' AND imei IN (SELECT value FROM json_each(?))';
  const devices: Value[] = imeis === null ? [] : [JSON.stringify(imeis)];
  const json = JSON.stringify(types);
  if (owner !== null && owner !== '') {
    const where = `INDEXED BY alarm_entry_by_owner WHERE owner <> '' AND owner = ? AND state = ? AND ${typeFilter}${deviceFilter}`;
    return states.map((state) => ({ where, values: [owner, state, json, ...devices] }));
  }
  const nobody = owner === '' ? " AND owner = ''" : '';
  if (imeis !== null && imeis.length <= FEW_DEVICES) {
    const where = `INDEXED BY alarm_entry_by_device WHERE imei IN (SELECT value FROM json_each(?)) AND state = ? AND ${typeFilter}${nobody}`;
    return states.map((state) => ({ where, values: [...devices, state, json] }));
  }
  if (types.length <= FEW_TYPES) {
    const where = `INDEXED BY alarm_entry_by_type WHERE state = ? AND type = ?${nobody}${deviceFilter}`;
    return states.flatMap((state) => types.map((type) => ({ where, values: [state, type, ...devices] })));
  }
  const where = `INDEXED BY alarm_entry_by_state WHERE state = ? AND ${typeFilter}${nobody}${deviceFilter}`;
  return states.map((state) => ({ where, values: [state, json, ...devices] }));
}
