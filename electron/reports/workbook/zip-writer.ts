import { constants, crc32, deflateRaw } from 'node:zlib';

/** Where a zip goes: bytes in order, and corrections of bytes already written. */
export interface ZipSink {
  append(bytes: Uint8Array): Promise<void>;
  patch(position: number, bytes: Uint8Array): Promise<void>;
}

interface Entry {
  readonly name: Buffer;
  readonly offset: number;
  crc: number;
  size: number;
  packed: number;
}

/** A zip without the 64-bit extension holds 4 GiB, and so does each of its files. */
export const ZIP_LIMIT = 0xffff_ffff;
const LOCAL_HEADER = 30;
/** Blocks compressed at the same time, on the thread pool, while the next are being built. */
const IN_FLIGHT = 3;

/** Thrown when a file or the archive would pass `ZIP_LIMIT`. */
export class ZipTooLargeError extends Error {}

/**
 * Writes a zip file piece by piece with flat memory. Each block given to `write` is compressed on its own and ends
 * on a byte boundary, so several are compressed at once and simply follow one another in one deflate stream.
 * Sizes and checksums are put into the local headers afterwards: no data descriptors, which some readers dislike.
 */
export class ZipWriter {
  readonly #sink: ZipSink;
  readonly #level: number;
  readonly #entries: Entry[] = [];
  #open: Entry | null = null;
  #offset = 0;
  /** Compressed blocks on their way, oldest first. */
  readonly #blocks: Promise<Buffer>[] = [];

  constructor(sink: ZipSink, level: number) {
    this.#sink = sink;
    this.#level = level;
  }

  /** Uncompressed bytes of the file being written. */
  get size(): number {
    return this.#open?.size ?? 0;
  }

  /** Begins the next file. */
  async begin(name: string): Promise<void> {
    if (this.#open) throw new Error('The file before is still open');
    const entry: Entry = { name: Buffer.from(name), offset: this.#offset, crc: 0, size: 0, packed: 0 };
    this.#open = entry;
    const header = Buffer.alloc(LOCAL_HEADER);
    header.writeUInt32LE(0x04034b50, 0);
    writeCommon(header, 4, entry);
    await this.#append(header);
    await this.#append(entry.name);
  }

  /** Adds bytes to the open file; resolves as soon as there is room for the next block. */
  async write(bytes: Uint8Array): Promise<void> {
    const entry = this.#openEntry();
    if (bytes.length === 0) return;
    if (entry.size + bytes.length > ZIP_LIMIT) throw new ZipTooLargeError();
    entry.crc = crc32(bytes, entry.crc);
    entry.size += bytes.length;
    const block = compress(bytes, this.#level, constants.Z_SYNC_FLUSH);
    // Awaited in order below; until then a rejection is not unhandled.
    block.catch(() => undefined);
    this.#blocks.push(block);
    while (this.#blocks.length >= IN_FLIGHT) await this.#writeOldest(entry);
  }

  /** Ends the open file. */
  async end(): Promise<void> {
    const entry = this.#openEntry();
    while (this.#blocks.length > 0) await this.#writeOldest(entry);
    const last = await compress(new Uint8Array(0), this.#level, constants.Z_FINISH);
    entry.packed += last.length;
    await this.#append(last);
    const sizes = Buffer.alloc(12);
    sizes.writeUInt32LE(entry.crc, 0);
    sizes.writeUInt32LE(entry.packed, 4);
    sizes.writeUInt32LE(entry.size, 8);
    await this.#sink.patch(entry.offset + 14, sizes);
    this.#entries.push(entry);
    this.#open = null;
  }

  /** Writes the directory; the archive is then complete. Resolves to its size in bytes. */
  async finish(): Promise<number> {
    if (this.#open) throw new Error('A file is still open');
    const begin = this.#offset;
    for (const entry of this.#entries) {
      const record = Buffer.alloc(46);
      record.writeUInt32LE(0x02014b50, 0);
      record.writeUInt16LE(20, 4);
      writeCommon(record, 6, entry);
      record.writeUInt32LE(entry.offset, 42);
      await this.#append(record);
      await this.#append(entry.name);
    }
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(this.#entries.length, 8);
    end.writeUInt16LE(this.#entries.length, 10);
    end.writeUInt32LE(this.#offset - begin, 12);
    end.writeUInt32LE(begin, 16);
    await this.#append(end);
    return this.#offset;
  }

  #openEntry(): Entry {
    if (!this.#open) throw new Error('No file is open');
    return this.#open;
  }

  async #writeOldest(entry: Entry): Promise<void> {
    const block = this.#blocks.shift();
    if (!block) return;
    const bytes = await block;
    entry.packed += bytes.length;
    await this.#append(bytes);
  }

  async #append(bytes: Uint8Array): Promise<void> {
    if (this.#offset + bytes.length > ZIP_LIMIT) throw new ZipTooLargeError();
    this.#offset += bytes.length;
    await this.#sink.append(bytes);
  }
}

/** The fields that local header and directory share, from "version needed" to "extra length". */
function writeCommon(into: Buffer, at: number, entry: Entry): void {
  into.writeUInt16LE(20, at);
  // Bit 11: names are UTF-8.
  into.writeUInt16LE(0x0800, at + 2);
  into.writeUInt16LE(8, at + 4);
  // 1980-01-01 00:00, so that the same data give the same bytes; the workbook says itself when it was made.
  into.writeUInt16LE(0, at + 6);
  into.writeUInt16LE(0x21, at + 8);
  into.writeUInt32LE(entry.crc, at + 10);
  into.writeUInt32LE(entry.packed, at + 14);
  into.writeUInt32LE(entry.size, at + 18);
  into.writeUInt16LE(entry.name.length, at + 22);
  into.writeUInt16LE(0, at + 24);
}

function compress(bytes: Uint8Array, level: number, finishFlush: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    deflateRaw(bytes, { level, finishFlush, chunkSize: 65_536 }, (error, packed) => {
      if (error) reject(error);
      else resolve(packed);
    });
  });
}
