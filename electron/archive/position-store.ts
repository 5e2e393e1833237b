import type { Result } from '../contract/result.ts';
import type { Archive, Connection } from './database.ts';
import { attempt } from './failure.ts';
import * as row from './row.ts';

/** Seconds of a block at most. Each begins with where every device is, so that it can be read alone. */
export const BLOCK_SECONDS = 120;
/** Devices of one part of a block, by their number. */
export const PART_DEVICES = 1_024;

/** A packed part of a block, as it lies in the file. */
export interface PositionPart {
  /** Unix seconds of the block's first second. */
  readonly begin: number;
  readonly part: number;
  /** The last second that was recorded. */
  readonly until: number;
  readonly count: number;
  /** How `rows` are coded (`playback/position-coding.ts`). */
  readonly format: number;
  readonly rows: Uint8Array;
}

/** Some rows of the block that is being recorded, kept so that a crash does not lose them. */
export interface OpenPiece {
  readonly begin: number;
  readonly place: number;
  readonly until: number;
  readonly count: number;
  readonly rows: Uint8Array;
}

/** A block: its first and its last second, and the bytes of its parts. */
export interface RecordedSpan {
  readonly begin: number;
  readonly until: number;
  readonly bytes: number;
}

/** Milliseconds of one go of removing, a transaction: a limit that was lowered may take out gigabytes. */
const GO = 6;

/** Where every vehicle was: blocks of two minutes in packed, compressed parts. One object writes a file. */
export class PositionBlockStore {
  readonly #connection: Connection;
  readonly #goFor: number;
  /** As in the file, by their begin; null before they were read. */
  #spans: readonly RecordedSpan[] | null = null;

  /** @param goFor milliseconds of one go of removing; 0: a block */
  constructor(archive: Archive, goFor = GO) {
    this.#connection = archive.quick;
    this.#goFor = goFor;
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

  put({ begin, part, until, count, format, rows }: PositionPart): Result<null> {
    return attempt(() => {
      this.#connection
        .statement(
          `INSERT OR REPLACE INTO position_block (begin, part, until, count, bytes, format, rows)
           VALUES (?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(begin, part, until, count, rows.length, format, rows);
      return null;
    });
  }

  /** Notes that all parts of a block are in the file: it counts from now on, and its open pieces go. */
  finish({ begin, until, bytes }: RecordedSpan): Result<null> {
    return attempt(() => {
      const spans = this.#allSpans();
      this.#connection.transaction(() => {
        this.#connection
          .statement('INSERT OR REPLACE INTO position_span (begin, until, bytes) VALUES (?, ?, ?)')
          .run(begin, until, bytes);
        this.#connection.statement('DELETE FROM position_open WHERE begin = ?').run(begin);
      });
      const after = spans.findLastIndex((span) => span.begin < begin) + 1;
      const replaced = spans[after]?.begin === begin ? 1 : 0;
      this.#spans = spans.toSpliced(after, replaced, { begin, until, bytes });
      return null;
    });
  }

  /** Keeps rows of the block that is being recorded until `finish`. */
  keepOpen({ begin, place, until, count, rows }: OpenPiece): Result<null> {
    return attempt(() => {
      this.#connection
        .statement('INSERT INTO position_open (begin, place, until, count, rows) VALUES (?, ?, ?, ?, ?)')
        .run(begin, place, until, count, rows);
      return null;
    });
  }

  /** What a run that did not end left of its last blocks, in the order recorded. */
  openPieces(): Result<OpenPiece[]> {
    return attempt(() =>
      this.#connection
        .rows('SELECT begin, place, until, count, rows FROM position_open ORDER BY begin, place')
        .map((values) => ({
          begin: row.number(values, 0),
          place: row.number(values, 1),
          until: row.number(values, 2),
          count: row.number(values, 3),
          rows: row.bytes(values, 4),
        })),
    );
  }

  /** The parts of a block; empty when there is none. */
  block(begin: number): Result<PositionPart[]> {
    return attempt(() =>
      this.#connection
        .rows(
          'SELECT begin, part, until, count, format, rows FROM position_block WHERE begin = ? ORDER BY part',
          begin,
        )
        .map((values) => ({
          begin: row.number(values, 0),
          part: row.number(values, 1),
          until: row.number(values, 2),
          count: row.number(values, 3),
          format: row.number(values, 4),
          rows: row.bytes(values, 5),
        })),
    );
  }

  /** All blocks by their begin; the same array as long as nothing changes. */
  spans(): Result<readonly RecordedSpan[]> {
    return attempt(() => this.#allSpans());
  }

  /**
   * Takes out blocks that end before `oldest`, then the oldest until the rest takes at most `bytes`: as many as fit
   * into one go, at least one.
   *
   * @returns whether there are more of them
   */
  keepWithin(oldest: number, bytes: number): Result<boolean> {
    return attempt(() => {
      const spans = this.#allSpans();
      let total = spans.reduce((sum, span) => sum + span.bytes, 0);
      const isOver = (span: RecordedSpan | undefined): span is RecordedSpan =>
        span !== undefined && (span.until < oldest || total > bytes);
      if (!isOver(spans[0])) return false;
      const gone = this.#connection.transaction(() => {
        const until = performance.now() + this.#goFor;
        let removed = 0;
        for (let span = spans[0]; isOver(span); span = spans[removed]) {
          this.#connection.statement('DELETE FROM position_block WHERE begin <= ?').run(span.begin);
          this.#connection.statement('DELETE FROM position_span WHERE begin <= ?').run(span.begin);
          total -= span.bytes;
          removed += 1;
          if (performance.now() >= until) break;
        }
        return removed;
      });
      this.#spans = spans.slice(gone);
      return isOver(spans[gone]);
    });
  }

  #allSpans(): readonly RecordedSpan[] {
    this.#spans ??= this.#connection
      .rows('SELECT begin, until, bytes FROM position_span ORDER BY begin')
      .map((values) => ({
        begin: row.number(values, 0),
        until: row.number(values, 1),
        bytes: row.number(values, 2),
      }));
    return this.#spans;
  }
}
