import { readFileSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { ZipWriter } from '../../electron/reports/workbook/zip-writer.ts';
import { unzip } from './reports.ts';

/** Adds a stored entry to a zip archive on disk. */
export function appendEntry(path: string, name: string, content: Buffer): void {
  const whole = readFileSync(path);
  const end = whole.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  const start = whole.readUInt32LE(end + 16);
  const local = Buffer.alloc(30 + name.length);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt32LE(crc32(content), 14);
  local.writeUInt32LE(content.length, 18);
  local.writeUInt32LE(content.length, 22);
  local.writeUInt16LE(name.length, 26);
  local.write(name, 30);
  const central = Buffer.alloc(46 + name.length);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(20, 6);
  central.writeUInt32LE(crc32(content), 16);
  central.writeUInt32LE(content.length, 20);
  central.writeUInt32LE(content.length, 24);
  central.writeUInt16LE(name.length, 28);
  central.writeUInt32LE(start, 42);
  central.write(name, 46);
  const tail = Buffer.from(whole.subarray(end));
  const count = tail.readUInt16LE(10) + 1;
  tail.writeUInt16LE(count, 8);
  tail.writeUInt16LE(count, 10);
  tail.writeUInt32LE(tail.readUInt32LE(12) + central.length, 12);
  tail.writeUInt32LE(start + local.length + content.length, 16);
  const directory = whole.subarray(start, end);
  writeFileSync(path, Buffer.concat([whole.subarray(0, start), local, content, directory, central, tail]));
}

/** Rewrites a zip archive on disk with entries changed as told; an entry for which null comes stays as it is. */
export async function changeEntries(
  path: string,
  change: (name: string, content: string) => string | null,
): Promise<void> {
  const pieces: { position: number; bytes: Uint8Array }[] = [];
  let size = 0;
  const writer = new ZipWriter(
    {
      append: (bytes) => {
        pieces.push({ position: size, bytes: Uint8Array.from(bytes) });
        size += bytes.length;
        return Promise.resolve();
      },
      patch: (position, bytes) => {
        pieces.push({ position, bytes: Uint8Array.from(bytes) });
        return Promise.resolve();
      },
    },
    1,
  );
  for (const [name, content] of unzip(path)) {
    await writer.begin(name);
    const changed = change(name, content.toString('utf8'));
    await writer.write(changed === null ? content : Buffer.from(changed, 'utf8'));
    await writer.end();
  }
  await writer.finish();
  const whole = Buffer.alloc(size);
  for (const { position, bytes } of pieces) whole.set(bytes, position);
  writeFileSync(path, whole);
}
