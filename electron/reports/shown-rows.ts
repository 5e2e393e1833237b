import { mapAddress } from './workbook/row-encoder.ts';
import type { Cell, ColumnSpec, RowBatch, StyleName } from './workbook/model.ts';
import type { ZoneClock } from './zone.ts';

/** A cell as a reader of text sees it. */
export interface ShownCell {
  readonly text: string;
  /** A number or a time: never mistaken for a formula, and set to the right on paper. */
  readonly isNumber: boolean;
  readonly style: StyleName | null;
  /** Address of a map. */
  readonly link: string | null;
}

const nothing: ShownCell = { text: '', isNumber: false, style: null, link: null };

/** Turns rows of a sheet into texts, in the zone of the report. `exact`: numbers as they are, not as they are shown. */
export class ShownRows {
  readonly #columns: readonly ColumnSpec[];
  readonly #zone: ZoneClock;
  readonly #exact: boolean;

  constructor(columns: readonly ColumnSpec[], zone: ZoneClock, exact: boolean) {
    this.#columns = columns;
    this.#zone = zone;
    this.#exact = exact;
  }

  titles(): string[] {
    return this.#columns.map(({ title }) => (typeof title === 'string' ? title : dayText(title.day)));
  }

  *rows(batch: RowBatch): Generator<ShownCell[]> {
    const marks = new Map(batch.marks.map((mark) => [`${mark.row} ${mark.column}`, mark]));
    for (let row = 0; row < batch.count; row += 1) {
      yield this.#columns.map((column, index) => {
        const shown = this.#packed(column, index, batch, row);
        const mark = marks.get(`${row} ${index}`);
        if (mark === undefined) return shown;
        return mark.text === null
          ? { ...shown, style: mark.style }
          : { text: mark.text, isNumber: false, style: mark.style, link: null };
      });
    }
  }

  cells(cells: readonly Cell[]): ShownCell[] {
    return cells.map((cell) => this.#cell(cell));
  }

  #packed({ kind }: ColumnSpec, index: number, batch: RowBatch, row: number): ShownCell {
    if (kind.is === 'mapLink') {
      const longitude = numberAt(batch, kind.longitude, row);
      const latitude = numberAt(batch, kind.latitude, row);
      return Number.isFinite(longitude) && Number.isFinite(latitude)
        ? linked(mapAddress(longitude, latitude))
        : nothing;
    }
    const packed = batch.columns[index] ?? { as: 'nothing' };
    switch (packed.as) {
      case 'nothing':
        return nothing;
      case 'texts':
        return { ...nothing, text: packed.values[row] ?? '' };
      case 'codes':
        return { ...nothing, text: packed.texts[packed.codes[row] ?? -1] ?? '' };
      case 'numbers': {
        const value = packed.values[row] ?? Number.NaN;
        if (!Number.isFinite(value)) return kind.is === 'rowSum' ? { ...nothing, text: 'no data' } : nothing;
        if (kind.is === 'time') return this.#time(value);
        if (kind.is === 'duration') return numeric(durationText(value), 'duration');
        const style = kind.is === 'rowSum' ? kind.of : kind.is === 'text' ? 'plain' : kind.is;
        return numeric(this.#number(value, style), style);
      }
    }
  }

  #cell(cell: Cell): ShownCell {
    if (cell === null) return nothing;
    if (typeof cell === 'string') return { ...nothing, text: cell };
    if (typeof cell === 'number') return numeric(String(cell), null);
    if ('time' in cell) return this.#time(cell.time);
    const { value, style, formula } = cell;
    if (style === 'link') return linked(/"(https:[^"]*)"/.exec(formula ?? '')?.[1] ?? String(value));
    if (typeof value === 'string') return { ...nothing, text: value, style };
    return numeric(style === 'duration' ? durationText(value * 86_400) : this.#number(value, style), style);
  }

  #time(unix: number): ShownCell {
    const wall = new Date((unix + this.#zone.offsetAt(unix)) * 1_000).toISOString();
    return numeric(wall.slice(0, 19).replace('T', ' '), 'dateTime');
  }

  #number(value: number, style: StyleName): string {
    if (this.#exact) return String(Math.round(value * 1e7) / 1e7);
    if (style === 'kilometres' || style === 'partial' || style === 'totalKilometres') {
      return value.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    }
    return style === 'coordinate' ? value.toFixed(6) : String(Math.round(value * 1e6) / 1e6);
  }
}

function numeric(text: string, style: StyleName | null): ShownCell {
  return { text, isNumber: true, style, link: null };
}

function linked(address: string): ShownCell {
  return { text: 'Map', isNumber: false, style: 'link', link: address };
}

function numberAt(batch: RowBatch, column: number, row: number): number {
  const packed = batch.columns[column];
  return packed?.as === 'numbers' ? (packed.values[row] ?? Number.NaN) : Number.NaN;
}

/** @param day Excel's serial of a calendar day */
function dayText(day: number): string {
  return new Date((day - 25_569) * 86_400_000).toISOString().slice(0, 10);
}

/** `27:05:09` */
function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(whole / 3_600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}
