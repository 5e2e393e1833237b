import type { ZoneClock } from '../zone.ts';
import { cleanSum, xmlFormula, type ColumnSum } from './sheet-xml.ts';
import type { ColumnKind, ColumnSpec, PackedColumn, RowBatch, StyleName } from './model.ts';
import type { SharedStrings } from './shared-strings.ts';
import { styleNumber } from './styles.ts';
import { columnName, quoteFormulaText } from './xml.ts';

/** Makes the XML of one cell: `index` in the batch, `row` in the sheet as text; '' is no cell at all. */
type CellEncoder = (index: number, row: string) => string;

const styleOf: Readonly<Record<ColumnKind['is'], StyleName>> = {
  text: 'text',
  integer: 'integer',
  kilometres: 'kilometres',
  coordinate: 'coordinate',
  time: 'dateTime',
  duration: 'duration',
  mapLink: 'link',
  rowSum: 'kilometres',
};

const noNumbers = new Float64Array(0);

/**
 * Turns packed batches into rows of XML. The time of a row goes into a handful of closures, one a column, made
 * once a batch; texts that repeat are looked up once a batch.
 */
export class RowEncoder {
  readonly #columns: readonly ColumnSpec[];
  readonly #names: readonly string[];
  readonly #strings: SharedStrings;
  readonly #zone: ZoneClock;
  readonly #seconds = new SecondTexts();

  constructor(columns: readonly ColumnSpec[], strings: SharedStrings, zone: ZoneClock) {
    this.#columns = columns;
    this.#names = columns.map((_, index) => columnName(index));
    this.#strings = strings;
    this.#zone = zone;
  }

  /**
   * The rows `from` to `to` (not included) of a batch, the first as row `firstRow` of the sheet. Adds their
   * numbers to `sums`.
   */
  rows(
    batch: RowBatch,
    from: number,
    to: number,
    firstRow: number,
    sums: readonly (ColumnSum | null)[],
  ): string {
    const encoders = this.#columns.map((column, index) => this.#encoder(column, index, batch));
    const marks = marksByRow(batch, from, to);
    let xml = '';
    for (let index = from; index < to; index += 1) {
      const row = String(firstRow + index - from);
      const marked = marks?.get(index);
      xml += `<row r="${row}">`;
      if (marked) {
        for (let column = 0; column < encoders.length; column += 1) {
          const mark = marked.get(column);
          const cell = encoders[column]?.(index, row) ?? '';
          if (!mark) xml += cell;
          else if (mark.text === null) xml += restyle(cell, mark.style);
          else
            xml += `<c r="${this.#names[column] ?? 'A'}${row}" s="${styleNumber(mark.style)}"${this.#strings.cell(mark.text)}`;
        }
      } else {
        for (const encode of encoders) xml += encode(index, row);
      }
      xml += '</row>';
    }
    addSums(batch, from, to, sums);
    return xml;
  }

  #encoder(column: ColumnSpec, index: number, batch: RowBatch): CellEncoder {
    const packed = batch.columns[index] ?? { as: 'nothing' };
    const name = this.#names[index] ?? 'A';
    const { kind } = column;
    if (kind.is === 'mapLink') return this.#mapLink(name, kind.longitude, kind.latitude, batch);
    if (kind.is === 'rowSum') return rowSum(name, this.#names, kind, packed);
    const open = `<c r="${name}`;
    const style = `" s="${styleNumber(styleOf[kind.is])}"`;
    switch (packed.as) {
      case 'nothing':
        return () => '';
      case 'texts': {
        const { values } = packed;
        return (i, row) => {
          const text = values[i] ?? '';
          return text === '' ? '' : open + row + style + this.#strings.inline(text);
        };
      }
      case 'codes': {
        const { codes, texts } = packed;
        const ends = texts.map((text) => (text === '' ? '' : style + this.#strings.cell(text)));
        return (i, row) => {
          const end = ends[codes[i] ?? -1] ?? '';
          return end === '' ? '' : open + row + end;
        };
      }
      case 'numbers':
        return this.#numbers(kind.is, packed.values, open, `${style}><v>`);
    }
  }

  #numbers(
    kind: Exclude<ColumnKind['is'], 'mapLink' | 'rowSum'>,
    values: Float64Array,
    open: string,
    middle: string,
  ): CellEncoder {
    const zone = this.#zone;
    const seconds = this.#seconds;
    const show =
      kind === 'time'
        ? (value: number): string => seconds.serial(value + zone.offsetAt(value))
        : kind === 'duration'
          ? (value: number): string => String(value / 86_400)
          : (value: number): string => String(value);
    return (i, row) => {
      const value = values[i] ?? Number.NaN;
      return Number.isFinite(value) ? `${open}${row}${middle}${show(value)}</v></c>` : '';
    };
  }

  #mapLink(name: string, longitude: number, latitude: number, batch: RowBatch): CellEncoder {
    const east = numbersOf(batch.columns[longitude]);
    const north = numbersOf(batch.columns[latitude]);
    const style = styleNumber('link');
    return (i, row) => {
      const x = east[i] ?? Number.NaN;
      const y = north[i] ?? Number.NaN;
      if (!Number.isFinite(x) || !Number.isFinite(y)) return '';
      return `<c r="${name}${row}" s="${style}" t="str"><f>${xmlFormula(mapFormula(x, y))}</f><v>Map</v></c>`;
    };
  }
}

/**
 * A link to a place on a public map. A formula rather than a link of the sheet, of which Excel allows only 65,530.
 */
export function mapFormula(longitude: number, latitude: number): string {
  return `HYPERLINK(${quoteFormulaText(mapAddress(longitude, latitude))},"Map")`;
}

/** The address of a place on a public map. */
export function mapAddress(longitude: number, latitude: number): string {
  return `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
}

/** A SUM that says "no data" instead of 0 where no number is known. */
function rowSum(
  name: string,
  names: readonly string[],
  kind: Extract<ColumnKind, { is: 'rowSum' }>,
  packed: PackedColumn,
): CellEncoder {
  const values = numbersOf(packed);
  const from = names[kind.from] ?? 'A';
  const to = names[kind.to] ?? 'A';
  const style = styleNumber(kind.of === 'integer' ? 'totalInteger' : 'totalKilometres');
  return (i, row) => {
    const range = `${from}${row}:${to}${row}`;
    const formula = `<f>IF(COUNT(${range})=0,"no data",SUM(${range}))</f>`;
    const value = values[i] ?? Number.NaN;
    return Number.isFinite(value)
      ? `<c r="${name}${row}" s="${style}">${formula}<v>${cleanSum(value)}</v></c>`
      : `<c r="${name}${row}" s="${style}" t="str">${formula}<v>no data</v></c>`;
  };
}

function restyle(cell: string, style: StyleName): string {
  return cell.replace(/ s="\d+"/, ` s="${styleNumber(style)}"`);
}

function numbersOf(column: PackedColumn | undefined): Float64Array {
  return column?.as === 'numbers' ? column.values : noNumbers;
}

function addSums(batch: RowBatch, from: number, to: number, sums: readonly (ColumnSum | null)[]): void {
  sums.forEach((sum, column) => {
    if (!sum) return;
    const values = numbersOf(batch.columns[column]);
    for (let index = from; index < to; index += 1) {
      const value = values[index] ?? Number.NaN;
      if (!Number.isFinite(value)) continue;
      sum.count += 1;
      sum.sum += value;
    }
  });
}

interface Mark {
  readonly style: StyleName;
  readonly text: string | null;
}

function marksByRow(batch: RowBatch, from: number, to: number): Map<number, Map<number, Mark>> | null {
  if (batch.marks.length === 0) return null;
  const rows = new Map<number, Map<number, Mark>>();
  for (const { row, column, style, text } of batch.marks) {
    if (row < from || row >= to) continue;
    let columns = rows.get(row);
    if (!columns) rows.set(row, (columns = new Map<number, Mark>()));
    columns.set(column, { style, text });
  }
  return rows;
}

/**
 * Date serials as text. A serial is a day and a fraction of it; the fractions of whole seconds are kept, which
 * saves the costly way from a double to its shortest text.
 */
export class SecondTexts {
  readonly #fractions: (string | undefined)[] = [];

  /** Serial of `wall`: seconds since 1970-01-01 00:00 on the wall clock. */
  serial(wall: number): string {
    const whole = Math.floor(wall);
    const day = Math.floor(whole / 86_400);
    const second = whole - day * 86_400;
    let fraction = this.#fractions[second];
    if (fraction === undefined) {
      // Ten digits tell 9 microseconds apart.
      fraction = second === 0 ? '' : (second / 86_400).toFixed(10).slice(1).replace(/0+$/, '');
      this.#fractions[second] = fraction;
    }
    return String(day + 25_569) + fraction;
  }
}
