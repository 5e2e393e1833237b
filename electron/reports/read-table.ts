import { open, readFile } from 'node:fs/promises';
import { TABLE_LIMITS, type Table, type TableNotice, type TableRow } from '../contract/administration.ts';
import type { Failure } from '../contract/errors.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import { decodeText, findSeparator, splitText } from './table/text-file.ts';
import { WorkbookFile, type MergedRange, type SheetRow } from './table/workbook-file.ts';
import { XmlProblem } from './table/xml.ts';
import { ZipProblem } from './table/zip.ts';

export interface TableLimits {
  readonly bytes: number;
  readonly unpackedBytes: number;
  readonly rows: number;
  readonly columns: number;
  readonly cellLength: number;
}

/** First bytes of a compound file: an old .xls, or an .xlsx with a password. */
const COMPOUND = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);
const ZIP = Buffer.from([0x50, 0x4b]);

/**
 * Reads the first visible sheet of an `.xlsx`, or a text file with separated columns, as rows of text. What it is, is
 * told by its content, not its name. Nothing in it is run; formulas give the value last computed.
 *
 * @returns `file.unreadable` (not there, no right), `table.tooLarge` (by size before it is opened, or by rows),
 * `table.unreadable` (no table, damaged, with a password)
 */
export async function readTable(path: string, limits: TableLimits = TABLE_LIMITS): Promise<Result<Table>> {
  const head = await headOf(path, limits);
  if (!head.ok) return head;
  try {
    if (head.value.subarray(0, 4).equals(COMPOUND)) {
      return fail(unreadable(path, 'it is an old workbook (.xls) or has a password'));
    }
    return head.value.subarray(0, 2).equals(ZIP)
      ? await readWorkbook(path, limits)
      : await readText(path, limits);
  } catch (error) {
    if (error instanceof TooLarge) return fail(tooLarge(path, error.message));
    if (error instanceof ZipProblem && error.kind === 'tooLarge') return fail(tooLarge(path, error.message));
    if (error instanceof ZipProblem || error instanceof XmlProblem)
      return fail(unreadable(path, error.message));
    return fail(fileFailure(error, path));
  }
}

class TooLarge extends Error {}

async function headOf(path: string, limits: TableLimits): Promise<Result<Buffer>> {
  try {
    const file = await open(path, 'r');
    try {
      const about = await file.stat();
      if (!about.isFile()) return fail(unreadable(path, 'it is no file'));
      if (about.size > limits.bytes) {
        return fail(tooLarge(path, `${about.size} bytes, at most ${limits.bytes}`));
      }
      const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0);
      return succeed(buffer.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  } catch (error) {
    return fail(fileFailure(error, path));
  }
}

async function readWorkbook(path: string, limits: TableLimits): Promise<Result<Table>> {
  const book = await WorkbookFile.open(path, limits.unpackedBytes);
  const sheet = book.sheets.find((candidate) => !candidate.hidden) ?? book.sheets[0];
  if (sheet === undefined) return fail(unreadable(path, 'it has no sheet'));
  const notices = new Set<TableNotice>();
  if (book.hasMacros) notices.add('macros');
  if (book.sheets.length > 1) notices.add('moreSheets');
  const found: SheetRow[] = [];
  const merged = await book.readSheet(sheet, (row) => {
    if (found.length > limits.rows) throw new TooLarge(`more than ${limits.rows} rows`);
    if (row.hidden) notices.add('hiddenRows');
    found.push(row);
  });
  const lines = mergedByLine(merged, limits, (found.at(-1)?.line ?? 0) + 100);
  const rows = found.map((row) => tableRow(row, lines.get(row.line), limits, notices));
  return succeed({
    format: 'xlsx',
    encoding: null,
    separator: null,
    sheet: sheet.name,
    notices: [...notices],
    rows: addMergedAway(rows, lines),
  });
}

function tableRow(
  { line, cells }: SheetRow,
  merged: ReadonlySet<number> | undefined,
  limits: TableLimits,
  notices: Set<TableNotice>,
): TableRow {
  const texts: string[] = [];
  const formulas: number[] = [];
  const nuls: number[] = [];
  for (const { column, text, formula } of cells) {
    if (column >= limits.columns) continue;
    while (texts.length < column) texts.push('');
    texts[column] = cut(text, limits, notices);
    if (formula) formulas.push(column);
    if (text.includes('\0')) nuls.push(column);
  }
  return { line, cells: texts, formulas, merged: [...(merged ?? [])], nuls };
}

/** Lines that merged ranges may cover in all; a workbook with more is no list. */
const MOST_MERGED_LINES = 500_000;

/** Columns that lie in merged cells, by line. */
function mergedByLine(
  ranges: readonly MergedRange[],
  limits: TableLimits,
  last: number,
): Map<number, Set<number>> {
  const lines = new Map<number, Set<number>>();
  let covered = 0;
  for (const { top, bottom, left, right } of ranges) {
    const end = Math.min(bottom, last);
    covered += Math.max(0, end - top);
    if (covered > MOST_MERGED_LINES) throw new TooLarge('too many merged cells');
    for (let line = top; line <= end; line += 1) {
      const columns = lines.get(line) ?? new Set<number>();
      for (let column = left; column <= Math.min(right, limits.columns - 1); column += 1) columns.add(column);
      lines.set(line, columns);
    }
  }
  return lines;
}

/** Rows that are empty because a merged cell above covers them are named too: somebody meant something by them. */
function addMergedAway(
  rows: readonly TableRow[],
  merged: ReadonlyMap<number, ReadonlySet<number>>,
): TableRow[] {
  const known = new Set(rows.map((row) => row.line));
  const added: TableRow[] = [];
  for (const [line, columns] of merged) {
    if (!known.has(line)) added.push({ line, cells: [], formulas: [], merged: [...columns], nuls: [] });
  }
  return added.length === 0 ? [...rows] : [...rows, ...added].sort((a, b) => a.line - b.line);
}

async function readText(path: string, limits: TableLimits): Promise<Result<Table>> {
  const { text: whole, encoding } = decodeText(await readFile(path));
  const declared = /^sep=(.)\r?\n/.exec(whole.slice(0, 10));
  const text = declared === null ? whole : whole.slice(declared[0].length);
  const separator = declared?.[1] ?? findSeparator(text);
  const { records, openQuote } = splitText(text, separator, limits.rows + 2);
  const shift = declared === null ? 0 : 1;
  if (openQuote !== null) {
    return fail(unreadable(path, `a quotation mark in line ${openQuote + shift} is never closed`));
  }
  const notices = new Set<TableNotice>();
  const rows: TableRow[] = [];
  for (const { line, cells } of records) {
    if (cells.every((cell) => cell.trim() === '')) continue;
    const kept = cells.slice(0, limits.columns);
    const nuls = kept.flatMap((cell, column) => (cell.includes('\0') ? [column] : []));
    rows.push({
      line: line + shift,
      cells: kept.map((cell) => cut(cell, limits, notices)),
      formulas: [],
      merged: [],
      nuls,
    });
  }
  if (rows.length > limits.rows + 1) return fail(tooLarge(path, `more than ${limits.rows} rows`));
  return succeed({ format: 'csv', encoding, separator, sheet: null, notices: [...notices], rows });
}

function cut(text: string, limits: TableLimits, notices: Set<TableNotice>): string {
  if (text.length <= limits.cellLength) return text;
  notices.add('cutCells');
  return text.slice(0, limits.cellLength);
}

function tooLarge(concerns: string, detail: string): Failure {
  return { code: 'table.tooLarge', concerns, detail };
}

function unreadable(concerns: string, detail: string): Failure {
  return { code: 'table.unreadable', concerns, detail };
}

function fileFailure(error: unknown, concerns: string): Failure {
  if (!(error instanceof Error && 'code' in error)) throw error;
  return { code: 'file.unreadable', concerns, detail: error.message };
}
