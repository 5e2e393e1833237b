import { CHARACTERS_PER_CELL } from './model.ts';

/** What cannot stand in XML text as it is, or would be read back as something else. */
const needsCare = /[&<>"\u0000-\u001f\u007f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_/;
const careful = /[&<>"\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)/g;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/**
 * Text for XML: entities, and `_xHHHH_` for characters that XML cannot hold (ECMA-376, 22.9.2.19). A text that
 * itself looks like such an escape gets its underscore escaped, so that it is read back as it was.
 */
export function escapeText(text: string): string {
  if (!needsCare.test(text)) return text;
  return text.replace(careful, (found) => {
    const entity = entities[found];
    if (entity !== undefined) return entity;
    return `_x${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
  });
}

/** Whether XML readers would drop white space of this text unless told to keep it. */
export function keepsSpace(text: string): boolean {
  return /^\s|\s$|\n|\t/.test(text);
}

/** A text that fits a cell: at most 32,767 UTF-16 units, the last being "…" when it was longer. */
export function fitCell(text: string): { readonly text: string; readonly cut: boolean } {
  if (text.length <= CHARACTERS_PER_CELL) return { text, cut: false };
  let end = CHARACTERS_PER_CELL - 1;
  const last = text.charCodeAt(end - 1);
  // Never leave half of a surrogate pair behind.
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return { text: `${text.slice(0, end)}…`, cut: true };
}

/** Name of a column by its index from 0: A … XFD. */
export function columnName(index: number): string {
  let name = '';
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  }
  return name;
}

/** A sheet's name as a formula writes it. */
export function quoteSheet(name: string): string {
  return `'${name.replaceAll("'", "''")}'`;
}

/** A text as a formula writes it; at most 255 characters can stand there. */
export function quoteFormulaText(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** Without the half of a character that was cut in two. */
function whole(text: string): string {
  return text.replace(/\p{Cs}$/u, '');
}

/**
 * A name that a sheet may have: 1 to 31 characters, none of []:*?/\, no apostrophe at an end, none of `taken`
 * (which are compared without regard to case, as spreadsheets do).
 */
export function sheetName(wanted: string, taken: ReadonlySet<string>): string {
  const cleaned =
    wanted
      .replace(/\p{Cs}/gu, ' ')
      .replace(/[[\]:*?/\\\u0000-\u001f]/g, ' ')
      .replace(/^'+|'+$/g, '')
      .trim() || 'Sheet';
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? '' : ` (${number})`;
    const name = whole(cleaned.slice(0, 31 - suffix.length)).trimEnd() + suffix;
    if (!taken.has(name.toLowerCase())) return name;
  }
}
