import type { Result } from '../contract/result.ts';
import type { AlarmEntry } from '../contract/alarm-desk.ts';
import { ENTRY_COLUMNS, entryOf } from './alarm-entry-row.ts';
import type { Archive, Connection } from './database.ts';
import { attempt } from './failure.ts';
import * as row from './row.ts';

/** A saved report as it is kept. */
export interface StoredReport {
  readonly id: string;
  /** What the person saved, as JSON; its shape is the business of the reports. */
  readonly body: string;
  /** Unix seconds up to which its schedule was served. */
  readonly servedUntil: number;
}

/** Lines of the inbox looked at in one step. */
const PAGE = 500;

/** Reports that were saved, and reports that were made. */
export class ReportStore {
  readonly #connection: Connection;

  constructor(archive: Archive) {
    this.#connection = archive.quick;
  }

  /** Saved reports in the order they were made. */
  saved(): Result<StoredReport[]> {
    return attempt(() =>
      this.#connection
        .rows('SELECT id, body, served_until FROM report_saved ORDER BY place')
        .map((values) => ({
          id: row.text(values, 0),
          body: row.text(values, 1),
          servedUntil: row.number(values, 2),
        })),
    );
  }

  /** Adds a saved report, or changes the one with its id. */
  save({ id, body, servedUntil }: StoredReport): Result<null> {
    return attempt(() => {
      this.#connection
        .statement(
          `INSERT INTO report_saved (id, body, served_until) VALUES (?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET body = excluded.body, served_until = excluded.served_until`,
        )
        .run(id, body, servedUntil);
      return null;
    });
  }

  remove(id: string): Result<null> {
    return attempt(() => {
      this.#connection.statement('DELETE FROM report_saved WHERE id = ?').run(id);
      return null;
    });
  }

  /**
   * Lines of the alarm inbox whose first alarm lies in [begin, end) (Unix seconds), in the order they came in, as far
   * as they are there now. In pages, one for each step of the reader; a page without a line of that time is empty.
   */
  *handledAlarms(
    begin: number,
    end: number,
    size = PAGE,
  ): Generator<Result<readonly AlarmEntry[]>, void, undefined> {
    const ends = attempt(() => {
      const values = row.asRow(this.#connection.statement('SELECT min(id), max(id) FROM alarm_entry').get());
      return values === null ? null : ([row.numberOrNull(values, 0), row.numberOrNull(values, 1)] as const);
    });
    if (!ends.ok) {
      yield ends;
      return;
    }
    const [first, last] = ends.value ?? [null, null];
    for (let from = first ?? 0; from <= (last ?? -1); from += size) {
      yield attempt(() =>
        this.#connection
          .rows(
            `SELECT ${ENTRY_COLUMNS} FROM alarm_entry
             WHERE id >= ? AND id < ? AND first_at >= ? AND first_at < ? ORDER BY id`,
            from,
            Math.min(from + size, (last ?? -1) + 1),
            begin,
            end,
          )
          .map(entryOf),
      );
    }
  }

  /** Bodies of runs, the oldest first. */
  runs(): Result<unknown[]> {
    return attempt(() =>
      this.#connection
        .rows('SELECT body FROM report_run ORDER BY started_at, id')
        .map((values) => row.json(values, 0)),
    );
  }

  /**
   * Keeps a run as it stands, and of all runs the newest `most`.
   *
   * @param startedAt Unix milliseconds
   */
  keepRun(id: string, startedAt: number, body: string, most: number): Result<null> {
    return attempt(() => {
      this.#connection.transaction(() => {
        this.#connection
          .statement(
            `INSERT INTO report_run (id, started_at, body) VALUES (?, ?, ?)
             ON CONFLICT (id) DO UPDATE SET body = excluded.body`,
          )
          .run(id, startedAt, body);
        this.#connection
          .statement(
            `DELETE FROM report_run WHERE id NOT IN
               (SELECT id FROM report_run ORDER BY started_at DESC, id LIMIT ?)`,
          )
          .run(most);
      });
      return null;
    });
  }
}
