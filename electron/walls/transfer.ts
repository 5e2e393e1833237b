import { readFile, stat } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { fail, succeed, type Result } from '../contract/result.ts';
import { decodeWallFile, encodeWallFile, type WallFile } from './wall-file.ts';
import { writeFailure } from './wall-store.ts';

/** No wall with all its groups is larger, in bytes. */
const LARGEST_FILE = 50_000_000;

/** Writes a wall as a file that another console can import. */
export async function exportWall(file: WallFile, path: string): Promise<Result<null>> {
  try {
    await writeFileAtomic(path, encodeWallFile(file));
    return succeed(null);
  } catch (error) {
    return fail(writeFailure(error, path));
  }
}

/** Reads a wall from a file: `file.unreadable`, `wall.damaged`, `wall.newer` when that cannot be done. */
export async function readWallFile(path: string): Promise<Result<WallFile>> {
  try {
    const { size } = await stat(path);
    if (size > LARGEST_FILE)
      return fail({ code: 'wall.damaged', concerns: path, detail: 'It is too large.' });
    return decodeWallFile(await readFile(path, 'utf8'), path);
  } catch {
    return fail({ code: 'file.unreadable', concerns: path });
  }
}
