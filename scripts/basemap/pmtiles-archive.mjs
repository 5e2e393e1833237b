/**
 * Writes a PMTiles version 3 archive (clustered, gzip). Enough of the format for archives that fit in memory.
 */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { zxyToTileId } from 'pmtiles';

const headerBytes = 127;
/** The first request of a reader is 16 kB and has to hold the header and the root directory. */
const rootLimit = 16_384 - headerBytes;
const leafEntries = 4_096;

/** @typedef {{ z: number, x: number, y: number, data: Uint8Array }} Tile */
/** @typedef {{ id: number, offset: number, length: number, run: number }} Entry */

/** @param {number[]} out @param {number} value */
function writeVarint(out, value) {
  let rest = value;
  while (rest >= 128) {
    out.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  out.push(rest);
}

/** @param {Entry[]} entries */
function directory(entries) {
  /** @type {number[]} */
  const out = [];
  writeVarint(out, entries.length);
  let before = 0;
  for (const entry of entries) {
    writeVarint(out, entry.id - before);
    before = entry.id;
  }
  for (const entry of entries) writeVarint(out, entry.run);
  for (const entry of entries) writeVarint(out, entry.length);
  entries.forEach((entry, at) => {
    const last = entries[at - 1];
    const follows = last !== undefined && entry.offset === last.offset + last.length;
    writeVarint(out, follows ? 0 : entry.offset + 1);
  });
  return gzipSync(Uint8Array.from(out), { level: 9 });
}

/** @param {Entry[]} entries */
function directories(entries) {
  const flat = directory(entries);
  if (flat.length <= rootLimit) return { root: flat, leaves: Buffer.alloc(0) };
  /** @type {Entry[]} */
  const rootEntries = [];
  /** @type {Buffer[]} */
  const leaves = [];
  let offset = 0;
  for (let at = 0; at < entries.length; at += leafEntries) {
    const leaf = directory(entries.slice(at, at + leafEntries));
    rootEntries.push({ id: entries[at]?.id ?? 0, offset, length: leaf.length, run: 0 });
    leaves.push(leaf);
    offset += leaf.length;
  }
  return { root: directory(rootEntries), leaves: Buffer.concat(leaves) };
}

/**
 * @param {Tile[]} tiles vector tiles, not compressed
 * @param {object} metadata as in the PMTiles specification (`name`, `attribution`, `vector_layers` ...)
 * @param {{ minZoom: number, maxZoom: number }} zooms
 * @returns {Buffer}
 */
export function packArchive(tiles, metadata, { minZoom, maxZoom }) {
  const ordered = tiles
    .map((tile) => ({ id: zxyToTileId(tile.z, tile.x, tile.y), data: tile.data }))
    .sort((a, b) => a.id - b.id);
  /** @type {Map<string, { offset: number, length: number }>} */
  const known = new Map();
  /** @type {Buffer[]} */
  const contents = [];
  /** @type {Entry[]} */
  const entries = [];
  let size = 0;
  for (const { id, data } of ordered) {
    const key = createHash('sha256').update(data).digest('hex');
    let place = known.get(key);
    if (place === undefined) {
      const packed = gzipSync(data, { level: 9 });
      place = { offset: size, length: packed.length };
      known.set(key, place);
      contents.push(packed);
      size += packed.length;
    }
    const last = entries.at(-1);
    if (last !== undefined && last.offset === place.offset && last.id + last.run === id) last.run += 1;
    else entries.push({ id, ...place, run: 1 });
  }
  const { root, leaves } = directories(entries);
  const json = gzipSync(JSON.stringify(metadata), { level: 9 });
  const metadataAt = headerBytes + root.length;
  const leavesAt = metadataAt + json.length;
  const dataAt = leavesAt + leaves.length;

  const header = Buffer.alloc(headerBytes);
  header.write('PMTiles', 0, 'latin1');
  header.writeUInt8(3, 7);
  const numbers = [
    headerBytes, root.length, metadataAt, json.length, leavesAt, leaves.length, dataAt, size,
    ordered.length, entries.length, contents.length,
  ]; // prettier-ignore
  numbers.forEach((value, at) => header.writeBigUInt64LE(BigInt(value), 8 + at * 8));
  const [clustered, gzip, vectorTiles] = [1, 2, 1];
  header.writeUInt8(clustered, 96);
  header.writeUInt8(gzip, 97);
  header.writeUInt8(gzip, 98);
  header.writeUInt8(vectorTiles, 99);
  header.writeUInt8(minZoom, 100);
  header.writeUInt8(maxZoom, 101);
  const degree = 1e7;
  header.writeInt32LE(-180 * degree, 102);
  header.writeInt32LE(-85 * degree, 106);
  header.writeInt32LE(180 * degree, 110);
  header.writeInt32LE(85 * degree, 114);
  header.writeUInt8(minZoom, 118);
  return Buffer.concat([header, root, json, leaves, ...contents]);
}
