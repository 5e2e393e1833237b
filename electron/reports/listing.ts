import { fail, succeed, type Result } from '../contract/result.ts';
import type { ListedKind, OptionalColumn } from '../contract/report.ts';
import type { Span } from './period.ts';
import type { ReportDevice } from './ports.ts';
import type { ReportContext, WrittenReport } from './report-context.ts';
import { turn } from './turn.ts';
import type { Cell, ColumnSpec, SheetPart, StyleName } from './workbook/model.ts';

/** A value of a listing; `time` is Unix seconds, a number has the look of its column. */
export type ListingValue = string | number | null | { readonly time: number };

export interface ListingColumn {
  readonly title: string;
  /** By which a layout leaves it out. */
  readonly key?: OptionalColumn;
  /** In characters. */
  readonly width: number;
  /** `duration` is in seconds. */
  readonly is: 'text' | 'integer' | 'kilometres' | 'coordinate' | 'time' | 'duration';
  readonly total?: boolean;
}

export interface ListingSheet {
  readonly name: string;
  readonly columns: readonly ListingColumn[];
  /** Made when they are wanted; memory stays flat. Everything else has its turn between two pages. */
  readonly pages: () => AsyncIterable<Result<ListingPage>>;
}

export type ListingPage = readonly (readonly ListingValue[])[];

/** What the console knows by itself, as sheets. */
export interface Listing {
  readonly sheets: readonly ListingSheet[];
  /** What the reader has to know, in plain words. */
  readonly notes: readonly string[];
}

/** Reports that need no question to the provider; the composition root knows where their rows are. */
export interface ReportListings {
  /** Fails with a code of the archive. */
  read(kind: ListedKind, devices: readonly ReportDevice[], span: Span): Result<Listing>;
}

/** Where nothing is known beside the provider. */
export const noListings: ReportListings = { read: () => fail({ code: 'archive.unavailable' }) };

const ROWS_AT_ONCE = 500;
/** Milliseconds of making rows after which the others have their turn. */
const TURN = 8;

/** Rows that can be made one after the other, in pages. */
export async function* inPages(
  rows: Iterable<readonly ListingValue[]>,
): AsyncGenerator<Result<ListingPage>, void, undefined> {
  let page: (readonly ListingValue[])[] = [];
  let began = performance.now();
  for (const row of rows) {
    page.push(row);
    if (page.length < ROWS_AT_ONCE && performance.now() - began < TURN) continue;
    yield succeed(page);
    page = [];
    await turn();
    began = performance.now();
  }
  yield succeed(page);
}

/** Writes what the console knows by itself: fleet, due times, what the archive holds, commands, handled alarms. */
export async function writeListing(
  context: ReportContext,
  listings: ReportListings,
  kind: ListedKind,
  span: Span,
): Promise<Result<WrittenReport>> {
  const { workbook, progress, devices } = context;
  const read = listings.read(kind, devices, span);
  if (!read.ok) return read;
  progress.expect(devices.length);
  const parts: SheetPart[] = [];
  let cutTexts = 0;
  for (const sheet of read.value.sheets) {
    const opened = await workbook.openSheet({
      name: sheet.name,
      columns: sheet.columns.map(columnOf),
      header: true,
      frozenColumns: 1,
      totalLabel: sheet.columns.some(({ total }) => total === true) ? 'Total' : null,
      landscape: true,
      shaded: null,
    });
    if (!opened.ok) return opened;
    const written = await writeRows(context, sheet);
    if (!written.ok) return written;
    const closed = await workbook.closeSheet();
    if (!closed.ok) return closed;
    parts.push(...closed.value.parts);
    cutTexts += closed.value.cutTexts;
  }
  progress.advance(devices.length);
  return succeed({ parts, cutTexts, notes: read.value.notes });
}

async function writeRows(
  { workbook, progress, control }: ReportContext,
  { pages, columns }: ListingSheet,
): Promise<Result<null>> {
  for await (const page of pages()) {
    if (!page.ok) return page;
    if (!(await control.mayGoOn())) return fail({ code: 'cancelled' });
    const rows = page.value.map((row) => row.map((value, index): Cell => cellOf(value, columns[index])));
    progress.addRows(rows.length);
    const written = await workbook.cells(rows);
    if (!written.ok) return written;
    await turn();
  }
  return succeed(null);
}

function columnOf({ title, width, is, total = false, key }: ListingColumn): ColumnSpec {
  return { title, width, kind: { is }, total, ...(key === undefined ? {} : { key }) };
}

function cellOf(value: ListingValue, column: ListingColumn | undefined): Cell {
  if (typeof value !== 'number' || column === undefined) return value;
  // A duration is a part of a day to a spreadsheet.
  const shown = column.is === 'duration' ? value / 86_400 : value;
  return { value: shown, style: styles[column.is] };
}

const styles: Readonly<Record<ListingColumn['is'], StyleName>> = {
  text: 'plain',
  integer: 'integer',
  kilometres: 'kilometres',
  coordinate: 'coordinate',
  time: 'dateTime',
  duration: 'duration',
};
