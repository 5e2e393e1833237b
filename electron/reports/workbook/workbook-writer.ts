import { createHash, type Hash } from 'node:crypto';
import type { ZoneClock } from '../zone.ts';
import {
  ROWS_PER_SHEET,
  type Cell,
  type ClosedSheet,
  type RowBatch,
  type SealedPart,
  type SheetPart,
  type SheetSpec,
} from './model.ts';
import {
  appPropertiesXml,
  contentTypesXml,
  corePropertiesXml,
  rootRelationsXml,
  sheetFile,
  workbookRelationsXml,
  workbookXml,
  type ListedSheet,
  type WorkbookProperties,
} from './parts.ts';
import { RowEncoder, SecondTexts } from './row-encoder.ts';
import { SharedStrings } from './shared-strings.ts';
import {
  filterRange,
  headerRow,
  printTitles,
  sheetHead,
  sheetTail,
  totalsRow,
  xmlFormula,
  type ColumnSum,
} from './sheet-xml.ts';
import type { SheetWriter } from './sheet-writer.ts';
import { styleNumber, stylesXml } from './styles.ts';
import { columnName, sheetName } from './xml.ts';
import type { ZipWriter } from './zip-writer.ts';

/** Characters of XML gathered before they are compressed. */
const PIECE = 200_000;
/** A sheet's XML is continued on the next sheet before it comes near what a zip can hold. */
const BYTES_PER_SHEET = 3_000_000_000;
/** Rows turned into one string at a time. */
const SLICE = 250;

interface OpenSheet {
  readonly spec: SheetSpec;
  readonly inFront: boolean;
  readonly encoder: RowEncoder;
  readonly parts: SheetPart[];
  number: number;
  name: string;
  /** Last row written. */
  row: number;
  sums: (ColumnSum | null)[];
  hash: Hash;
}

/**
 * Writes a workbook sheet by sheet into a zip, with flat memory: rows in, bytes out. A table that is longer than a
 * sheet continues on the next, with the same titles. The order in which sheets are shown is told at the end, so
 * the cover, which knows what is missing only then, can be written last and shown first.
 */
export class WorkbookWriter implements SheetWriter {
  readonly #zip: ZipWriter;
  readonly #zone: ZoneClock;
  readonly #strings = new SharedStrings();
  readonly #seconds = new SecondTexts();
  readonly #listed: (ListedSheet & { readonly inFront: boolean })[] = [];
  readonly #taken = new Set<string>();
  readonly #rowsPerSheet: number;
  #open: OpenSheet | null = null;
  #sealed = false;
  #pending = '';

  /** @param rowsPerSheet only tests lower it */
  constructor(zip: ZipWriter, zone: ZoneClock, rowsPerSheet = ROWS_PER_SHEET) {
    this.#zip = zip;
    this.#zone = zone;
    this.#rowsPerSheet = rowsPerSheet;
  }

  /** Begins a sheet; the one `inFront` comes first and is in sight when the file opens. */
  async openSheet(spec: SheetSpec, inFront: boolean): Promise<void> {
    if (this.#open) throw new Error('The sheet before is still open');
    this.#open = {
      spec,
      inFront,
      encoder: new RowEncoder(spec.columns, this.#strings, this.#zone),
      parts: [],
      number: 0,
      name: '',
      row: 0,
      sums: [],
      hash: createHash('sha256'),
    };
    await this.#beginPart(this.#open);
  }

  /** Adds rows of packed columns. */
  async rows(batch: RowBatch): Promise<void> {
    const sheet = this.#openSheet();
    for (let from = 0; from < batch.count;) {
      const room = this.#room(sheet);
      if (room <= 0 || this.#zip.size > BYTES_PER_SHEET) {
        await this.#endPart(sheet);
        await this.#beginPart(sheet);
        continue;
      }
      const to = Math.min(batch.count, from + SLICE, from + room);
      this.#pending += sheet.encoder.rows(batch, from, to, sheet.row + 1, sheet.sums);
      sheet.row += to - from;
      from = to;
      if (this.#pending.length >= PIECE) await this.#flush(sheet);
    }
  }

  /** Adds rows cell by cell. */
  async cells(rows: readonly (readonly Cell[])[]): Promise<void> {
    const sheet = this.#openSheet();
    for (const cells of rows) {
      if (this.#room(sheet) <= 0) {
        await this.#endPart(sheet);
        await this.#beginPart(sheet);
      }
      sheet.row += 1;
      addNumbers(cells, sheet.sums);
      this.#pending += `<row r="${sheet.row}">${cells.map((cell, index) => this.#cell(cell, index, sheet.row)).join('')}</row>`;
      if (this.#pending.length >= PIECE) await this.#flush(sheet);
    }
  }

  /** Ends the open sheet and tells what was written. */
  async closeSheet(): Promise<ClosedSheet> {
    const sheet = this.#openSheet();
    await this.#endPart(sheet);
    this.#open = null;
    return { parts: sheet.parts, cutTexts: this.#strings.takeCut() };
  }

  /** Writes the texts that cells share and the styles; sheets written afterwards carry their texts themselves. */
  async seal(): Promise<readonly SealedPart[]> {
    this.#sealed = true;
    return [
      await this.#part('xl/sharedStrings.xml', this.#strings.xml()),
      await this.#part('xl/styles.xml', [stylesXml()]),
    ];
  }

  /** Writes the remaining parts. Resolves to the size of the file in bytes. */
  async finish(properties: WorkbookProperties): Promise<number> {
    if (this.#open) throw new Error('A sheet is still open');
    if (!this.#sealed) await this.seal();
    const sheets = this.#listed.toSorted((a, b) => Number(b.inFront) - Number(a.inFront));
    await this.#part('xl/workbook.xml', [workbookXml(sheets)]);
    await this.#part('xl/_rels/workbook.xml.rels', [workbookRelationsXml(sheets)]);
    await this.#part('docProps/core.xml', [corePropertiesXml(properties)]);
    await this.#part('docProps/app.xml', [appPropertiesXml()]);
    await this.#part('_rels/.rels', [rootRelationsXml()]);
    await this.#part('[Content_Types].xml', [contentTypesXml(sheets)]);
    return this.#zip.finish();
  }

  #openSheet(): OpenSheet {
    if (!this.#open) throw new Error('No sheet is open');
    return this.#open;
  }

  #room(sheet: OpenSheet): number {
    return this.#rowsPerSheet - (sheet.spec.totalLabel === null ? 0 : 1) - sheet.row;
  }

  async #beginPart(sheet: OpenSheet): Promise<void> {
    sheet.number = this.#listed.length + 1;
    sheet.name = sheetName(sheet.spec.name, this.#taken);
    this.#taken.add(sheet.name.toLowerCase());
    sheet.sums = sheet.spec.columns.map(({ total }) => (total === true ? { count: 0, sum: 0 } : null));
    sheet.hash = createHash('sha256');
    await this.#zip.begin(sheetFile(sheet.number));
    this.#pending = sheetHead(sheet.spec, sheet.inFront && sheet.parts.length === 0);
    sheet.row = 0;
    if (sheet.spec.header) {
      this.#pending += headerRow(sheet.spec.columns, this.#strings);
      sheet.row = 1;
    }
  }

  async #endPart(sheet: OpenSheet): Promise<void> {
    const { spec, row } = sheet;
    const firstRow = spec.header ? 2 : 1;
    if (spec.totalLabel !== null && row >= firstRow) {
      this.#pending += totalsRow(spec, row, sheet.sums, this.#strings);
    }
    this.#pending += sheetTail(spec, row);
    await this.#flush(sheet);
    await this.#zip.end();
    sheet.parts.push({
      name: sheet.name,
      firstRow,
      lastRow: row,
      file: sheetFile(sheet.number),
      sha256: sheet.hash.digest('hex'),
    });
    this.#listed.push({
      number: sheet.number,
      name: sheet.name,
      filter: filterRange(spec, row),
      printTitles: printTitles(spec),
      inFront: sheet.inFront,
    });
  }

  async #flush(sheet: OpenSheet): Promise<void> {
    const bytes = Buffer.from(this.#pending);
    this.#pending = '';
    sheet.hash.update(bytes);
    await this.#zip.write(bytes);
  }

  async #part(name: string, pieces: Iterable<string>): Promise<SealedPart> {
    const hash = createHash('sha256');
    await this.#zip.begin(name);
    for (const piece of pieces) {
      const bytes = Buffer.from(piece);
      hash.update(bytes);
      await this.#zip.write(bytes);
    }
    await this.#zip.end();
    return { file: name, sha256: hash.digest('hex') };
  }

  #cell(cell: Cell, index: number, row: number): string {
    if (cell === null || cell === '') return '';
    const open = `<c r="${columnName(index)}${row}" s="`;
    if (typeof cell === 'string') return `${open}${styleNumber('text')}"${this.#strings.cell(cell)}`;
    if (typeof cell === 'number') return number(open, 'plain', '', cell);
    if ('time' in cell) {
      const wall = cell.time + this.#zone.offsetAt(cell.time);
      return `${open}${styleNumber('dateTime')}"><v>${this.#seconds.serial(wall)}</v></c>`;
    }
    const formula = cell.formula === undefined ? '' : `<f>${xmlFormula(cell.formula)}</f>`;
    if (typeof cell.value === 'number') return number(open, cell.style, formula, cell.value);
    if (formula === '') return `${open}${styleNumber(cell.style)}"${this.#strings.cell(cell.value)}`;
    return `${open}${styleNumber(cell.style)}" t="str">${formula}<v>${xmlFormula(cell.value)}</v></c>`;
  }
}

function addNumbers(cells: readonly Cell[], sums: readonly (ColumnSum | null)[]): void {
  sums.forEach((sum, index) => {
    const cell = cells[index];
    const value = typeof cell === 'object' && cell !== null && 'value' in cell ? cell.value : cell;
    if (!sum || typeof value !== 'number' || !Number.isFinite(value)) return;
    sum.count += 1;
    sum.sum += value;
  });
}

function number(
  open: string,
  style: Parameters<typeof styleNumber>[0],
  formula: string,
  value: number,
): string {
  if (!Number.isFinite(value)) return '';
  return `${open}${styleNumber(style)}">${formula}<v>${value}</v></c>`;
}
