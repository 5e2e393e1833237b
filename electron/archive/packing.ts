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
  let at = 0;
  for (const column of columns) {
    let before = 0;
    for (let row = 0; row < column.length; row += 1) {
      let value = 0;
      let shift = 0;
      for (;;) {
        const byte = bytes[at];
        if (byte === undefined || shift > 28) return false;
        at += 1;
        value |= (byte & 127) << shift;
        if (byte < 128) break;
        shift += 7;
      }
      before = (before + ((value >>> 1) ^ -(value & 1))) | 0;
      column[row] = before;
    }
  }
  return at === bytes.length;
}
