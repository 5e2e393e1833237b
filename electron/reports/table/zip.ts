import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createInflateRaw } from 'node:zlib';

/** One file in a zip archive. */
export interface ZipEntry {
  readonly name: string;
  readonly packed: number;
  readonly unpacked: number;
  readonly method: number;
  /** Where its local header begins in the file. */
  readonly at: number;
}

/** The file is no zip archive that can be read, or holds more than allowed. */
export class ZipProblem extends Error {
  readonly kind: 'unreadable' | 'tooLarge';

  constructor(kind: 'unreadable' | 'tooLarge', message: string) {
    super(message);
    this.name = 'ZipProblem';
    this.kind = kind;
  }
}

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
/** The end record is 22 bytes and a comment of at most 65,535. */
const LONGEST_END = 22 + 65_535;
const MOST_ENTRIES = 10_000;
const STORED = 0;
const DEFLATED = 8;

/** Reads the directory of a zip archive (APPNOTE 4.3.12, 4.3.16); nothing is unpacked. */
export async function readDirectory(path: string): Promise<ZipEntry[]> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const tail = await bytes(file, Math.max(0, size - LONGEST_END), Math.min(size, LONGEST_END));
    const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
    if (end < 0 || end + 22 > tail.length || tail.readUInt32LE(end) !== END_SIGNATURE) {
      throw new ZipProblem('unreadable', 'it is no zip archive, or the end of it is missing');
    }
    const count = tail.readUInt16LE(end + 10);
    const length = tail.readUInt32LE(end + 12);
    const start = tail.readUInt32LE(end + 16);
    if (count > MOST_ENTRIES || start + length > size) {
      throw new ZipProblem('unreadable', 'its directory is damaged');
    }
    return entriesOf(await bytes(file, start, length), count);
  } finally {
    await file.close();
  }
}

function entriesOf(directory: Buffer, count: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  while (entries.length < count) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== ENTRY_SIGNATURE) {
      throw new ZipProblem('unreadable', 'its directory is damaged');
    }
    if ((directory.readUInt16LE(at + 8) & 1) !== 0) throw new ZipProblem('unreadable', 'it is encrypted');
    const nameLength = directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      packed: directory.readUInt32LE(at + 20),
      unpacked: directory.readUInt32LE(at + 24),
      at: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/**
 * Unpacks an entry piece by piece.
 *
 * @param limit bytes unpacked at most, whatever the directory claims; more throws `tooLarge`
 */
export async function* unpack(
  path: string,
  entry: ZipEntry,
  limit: number,
): AsyncGenerator<Buffer, void, undefined> {
  if (entry.method !== STORED && entry.method !== DEFLATED) {
    throw new ZipProblem('unreadable', 'it is packed in a way that is not known');
  }
  const begin = await dataBegin(path, entry);
  if (entry.packed === 0) return;
  const raw = createReadStream(path, { start: begin, end: begin + entry.packed - 1 });
  const inflated = entry.method === DEFLATED ? raw.pipe(createInflateRaw()) : raw;
  raw.on('error', (error) => {
    inflated.destroy(error);
  });
  let total = 0;
  try {
    for await (const piece of inflated) {
      if (!Buffer.isBuffer(piece)) continue;
      total += piece.length;
      if (total > limit)
        throw new ZipProblem('tooLarge', `${entry.name} unpacks to more than ${limit} bytes`);
      yield piece;
    }
  } catch (error) {
    if (error instanceof ZipProblem) throw error;
    throw new ZipProblem('unreadable', `${entry.name} is damaged`);
  } finally {
    raw.destroy();
    inflated.destroy();
  }
}

async function dataBegin(path: string, entry: ZipEntry): Promise<number> {
  const file = await open(path, 'r');
  try {
    const header = await bytes(file, entry.at, 30);
    if (header.length < 30 || header.readUInt32LE(0) !== LOCAL_SIGNATURE) {
      throw new ZipProblem('unreadable', `${entry.name} is damaged`);
    }
    return entry.at + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  } finally {
    await file.close();
  }
}

async function bytes(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}
