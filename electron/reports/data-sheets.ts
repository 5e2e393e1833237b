import type { Failure } from '../contract/errors.ts';
import {
  groupsOf,
  usualLayout,
  type OptionalColumn,
  type ReportLayout,
  type ReportRequest,
} from '../contract/report.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { ReportDevice } from './ports.ts';
import type { Cell, ClosedSheet, ColumnKind, ColumnSpec, RowBatch, SheetSpec } from './workbook/model.ts';
import type { WorkbookClient } from './workbook-client.ts';

/** Sheets of one table at most; a spreadsheet with more cannot be handled by anybody. */
const MOST_GROUPS = 250;

/** Whose sheet a device stands on; '' when there is one for all. */
function groupOf(layout: ReportLayout, device: ReportDevice): string {
  switch (layout.group) {
    case 'none':
      return '';
    case 'account':
      return device.account || 'no account';
    case 'device':
      return device.plate || device.name || device.imei;
  }
}

/** What is wrong with a layout for this report; null when nothing is. */
export function checkLayout(request: ReportRequest, devices: readonly ReportDevice[]): Failure | null {
  const layout = request.layout ?? usualLayout;
  const wrong = (detail: string): Failure => ({ code: 'input.invalid', concerns: 'layout', detail });
  if ((['plate', 'device', 'imei'] as const).every((column) => layout.without.includes(column))) {
    return wrong('Keep at least one of plate, device and IMEI: else nobody can tell the rows apart.');
  }
  if (layout.group === 'none') return null;
  if (layout.format !== 'xlsx') return wrong('Only a workbook has sheets; choose one sheet for all.');
  if (!groupsOf(request.kind).includes(layout.group)) {
    return wrong(`This report cannot be divided by ${layout.group}.`);
  }
  const groups = new Set(devices.map((device) => groupOf(layout, device))).size;
  return groups <= MOST_GROUPS
    ? null
    : wrong(
        `This would be ${groups} sheets, and a workbook takes ${MOST_GROUPS}. Choose fewer devices, or one sheet for all.`,
      );
}

interface Open {
  readonly spec: SheetSpec;
  /** Indexes of the columns that stay; null: all of them. */
  readonly kept: readonly number[] | null;
  readonly grouped: boolean;
  /** Null before the first row of a grouped sheet. */
  group: string | null;
  parts: ClosedSheet['parts'][number][];
  cutTexts: number;
}

/**
 * The data sheets of a report as its layout wants them: without the columns that were left out, and a table divided
 * into a sheet for each account or device. What writes the rows knows nothing of either.
 */
export class DataSheets {
  readonly layout: ReportLayout;
  readonly #workbook: WorkbookClient;
  readonly #without: ReadonlySet<OptionalColumn>;
  #open: Open | null = null;

  constructor(workbook: WorkbookClient, layout: ReportLayout) {
    this.#workbook = workbook;
    this.layout = layout;
    this.#without = new Set(layout.without);
  }

  /** Whether every column stands where its writer thinks, so that formulas may point at it. */
  get whole(): boolean {
    return this.#without.size === 0 && this.layout.group === 'none';
  }

  /** @param grouped the rows come device by device, in the order of the report */
  async openSheet(spec: SheetSpec, grouped = false): Promise<Result<null>> {
    const kept = this.#keptOf(spec.columns);
    const shown = kept === null ? spec : without(spec, kept);
    const isGrouped = grouped && this.layout.group !== 'none';
    this.#open = {
      spec: { ...shown, landscape: shown.landscape && !this.layout.portrait },
      kept,
      grouped: isGrouped,
      group: isGrouped ? null : '',
      parts: [],
      cutTexts: 0,
    };
    return isGrouped ? succeed(null) : this.#workbook.openSheet(this.#open.spec);
  }

  /** Whether the next row of a device needs a sheet of its own: what is gathered has to be written before. */
  isNext(device: ReportDevice): boolean {
    const open = this.#open;
    return open?.grouped === true && open.group !== groupOf(this.layout, device);
  }

  /** Goes to the sheet of a device. */
  async goTo(device: ReportDevice): Promise<Result<null>> {
    const open = this.#open;
    if (!open?.grouped || !this.isNext(device)) return succeed(null);
    return this.#goTo(open, groupOf(this.layout, device));
  }

  async rows(batch: RowBatch): Promise<Result<null>> {
    const kept = this.#open?.kept ?? null;
    return this.#workbook.rows(kept === null ? batch : keptColumns(batch, kept));
  }

  /** Rows of devices, one each, every one on its sheet. */
  async rowsOf(devices: readonly ReportDevice[], batch: RowBatch): Promise<Result<null>> {
    if (this.#open?.grouped !== true) return this.rows(batch);
    for (let from = 0; from < devices.length;) {
      const first = devices[from];
      if (first === undefined) break;
      const moved = await this.goTo(first);
      if (!moved.ok) return moved;
      let to = from + 1;
      for (let next = devices[to]; next !== undefined && !this.isNext(next); next = devices[to]) to += 1;
      const written = await this.rows(sliceBatch(batch, from, to));
      if (!written.ok) return written;
      from = to;
    }
    return succeed(null);
  }

  async cells(rows: readonly (readonly Cell[])[]): Promise<Result<null>> {
    const kept = this.#open?.kept ?? null;
    if (kept === null) return this.#workbook.cells(rows);
    return this.#workbook.cells(rows.map((row) => kept.map((index) => row[index] ?? null)));
  }

  async closeSheet(): Promise<Result<ClosedSheet>> {
    const open = this.#open;
    if (open === null) return fail({ code: 'internal', detail: 'No sheet is open.' });
    if (open.group === null) {
      // Nobody had a row: one empty sheet says so.
      const opened = await this.#workbook.openSheet(open.spec);
      if (!opened.ok) return opened;
    }
    const closed = await this.#workbook.closeSheet();
    this.#open = null;
    if (!closed.ok) return closed;
    return succeed({
      parts: [...open.parts, ...closed.value.parts],
      cutTexts: open.cutTexts + closed.value.cutTexts,
    });
  }

  async #goTo(open: Open, group: string): Promise<Result<null>> {
    if (open.group !== null) {
      const closed = await this.#workbook.closeSheet();
      if (!closed.ok) return closed;
      open.parts.push(...closed.value.parts);
      open.cutTexts += closed.value.cutTexts;
    }
    open.group = group;
    return this.#workbook.openSheet({ ...open.spec, name: `${group} ${open.spec.name}` });
  }

  #keptOf(columns: readonly ColumnSpec[]): readonly number[] | null {
    const kept = columns.flatMap(({ key }, index) =>
      key !== undefined && this.#without.has(key) ? [] : [index],
    );
    return kept.length === columns.length ? null : kept;
  }
}

/** A sheet with some of its columns; what pointed at a column points at where it is now. */
function without(spec: SheetSpec, kept: readonly number[]): SheetSpec {
  const place = (column: number): number => kept.filter((index) => index < column).length;
  const moved = (kind: ColumnKind): ColumnKind =>
    kind.is === 'mapLink'
      ? { ...kind, longitude: place(kind.longitude), latitude: place(kind.latitude) }
      : kind.is === 'rowSum'
        ? { ...kind, from: place(kind.from), to: place(kind.to) }
        : kind;
  return {
    ...spec,
    columns: kept.flatMap((index): ColumnSpec[] => {
      const column = spec.columns[index];
      return column === undefined ? [] : [{ ...column, kind: moved(column.kind) }];
    }),
    frozenColumns: place(spec.frozenColumns),
    shaded: spec.shaded === null ? null : [place(spec.shaded[0]), place(spec.shaded[1])],
  };
}

function keptColumns(batch: RowBatch, kept: readonly number[]): RowBatch {
  const places = new Map(kept.map((index, place) => [index, place]));
  return {
    count: batch.count,
    columns: kept.map((index) => batch.columns[index] ?? { as: 'nothing' }),
    marks: batch.marks.flatMap((mark) => {
      const column = places.get(mark.column);
      return column === undefined ? [] : [{ ...mark, column }];
    }),
  };
}

function sliceBatch({ columns, marks }: RowBatch, from: number, to: number): RowBatch {
  return {
    count: to - from,
    columns: columns.map((column) => {
      switch (column.as) {
        case 'numbers':
          return { as: 'numbers', values: column.values.slice(from, to) };
        case 'texts':
          return { as: 'texts', values: column.values.slice(from, to) };
        case 'codes':
          return { as: 'codes', codes: column.codes.slice(from, to), texts: column.texts };
        case 'nothing':
          return column;
      }
    }),
    marks: marks
      .filter(({ row }) => row >= from && row < to)
      .map((mark) => ({ ...mark, row: mark.row - from })),
  };
}
