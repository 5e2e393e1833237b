import type { RemovedHistory } from '../contract/archive.ts';
import { succeed, type Result } from '../contract/result.ts';
import type { Archive, Connection } from './database.ts';
import { attempt } from './failure.ts';
import type { HistoryCutoffs } from './history-limits.ts';
import * as row from './row.ts';

/** Milliseconds of one go, a transaction: everything else that waits in this process has its turn between two. */
const GO = 6;
/** Rows of one statement: so few that it ends long before a frame does. A day of a track is up to 60 kB. */
const SEGMENTS = 8;
const ROWS = 200;
const LINES = 40;

/** The last number that there is; below any. */
const NONE = -1;

export interface RemovalControl {
  /** Devices whose tracks stay, because somebody looks at them. */
  readonly spared: ReadonlySet<string>;
  /** Whether to go on; asked before every go. */
  readonly goOn: () => boolean;
  readonly turn: () => Promise<void>;
}

/** Counts of `RemovedHistory` while they grow. */
type Counts = { -readonly [Key in keyof RemovedHistory]: number };

/**
 * Takes what is too old out of the archive, a little at a time. With what goes, and in the same transaction, the times
 * that count as known are cut back, so that nothing that was removed is ever taken for "nothing happened", wherever it
 * is interrupted. What was done with an alarm goes only when its line was closed before the same moment; open lines
 * stay with all their alarms.
 */
export class HistoryRemoval {
  readonly #archive: Archive;
  readonly #connection: Connection;
  readonly #goFor: number;

  /** @param goFor milliseconds of one go; 0: one statement with what belongs to it */
  constructor(archive: Archive, goFor = GO) {
    this.#archive = archive;
    this.#connection = archive.quick;
    this.#goFor = goFor;
  }

  /** Gives what went, also when it was told not to go on. */
  async remove(cutoffs: HistoryCutoffs, control: RemovalControl): Promise<Result<RemovedHistory>> {
    const removed: Counts = { tracks: 0, mileage: 0, odometers: 0, alarms: 0, handled: 0 };
    const { tracks, mileage, alarms } = cutoffs;
    const steps = [
      () => this.#tracks(tracks, control.spared, removed),
      () => this.#mileage(mileage, removed),
      () => this.#odometers(mileage, removed),
      () => this.#lines(alarms, removed),
      () => this.#alarms(alarms, removed),
      () => this.#incidents(alarms),
    ];
    for (const step of steps) {
      const done = await this.#drive(step(), control);
      if (!done.ok) return done;
    }
    return succeed(removed);
  }

  /** Goes through a work bit by bit, as many bits as fit into a go; one go is one transaction. */
  async #drive(
    work: Generator<void, void, undefined>,
    { goOn, turn }: RemovalControl,
  ): Promise<Result<null>> {
    let ended = false;
    while (!ended && goOn()) {
      const go = attempt(() =>
        this.#connection.transaction(() => {
          const until = performance.now() + this.#goFor;
          do {
            if (work.next().done === true) return true;
          } while (performance.now() < until);
          return false;
        }),
      );
      if (!go.ok) return go;
      ended = go.value;
      await (this.#archive.room() ?? turn());
    }
    return succeed(null);
  }

  *#tracks(cutoff: number, spared: ReadonlySet<string>, removed: Counts): Generator<void, void, undefined> {
    if (cutoff <= 0) return;
    for (const imei of this.#devices('track_segment')) {
      let gone = SEGMENTS;
      while (gone === SEGMENTS && !spared.has(imei)) {
        this.#uncover('track_coverage', imei, cutoff);
        gone = this.#run(REMOVE_SEGMENTS, imei, cutoff, SEGMENTS);
        removed.tracks += gone;
        yield;
      }
    }
    yield* this.#uncoverAll('track_coverage', cutoff, spared);
  }

  *#mileage(cutoff: number, removed: Counts): Generator<void, void, undefined> {
    if (cutoff <= 0) return;
    for (const imei of this.#devices('mileage')) {
      for (const [from, to] of this.#pages(MILEAGE_PAGE, imei, cutoff)) {
        removed.mileage += this.#run(REMOVE_MILEAGE, imei, from, to, cutoff);
        yield;
      }
    }
  }

  *#odometers(cutoff: number, removed: Counts): Generator<void, void, undefined> {
    if (cutoff <= 0) return;
    for (const imei of this.#devices('odometer')) {
      for (const [from, to] of this.#pages(ODOMETER_PAGE, imei, cutoff)) {
        removed.odometers += this.#run(REMOVE_ODOMETERS, imei, from, to, cutoff);
        yield;
      }
    }
  }

  /** Closed lines with their notes. A page is found and removed in one go, so nobody opens a line again in between. */
  *#lines(cutoff: number, removed: Counts): Generator<void, void, undefined> {
    if (cutoff <= 0) return;
    let after: readonly [lastAt: number, type: number, id: number] = [NONE, NONE, NONE];
    for (;;) {
      const page = this.#connection.rows(CLOSED_LINES, cutoff, ...after, LINES);
      for (const line of page) {
        if ((row.numberOrNull(line, 3) ?? 0) >= cutoff * 1_000) continue;
        const id = row.number(line, 2);
        this.#run('DELETE FROM alarm_note WHERE entry = ?', id);
        removed.handled += this.#run('DELETE FROM alarm_entry WHERE id = ?', id);
      }
      const last = page.at(-1);
      if (last === undefined || page.length < LINES) return;
      after = [row.number(last, 0), row.number(last, 1), row.number(last, 2)];
      yield;
    }
  }

  /** Alarms of lines that are gone, and those that only a report has read. */
  *#alarms(cutoff: number, removed: Counts): Generator<void, void, undefined> {
    if (cutoff <= 0) return;
    for (const imei of this.#devices('alarm')) {
      for (const [from, to] of this.#pages(ALARM_PAGE, imei, cutoff)) {
        this.#uncover('alarm_coverage', imei, cutoff);
        removed.alarms += this.#run(REMOVE_ALARMS, imei, from, to);
        yield;
      }
    }
    yield* this.#uncoverAll('alarm_coverage', cutoff, new Set());
  }

  /** Incidents without a line. The one with the highest number stays, so that no number is given twice. */
  *#incidents(cutoff: number): Generator<void, void, undefined> {
    if (cutoff <= 0) return;
    let after = NONE;
    for (;;) {
      const page = this.#connection.rows(INCIDENTS, after, ROWS).map((values) => row.number(values, 0));
      const last = page.at(-1);
      if (last === undefined) return;
      this.#run(REMOVE_INCIDENTS, after, last);
      after = last;
      yield;
    }
  }

  /** Times of which nothing is kept, because nothing was in them: they are forgotten with the rest. */
  *#uncoverAll(
    table: 'track_coverage' | 'alarm_coverage',
    cutoff: number,
    spared: ReadonlySet<string>,
  ): Generator<void, void, undefined> {
    for (const imei of this.#devices(table)) {
      if (!spared.has(imei)) this.#uncover(table, imei, cutoff);
      yield;
    }
  }

  /** The devices of a table, found by jumping through its key. */
  *#devices(table: string): Generator<string, void, undefined> {
    let imei: string | null = '';
    for (;;) {
      const found: row.Row | null = row.asRow(
        this.#connection.statement(`SELECT min(imei) FROM ${table} WHERE imei > ?`).get(imei),
      );
      imei = found === null ? null : row.textOrNull(found, 0);
      if (imei === null) return;
      yield imei;
    }
  }

  /** Stretches of time before `cutoff` that hold about `ROWS` rows of a device each: begin included, end not. */
  *#pages(
    sql: string,
    imei: string,
    cutoff: number,
  ): Generator<readonly [from: number, to: number], void, undefined> {
    for (let from = 0; from < cutoff;) {
      const found = row.asRow(this.#connection.statement(sql).get(imei, from, cutoff, ROWS));
      const reached = found === null ? cutoff : row.number(found, 0);
      const to = Math.min(cutoff, Math.max(reached, from + 1));
      yield [from, to];
      from = to;
    }
  }

  #uncover(table: 'track_coverage' | 'alarm_coverage', imei: string, cutoff: number): void {
    this.#run(`DELETE FROM ${table} WHERE imei = ? AND end <= ?`, imei, cutoff);
    this.#run(`UPDATE ${table} SET begin = ?2 WHERE imei = ?1 AND begin < ?2`, imei, cutoff);
  }

  #run(sql: string, ...values: readonly (string | number)[]): number {
    return this.#connection.statement(sql).run(...values).changes;
  }
}

const REMOVE_SEGMENTS = `DELETE FROM track_segment WHERE rowid IN
  (SELECT rowid FROM track_segment WHERE imei = ? AND begin < ? ORDER BY begin LIMIT ?)`;
const MILEAGE_PAGE =
  'SELECT begin FROM mileage WHERE imei = ? AND begin >= ? AND begin < ? ORDER BY begin LIMIT 1 OFFSET ?';
const REMOVE_MILEAGE = 'DELETE FROM mileage WHERE imei = ? AND begin >= ? AND begin < ? AND end <= ?';
const ODOMETER_PAGE =
  'SELECT at FROM odometer WHERE imei = ? AND at >= ? AND at < ? ORDER BY at LIMIT 1 OFFSET ?';
const REMOVE_ODOMETERS = 'DELETE FROM odometer WHERE imei = ? AND at >= ? AND at < ? AND until < ?';
// The line with the highest number stays, so that no number is given twice.
const CLOSED_LINES = `SELECT last_at, type, id, closed_at FROM alarm_entry
  INDEXED BY alarm_entry_by_state WHERE state = 3 AND last_at < ? AND (last_at, type, id) > (?, ?, ?)
  AND id < (SELECT max(id) FROM alarm_entry) ORDER BY last_at, type, id LIMIT ?`;
const ALARM_PAGE = `SELECT system_time FROM alarm WHERE imei = ? AND system_time >= ? AND system_time < ?
  ORDER BY system_time LIMIT 1 OFFSET ?`;
const REMOVE_ALARMS = `DELETE FROM alarm WHERE imei = ? AND system_time >= ? AND system_time < ?
  AND (entry IS NULL OR NOT EXISTS (SELECT 1 FROM alarm_entry WHERE id = alarm.entry))`;
const INCIDENTS = `SELECT id FROM alarm_incident WHERE id > ? AND id < (SELECT max(id) FROM alarm_incident)
  ORDER BY id LIMIT ?`;
const REMOVE_INCIDENTS = `DELETE FROM alarm_incident WHERE id > ? AND id <= ?
  AND NOT EXISTS (SELECT 1 FROM alarm_entry WHERE incident = alarm_incident.id)`;
