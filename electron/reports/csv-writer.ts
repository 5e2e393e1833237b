import { createHash } from 'node:crypto';
import { ShownRows, type ShownCell } from './shown-rows.ts';
import type { Cell, ClosedSheet, RowBatch, SealedPart, SheetSpec } from './workbook/model.ts';
import type { SheetWriter } from './workbook/sheet-writer.ts';
import type { ZoneClock } from './zone.ts';

/** Where a text goes, in order. */
export interface TextSink {
  append(bytes: Uint8Array): Promise<void>;
}

export interface CsvLook {
  readonly separator: ',' | ';' | '\t';
  /** Begin with a mark by which spreadsheets know UTF-8. */
  readonly bom: boolean;
}

interface OpenText {
  readonly spec: SheetSpec;
  readonly shown: ShownRows;
  readonly to: 'main' | 'cover' | null;
}

/** Characters gathered before they are written. */
const PIECE = 200_000;

/**
 * The same report as text (RFC 4180, UTF-8): the main table, which is the first, in one file, the cover in another.
 * The sums of the further sheets follow from the main table and are left out. A text that a spreadsheet would take for
 * a formula gets an apostrophe before it; numbers and times stay as they are.
 */
export class CsvWriter implements SheetWriter {
  readonly #main: TextSink;
  readonly #cover: TextSink;
  readonly #zone: ZoneClock;
  readonly #look: CsvLook;
  readonly #hash = createHash('sha256');
  #open: OpenText | null = null;
  #written = false;
  #row = 0;
  #bytes = 0;
  #pending = '';

  constructor(main: TextSink, cover: TextSink, zone: ZoneClock, look: CsvLook) {
    this.#main = main;
    this.#cover = cover;
    this.#zone = zone;
    this.#look = look;
  }

  async openSheet(spec: SheetSpec, inFront: boolean): Promise<void> {
    const to = inFront ? 'cover' : this.#written ? null : 'main';
    this.#open = { spec, shown: new ShownRows(spec.columns, this.#zone, true), to };
    this.#row = 0;
    if (to === null) return;
    if (this.#look.bom) this.#pending += '\ufeff';
    if (spec.header) this.#line(this.#open.shown.titles().map((text) => this.#field(text, false)));
    await this.#flush(false);
  }

  async rows(batch: RowBatch): Promise<void> {
    const open = this.#opened();
    if (open.to === null) return;
    for (const row of open.shown.rows(batch)) this.#add(row);
    await this.#flush(false);
  }

  async cells(rows: readonly (readonly Cell[])[]): Promise<void> {
    const open = this.#opened();
    if (open.to === null) return;
    for (const row of rows) this.#add(open.shown.cells(row));
    await this.#flush(false);
  }

  async closeSheet(): Promise<ClosedSheet> {
    const { spec, to } = this.#opened();
    await this.#flush(true);
    this.#open = null;
    if (to !== 'main') return { parts: [], cutTexts: 0 };
    this.#written = true;
    const sha256 = this.#hash.digest('hex');
    const part = { name: spec.name, firstRow: 2, lastRow: this.#row + 1, file: 'the text file', sha256 };
    return { parts: [part], cutTexts: 0 };
  }

  seal(): Promise<readonly SealedPart[]> {
    return Promise.resolve([]);
  }

  finish(): Promise<number> {
    return Promise.resolve(this.#bytes);
  }

  #opened(): OpenText {
    if (!this.#open) throw new Error('No sheet is open');
    return this.#open;
  }

  #add(cells: readonly ShownCell[]): void {
    this.#row += 1;
    this.#line(cells.map(({ text, isNumber, link }) => this.#field(link ?? text, isNumber)));
  }

  #line(fields: readonly string[]): void {
    this.#pending += `${fields.join(this.#look.separator)}\r\n`;
  }

  #field(text: string, isNumber: boolean): string {
    const safe = !isNumber && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /["\r\n]/.test(safe) || safe.includes(this.#look.separator) || /^\s|\s$/.test(safe)
      ? `"${safe.replaceAll('"', '""')}"`
      : safe;
  }

  async #flush(all: boolean): Promise<void> {
    if (this.#pending.length < (all ? 1 : PIECE)) return;
    const bytes = Buffer.from(this.#pending, 'utf8');
    this.#pending = '';
    if (this.#open?.to === 'cover') {
      await this.#cover.append(bytes);
      return;
    }
    this.#bytes += bytes.length;
    this.#hash.update(bytes);
    await this.#main.append(bytes);
  }
}
