import type { Failure } from '../contract/errors.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import { DamagedRow } from './row.ts';

/** SQLite's primary result codes that are no bug of ours: https://sqlite.org/rescode.html */
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

/** SQLite's primary result code of a thrown error; null when the error is not SQLite's. */
export function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 255;
}

/** Whether an error means that the file itself is damaged. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === CORRUPT || code === NOTADB || error instanceof DamagedRow;
}

/** Whether something that was still under way wanted the archive of a session that has ended meanwhile. */
function isClosed(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_STATE';
}

/** The failure that an error of SQLite stands for; null when it is a bug and must stay an exception. */
export function archiveFailure(error: unknown): Failure | null {
  const detail = error instanceof Error ? error.message : '';
  if (isDamage(error)) return { code: 'archive.damaged', detail };
  if (isClosed(error)) return { code: 'session.signedOut' };
  switch (sqliteCode(error)) {
    case FULL:
      return { code: 'file.diskFull', detail };
    case BUSY:
    case LOCKED:
    case READONLY:
    case IOERR:
    case CANTOPEN:
      return { code: 'archive.unavailable', detail };
    default:
      return null;
  }
}

/** Runs work on the archive; a full disk, a damaged file and the like become values, bugs stay exceptions. */
export function attempt<T>(work: () => T): Result<T> {
  try {
    return succeed(work());
  } catch (error) {
    const failure = archiveFailure(error);
    if (failure === null) throw error;
    return fail(failure);
  }
}

/** The failure of a file that could not be read or written; an error that is none of the system's stays an exception. */
export function fileTrouble(error: unknown, concerns: string): Failure {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (!(error instanceof Error) || typeof code !== 'string') throw error;
  const detail = error.message;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return { code: 'file.diskFull', concerns, detail };
    case 'ENOENT':
      return { code: 'file.folderMissing', concerns, detail };
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return { code: 'file.notWritable', concerns, detail };
    case 'EBUSY':
      return { code: 'file.inUse', concerns, detail };
    default:
      return { code: 'file.unreadable', concerns, detail };
  }
}
