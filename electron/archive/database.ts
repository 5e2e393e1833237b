import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync, type StatementSyncInstance } from '@photostructure/sqlite';
import type { Failure } from '../contract/errors.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import { IDENTITY } from './care.ts';
import { endNote, noteEnd, sizeOf, takeEnd } from './end-note.ts';
import { archiveFailure, isDamage } from './failure.ts';
import { migrations, type Migration } from './migrations.ts';
import { asRow, number, text } from './row.ts';

type Database = InstanceType<typeof DatabaseSync>;

/** An archive that is open, and where the damaged one it replaces lies now. */
export interface OpenedArchive {
  readonly archive: Archive;
  /** Path of the damaged file that was set aside at this start; null when all was well. */
  readonly setAside: string | null;
  /** Whether the last run did not end well and the file is too large to be checked before work begins. */
  readonly unchecked: boolean;
}

/** Path of an archive that is never written to a disk. */
export const MEMORY = ':memory:';

/**
 * Pages (4 kB) of the write-ahead log at which a writer folds it into the file itself. A thread does it long before
 * (`checkpointer.ts`); this is for where none runs.
 */
const LOG_PAGES = 32_000;

/** Bytes that the log is cut to when it begins anew: its length then tells how much of it is not folded yet. */
const KEPT_LOG = 1_024 * 1_024;

/** Bytes of a file that is checked at once, in about a quarter of a second; a larger one is checked meanwhile. */
const CHECKED_AT_ONCE = 256 * 1_024 * 1_024;

/** Milliseconds to wait for another connection (a reader in a utility process) before giving up. */
const BUSY_TIMEOUT = 5_000;

/** File name of the archive of one account on one server: a hash, because both may hold anything. */
export function archiveFileName(server: string, account: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([server, account]))
    .digest('hex');
  return `archive-${digest.slice(0, 32)}.sqlite`;
}

/**
 * One SQLite file in WAL mode. Two connections of one writer: `quick` for what can be read again from the provider
 * (a power cut may lose the newest commits, never the file), `durable` for what must have reached the disk when the
 * call returns (audit, journal). All calls are synchronous, so the two never hold the write lock at the same time.
 */
export class Archive {
  readonly path: string;
  readonly quick: Connection;
  readonly durable: Connection;
  /** Whether the file is known to be whole, so that its end is worth noting. */
  #sound = false;

  readonly #written = new Set<() => void>();
  #room: (() => Promise<void> | null) | null = null;

  constructor(path: string) {
    this.path = path;
    const tell = (): void => {
      for (const listener of this.#written) listener();
    };
    this.quick = new Connection(path, 'NORMAL', tell);
    this.durable = new Connection(path, 'FULL', tell);
  }

  /** Calls back after every transaction. Gives the way to stop. */
  onWritten(listener: () => void): () => void {
    this.#written.add(listener);
    return () => {
      this.#written.delete(listener);
    };
  }

  /**
   * Null when there is room for more; else what resolves when the log was folded into the file. Whoever writes a flood
   * in turns asks between two of them: a log that a thread cannot fold as fast as it grows is folded by main in the end.
   */
  room(): Promise<void> | null {
    return this.#room?.() ?? null;
  }

  /** Who folds the log tells how to wait for it. Gives the way to take that back. */
  foldedBy(room: () => Promise<void> | null): () => void {
    this.#room = room;
    return () => {
      this.#room = null;
    };
  }

  /** The file was found whole, or its last run ended well. */
  trust(): void {
    this.#sound = this.path !== MEMORY;
  }

  /** Ends both connections; the write-ahead log is folded into the file. Safe to call twice. */
  close(): void {
    this.durable.close();
    this.quick.close();
    if (this.#sound) noteEnd(this.path);
    this.#sound = false;
  }
}

/** A connection with its prepared statements. Throws SQLite's errors; stores turn them into failures. */
export class Connection {
  readonly #database: Database;
  readonly #statements = new Map<string, StatementSyncInstance>();
  readonly #onWritten: () => void;

  constructor(path: string, synchronous: 'NORMAL' | 'FULL', onWritten: () => void = () => undefined) {
    this.#onWritten = onWritten;
    this.#database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT });
    this.#database.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; PRAGMA foreign_keys = ON;
       PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = ${LOG_PAGES};
       PRAGMA journal_size_limit = ${KEPT_LOG};`,
    );
  }

  /** A statement, prepared once; its rows are arrays. */
  statement(sql: string): StatementSyncInstance {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const prepared = this.#database.prepare(sql);
    prepared.setReturnArrays(true);
    this.#statements.set(sql, prepared);
    return prepared;
  }

  /** All rows of a query as arrays. */
  rows(sql: string, ...values: readonly (string | number | null)[]): unknown[][] {
    const rows: unknown = this.statement(sql).all(...values);
    return Array.isArray(rows) ? rows.filter((row) => Array.isArray(row)) : [];
  }

  /** Does several writes as one; nothing of them stays when `work` throws. */
  transaction<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const value = work();
      this.#database.exec('COMMIT');
      this.#onWritten();
      return value;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  close(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }
}

/** Brings a file up to the last of `steps`; each step is one transaction. */
export function migrate(connection: Connection, steps: readonly Migration[] = migrations): void {
  const reached = versionOf(connection);
  for (const step of steps) {
    if (step.version <= reached) continue;
    connection.transaction(() => {
      connection.exec(step.sql);
      connection.exec(`PRAGMA user_version = ${step.version}`);
    });
  }
}

/** Number of the last step the file went through; 0 for a new one. */
export function versionOf(connection: Connection): number {
  const row = asRow(connection.statement('PRAGMA user_version').get());
  return row === null ? 0 : number(row, 0);
}

/**
 * Opens the archive of an account, making it when there is none. A damaged file is renamed with the time in its name
 * (never deleted) and a new one begun.
 *
 * @param folder absolute path, made when missing
 * @param now Unix milliseconds, for the name of a file set aside
 * @returns `archive.unavailable` or `file.diskFull` when the folder cannot be used or a newer console wrote the file
 */
export function openArchive(
  folder: string,
  server: string,
  account: string,
  now: number,
): Result<OpenedArchive> {
  const path = join(folder, archiveFileName(server, account));
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    return fail(folderFailure(error, folder));
  }
  const first = openFile(path);
  if (first.ok) return succeed({ ...first.value, setAside: null });
  if (first.failure.code !== 'archive.damaged') return first;
  const aside = setAside(path, now, 'damaged');
  if (!aside.ok) return aside;
  const second = openFile(path);
  return second.ok ? succeed({ ...second.value, setAside: aside.value }) : second;
}

/** An archive for where none can be kept: it is forgotten when it is closed. Only its `quick` connection is one. */
export function openMemory(): Archive {
  const archive = new Archive(MEMORY);
  migrate(archive.quick);
  return archive;
}

function openFile(path: string): Result<Omit<OpenedArchive, 'setAside'>> {
  let archive: Archive | null = null;
  try {
    const endedWell = takeEnd(path);
    const unchecked = !endedWell && sizeOf(path) > CHECKED_AT_ONCE;
    archive = new Archive(path);
    const verdict = endedWell || unchecked ? 'ok' : check(archive.quick);
    if (verdict !== 'ok') {
      archive.close();
      return fail({ code: 'archive.damaged', concerns: path, detail: verdict });
    }
    const newest = migrations.at(-1)?.version ?? 0;
    if (versionOf(archive.quick) > newest) {
      archive.close();
      return fail({
        code: 'archive.unavailable',
        concerns: path,
        detail: 'A newer version of the console wrote it.',
      });
    }
    migrate(archive.quick);
    archive.quick
      .statement('INSERT INTO note (key, value) VALUES (?, ?) ON CONFLICT DO NOTHING')
      .run(IDENTITY, basename(path));
    if (!unchecked) archive.trust();
    return succeed({ archive, unchecked });
  } catch (error) {
    closeQuietly(archive);
    const failure = archiveFailure(error);
    if (failure === null) throw error;
    return fail({ ...failure, concerns: path });
  }
}

/** "ok", or what `quick_check` found first. */
function check(connection: Connection): string {
  const row = asRow(connection.statement('PRAGMA quick_check(1)').get());
  return row === null ? 'the check gave no answer' : text(row, 0);
}

function closeQuietly(archive: Archive | null): void {
  try {
    archive?.close();
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
}

/** Renames a closed archive, with the time in its new name; never over another file. @returns where it lies now */
export function setAside(path: string, now: number, why: 'damaged' | 'replaced'): Result<string> {
  const stamp = new Date(now).toISOString().replaceAll(':', '-');
  let aside = `${path}.${why}-${stamp}`;
  for (let count = 2; existsSync(aside); count += 1) aside = `${path}.${why}-${stamp}-${count}`;
  try {
    rmSync(endNote(path), { force: true });
    renameSync(path, aside);
    for (const tail of ['-wal', '-shm']) {
      if (existsSync(path + tail)) renameSync(path + tail, aside + tail);
    }
    return succeed(aside);
  } catch (error) {
    return fail(folderFailure(error, path));
  }
}

function folderFailure(error: unknown, concerns: string): Failure {
  if (!(error instanceof Error)) throw new TypeError('something that is no error was thrown');
  const code = 'code' in error && error.code === 'ENOSPC' ? 'file.diskFull' : 'archive.unavailable';
  return { code, concerns, detail: error.message };
}
