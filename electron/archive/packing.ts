/**
 * Whole numbers in columns as few bytes: the difference to the number before (modulo 2^32), as zigzag, seven bits a
 * byte. What hardly changes takes one byte; a deflate after it takes out the repetition.
 */

/** A column of 32-bit numbers or less; typed arrays bring back the sign and width. */
export type PackedColumn = Uint8Array | Uint16Array | Uint32Array | Int32Array;

/** Bytes that `count` numbers can take at most. */
const WIDEST = 5;

/** Packs columns of one length one after the other. */
export function packColumns(columns: readonly PackedColumn[]): Uint8Array {
  const count = columns.reduce((total, { length }) => total + length, 0);
  const bytes = new Uint8Array(count * WIDEST);
  let at = 0;
  for (const column of columns) {
    let before = 0;
    for (const value of column) {
      const step = (value - before) | 0;
      before = value;
      let rest = ((step << 1) ^ (step >> 31)) >>> 0;
      while (rest > 127) {
        bytes[at] = (rest & 127) | 128;
        at += 1;
        rest >>>= 7;
      }
      bytes[at] = rest;
      at += 1;
    }
  }
  return bytes.subarray(0, at);
}

/** Unpacks into columns of the lengths that were packed; false when the bytes do not fit them. */
export function unpackColumns(bytes: Uint8Array, columns: readonly PackedColumn[]): boolean {
  // One kind of array in the inner loop; the copy into the column's own kind is the engine's.
  const values = new Int32Array(columns.reduce((longest, { length }) => Math.max(longest, length), 0));
  let at = 0;
  for (const column of columns) {
    at = unpackInto(values, column.length, bytes, at);
    if (at < 0) return false;
    column.set(values.subarray(0, column.length));
  }
  return at === bytes.length;
}

/** Unpacks `count` numbers from byte `at` on. @returns the byte after them; -1 when there are not as many */
function unpackInto(values: Int32Array, count: number, bytes: Uint8Array, at: number): number {
  let before = 0;
  let next = at;
  for (let row = 0; row < count; row += 1) {
    let byte = bytes[next] ?? 255;
    next += 1;
    let value = byte & 127;
    for (let shift = 7; byte > 127; shift += 7) {
      if (next >= bytes.length || shift > 28) return -1;
      byte = bytes[next] ?? 255;
      next += 1;
      value |= (byte & 127) << shift;
    }
    before = (before + ((value >>> 1) ^ -(value & 1))) | 0;
    values[row] = before;
  }
  return next;
}
