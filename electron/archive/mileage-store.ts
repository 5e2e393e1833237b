import type { Result } from '../contract/result.ts';
import type { Archive, Connection } from './database.ts';
import { attempt } from './failure.ts';
import * as row from './row.ts';

/** Kilometres of one device in one period, as the provider told them (open-api.md 2.14). */
export interface StoredMileage {
  readonly imei: string;
  /** Unix seconds, begin included, end not; what was asked. */
  readonly begin: number;
  readonly end: number;
  readonly km: number;
  /** Where the provider's data of this IMEI ended, when it named a cap before `end`; else null. */
  readonly cap: number | null;
}

/** Mileage that was read once. A newer answer for the same device and period replaces the older. */
export class MileageStore {
  readonly #connection: Connection;

  constructor(archive: Archive) {
    this.#connection = archive.quick;
  }

  /** @param readAt Unix seconds of the provider's clock */
  put(rows: readonly StoredMileage[], readAt: number): Result<null> {
    return attempt(() => {
      const statement = this.#connection.statement(
        `INSERT INTO mileage (imei, begin, end, km, cap, read_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET km = excluded.km, cap = excluded.cap, read_at = excluded.read_at`,
      );
      this.#connection.transaction(() => {
        for (const { imei, begin, end, km, cap } of rows) statement.run(imei, begin, end, km, cap, readAt);
      });
      return null;
    });
  }

  /**
   * What is known for exactly this period. A row counts as final when it has no cap and was read after its end;
   * others may still grow and are left out.
   *
   * @returns by IMEI
   */
  final(imeis: readonly string[], begin: number, end: number): Result<ReadonlyMap<string, StoredMileage>> {
    return attempt(() => {
      const statement = this.#connection.statement(
        `SELECT km FROM mileage WHERE imei = ? AND begin = ? AND end = ? AND cap IS NULL AND read_at >= end`,
      );
      const found = new Map<string, StoredMileage>();
      for (const imei of imeis) {
        const values = row.asRow(statement.get(imei, begin, end));
        if (values !== null) found.set(imei, { imei, begin, end, km: row.number(values, 0), cap: null });
      }
      return found;
    });
  }

  /**
   * What was told last for exactly this period, final or not, by IMEI. `readAt` tells how much it is worth.
   */
  answers(
    imeis: readonly string[],
    begin: number,
    end: number,
  ): Result<ReadonlyMap<string, StoredMileage & { readonly readAt: number }>> {
    return attempt(() => {
      const statement = this.#connection.statement(
        `SELECT km, cap, read_at FROM mileage WHERE imei = ? AND begin = ? AND end = ?`,
      );
      const found = new Map<string, StoredMileage & { readonly readAt: number }>();
      for (const imei of imeis) {
        const values = row.asRow(statement.get(imei, begin, end));
        if (values === null) continue;
        const km = row.number(values, 0);
        const cap = row.numberOrNull(values, 1);
        found.set(imei, { imei, begin, end, km, cap, readAt: row.number(values, 2) });
      }
      return found;
    });
  }

  /**
   * What answers for shorter periods that follow one another without a gap add up to over exactly this one, by IMEI.
   * Only final ones count; `readAt` is that of the oldest.
   */
  composed(
    imeis: readonly string[],
    begin: number,
    end: number,
  ): Result<ReadonlyMap<string, { readonly km: number; readonly readAt: number }>> {
    return attempt(() => {
      const found = new Map<string, { readonly km: number; readonly readAt: number }>();
      for (const imei of imeis) {
        // Kilometres from `begin` up to an instant; each row goes on from where others ended.
        const reached = new Map([[begin, { km: 0, readAt: Infinity }]]);
        for (const values of this.#connection.rows(FINAL_WITHIN, imei, begin, end)) {
          const before = reached.get(row.number(values, 0));
          const until = row.number(values, 1);
          if (before === undefined || reached.has(until)) continue;
          const readAt = Math.min(before.readAt, row.number(values, 3));
          reached.set(until, { km: before.km + row.number(values, 2), readAt });
        }
        const whole = reached.get(end);
        if (whole !== undefined) found.set(imei, whole);
      }
      return found;
    });
  }

  /** Every row of a device that lies wholly between `begin` and `end`, in order. */
  between(imei: string, begin: number, end: number): Result<StoredMileage[]> {
    return attempt(() =>
      this.#connection
        .rows(
          `SELECT begin, end, km, cap FROM mileage WHERE imei = ? AND begin >= ? AND end <= ? ORDER BY begin, end`,
          imei,
          begin,
          end,
        )
        .map((values) => ({
          imei,
          begin: row.number(values, 0),
          end: row.number(values, 1),
          km: row.number(values, 2),
          cap: row.numberOrNull(values, 3),
        })),
    );
  }
}

const FINAL_WITHIN = `SELECT begin, end, km, read_at FROM mileage WHERE imei = ? AND begin >= ? AND end <= ?
  AND end > begin AND cap IS NULL AND read_at >= end ORDER BY begin, end DESC`;
