import type { MileageCourt, MileagePer } from '../contract/report.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import { deviceColumns, mark, packDevices, packNumbers } from './device-columns.ts';
import { CAP_MARK, CAP_REASON, gapMark, gapMessage, gapReason } from './gaps.ts';
import { inOrder } from './in-order.ts';
import {
  chunksOf,
  type Chunk,
  type MileageColumn,
  type MileagePlan,
  type MileageWindow,
} from './mileage-plan.ts';
import { writeCourt, type Testimony } from './mileage-court.ts';
import { readMileage, type Figure } from './mileage-source.ts';
import { MileageTotals, writeTotals } from './mileage-totals.ts';
import type { ReportContext, WrittenReport } from './report-context.ts';
import { cleanSum } from './workbook/sheet-xml.ts';
import type { CellMark, ColumnSpec, SheetPart, SheetSpec } from './workbook/model.ts';

/** Requests of one report under way or waiting for their turn in the sheet; the pacer decides the pace. */
const AT_ONCE = 12;

interface Task {
  readonly chunk: Chunk;
  readonly window: MileageWindow;
  readonly index: number;
}

/**
 * Writes a mileage report: a matrix of devices and days, weeks or months where asked for, always the totals of devices and accounts.
 * Devices are read a hundred at a time, window by window, and leave memory as rows as soon as their last window is
 * known.
 */
export async function writeMileage(
  context: ReportContext,
  plan: MileagePlan,
  per: MileagePer,
  court: MileageCourt | null = null,
): Promise<Result<WrittenReport>> {
  const { devices, workbook, progress, control } = context;
  const { windows, columns } = plan;
  const matrix = columns.length > 0;
  progress.expect(devices.length * (windows.length + (court === null ? 0 : 1)));
  const witness = court === null ? null : new Witness(devices.length, Math.max(1, columns.length));
  const totals = new MileageTotals(devices.length, windows.length);
  const parts: SheetPart[] = [];
  let cutTexts = 0;

  if (matrix) {
    const opened = await workbook.openSheet(matrixSheet(columns, per), true);
    if (!opened.ok) return opened;
  }
  let table = new ChunkTable({ from: 0, to: 0 }, plan);
  const answers = inOrder(tasks(devices.length, windows), AT_ONCE, async (task) => {
    const { from, to } = task.chunk;
    const imeis = devices.slice(from, to).map(({ imei }) => imei);
    const figures = (await control.mayGoOn()) ? await readMileage(context, imeis, task.window) : null;
    return { task, imeis, figures };
  });
  for await (const { task, imeis, figures } of answers) {
    if (figures === null || control.cancelled) break;
    if (task.index === 0) table = new ChunkTable(task.chunk, plan);
    imeis.forEach((imei, row) => {
      table.put(row, task.index, figures.get(imei) ?? missingFigure(imei));
    });
    progress.advance(imeis.length);
    if (task.index < windows.length - 1) continue;
    table.tell(context, totals);
    table.testify(witness);
    if (!matrix) continue;
    const { from, to } = task.chunk;
    const written = await workbook.rowsOf(devices.slice(from, to), table.batch(context));
    if (!written.ok) return written;
    progress.addRows(imeis.length);
  }
  if (control.cancelled) return fail({ code: 'cancelled' });
  if (matrix) {
    const closed = await workbook.closeSheet();
    if (!closed.ok) return closed;
    parts.push(...closed.value.parts);
    cutTexts += closed.value.cutTexts;
  }
  const closed = await writeTotals(context, totals, per === 'day' ? 'day' : 'window');
  if (!closed.ok) return closed;
  parts.push(...closed.value.parts);
  cutTexts += closed.value.cutTexts;
  if (!matrix) progress.addRows(devices.length);
  if (court === null || witness === null) return succeed({ parts, cutTexts, notes: plan.notes });
  const held = await writeCourt(context, plan, court, (device, column) => witness.of(device, column));
  if (!held.ok) return held;
  return succeed({
    parts: [...parts, ...held.value.parts],
    cutTexts: cutTexts + held.value.cutTexts,
    notes: [...plan.notes, courtNote(court)],
  });
}

function courtNote({ percent, tracks }: MileageCourt): string {
  const from =
    tracks === 'asked'
      ? 'Tracks that were not in the archive were asked of the provider.'
      : 'Tracks come from the archive alone.';
  return (
    `"Mileage court" flags differences over ${percent} % and 1 km. ${from} Odometers are those this console heard ` +
    'around the edges of each part while it ran; what it did not hear is blank.'
  );
}

function missingFigure(imei: string): Figure {
  return { is: 'missing', failure: { code: 'result.missing', concerns: imei } };
}

function* tasks(devices: number, windows: readonly MileageWindow[]): Generator<Task> {
  for (const chunk of chunksOf(devices)) {
    for (const [index, window] of windows.entries()) yield { chunk, window, index };
  }
}

function matrixSheet(columns: readonly MileageColumn[], per: MileagePer): SheetSpec {
  const first = deviceColumns.length;
  const days = columns.map(({ day, name }): ColumnSpec => ({
    title: name ?? { day: day + 25_569 },
    width: 11,
    kind: { is: 'kilometres' },
    total: true,
  }));
  const last = first + days.length - 1;
  return {
    name: per === 'day' ? 'Per day' : per === 'week' ? 'Per week' : 'Per month',
    columns: [
      ...deviceColumns,
      ...days,
      {
        title: 'Total km',
        width: 13,
        kind: { is: 'rowSum', from: first, to: last, of: 'kilometres' },
        total: true,
      },
    ],
    header: true,
    frozenColumns: 2,
    totalLabel: 'Total km',
    landscape: true,
    shaded: [first, last],
  };
}

/** The figures of up to a hundred devices in all windows. */
class ChunkTable {
  readonly #chunk: Chunk;
  readonly #plan: MileagePlan;
  readonly #rows: number;
  /** One array a window, a value a device; NaN where nothing is known. */
  readonly #km: readonly Float64Array[];
  /** By cell of the matrix, as `column * rows + row`: what stands there when its windows are not all whole. */
  readonly #lacks = new Map<number, string>();
  /** By row: what is missing, joined over neighbouring windows with the same reason. */
  readonly #missing: MissingSpan[][];

  constructor(chunk: Chunk, plan: MileagePlan) {
    this.#chunk = chunk;
    this.#plan = plan;
    this.#rows = chunk.to - chunk.from;
    this.#km = plan.windows.map(() => new Float64Array(this.#rows).fill(Number.NaN));
    this.#missing = Array.from({ length: this.#rows }, () => []);
  }

  put(row: number, index: number, figure: Figure): void {
    const window = this.#plan.windows[index];
    const values = this.#km[index];
    if (!window || !values) return;
    switch (figure.is) {
      case 'known':
        values[row] = figure.km;
        if (figure.end < window.end) {
          this.#lack(row, window.column, CAP_MARK);
          this.#miss(row, figure.end, window.end, CAP_REASON, '');
        }
        return;
      case 'capped':
        this.#lack(row, window.column, CAP_MARK);
        this.#miss(row, window.begin, window.end, CAP_REASON, '');
        return;
      case 'missing':
        this.#lack(row, window.column, gapMark(figure.failure));
        this.#miss(row, window.begin, window.end, gapReason(figure.failure), gapMessage(figure.failure));
    }
  }

  /** Adds what is known to the totals and what is missing to the gaps. */
  tell({ devices, gaps }: ReportContext, totals: MileageTotals): void {
    for (let row = 0; row < this.#rows; row += 1) {
      const device = devices[this.#chunk.from + row];
      if (!device) continue;
      const missing = this.#missing[row] ?? [];
      for (const { begin, end, reason, message } of missing) {
        gaps.add({
          concerns: device.imei,
          name: device.plate || device.name,
          span: { begin, end },
          reason,
          message,
        });
      }
      totals.put(
        this.#chunk.from + row,
        this.#km.map((values) => values[row] ?? Number.NaN),
        missing.map(({ reason }) => reason),
      );
    }
  }

  /** Tells the court what the provider said of each column: a figure only where all of it is known. */
  testify(witness: Witness | null): void {
    if (witness === null) return;
    this.#plan.windows.forEach(({ column }, index) => {
      const place = Math.max(0, column);
      for (let row = 0; row < this.#rows; row += 1) {
        const word = this.#lacks.get(column * this.#rows + row) ?? null;
        witness.put(this.#chunk.from + row, place, this.#km[index]?.[row] ?? Number.NaN, word);
      }
    });
  }

  batch({ devices }: ReportContext): Parameters<ReportContext['workbook']['rows']>[0] {
    const columns = this.#plan.columns.map(() => new Float64Array(this.#rows).fill(Number.NaN));
    const sums = new Float64Array(this.#rows).fill(Number.NaN);
    this.#plan.windows.forEach(({ column }, index) => {
      this.#km[index]?.forEach((km, row) => {
        if (Number.isNaN(km)) return;
        addKnown(columns[column], row, km);
        addKnown(sums, row, km);
      });
    });
    const marks = [...this.#lacks].map(([cell, word]): CellMark => {
      const row = cell % this.#rows;
      const column = Math.floor(cell / this.#rows);
      const known = !Number.isNaN(columns[column]?.[row] ?? Number.NaN);
      return known
        ? mark(row, deviceColumns.length + column, 'partial', null)
        : mark(row, deviceColumns.length + column, 'missing', word);
    });
    return {
      count: this.#rows,
      columns: [
        ...packDevices(devices.slice(this.#chunk.from, this.#chunk.to)),
        ...columns.map((values) => packNumbers(values.map(cleanSum))),
        packNumbers(sums),
      ],
      marks,
    };
  }

  #lack(row: number, column: number, word: string): void {
    const cell = column * this.#rows + row;
    if (!this.#lacks.has(cell)) this.#lacks.set(cell, word);
  }

  #miss(row: number, begin: number, end: number, reason: string, message: string): void {
    const spans = this.#missing[row];
    const before = spans?.at(-1);
    if (before?.end === begin && before.reason === reason && before.message === message) before.end = end;
    else spans?.push({ begin, end, reason, message });
  }
}

/** The provider's figures for the court, a device and a column each. */
class Witness {
  readonly #km: Float64Array;
  readonly #lacks = new Map<number, string>();
  readonly #columns: number;

  constructor(devices: number, columns: number) {
    this.#km = new Float64Array(devices * columns);
    this.#columns = columns;
  }

  put(device: number, column: number, km: number, word: string | null): void {
    const cell = device * this.#columns + column;
    this.#km[cell] = (this.#km[cell] ?? 0) + km;
    if (word !== null) this.#lacks.set(cell, word);
  }

  of(device: number, column: number): Testimony {
    const cell = device * this.#columns + column;
    const reason = this.#lacks.get(cell);
    const km = this.#km[cell] ?? Number.NaN;
    if (reason !== undefined || Number.isNaN(km)) return { km: null, reason: reason ?? 'not read' };
    return { km };
  }
}

function addKnown(values: Float64Array | undefined, row: number, km: number): void {
  if (values === undefined) return;
  const before = values[row] ?? Number.NaN;
  values[row] = Number.isNaN(before) ? km : before + km;
}

interface MissingSpan {
  readonly begin: number;
  end: number;
  readonly reason: string;
  readonly message: string;
}
