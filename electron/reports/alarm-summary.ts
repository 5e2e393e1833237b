import { alarmType } from '../contract/alarm.ts';
import type { Alarm } from '../contract/alarm.ts';
import { succeed, type Result } from '../contract/result.ts';
import { TYPE_COLUMN } from './alarm-rows.ts';
import { deviceColumns, mark, packDevices, packNumbers, packTexts } from './device-columns.ts';
import type { ReportContext } from './report-context.ts';
import type { Cell, CellMark, ClosedSheet, ColumnSpec, SheetPart } from './workbook/model.ts';
import type { ZoneClock } from './zone.ts';
import { columnName, quoteSheet } from './workbook/xml.ts';

const ROWS_AT_ONCE = 1_000;
const MOST_SHEETS_COUNTED = 50;

interface TypeCount {
  count: number;
  first: number;
  last: number;
}

/** Alarms counted by type and by device while they pass. */
export class AlarmCounts {
  readonly #zone: ZoneClock;
  readonly #byType = new Map<number, TypeCount>();
  readonly #byDevice = new Map<number, Map<number, number>>();
  readonly #byHour = new Float64Array(24);
  readonly #doubts = new Map<number, string>();

  /** @param types types that are listed even when there is none of them */
  constructor(types: readonly number[], zone: ZoneClock) {
    this.#zone = zone;
    for (const type of types) this.#byType.set(type, { count: 0, first: Infinity, last: -Infinity });
  }

  /** @param device its place in the report */
  add(device: number, alarm: Alarm): void {
    let type = this.#byType.get(alarm.type);
    if (!type) this.#byType.set(alarm.type, (type = { count: 0, first: Infinity, last: -Infinity }));
    type.count += 1;
    type.first = Math.min(type.first, alarm.systemTime);
    type.last = Math.max(type.last, alarm.systemTime);
    const { systemTime } = alarm;
    const hour = Math.floor((systemTime + this.#zone.offsetAt(systemTime)) / 3_600) % 24;
    this.#byHour[hour] = (this.#byHour[hour] ?? 0) + 1;
    let ofDevice = this.#byDevice.get(device);
    if (!ofDevice) this.#byDevice.set(device, (ofDevice = new Map<number, number>()));
    ofDevice.set(alarm.type, (ofDevice.get(alarm.type) ?? 0) + 1);
  }

  /** Notes why the alarms of a device may not be all there. */
  doubt(device: number, reasons: readonly string[]): void {
    this.#doubts.set(device, [...new Set(reasons)].join('; '));
  }

  /** Types, the most frequent first. */
  get types(): readonly (readonly [number, Readonly<TypeCount>])[] {
    return [...this.#byType].sort((a, b) => b[1].count - a[1].count || a[0] - b[0]);
  }

  of(device: number, type: number): number {
    return this.#byDevice.get(device)?.get(type) ?? 0;
  }

  /** Alarms of a device, of all types. */
  allOf(device: number): number {
    let sum = 0;
    for (const count of this.#byDevice.get(device)?.values() ?? []) sum += count;
    return sum;
  }

  /** Alarms by hour of the day on the wall clock of the report's zone, by their system time. */
  get byHour(): Float64Array {
    return this.#byHour;
  }

  /** Devices whose alarms may not be all there. */
  get doubted(): number {
    return this.#doubts.size;
  }

  doubtOf(device: number): string | null {
    return this.#doubts.get(device) ?? null;
  }
}

/** A count over devices of which some were not read whole: none seen is not none where nothing was read. */
export function countedCell(count: number, doubted: number, devices: number, formula?: string): Cell {
  if (count === 0 && doubted > 0 && doubted === devices) return { value: 'not read', style: 'missing' };
  const style = doubted > 0 ? 'partialInteger' : 'integer';
  return { value: count, style, ...(formula === undefined ? {} : { formula }) };
}

/** Writes the sheets "By type" and "By device". `parts` are the sheets of all alarms. */
export async function writeSummary(
  context: ReportContext,
  counts: AlarmCounts,
  parts: readonly SheetPart[],
): Promise<Result<ClosedSheet>> {
  const byType = await writeByType(context, counts, parts);
  if (!byType.ok) return byType;
  const byDevice = await writeByDevice(context, counts);
  if (!byDevice.ok) return byDevice;
  return succeed({
    parts: [...byType.value.parts, ...byDevice.value.parts],
    cutTexts: byType.value.cutTexts + byDevice.value.cutTexts,
  });
}

async function writeByType(
  { workbook, devices }: ReportContext,
  counts: AlarmCounts,
  parts: readonly SheetPart[],
): Promise<Result<ClosedSheet>> {
  const opened = await workbook.openSheet({
    name: 'By type',
    columns: [
      { title: 'Type', width: 8, kind: { is: 'integer' } },
      { title: 'Alarm', width: 28, kind: { is: 'text' } },
      { title: 'Priority', width: 12, kind: { is: 'text' } },
      { title: 'Alarms', width: 12, kind: { is: 'integer' }, total: true },
      { title: 'First', width: 20, kind: { is: 'time' } },
      { title: 'Last', width: 20, kind: { is: 'time' } },
    ],
    header: true,
    frozenColumns: 0,
    totalLabel: 'Total',
    landscape: false,
    shaded: [3, 3],
  });
  if (!opened.ok) return opened;
  const rows = counts.types.map(([number, { count, first, last }], index): readonly Cell[] => {
    const { name, priority } = alarmType(number);
    return [
      { value: number, style: 'integer' },
      name,
      priority,
      countedCell(count, counts.doubted, devices.length, countFormula(parts, index + 2)),
      count === 0 ? null : { time: first },
      count === 0 ? null : { time: last },
    ];
  });
  const written = await workbook.cells(rows);
  return written.ok ? workbook.closeSheet() : written;
}

/** Nothing where a formula over so many sheets would be longer than a cell may hold. */
function countFormula(parts: readonly SheetPart[], row: number): string | undefined {
  if (parts.length > MOST_SHEETS_COUNTED) return undefined;
  const column = columnName(TYPE_COLUMN);
  return parts
    .map(({ name, firstRow, lastRow }) => {
      const last = Math.max(firstRow, lastRow);
      return `COUNTIF(${quoteSheet(name)}!$${column}$${firstRow}:$${column}$${last},A${row})`;
    })
    .join('+');
}

async function writeByDevice(
  { workbook, devices }: ReportContext,
  counts: AlarmCounts,
): Promise<Result<ClosedSheet>> {
  const types = counts.types.map(([number]) => number).sort((a, b) => a - b);
  const first = deviceColumns.length;
  const typeColumns = types.map((number): ColumnSpec => ({
    title: alarmType(number).name,
    width: 11,
    kind: { is: 'integer' },
    total: true,
  }));
  const last = first + types.length - 1;
  const opened = await workbook.openSheet({
    name: 'By device',
    columns: [
      ...deviceColumns,
      ...typeColumns,
      {
        title: 'All alarms',
        width: 11,
        kind: types.length > 0 ? { is: 'rowSum', from: first, to: last, of: 'integer' } : { is: 'integer' },
        total: true,
      },
      { title: 'Completeness', width: 60, kind: { is: 'text' } },
    ],
    header: true,
    frozenColumns: 2,
    totalLabel: 'Total',
    landscape: true,
    shaded: types.length > 0 ? [first, last] : null,
  });
  if (!opened.ok) return opened;
  for (let from = 0; from < devices.length; from += ROWS_AT_ONCE) {
    const to = Math.min(devices.length, from + ROWS_AT_ONCE);
    const written = await workbook.rows(deviceBatch(devices, from, to, types, counts));
    if (!written.ok) return written;
  }
  return workbook.closeSheet();
}

function deviceBatch(
  devices: ReportContext['devices'],
  from: number,
  to: number,
  types: readonly number[],
  counts: AlarmCounts,
): Parameters<ReportContext['workbook']['rows']>[0] {
  const size = to - from;
  const columns = types.map(() => new Float64Array(size));
  const all = new Float64Array(size);
  const completeness: string[] = [];
  const marks: CellMark[] = [];
  const first = deviceColumns.length;
  for (let row = 0; row < size; row += 1) {
    const doubt = counts.doubtOf(from + row);
    completeness.push(doubt ?? 'complete');
    let known = doubt === null;
    types.forEach((type, index) => {
      const count = counts.of(from + row, type);
      const column = columns[index];
      all[row] = (all[row] ?? 0) + count;
      if (!column) return;
      // None seen is not none where not all was read.
      const unsure = doubt !== null && count === 0;
      column[row] = unsure ? Number.NaN : count;
      if (!unsure) known = true;
      else marks.push(mark(row, first + index, 'missing', 'not read'));
      if (doubt !== null && !unsure) marks.push(mark(row, first + index, 'partialInteger', null));
    });
    if (known) continue;
    all[row] = Number.NaN;
    if (types.length === 0) marks.push(mark(row, first, 'missing', 'not read'));
  }
  return {
    count: size,
    columns: [
      ...packDevices(devices.slice(from, to)),
      ...columns.map(packNumbers),
      packNumbers(all),
      packTexts(completeness),
    ],
    marks,
  };
}
