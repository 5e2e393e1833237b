import {
  commandPolicy,
  commandRecord,
  type CommandPage,
  type CommandPolicy,
  type CommandQuery,
  type CommandRecord,
  type CommandState,
} from '../contract/command-desk.ts';
import type { Result } from '../contract/result.ts';
import type { Archive, Connection } from './database.ts';
import { attempt } from './failure.ts';
import * as row from './row.ts';
import { storedFailure } from './stored-failure.ts';

/** A second operator's PIN as it is kept: never the PIN itself. Hex texts of scrypt's salt and result. */
export interface StoredPin {
  readonly name: string;
  readonly salt: string;
  readonly hash: string;
}

/** Commands read in one step. */
const PAGE = 500;

/**
 * Every command with what became of it, the rules of the control room and who may sign. What `put` wrote is on the
 * disk when it returns, so that an intent is never younger than its request.
 */
export class CommandStore {
  readonly #connection: Connection;

  constructor(archive: Archive) {
    this.#connection = archive.durable;
  }

  /** Writes a command as it stands now. */
  put(record: CommandRecord): Result<null> {
    return attempt(() => {
      this.#connection
        .statement(
          `INSERT INTO command (id, created_at, imei, kind, state, words, record) VALUES (?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET state = excluded.state, words = excluded.words, record = excluded.record`,
        )
        .run(
          record.id,
          Math.round(record.createdAt),
          record.imei,
          record.command.request.kind,
          record.state,
          wordsOf(record),
          JSON.stringify(record),
        );
      return null;
    });
  }

  /** Commands in one of these states, oldest first. */
  inStates(states: readonly CommandState[]): Result<CommandRecord[]> {
    return attempt(() =>
      this.#connection
        .rows(
          `SELECT record FROM command WHERE state IN (${states.map(() => '?').join(', ')}) ORDER BY created_at, id`,
          ...states,
        )
        .map(recordOf),
    );
  }

  /** Commands at their end whose effect is still watched, created at or after a time (Unix milliseconds). */
  watched(since: number): Result<CommandRecord[]> {
    return attempt(() =>
      this.#connection
        .rows(
          `SELECT record FROM command WHERE created_at >= ? AND state IN ('answered', 'timedOut', 'unknown')
           AND json_extract(record, '$.effect') = 'waiting' ORDER BY created_at, id`,
          since,
        )
        .map(recordOf),
    );
  }

  get(id: string): Result<CommandRecord | null> {
    return attempt(() => {
      const values = row.asRow(this.#connection.statement('SELECT record FROM command WHERE id = ?').get(id));
      return values === null ? null : recordOf(values);
    });
  }

  /** Commands that match, newest first. */
  page(query: CommandQuery): Result<CommandPage> {
    return attempt(() => {
      const { where, values } = condition(query);
      const counted = row.asRow(
        this.#connection.statement(`SELECT count(*) FROM command ${where}`).get(...values),
      );
      const rows = this.#connection
        .rows(
          `SELECT record FROM command ${where} ORDER BY created_at DESC, rowid DESC LIMIT ? OFFSET ?`,
          ...values,
          query.limit,
          query.offset,
        )
        .map(recordOf);
      return { total: counted === null ? 0 : row.number(counted, 0), rows };
    });
  }

  /** Commands ordered in [begin, end) (Unix milliseconds), oldest first, in pages: one for each step of the reader. */
  *between(
    begin: number,
    end: number,
    size = PAGE,
  ): Generator<Result<readonly CommandRecord[]>, void, undefined> {
    let [at, id] = [begin, 0];
    for (;;) {
      const page = attempt(() =>
        this.#connection.rows(
          `SELECT record, created_at, rowid FROM command WHERE (created_at, rowid) > (?, ?) AND created_at < ?
           ORDER BY created_at, rowid LIMIT ?`,
          at,
          id,
          end,
          size,
        ),
      );
      const last = page.ok ? page.value.at(-1) : undefined;
      yield page.ok ? attempt(() => page.value.map(recordOf)) : page;
      if (last === undefined) return;
      [at, id] = [row.number(last, 1), row.number(last, 2)];
    }
  }

  /** The rules; the defaults while none were set. */
  policy(): Result<CommandPolicy> {
    return attempt(() => {
      const values = row.asRow(this.#connection.statement('SELECT policy FROM command_policy').get());
      return commandPolicy.parse(values === null ? {} : row.record(values, 0));
    });
  }

  putPolicy(policy: CommandPolicy): Result<null> {
    return attempt(() => {
      this.#connection
        .statement(
          `INSERT INTO command_policy (only, policy) VALUES (1, ?)
           ON CONFLICT DO UPDATE SET policy = excluded.policy`,
        )
        .run(JSON.stringify(policy));
      return null;
    });
  }

  /** Those who may sign, by name. */
  pins(): Result<StoredPin[]> {
    return attempt(() =>
      this.#connection.rows('SELECT name, salt, hash FROM command_operator ORDER BY name').map((values) => ({
        name: row.text(values, 0),
        salt: row.text(values, 1),
        hash: row.text(values, 2),
      })),
    );
  }

  putPin({ name, salt, hash }: StoredPin): Result<null> {
    return attempt(() => {
      this.#connection
        .statement(
          `INSERT INTO command_operator (name, salt, hash) VALUES (?, ?, ?)
           ON CONFLICT DO UPDATE SET salt = excluded.salt, hash = excluded.hash`,
        )
        .run(name, salt, hash);
      return null;
    });
  }

  removePin(name: string): Result<null> {
    return attempt(() => {
      this.#connection.statement('DELETE FROM command_operator WHERE name = ?').run(name);
      return null;
    });
  }
}

function recordOf(values: row.Row): CommandRecord {
  const stored = row.record(values, 0);
  const parsed = commandRecord.safeParse({ ...stored, failure: storedFailure(stored['failure']) });
  if (!parsed.success) throw new row.DamagedRow(0, 'a command');
  return parsed.data;
}

function wordsOf(record: CommandRecord): string {
  const { label, imei, account, command, reason, override, answer, by, signedBy, state, job } = record;
  return [
    label,
    imei,
    account,
    command.request.kind,
    reason,
    override,
    answer,
    by,
    signedBy,
    state,
    job ?? '',
  ]
    .join('\n')
    .toLowerCase();
}

function condition({ text, state, kind }: CommandQuery): { where: string; values: string[] } {
  const parts: string[] = [];
  const values: string[] = [];
  for (const word of text.toLowerCase().split(/\s+/u).filter(Boolean)) {
    parts.push('instr(words, ?) > 0');
    values.push(word);
  }
  if (state !== null) {
    parts.push('state = ?');
    values.push(state);
  }
  if (kind !== null) {
    parts.push('kind = ?');
    values.push(kind);
  }
  return { where: parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`, values };
}
