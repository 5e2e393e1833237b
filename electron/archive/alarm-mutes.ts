import type { AlarmMute } from '../contract/alarm-desk.ts';
import type { Result } from '../contract/result.ts';
import { MEMORY, type Archive, type Connection } from './database.ts';
import { attempt } from './failure.ts';
import * as row from './row.ts';

/** Types on devices that somebody wants no sound of for a while. */
export class AlarmMuteStore {
  readonly #connection: Connection;

  constructor(archive: Archive) {
    this.#connection = archive.path === MEMORY ? archive.quick : archive.durable;
  }

  /** All that are kept, those that are over too. */
  read(): Result<AlarmMute[]> {
    return attempt(() =>
      this.#connection
        .rows('SELECT imei, type, until, by, at FROM alarm_mute ORDER BY until')
        .map((values) => ({
          imei: row.text(values, 0),
          type: row.number(values, 1),
          until: row.number(values, 2),
          by: row.text(values, 3),
          at: row.number(values, 4),
        })),
    );
  }

  put({ imei, type, until, by, at }: AlarmMute): Result<null> {
    return attempt(() => {
      this.#connection
        .statement(
          `INSERT INTO alarm_mute (imei, type, until, by, at) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET until = excluded.until, by = excluded.by, at = excluded.at`,
        )
        .run(imei, type, until, by, at);
      return null;
    });
  }

  remove(imei: string, type: number): Result<null> {
    return attempt(() => {
      this.#connection.statement('DELETE FROM alarm_mute WHERE imei = ? AND type = ?').run(imei, type);
      return null;
    });
  }
}
