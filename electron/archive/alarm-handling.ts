import {
  alarmNoteKinds,
  type AlarmEntry,
  type AlarmNote,
  type AlarmNoteKind,
  type AlarmState,
} from '../contract/alarm-desk.ts';
import type { Result } from '../contract/result.ts';
import { ENTRY_COLUMNS, entryOf, stateCode } from './alarm-entry-row.ts';
import { MEMORY, type Archive, type Connection } from './database.ts';
import { attempt } from './failure.ts';
import * as row from './row.ts';

/** Who did something when. */
export interface Hand {
  /** The operator; "" for the console itself. */
  readonly by: string;
  /** Unix milliseconds. */
  readonly at: number;
}

/**
 * What people do with alarms: it has reached the disk when a call returns. Every change leaves a note, so that the
 * history of an alarm is complete.
 */
export class AlarmHandlingStore {
  readonly #connection: Connection;
  /** For what follows from alarms that can be read again. */
  readonly #quick: Connection;

  constructor(archive: Archive) {
    this.#quick = archive.quick;
    this.#connection = archive.path === MEMORY ? archive.quick : archive.durable;
  }

  /** Takes new lines over: in progress, acknowledged, owned by whoever did it where nobody owned them. */
  acknowledge(ids: readonly number[], hand: Hand): Result<number> {
    return this.#each(ids, (id) => {
      const { changes } = this.#connection
        .statement(
          `UPDATE alarm_entry SET state = 1, acknowledged_at = ?, acknowledged_by = ?,
           owner = CASE owner WHEN '' THEN ? ELSE owner END WHERE id = ? AND state = 0`,
        )
        .run(hand.at, hand.by, hand.by, id);
      if (changes > 0) this.#note(id, hand, 'state', 'inProgress');
      return changes;
    });
  }

  /**
   * Makes acknowledged lines new again, where that acknowledgement is still the last thing that was done with them.
   *
   * @param taken who acknowledged them, when
   * @param unowned those that nobody owned before
   */
  takeBack(ids: readonly number[], taken: Hand, unowned: ReadonlySet<number>, hand: Hand): Result<number> {
    return this.#each(ids, (id) => {
      const { changes } = this.#connection
        .statement(
          `UPDATE alarm_entry SET state = 0, acknowledged_at = NULL, acknowledged_by = '',
           owner = CASE WHEN ? = 1 THEN '' ELSE owner END
           WHERE id = ? AND state = 1 AND acknowledged_at = ? AND acknowledged_by = ?`,
        )
        .run(unowned.has(id) ? 1 : 0, id, taken.at, taken.by);
      if (changes > 0) this.#note(id, hand, 'takenBack', '');
      return changes;
    });
  }

  /** Leaving "new" acknowledges; leaving "closed" opens again. */
  setState(ids: readonly number[], state: AlarmState, hand: Hand): Result<number> {
    return this.#each(ids, (id) => {
      const { changes } = this.#connection
        .statement(
          `UPDATE alarm_entry SET state = ?1, closed_at = CASE ?1 WHEN 3 THEN ?2 END,
           acknowledged_at = CASE WHEN ?1 = 0 THEN NULL ELSE coalesce(acknowledged_at, ?2) END,
           acknowledged_by = CASE WHEN ?1 = 0 THEN '' WHEN acknowledged_at IS NULL THEN ?3 ELSE acknowledged_by END
           WHERE id = ?4 AND state <> ?1`,
        )
        .run(stateCode(state), hand.at, hand.by, id);
      if (changes > 0) this.#note(id, hand, 'state', state);
      return changes;
    });
  }

  setOwner(ids: readonly number[], owner: string, hand: Hand): Result<number> {
    return this.#each(ids, (id) => {
      const { changes } = this.#connection
        .statement('UPDATE alarm_entry SET owner = ?1 WHERE id = ?2 AND owner <> ?1')
        .run(owner, id);
      if (changes > 0) this.#note(id, hand, 'owner', owner);
      return changes;
    });
  }

  /** Marks lines as escalated. */
  escalate(ids: readonly number[], hand: Hand): Result<number> {
    return this.#each(ids, (id) => {
      const { changes } = this.#connection
        .statement(
          'UPDATE alarm_entry SET escalated_at = ? WHERE id = ? AND escalated_at IS NULL AND state = 0',
        )
        .run(hand.at, id);
      if (changes > 0) this.#note(id, hand, 'escalated', '');
      return changes;
    });
  }

  note(ids: readonly number[], kind: AlarmNoteKind, text: string, hand: Hand): Result<number> {
    return this.#each(ids, (id) => {
      this.#note(id, hand, kind, text);
      return 1;
    });
  }

  notes(entry: number): Result<AlarmNote[]> {
    return attempt(() =>
      this.#connection
        .rows('SELECT id, entry, at, by, kind, text FROM alarm_note WHERE entry = ? ORDER BY id', entry)
        .map((values) => ({
          id: row.number(values, 0),
          entry: row.number(values, 1),
          at: row.number(values, 2),
          by: row.text(values, 3),
          kind: row.oneOf(values, 4, alarmNoteKinds),
          text: row.text(values, 5),
        })),
    );
  }

  /** Notes about several lines that nobody made by hand. */
  remark(notes: readonly { id: number; text: string }[], kind: AlarmNoteKind, hand: Hand): Result<null> {
    return attempt(() => {
      this.#quick.transaction(() => {
        for (const { id, text } of notes) this.#note(id, hand, kind, text, this.#quick);
      });
      return null;
    });
  }

  /** Puts lines into an incident: the given one, or a new one. Gives its id. */
  fuse(
    ids: readonly number[],
    incident: number | null,
    rule: string,
    title: string,
    hand: Hand,
  ): Result<number> {
    return attempt(() =>
      this.#quick.transaction(() => {
        const id = incident ?? this.#newIncident(rule, title);
        for (const entry of ids) {
          const { changes } = this.#quick
            .statement('UPDATE alarm_entry SET incident = ? WHERE id = ? AND incident IS NULL')
            .run(id, entry);
          if (changes > 0) this.#note(entry, hand, 'incident', title, this.#quick);
        }
        return id;
      }),
    );
  }

  /** An incident with its lines, oldest first; null when there is none. */
  incident(id: number): Result<{ rule: string; title: string; entries: AlarmEntry[] } | null> {
    return attempt(() => {
      const head = row.asRow(
        this.#connection.statement('SELECT rule, title FROM alarm_incident WHERE id = ?').get(id),
      );
      if (head === null) return null;
      const entries = this.#connection
        .rows(`SELECT ${ENTRY_COLUMNS} FROM alarm_entry WHERE incident = ? ORDER BY first_at, id`, id)
        .map(entryOf);
      return { rule: row.text(head, 0), title: row.text(head, 1), entries };
    });
  }

  /** What was set under a key; null when nothing was. */
  setting(key: string): Result<unknown> {
    return attempt(() => {
      const values = row.asRow(
        this.#connection.statement('SELECT value FROM alarm_setting WHERE key = ?').get(key),
      );
      return values === null ? null : row.json(values, 0);
    });
  }

  putSetting(key: string, value: unknown): Result<null> {
    return attempt(() => {
      this.#connection
        .statement(
          'INSERT INTO alarm_setting (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
        )
        .run(key, JSON.stringify(value));
      return null;
    });
  }

  #newIncident(rule: string, title: string): number {
    const { lastInsertRowid } = this.#quick
      .statement('INSERT INTO alarm_incident (rule, title) VALUES (?, ?)')
      .run(rule, title);
    return Number(lastInsertRowid);
  }

  #note(
    entry: number,
    { by, at }: Hand,
    kind: AlarmNoteKind,
    text: string,
    connection: Connection = this.#connection,
  ): void {
    connection
      .statement('INSERT INTO alarm_note (entry, at, by, kind, text) VALUES (?, ?, ?, ?, ?)')
      .run(entry, at, by, kind, text);
  }

  #each(ids: readonly number[], work: (id: number) => number): Result<number> {
    return attempt(() => this.#connection.transaction(() => ids.reduce((sum, id) => sum + work(id), 0)));
  }
}
