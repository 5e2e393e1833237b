import type { RemovedHistory } from '../contract/archive.ts';
import { succeed, type Result } from '../contract/result.ts';
import type { Archive, Connection } from './database.ts';
import { attempt } from './failure.ts';
import type { HistoryCutoffs } from './history-limits.ts';
import * as row from './row.ts';

/** Milliseconds of one go: everything else that waits in this process has its turn between two. */
const GO = 8;
/** Lines of the inbox looked at in one go. */
const LINES = 200;

/** A place in the order of `alarm_entry_by_state`. */
type LineKey = readonly [lastAt: number, type: number, id: number];

export interface RemovalControl {
  /** Devices whose tracks stay, because somebody looks at them. */
  readonly spared: ReadonlySet<string>;
  /** Whether to go on; asked between two goes. */
  readonly goOn: () => boolean;
  readonly turn: () => Promise<void>;
}

/**
 * Takes what is too old out of the archive, a little at a time. With what goes, the times that count as known are cut
 * back, so that nothing that was removed is ever taken for "nothing happened". What was done with an alarm goes only
 * when its line was closed before the same moment; open lines stay with all their alarms.
 */
export class HistoryRemoval {
  readonly #connection: Connection;

  constructor(archive: Archive) {
    this.#connection = archive.quick;
  }

  /** Gives what went, also when it was told not to go on. */
  async remove(cutoffs: HistoryCutoffs, control: RemovalControl): Promise<Result<RemovedHistory>> {
    const removed = { tracks: 0, mileage: 0, odometers: 0, alarms: 0, handled: 0 };
    const { tracks, mileage, alarms } = cutoffs;
    // Known times first: a crash in between leaves points and alarms too many, never times that lack theirs.
    const steps = [
      this.#devices('track_coverage', control, (imei) => {
        if (!control.spared.has(imei)) this.#uncover('track_coverage', imei, tracks);
      }),
      this.#devices('alarm_coverage', control, (imei) => {
        this.#uncover('alarm_coverage', imei, alarms);
      }),
      this.#devices('track_segment', control, (imei) => {
        if (control.spared.has(imei)) return;
        removed.tracks += this.#run('DELETE FROM track_segment WHERE imei = ? AND begin < ?', imei, tracks);
      }),
      this.#devices('mileage', control, (imei) => {
        removed.mileage += this.#run('DELETE FROM mileage WHERE imei = ? AND end <= ?', imei, mileage);
      }),
      this.#devices('odometer', control, (imei) => {
        removed.odometers += this.#run('DELETE FROM odometer WHERE imei = ? AND until < ?', imei, mileage);
      }),
      () => this.#lines(alarms, control, removed),
      this.#devices('alarm', control, (imei) => {
        removed.alarms += this.#run(REMOVE_LOOSE, imei, alarms);
      }),
    ];
    for (const step of steps) {
      const done = await step();
      if (!done.ok) return done;
    }
    return succeed(removed);
  }

  /** Does `work` for every device of a table, found by jumping through its key. */
  #devices(
    table: string,
    { goOn, turn }: RemovalControl,
    work: (imei: string) => void,
  ): () => Promise<Result<null>> {
    const next = `SELECT min(imei) FROM ${table} WHERE imei > ?`;
    return async () => {
      let imei: string | null = '';
      while (imei !== null && goOn()) {
        const from: string = imei;
        const reached = attempt(() => this.#connection.transaction(() => this.#go(next, from, work)));
        if (!reached.ok) return reached;
        imei = reached.value;
        await turn();
      }
      return succeed(null);
    };
  }

  /** One go from a device on; gives the last device, null at the end. */
  #go(next: string, from: string, work: (imei: string) => void): string | null {
    const until = performance.now() + GO;
    let imei = from;
    do {
      const found = row.asRow(this.#connection.statement(next).get(imei));
      const device = found === null ? null : row.textOrNull(found, 0);
      if (device === null) return null;
      work(device);
      imei = device;
    } while (performance.now() < until);
    return imei;
  }

  async #lines(
    cutoff: number,
    { goOn, turn }: RemovalControl,
    removed: { alarms: number; handled: number },
  ): Promise<Result<null>> {
    let after: LineKey = [-1, -1, -1];
    while (goOn()) {
      const page = attempt(() => this.#connection.rows(CLOSED_LINES, cutoff, ...after, LINES));
      if (!page.ok) return page;
      const gone = attempt(() =>
        this.#connection.transaction(() => {
          for (const line of page.value) {
            if ((row.numberOrNull(line, 5) ?? 0) >= cutoff * 1_000) continue;
            const [lastAt, firstAt] = [row.number(line, 0), row.number(line, 4)];
            const id = row.number(line, 2);
            this.#run('DELETE FROM alarm_note WHERE entry = ?', id);
            removed.alarms += this.#run(REMOVE_OF_LINE, row.text(line, 3), firstAt, lastAt, id);
            removed.handled += this.#run('DELETE FROM alarm_entry WHERE id = ?', id);
          }
        }),
      );
      if (!gone.ok) return gone;
      const last = page.value.at(-1);
      if (last === undefined || page.value.length < LINES) break;
      after = [row.number(last, 0), row.number(last, 1), row.number(last, 2)];
      await turn();
    }
    if (removed.handled === 0) return succeed(null);
    return attempt(() => {
      this.#run(
        'DELETE FROM alarm_incident WHERE NOT EXISTS (SELECT 1 FROM alarm_entry WHERE incident = alarm_incident.id)',
      );
      return null;
    });
  }

  #uncover(table: string, imei: string, cutoff: number): void {
    this.#run(`DELETE FROM ${table} WHERE imei = ? AND end <= ?`, imei, cutoff);
    this.#run(`UPDATE ${table} SET begin = ?2 WHERE imei = ?1 AND begin < ?2`, imei, cutoff);
  }

  #run(sql: string, ...values: readonly (string | number)[]): number {
    return this.#connection.statement(sql).run(...values).changes;
  }
}

// The line with the highest number stays, so that no number is given twice.
const CLOSED_LINES = `SELECT last_at, type, id, imei, first_at, closed_at FROM alarm_entry
  INDEXED BY alarm_entry_by_state WHERE state = 3 AND last_at < ? AND (last_at, type, id) > (?, ?, ?)
  AND id < (SELECT max(id) FROM alarm_entry) ORDER BY last_at, type, id LIMIT ?`;
const REMOVE_OF_LINE = 'DELETE FROM alarm WHERE imei = ? AND system_time BETWEEN ? AND ? AND entry = ?';
const REMOVE_LOOSE = `DELETE FROM alarm WHERE imei = ? AND system_time < ?
  AND (entry IS NULL OR NOT EXISTS (SELECT 1 FROM alarm_entry WHERE id = alarm.entry))`;
