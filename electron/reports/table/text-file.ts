import { isUtf8 } from 'node:buffer';

/** A text file as text. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
}

/** What 0x80 to 0x9f mean in Windows-1252; the five unused ones stay what they are in Latin-1. */
const WINDOWS_1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f\u0090\u2018' +
  '\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/** Bytes looked at to recognise UTF-16 without a mark at its begin. */
const SAMPLE = 4_096;

/** Finds out how a text is encoded: by its mark, by the zeros of UTF-16, by being valid UTF-8, else Windows-1252. */
export function decodeText(bytes: Buffer): DecodedText {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return { text: bytes.toString('utf8', 3), encoding: 'utf-8' };
  }
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return { text: bytes.toString('utf16le', 2), encoding: 'utf-16le' };
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return { text: bigEndian(bytes.subarray(2)), encoding: 'utf-16be' };
  const wide = zeros(bytes.subarray(0, SAMPLE));
  if (wide.odd > 0.3 && wide.even < 0.05) return { text: bytes.toString('utf16le'), encoding: 'utf-16le' };
  if (wide.even > 0.3 && wide.odd < 0.05) return { text: bigEndian(bytes), encoding: 'utf-16be' };
  if (isUtf8(bytes)) return { text: bytes.toString('utf8'), encoding: 'utf-8' };
  const text = bytes
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (character) => WINDOWS_1252.charAt(character.charCodeAt(0) - 0x80));
  return { text, encoding: 'windows-1252' };
}

function bigEndian(bytes: Buffer): string {
  return Buffer.from(bytes.subarray(0, bytes.length & ~1))
    .swap16()
    .toString('utf16le');
}

/** Shares of zero bytes at even and at odd places. */
function zeros(sample: Buffer): { even: number; odd: number } {
  let even = 0;
  let odd = 0;
  sample.forEach((byte, place) => {
    if (byte !== 0) return;
    if (place % 2 === 0) even += 1;
    else odd += 1;
  });
  const half = Math.max(1, sample.length / 2);
  return { even: even / half, odd: odd / half };
}

/** A record of a text file and the line it begins in, from 1. */
export interface TextRecord {
  readonly line: number;
  readonly cells: string[];
}

export interface SplitText {
  readonly records: readonly TextRecord[];
  /** Line of a quote that is never closed; null when all are. */
  readonly openQuote: number | null;
}

/**
 * Splits text into records and cells (RFC 4180, any line ending, quotes may hold line breaks).
 *
 * @param separator one character; null when the file has one column
 * @param most records at most; the rest is not looked at
 */
export function splitText(text: string, separator: string | null, most: number): SplitText {
  const records: TextRecord[] = [];
  let at = 0;
  let line = 1;
  while (at < text.length && records.length < most) {
    const record: TextRecord = { line, cells: [] };
    for (;;) {
      let cell = '';
      if (text[at] === '"') {
        const begunIn = line;
        at += 1;
        for (;;) {
          const quote = text.indexOf('"', at);
          if (quote < 0) return { records, openQuote: begunIn };
          const piece = text.slice(at, quote);
          line += lineBreaks(piece);
          cell += piece;
          at = quote + 1;
          if (text[at] !== '"') break;
          cell += '"';
          at += 1;
        }
      }
      const end = endOfCell(text, at, separator);
      cell += text.slice(at, end);
      record.cells.push(cell);
      at = end;
      if (separator !== null && text[at] === separator) at += 1;
      else break;
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at += 2;
    else if (at < text.length) at += 1;
    line += 1;
    records.push(record);
  }
  return { records, openQuote: null };
}

function endOfCell(text: string, from: number, separator: string | null): number {
  let at = from;
  while (at < text.length) {
    const character = text[at];
    if (character === '\n' || character === '\r' || character === separator) break;
    at += 1;
  }
  return at;
}

function lineBreaks(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}

const SEPARATORS = [',', ';', '\t', '|'] as const;
/** Records looked at to find the separator. */
const JUDGED = 50;

/**
 * The character that separates columns: the one that gives the first record the most columns, and the rows after it
 * the same number most often. Null when there is one column only, so that a comma in a name stays a comma.
 */
export function findSeparator(text: string): string | null {
  let best: { separator: string; columns: number; alike: number } | null = null;
  for (const separator of SEPARATORS) {
    const { records } = splitText(text, separator, JUDGED);
    const columns = records[0]?.cells.length ?? 0;
    if (columns < 2) continue;
    const alike = records.filter((record) => record.cells.length === columns).length / records.length;
    if (best === null || alike > best.alike || (alike === best.alike && columns > best.columns)) {
      best = { separator, columns, alike };
    }
  }
  return best?.separator ?? null;
}
