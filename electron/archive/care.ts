import { randomUUID } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { backup, DatabaseSync } from '@photostructure/sqlite';
import type { ArchiveSummary } from '../contract/archive.ts';
import type { Failure } from '../contract/errors.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import { archiveFailure, fileTrouble } from './failure.ts';
import { migrations } from './migrations.ts';
import { asRow, number, numberOrNull, text } from './row.ts';

type Database = InstanceType<typeof DatabaseSync>;

/** How a long copy tells of itself and hears that it is not wanted any more. */
export interface CareControl {
  readonly onProgress: (done: number, total: number) => void;
  readonly cancelled: () => boolean;
}

/** Key of the note that says which server and account an archive is of. */
export const IDENTITY = 'archive.identity';

/** What the name of a copied backup has after that of the archive. */
const COPY = '.restore-';
/** Pages copied at once: about two megabytes. */
const PAGES = 500;
/** Findings of a check that are told. */
const FINDINGS = 3;

/**
 * Reads a whole archive and compares everything in it. Takes about a second for each gigabyte and holds up whoever
 * calls it: for a thread of its own.
 *
 * @returns `archive.damaged` with what was found, `archive.notOne` for a file that is no archive of Watchdesk
 */
export function examine(path: string): Result<ArchiveSummary> {
  return opened(path, (database) => {
    if (!isArchive(database)) return fail({ code: 'archive.notOne', concerns: path });
    const version = one(database, 'PRAGMA user_version');
    if (version > (migrations.at(-1)?.version ?? 0)) return fail({ code: 'archive.newer', concerns: path });
    const found: unknown = arrays(database, `PRAGMA integrity_check(${FINDINGS})`).all();
    const findings = Array.isArray(found) ? found.map((row) => text(asRow(row) ?? [], 0)) : [];
    if (findings[0] !== 'ok') {
      return fail({ code: 'archive.damaged', concerns: path, detail: findings.join('; ') });
    }
    return succeed({
      bytes: statSync(path).size,
      identity: identityOf(database),
      devices: one(database, 'SELECT count(*) FROM device'),
      auditRows: one(database, 'SELECT count(*) FROM audit'),
      recorded: recordedIn(database, version),
    });
  });
}

/**
 * Copies an archive that is in use as it is at this moment, while its writer goes on, into one file without a log
 * beside it, and examines the copy. Nothing stays of a copy that was cancelled or failed.
 */
export async function backUp(
  path: string,
  target: string,
  control: CareControl,
): Promise<Result<ArchiveSummary>> {
  const copied = await copying(target, control, async () => {
    const source = new DatabaseSync(path, { readOnly: true });
    try {
      // What is read stays as it was when the first row was read, so the copy never has to begin again.
      source.exec('BEGIN');
      const size = one(source, 'PRAGMA page_size');
      one(source, 'SELECT count(*) FROM sqlite_schema');
      await backup(source, target, {
        rate: PAGES,
        progress: ({ totalPages, remainingPages }) => {
          if (control.cancelled()) throw new Error('cancelled');
          control.onProgress((totalPages - remainingPages) * size, totalPages * size);
        },
      });
    } finally {
      source.close();
    }
    const copy = new DatabaseSync(target);
    copy.exec('PRAGMA journal_mode = DELETE');
    copy.close();
  });
  if (!copied.ok) return copied;
  const examined = examine(target);
  if (!examined.ok) remove(target);
  return examined;
}

/** Copies a backup beside the archive and examines the copy, so that what is examined is what will be used. */
export async function bringIn(
  from: string,
  target: string,
  control: CareControl,
): Promise<Result<ArchiveSummary>> {
  const copied = await copying(target, control, async () => {
    for (const tail of ['', '-wal']) {
      if (tail !== '' && !existsSync(from + tail)) continue;
      const total = statSync(from + tail).size;
      let done = 0;
      const source = createReadStream(from + tail, { highWaterMark: 1_048_576 });
      source.on('data', (chunk) => {
        done += chunk.length;
        if (control.cancelled()) source.destroy(new Error('cancelled'));
        else control.onProgress(done, total);
      });
      await pipeline(source, createWriteStream(target + tail));
    }
  });
  if (!copied.ok) return copied;
  const examined = examine(target);
  if (examined.ok) return examined;
  remove(target);
  // The user knows the file that was chosen, not the copy of it.
  return fail({ ...examined.failure, concerns: from });
}

/** Removes a copy with what SQLite may have laid beside it. */
export function remove(path: string): void {
  for (const tail of ['', '-wal', '-shm', '-journal']) rmSync(path + tail, { force: true });
}

/**
 * Where a backup of an archive is copied to while it waits to be confirmed: beside it.
 *
 * @param path of the archive
 */
export function restoreCopy(path: string): string {
  return `${path}${COPY}${randomUUID()}`;
}

/** Removes copies of backups that a console which did not end left beside an archive. @param used one that still waits */
export function removeLeftCopies(path: string, used: string | null): void {
  const folder = dirname(path);
  for (const name of readdirSync(folder)) {
    const copy = join(folder, name);
    if (!copy.startsWith(path + COPY) || (used !== null && copy.startsWith(used))) continue;
    rmSync(copy, { force: true });
  }
}

async function copying(
  target: string,
  control: CareControl,
  copy: () => Promise<void>,
): Promise<Result<null>> {
  try {
    remove(target);
    await copy();
    return succeed(null);
  } catch (error) {
    const failure: Failure = control.cancelled()
      ? { code: 'cancelled' }
      : (archiveFailure(error) ?? fileTrouble(error, target));
    try {
      remove(target);
    } catch {
      // The folder that cannot be written is what the failure tells of already.
    }
    return fail(failure);
  }
}

function opened<T>(path: string, work: (database: Database) => Result<T>): Result<T> {
  let database: Database | null = null;
  try {
    if (!existsSync(path)) return fail({ code: 'file.unreadable', concerns: path });
    database = new DatabaseSync(path);
    return work(database);
  } catch (error) {
    const failure = archiveFailure(error);
    if (failure === null) throw error;
    // "Not a database" is what SQLite says of any file that is none.
    const isOther = failure.code === 'archive.damaged' && !beginsLikeOne(path);
    return fail({ ...failure, code: isOther ? 'archive.notOne' : failure.code, concerns: path });
  } finally {
    database?.close();
  }
}

function beginsLikeOne(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(15);
    readSync(file, head, 0, head.length, 0);
    return head.toString('latin1') === 'SQLite format 3';
  } finally {
    closeSync(file);
  }
}

function isArchive(database: Database): boolean {
  const tables = one(
    database,
    "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('account', 'device', 'note', 'audit')",
  );
  return tables === 4;
}

function identityOf(database: Database): string | null {
  const row = asRow(arrays(database, `SELECT value FROM note WHERE key = '${IDENTITY}'`).get());
  return row === null ? null : text(row, 0);
}

function recordedIn(database: Database, version: number): ArchiveSummary['recorded'] {
  if (version < 14) return null;
  const row = asRow(arrays(database, 'SELECT min(begin), max(until) FROM position_span').get());
  const begin = row === null ? null : numberOrNull(row, 0);
  const until = row === null ? null : numberOrNull(row, 1);
  return begin === null || until === null ? null : { begin, until };
}

function one(database: Database, sql: string): number {
  const row = asRow(arrays(database, sql).get());
  return row === null ? 0 : number(row, 0);
}

function arrays(database: Database, sql: string): ReturnType<Database['prepare']> {
  const statement = database.prepare(sql);
  statement.setReturnArrays(true);
  return statement;
}
