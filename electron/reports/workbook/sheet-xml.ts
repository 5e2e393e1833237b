import { styleNumber } from './styles.ts';
import type { ColumnSpec, SheetSpec } from './model.ts';
import type { SharedStrings } from './shared-strings.ts';
import { columnName } from './xml.ts';

/** Everything of a sheet's XML that is not its rows (ECMA-376, 18.3.1). */

/** From the declaration to `<sheetData>`. `selected` marks the sheet that is in front when the file opens. */
export function sheetHead(spec: SheetSpec, selected: boolean): string {
  const columns = spec.columns
    .map(
      ({ width }, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
    )
    .join('');
  return (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' +
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' +
    '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' +
    `<sheetViews><sheetView ${spec.header ? '' : 'showGridLines="0" '}${selected ? 'tabSelected="1" ' : ''}workbookViewId="0">` +
    `${pane(spec)}</sheetView></sheetViews>` +
    '<sheetFormatPr defaultRowHeight="15"/>' +
    `<cols>${columns}</cols><sheetData>`
  );
}

function pane(spec: SheetSpec): string {
  const rows = spec.header ? 1 : 0;
  const columns = spec.frozenColumns;
  if (rows === 0 && columns === 0) return '';
  const corner = `${columnName(columns)}${rows + 1}`;
  const part = rows === 0 ? 'topRight' : columns === 0 ? 'bottomLeft' : 'bottomRight';
  return (
    `<pane${columns > 0 ? ` xSplit="${columns}"` : ''}${rows > 0 ? ` ySplit="${rows}"` : ''}` +
    ` topLeftCell="${corner}" activePane="${part}" state="frozen"/>` +
    `<selection pane="${part}" activeCell="${corner}" sqref="${corner}"/>`
  );
}

/** The row of titles. */
export function headerRow(columns: readonly ColumnSpec[], strings: SharedStrings): string {
  const cells = columns.map(({ title }, index) => {
    const address = `${columnName(index)}1`;
    return typeof title === 'string'
      ? `<c r="${address}" s="${styleNumber('header')}"${strings.cell(title)}`
      : `<c r="${address}" s="${styleNumber('headerDate')}"><v>${title.day}</v></c>`;
  });
  return `<row r="1" ht="30" customHeight="1">${cells.join('')}</row>`;
}

/** A column's sum at the end of a sheet: how many numbers there were and what they add up to. */
export interface ColumnSum {
  count: number;
  sum: number;
}

/**
 * The row of totals: over what a filter leaves in sight, and empty instead of 0 where no number is known.
 *
 * @param lastRow last row with data (the first is 2)
 */
export function totalsRow(
  spec: SheetSpec,
  lastRow: number,
  sums: readonly (ColumnSum | null)[],
  strings: SharedStrings,
): string {
  const row = lastRow + 1;
  const labelAt = spec.columns.findIndex(({ kind }) => kind.is === 'text');
  const cells = spec.columns.map(({ kind }, index) => {
    const address = `${columnName(index)}${row}`;
    const sum = sums[index] ?? null;
    if (index === labelAt && spec.totalLabel !== null) {
      return `<c r="${address}" s="${styleNumber('totalText')}"${strings.cell(spec.totalLabel)}`;
    }
    if (!sum) return `<c r="${address}" s="${styleNumber('totalText')}"/>`;
    const whole = kind.is === 'integer' || (kind.is === 'rowSum' && kind.of === 'integer');
    const range = `${columnName(index)}2:${columnName(index)}${lastRow}`;
    const formula = `IF(SUBTOTAL(102,${range})=0,"",SUBTOTAL(109,${range}))`;
    const style = styleNumber(whole ? 'totalInteger' : 'totalKilometres');
    return sum.count === 0
      ? `<c r="${address}" s="${style}" t="str"><f>${xmlFormula(formula)}</f><v></v></c>`
      : `<c r="${address}" s="${style}"><f>${xmlFormula(formula)}</f><v>${cleanSum(sum.sum)}</v></c>`;
  });
  return `<row r="${row}">${cells.join('')}</row>`;
}

/** A sum without the dust of binary fractions. */
export function cleanSum(sum: number): number {
  return Math.round(sum * 1e6) / 1e6;
}

/** A formula as XML text; only these three can occur in ours beside quotes, which text may hold. */
export function xmlFormula(formula: string): string {
  return formula.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** From `</sheetData>` to the end. `lastRow` is the last row with data, 0 when there is none at all. */
export function sheetTail(spec: SheetSpec, lastRow: number): string {
  const lastColumn = columnName(Math.max(0, spec.columns.length - 1));
  const filter = filterRange(spec, lastRow);
  const shade =
    spec.shaded === null || lastRow < 2
      ? ''
      : `<conditionalFormatting sqref="${columnName(spec.shaded[0])}2:${columnName(spec.shaded[1])}${lastRow}">` +
        '<cfRule type="colorScale" priority="1"><colorScale><cfvo type="num" val="0"/><cfvo type="percentile" val="95"/>' +
        '<color rgb="FFFFFFFF"/><color rgb="FF9CC3EA"/></colorScale></cfRule></conditionalFormatting>';
  return (
    '</sheetData>' +
    (filter === null ? '' : `<autoFilter ref="${filter.replaceAll('$', '')}"/>`) +
    shade +
    '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>' +
    `<pageSetup paperSize="9" orientation="${spec.landscape ? 'landscape' : 'portrait'}" fitToWidth="1" fitToHeight="0"/>` +
    '<headerFooter><oddFooter>&amp;L&amp;A&amp;R&amp;P / &amp;N</oddFooter></headerFooter>' +
    (lastRow < 1
      ? ''
      : `<ignoredErrors><ignoredError sqref="A1:${lastColumn}${lastRow}" numberStoredAsText="1"/></ignoredErrors>`) +
    '</worksheet>'
  );
}

/** `$A$1:$J$5`: the titles and the data, without the totals; null for a sheet without titles. */
export function filterRange(spec: SheetSpec, lastRow: number): string | null {
  if (!spec.header || spec.columns.length === 0) return null;
  return `$A$1:$${columnName(spec.columns.length - 1)}$${Math.max(1, lastRow)}`;
}

/** What is printed on every page: the titles and the frozen columns; null for a sheet without titles. */
export function printTitles(spec: SheetSpec): string[] | null {
  if (!spec.header) return null;
  const columns = spec.frozenColumns > 0 ? [`$A:$${columnName(spec.frozenColumns - 1)}`] : [];
  return [...columns, '$1:$1'];
}
