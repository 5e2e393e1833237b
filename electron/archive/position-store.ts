import type { Result } from '../contract/result.ts';
import type { Archive, Connection } from './database.ts';
import { attempt } from './failure.ts';
import * as row from './row.ts';

/** Seconds of a block. Each begins with where every device is, so that it can be read alone. */
export const BLOCK_SECONDS = 300;
/** Devices of one part of a block, by their number. */
export const PART_DEVICES = 1_024;

/** A packed part of a block, as it lies in the file. */
export interface PositionPart {
  /** Unix seconds, a multiple of `BLOCK_SECONDS`. */
  readonly begin: number;
  readonly part: number;
  /** The last second that was recorded. */
  readonly until: number;
  readonly count: number;
  readonly rows: Uint8Array;
}

export interface RecordedSpan {
  readonly begin: number;
  readonly until: number;
  /** Bytes of all blocks, and how many blocks of five minutes there are. */
  readonly bytes: number;
  readonly blocks: number;
}

/** Where every vehicle was: blocks of five minutes in packed, compressed parts. */
export class PositionBlockStore {
  readonly #connection: Connection;

  constructor(archive: Archive) {
    this.#connection = archive.quick;
  }

  /** Numbers of all devices that were ever recorded in this file. */
  allNumbers(): Result<Map<string, number>> {
    return attempt(
      () =>
        new Map(
          this.#connection
            .rows('SELECT imei, id FROM position_device')
            .map((values) => [row.text(values, 0), row.number(values, 1)]),
        ),
    );
  }

  /** Numbers of devices; new ones are given the next. */
  numbers(imeis: readonly string[]): Result<Map<string, number>> {
    return attempt(() =>
      this.#connection.transaction(() => {
        const add = this.#connection.statement(
          'INSERT INTO position_device (imei) VALUES (?) ON CONFLICT DO NOTHING',
        );
        const find = this.#connection.statement('SELECT id FROM position_device WHERE imei = ?');
        const found = new Map<string, number>();
        for (const imei of imeis) {
          add.run(imei);
          const values = row.asRow(find.get(imei));
          if (values !== null) found.set(imei, row.number(values, 0));
        }
        return found;
      }),
    );
  }

  put({ begin, part, until, count, rows }: PositionPart): Result<null> {
    return attempt(() => {
      this.#connection
        .statement(
          'INSERT OR REPLACE INTO position_block (begin, part, until, count, bytes, rows) VALUES (?, ?, ?, ?, ?, ?)',
        )
        .run(begin, part, until, count, rows.length, rows);
      return null;
    });
  }

  /** The parts of the last block that begins at or before `time`; empty when there is none. */
  blockAt(time: number): Result<PositionPart[]> {
    return attempt(() =>
      this.#connection
        .rows(
          `SELECT begin, part, until, count, rows FROM position_block
           WHERE begin = (SELECT max(begin) FROM position_block WHERE begin <= ?) ORDER BY part`,
          time,
        )
        .map((values) => ({
          begin: row.number(values, 0),
          part: row.number(values, 1),
          until: row.number(values, 2),
          count: row.number(values, 3),
          rows: row.bytes(values, 4),
        })),
    );
  }

  /** What is recorded; null when nothing is. */
  span(): Result<RecordedSpan | null> {
    return attempt(() => {
      const values = row.asRow(
        this.#connection
          .statement('SELECT min(begin), max(until), sum(bytes), count(DISTINCT begin) FROM position_block')
          .get(),
      );
      if (values === null || values[0] === null) return null;
      return {
        begin: row.number(values, 0),
        until: row.number(values, 1),
        bytes: row.number(values, 2),
        blocks: row.number(values, 3),
      };
    });
  }

  /** Takes out blocks that begin before `oldest`, then the oldest until the rest takes at most `bytes`. */
  keepWithin(oldest: number, bytes: number): Result<null> {
    return attempt(() => {
      this.#connection.statement('DELETE FROM position_block WHERE begin < ?').run(oldest);
      const sizes = this.#connection.rows(
        'SELECT begin, sum(bytes) FROM position_block GROUP BY begin ORDER BY begin DESC',
      );
      let total = 0;
      for (const values of sizes) {
        total += row.number(values, 1);
        if (total <= bytes) continue;
        this.#connection.statement('DELETE FROM position_block WHERE begin <= ?').run(row.number(values, 0));
        break;
      }
      return null;
    });
  }
}
