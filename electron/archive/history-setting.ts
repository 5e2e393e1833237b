import { historyLimits, noLimits, type HistoryLimits } from '../contract/archive.ts';
import type { Result } from '../contract/result.ts';
import { MEMORY, type Archive, type Connection } from './database.ts';
import { attempt } from './failure.ts';
import * as row from './row.ts';

const KEY = 'history.limits';

/**
 * The limits of one archive, kept in it: whoever confirmed them saw what of this archive goes because of them, so they
 * say nothing about the archive of another account. What cannot be read is no limit: everything is kept.
 */
export class HistorySetting {
  readonly #connection: Connection;

  constructor(archive: Archive) {
    this.#connection = archive.path === MEMORY ? archive.quick : archive.durable;
  }

  read(): Result<HistoryLimits> {
    return attempt(() => {
      const values = row.asRow(this.#connection.statement('SELECT value FROM note WHERE key = ?').get(KEY));
      return values === null ? noLimits : decoded(row.text(values, 0));
    });
  }

  /** On the disk when the call returns. */
  write(limits: HistoryLimits): Result<null> {
    return attempt(() =>
      this.#connection.transaction(() => {
        this.#connection
          .statement(
            'INSERT INTO note (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
          )
          .run(KEY, JSON.stringify(limits));
        return null;
      }),
    );
  }
}

function decoded(text: string): HistoryLimits {
  try {
    const read = historyLimits.safeParse(JSON.parse(text));
    return read.success ? read.data : noLimits;
  } catch {
    return noLimits;
  }
}
