import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, link, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { Failure, FailureCode } from '../../contract/errors.ts';
import { fail, succeed, type Result } from '../../contract/result.ts';
import { ZipTooLargeError, type ZipSink } from './zip-writer.ts';

const codes: Readonly<Record<string, FailureCode>> = {
  ENOENT: 'file.folderMissing',
  ENOTDIR: 'file.folderMissing',
  EACCES: 'file.notWritable',
  EPERM: 'file.notWritable',
  EROFS: 'file.notWritable',
  EISDIR: 'file.notWritable',
  ENAMETOOLONG: 'file.notWritable',
  EINVAL: 'file.notWritable',
  EBUSY: 'file.inUse',
  ETXTBSY: 'file.inUse',
  ENOSPC: 'file.diskFull',
  EDQUOT: 'file.diskFull',
  EFBIG: 'file.diskFull',
};

/** Bytes read at once. */
const BLOCK = 1_048_576;

/** The failure for an error of the file system; an error of another kind is a bug and is thrown on. */
export function fileFailure(error: unknown, path: string): Failure {
  if (error instanceof ZipTooLargeError) {
    return {
      code: 'file.notWritable',
      concerns: path,
      detail:
        'The workbook would pass 4 GB, the most such a file can hold. Choose a shorter period or fewer devices.',
    };
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = codes[code];
  if (known === undefined) {
    if (code === '') throw error;
    return { code: 'file.notWritable', concerns: path, detail: code };
  }
  return { code: known, concerns: path };
}

/**
 * A file that comes into being whole or not at all: written under another name in the same folder, flushed to
 * the disk and renamed. Every failure is a value; after one, or after `discard`, nothing is left behind.
 */
export class TargetFile implements ZipSink {
  readonly #target: string;
  readonly #temporary: string;
  readonly #handle: FileHandle;
  #position = 0;

  private constructor(target: string, temporary: string, handle: FileHandle) {
    this.#target = target;
    this.#temporary = temporary;
    this.#handle = handle;
  }

  /**
   * Opens the temporary file. Fails early when the target is open in another program that locks it.
   *
   * @param secret only the user of this computer who writes the file may read it, from its first byte on
   */
  static async create(target: string, id: string, secret = false): Promise<Result<TargetFile>> {
    const locked = await lockedFailure(target);
    if (locked) return fail(locked);
    const temporary = temporaryPath(target, id);
    try {
      return succeed(new TargetFile(target, temporary, await open(temporary, 'wx+', secret ? 0o600 : 0o666)));
    } catch (error) {
      return fail(fileFailure(error, target));
    }
  }

  async append(bytes: Uint8Array): Promise<void> {
    for (let written = 0; written < bytes.length;) {
      const left = bytes.length - written;
      const { bytesWritten } = await this.#handle.write(bytes, written, left, this.#position);
      written += bytesWritten;
      this.#position += bytesWritten;
    }
  }

  async patch(position: number, bytes: Uint8Array): Promise<void> {
    await this.#handle.write(bytes, 0, bytes.length, position);
  }

  /** SHA-256 over all that was written, in hex. */
  async sha256(): Promise<string> {
    const hash = createHash('sha256');
    const block = Buffer.alloc(BLOCK);
    for (let at = 0; at < this.#position;) {
      const { bytesRead } = await this.#handle.read(block, 0, BLOCK, at);
      if (bytesRead === 0) break;
      hash.update(block.subarray(0, bytesRead));
      at += bytesRead;
    }
    return hash.digest('hex');
  }

  /**
   * Gives the file its name. With `overwrite` it replaces what is there; otherwise, and when what is there cannot
   * be replaced because another program holds it, it takes the next free name beside it: hours of reading are not
   * thrown away for a name. Resolves to the path it got.
   */
  async finish(overwrite: boolean): Promise<Result<string>> {
    try {
      await this.#handle.sync();
      await this.#handle.close();
      const path = await this.#name(overwrite);
      await syncFolder(dirname(path));
      return succeed(path);
    } catch (error) {
      await this.discard();
      return fail(fileFailure(error, this.#target));
    }
  }

  /** Removes the temporary file. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await rm(this.#temporary, { force: true }).catch(() => undefined);
  }

  async #name(overwrite: boolean): Promise<string> {
    if (overwrite) {
      try {
        await rename(this.#temporary, this.#target);
        return this.#target;
      } catch (error) {
        if (!isHeld(error)) throw error;
      }
    }
    for (let number = 1; ; number += 1) {
      const path = numbered(this.#target, number);
      if (await claim(this.#temporary, path)) return path;
    }
  }
}

/** Where a workbook is while it is being written: hidden, in its target's folder. */
export function temporaryPath(target: string, id: string): string {
  return join(dirname(target), `.${basename(target, extname(target)).slice(0, 60)}.${id}${TEMPORARY}`);
}

/** Ending of the names of unfinished workbooks. */
export const TEMPORARY = '.watchdesk-part';

/** `report.xlsx`, then `report (2).xlsx`, and so on. */
export function numbered(path: string, number: number): string {
  if (number === 1) return path;
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)} (${number})${extension}`;
}

/** Renames without replacing anything. False when the name is taken. */
async function claim(temporary: string, path: string): Promise<boolean> {
  try {
    // A hard link fails when the name is taken, which a rename does not.
    await link(temporary, path);
    await rm(temporary, { force: true });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    // File systems without hard links (FAT, some network shares).
    if (await exists(path)) return false;
    await rename(temporary, path);
    return true;
  }
}

function isHeld(error: unknown): boolean {
  return ['EBUSY', 'EPERM', 'EACCES', 'ETXTBSY'].some((code) => hasCode(error, code));
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

async function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}

/** On Windows a spreadsheet program locks the file it shows: opening it for writing tells. */
async function lockedFailure(target: string): Promise<Failure | null> {
  try {
    const found = await stat(target);
    if (found.isDirectory())
      return { code: 'file.notWritable', concerns: target, detail: 'This is a folder.' };
    await (await open(target, 'r+')).close();
    return null;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    if (hasCode(error, 'EBUSY') || (process.platform === 'win32' && hasCode(error, 'EPERM'))) {
      return { code: 'file.inUse', concerns: target };
    }
    return fileFailure(error, target);
  }
}

/** Makes the new name itself durable; where folders cannot be opened (Windows) the file system sees to it. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    return;
  }
}
