import { createHash } from 'node:crypto';
import { attribute, XmlProblem, XmlScanner, type XmlListener } from './xml.ts';
import { readDirectory, unpack, ZipProblem, type ZipEntry } from './zip.ts';

/** A sheet as the workbook lists it. */
export interface SheetEntry {
  readonly name: string;
  readonly hidden: boolean;
  readonly part: string;
}

/** A cell that holds something. */
export interface CellValue {
  readonly column: number;
  readonly text: string;
  readonly formula: boolean;
}

export interface SheetRow {
  /** Number of the row, from 1. */
  readonly line: number;
  readonly hidden: boolean;
  readonly cells: readonly CellValue[];
}

/** Where merged cells lie, rows from 1 and columns from 0, ends included. */
export interface MergedRange {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/**
 * An `.xlsx` read as data: sheets, rows, cached values, merged ranges. Nothing in it is run or followed; sizes are
 * limited whatever the file claims. Throws `ZipProblem` and `XmlProblem` for files that are none.
 */
export class WorkbookFile {
  readonly sheets: readonly SheetEntry[];
  readonly hasMacros: boolean;
  readonly #path: string;
  readonly #entries: ReadonlyMap<string, ZipEntry>;
  readonly #limit: number;
  #strings: readonly string[] | null = null;

  private constructor(
    path: string,
    entries: ReadonlyMap<string, ZipEntry>,
    limit: number,
    sheets: readonly SheetEntry[],
  ) {
    this.#path = path;
    this.#entries = entries;
    this.#limit = limit;
    this.sheets = sheets;
    this.hasMacros = [...entries.keys()].some((name) => /vbaProject\.bin$/i.test(name));
  }

  /** @param limit bytes that one part may unpack to */
  static async open(path: string, limit: number): Promise<WorkbookFile> {
    const entries = new Map((await readDirectory(path)).map((entry) => [entry.name, entry]));
    const book = entries.get('xl/workbook.xml');
    if (book === undefined) throw new ZipProblem('unreadable', 'it is a zip archive but no workbook');
    const parts = new Map<string, string>();
    const links = entries.get('xl/_rels/workbook.xml.rels');
    const listed: { name: string; hidden: boolean; id: string }[] = [];
    if (links !== undefined) {
      await scan(path, links, limit, {
        open: (name, tag) => {
          if (name === 'Relationship')
            parts.set(attribute(tag, 'Id') ?? '', partName(attribute(tag, 'Target') ?? ''));
        },
      });
    }
    await scan(path, book, limit, {
      open: (name, tag) => {
        if (name !== 'sheet') return;
        const hidden = (attribute(tag, 'state') ?? 'visible') !== 'visible';
        listed.push({ name: attribute(tag, 'name') ?? '', hidden, id: attribute(tag, 'id') ?? '' });
      },
    });
    const sheets = listed.flatMap(({ name, hidden, id }) => {
      const part = parts.get(id);
      return part !== undefined && entries.has(part) ? [{ name, hidden, part }] : [];
    });
    return new WorkbookFile(path, entries, limit, sheets);
  }

  /** Gives every row of a sheet to `use` in order; afterwards the merged ranges of the sheet. */
  async readSheet(sheet: SheetEntry, use: (row: SheetRow) => void): Promise<readonly MergedRange[]> {
    this.#strings ??= await this.#readStrings();
    const entry = this.#entries.get(sheet.part);
    if (entry === undefined) throw new ZipProblem('unreadable', `the sheet ${sheet.name} is missing`);
    const reader = new SheetReader(this.#strings, use);
    await scan(this.#path, entry, this.#limit, reader);
    return reader.merged;
  }

  /** SHA-256 of a part as it is unpacked, in hex; null when the workbook has no such part. */
  async sha256(part: string): Promise<string | null> {
    const entry = this.#entries.get(part);
    if (entry === undefined) return null;
    const hash = createHash('sha256');
    for await (const piece of unpack(this.#path, entry, this.#limit)) hash.update(piece);
    return hash.digest('hex');
  }

  async #readStrings(): Promise<readonly string[]> {
    const entry = this.#entries.get('xl/sharedStrings.xml');
    const strings: string[] = [];
    if (entry === undefined) return strings;
    let text = '';
    let taking = false;
    let phonetic = false;
    await scan(this.#path, entry, this.#limit, {
      open: (name) => {
        if (name === 'si') text = '';
        else if (name === 'rPh') phonetic = true;
        else if (name === 't') taking = !phonetic;
      },
      text: (piece) => {
        if (taking) text += piece;
      },
      close: (name) => {
        if (name === 't') taking = false;
        else if (name === 'rPh') phonetic = false;
        else if (name === 'si') strings.push(unescaped(text));
      },
    });
    return strings;
  }
}

async function scan(
  path: string,
  entry: ZipEntry,
  limit: number,
  listener: Partial<XmlListener>,
): Promise<void> {
  const nothing = (): void => undefined;
  const scanner = new XmlScanner({ open: nothing, text: nothing, close: nothing, ...bound(listener) });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const piece of unpack(path, entry, limit))
      scanner.write(decoder.decode(piece, { stream: true }));
  } catch (error) {
    if (error instanceof TypeError) throw new XmlProblem(`${entry.name} is not UTF-8`);
    throw error;
  }
}

function bound(listener: Partial<XmlListener>): Partial<XmlListener> {
  return {
    ...(listener.open === undefined ? {} : { open: listener.open.bind(listener) }),
    ...(listener.text === undefined ? {} : { text: listener.text.bind(listener) }),
    ...(listener.close === undefined ? {} : { close: listener.close.bind(listener) }),
  };
}

class SheetReader implements XmlListener {
  readonly merged: MergedRange[] = [];
  readonly #strings: readonly string[];
  readonly #use: (row: SheetRow) => void;
  #line = 0;
  #hidden = false;
  #cells: CellValue[] = [];
  #column = -1;
  #type = '';
  #formula = false;
  #value = '';
  #taking = false;
  #phonetic = false;

  constructor(strings: readonly string[], use: (row: SheetRow) => void) {
    this.#strings = strings;
    this.#use = use;
  }

  open(name: string, tag: string): void {
    switch (name) {
      case 'row':
        this.#line = Number(attribute(tag, 'r') ?? this.#line + 1);
        this.#hidden = /^(1|true)$/.test(attribute(tag, 'hidden') ?? '');
        this.#cells = [];
        this.#column = -1;
        break;
      case 'c':
        this.#column = columnOf(attribute(tag, 'r')) ?? this.#column + 1;
        this.#type = attribute(tag, 't') ?? 'n';
        this.#formula = false;
        this.#value = '';
        break;
      case 'f':
        this.#formula = true;
        break;
      case 'rPh':
        this.#phonetic = true;
        break;
      case 'v':
        this.#taking = true;
        break;
      case 't':
        this.#taking = !this.#phonetic;
        break;
      case 'mergeCell':
        this.#merge(attribute(tag, 'ref') ?? '');
        break;
      default:
    }
  }

  text(piece: string): void {
    if (this.#taking) this.#value += piece;
  }

  close(name: string): void {
    switch (name) {
      case 'v':
      case 't':
        this.#taking = false;
        break;
      case 'rPh':
        this.#phonetic = false;
        break;
      case 'c': {
        const text = this.#shown();
        if (text !== '' || this.#formula)
          this.#cells.push({ column: this.#column, text, formula: this.#formula });
        break;
      }
      case 'row':
        if (this.#cells.length > 0) this.#use({ line: this.#line, hidden: this.#hidden, cells: this.#cells });
        break;
      default:
    }
  }

  #shown(): string {
    switch (this.#type) {
      case 's':
        return this.#strings[Number(this.#value)] ?? '';
      case 'b':
        return this.#value === '1' ? 'TRUE' : 'FALSE';
      case 'n':
        // Excel writes 1E+5 for 100000; an account that is a number is meant as its digits.
        return this.#value === '' || !Number.isFinite(Number(this.#value))
          ? this.#value
          : String(Number(this.#value));
      default:
        return unescaped(this.#value);
    }
  }

  #merge(ref: string): void {
    const [first = '', last = first] = ref.split(':');
    const left = columnOf(first);
    const right = columnOf(last);
    const top = Number(first.replace(/\D/g, ''));
    const bottom = Number(last.replace(/\D/g, ''));
    if (left !== null && right !== null && top > 0 && bottom >= top)
      this.merged.push({ top, bottom, left, right });
  }
}

/** The column of a reference such as AB12, from 0; null when it is none. */
function columnOf(ref: string | null): number | null {
  const letters = /^[A-Z]{1,3}/.exec(ref ?? '')?.[0];
  if (letters === undefined) return null;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

function partName(target: string): string {
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
}

/** Text as a cell means it: `_x000D_` stands for a character that XML cannot hold. */
function unescaped(text: string): string {
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_whole, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
