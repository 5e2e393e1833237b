import { succeed, type Result } from '../contract/result.ts';
import { deviceColumns, mark, packDevices, packNumbers, packTexts } from './device-columns.ts';
import type { ReportDevice } from './ports.ts';
import type { ReportContext } from './report-context.ts';
import type { Cell, CellMark, ClosedSheet, SheetPart, SheetSpec } from './workbook/model.ts';
import { cleanSum } from './workbook/sheet-xml.ts';
import { columnName, quoteSheet } from './workbook/xml.ts';

const ROWS_AT_ONCE = 1_000;
/** Beyond this many comparisons a spreadsheet would take long to recalculate; numbers stand there instead. */
const MOST_COMPARISONS = 20_000_000;
const KM_COLUMN = deviceColumns.length;
const ACCOUNT_COLUMN = 3;

/** Kilometres of every device over the whole period, and how much of it they cover. */
export class MileageTotals {
  readonly km: Float64Array;
  /** Windows with a figure, by device. */
  readonly known: Float64Array;
  /** '' where everything is known, else what is missing, by device. */
  readonly missing: string[];
  readonly windows: number;

  constructor(devices: number, windows: number) {
    this.km = new Float64Array(devices).fill(Number.NaN);
    this.known = new Float64Array(devices);
    this.missing = Array.from({ length: devices }, () => 'not read');
    this.windows = windows;
  }

  /** @param figures kilometres by window; NaN where not known */
  put(device: number, figures: readonly number[], reasons: readonly string[]): void {
    const known = figures.filter((km) => !Number.isNaN(km));
    this.km[device] = known.length === 0 ? Number.NaN : cleanSum(known.reduce((sum, km) => sum + km, 0));
    this.known[device] = known.length;
    this.missing[device] = [...new Set(reasons)].join('; ');
  }
}

/**
 * Writes the sheets "Totals" (a row a device) and "By account" (sums over it).
 *
 * @param unit what a window is called in the title of the column that counts them
 */
export async function writeTotals(
  context: ReportContext,
  totals: MileageTotals,
  unit: 'day' | 'window',
): Promise<Result<ClosedSheet>> {
  const { workbook, devices } = context;
  const opened = await workbook.openSheet(totalsSheet(unit));
  if (!opened.ok) return opened;
  for (let from = 0; from < devices.length; from += ROWS_AT_ONCE) {
    const to = Math.min(devices.length, from + ROWS_AT_ONCE);
    const missing = totals.missing.slice(from, to);
    const known = totals.known.slice(from, to);
    const marks = missing.flatMap((text, row): CellMark[] =>
      text === ''
        ? []
        : [
            (known[row] ?? 0) > 0
              ? mark(row, KM_COLUMN, 'partial', null)
              : mark(row, KM_COLUMN, 'missing', 'no data'),
          ],
    );
    const written = await workbook.rows({
      count: to - from,
      columns: [
        ...packDevices(devices.slice(from, to)),
        packNumbers(totals.km.slice(from, to)),
        packNumbers(known),
        packNumbers(known.map((count) => totals.windows - count)),
        packTexts(missing.map((text) => text || 'complete')),
      ],
      marks,
    });
    if (!written.ok) return written;
  }
  const closed = await workbook.closeSheet();
  if (!closed.ok) return closed;
  const accounts = await writeAccounts(context, totals, closed.value.parts);
  if (!accounts.ok) return accounts;
  return succeed({
    parts: [...closed.value.parts, ...accounts.value.parts],
    cutTexts: closed.value.cutTexts + accounts.value.cutTexts,
  });
}

function totalsSheet(unit: string): SheetSpec {
  return {
    name: 'Totals',
    columns: [
      ...deviceColumns,
      { title: 'Kilometres', width: 14, kind: { is: 'kilometres' }, total: true },
      { title: `${unit === 'day' ? 'Days' : 'Parts'} read`, width: 12, kind: { is: 'integer' } },
      { title: `${unit === 'day' ? 'Days' : 'Parts'} missing`, width: 14, kind: { is: 'integer' } },
      { title: 'Completeness', width: 60, kind: { is: 'text' } },
    ],
    header: true,
    frozenColumns: 2,
    totalLabel: 'Total km',
    landscape: true,
    shaded: [KM_COLUMN, KM_COLUMN],
  };
}

interface AccountSum {
  devices: number;
  known: number;
  /** Whether all of every device is known. */
  whole: boolean;
  km: number;
}

async function writeAccounts(
  { workbook, devices }: ReportContext,
  totals: MileageTotals,
  parts: readonly SheetPart[],
): Promise<Result<ClosedSheet>> {
  const sums = sumsByAccount(devices, totals);
  const opened = await workbook.openSheet({
    name: 'By account',
    columns: [
      { title: 'Account', width: 44, kind: { is: 'text' } },
      { title: 'Devices', width: 12, kind: { is: 'integer' }, total: true },
      { title: 'Devices with data', width: 18, kind: { is: 'integer' }, total: true },
      { title: 'Kilometres', width: 14, kind: { is: 'kilometres' }, total: true },
    ],
    header: true,
    frozenColumns: 1,
    totalLabel: 'Total km',
    landscape: false,
    shaded: [3, 3],
  });
  if (!opened.ok) return opened;
  const part = parts[0];
  const formulas =
    part !== undefined &&
    workbook.whole &&
    parts.length === 1 &&
    sums.size * devices.length <= MOST_COMPARISONS;
  let rows: (readonly Cell[])[] = [];
  let row = 1;
  for (const [account, { devices: count, known, whole, km }] of sums) {
    row += 1;
    const sum: Cell =
      known === 0
        ? { value: 'no data', style: 'missing' }
        : {
            value: cleanSum(km),
            style: whole ? 'kilometres' : 'partial',
            ...(formulas ? { formula: sumFormula(part, row) } : {}),
          };
    rows.push([account, { value: count, style: 'integer' }, { value: known, style: 'integer' }, sum]);
    if (rows.length < ROWS_AT_ONCE) continue;
    const written = await workbook.cells(rows);
    if (!written.ok) return written;
    rows = [];
  }
  const written = await workbook.cells(rows);
  return written.ok ? workbook.closeSheet() : written;
}

/** Compares exactly; SUMIF would take an account called "*" for all of them, "=" one of other capitals. */
function sumFormula({ name, firstRow, lastRow }: SheetPart, row: number): string {
  const range = (column: number): string =>
    `${quoteSheet(name)}!$${columnName(column)}$${firstRow}:$${columnName(column)}$${lastRow}`;
  return `SUMPRODUCT(--EXACT(${range(ACCOUNT_COLUMN)},A${row}),${range(KM_COLUMN)})`;
}

function sumsByAccount(devices: readonly ReportDevice[], totals: MileageTotals): Map<string, AccountSum> {
  const sums = new Map<string, AccountSum>();
  devices.forEach(({ accountPath }, index) => {
    let sum = sums.get(accountPath);
    if (!sum) sums.set(accountPath, (sum = { devices: 0, known: 0, whole: true, km: 0 }));
    const km = totals.km[index] ?? Number.NaN;
    sum.devices += 1;
    if (totals.missing[index] !== '') sum.whole = false;
    if (Number.isNaN(km)) return;
    sum.known += 1;
    sum.km += km;
  });
  return sums;
}
