import { succeed, type Result } from '../contract/result.ts';
import { deviceColumns } from './device-columns.ts';
import type { ReportContext } from './report-context.ts';
import type { StreamedPart } from './trip-stream.ts';
import { duration, kilometres, namesOf, whole } from './workbook/cells.ts';
import type { Cell, ClosedSheet, ColumnSpec } from './workbook/model.ts';

const ROWS_AT_ONCE = 1_000;

/** What one device did. Durations are seconds. */
export interface TripSums {
  trips: number;
  stops: number;
  metres: number;
  driving: number;
  idle: number;
  stopped: number;
  /** In gaps, before the first point and after the last; what was not read is no part of it. */
  withoutPoints: number;
  topSpeed: number | null;
  /** '' where everything is known. */
  missing: string;
  missingSeconds: number;
}

export function noTrips(): TripSums {
  return {
    trips: 0,
    stops: 0,
    metres: 0,
    driving: 0,
    idle: 0,
    stopped: 0,
    withoutPoints: 0,
    topSpeed: null,
    missing: '',
    missingSeconds: 0,
  };
}

export function addPart(
  sum: TripSums,
  { kind, begin, end, metres, driving, idle, topSpeed }: StreamedPart,
): void {
  switch (kind) {
    case 'trip':
      sum.trips += 1;
      sum.metres += metres;
      sum.driving += driving;
      sum.idle += idle;
      if (topSpeed !== null) sum.topSpeed = Math.max(sum.topSpeed ?? 0, topSpeed);
      return;
    case 'stop':
      sum.stops += 1;
      sum.stopped += end - begin;
      return;
    case 'gap':
  }
}

/** Notes where the rest of a period went, so that all of it adds up. @param whole its length in seconds */
export function addRest(sum: TripSums, whole: number): void {
  const told = sum.driving + sum.idle + sum.stopped + sum.missingSeconds;
  sum.withoutPoints = Math.max(0, whole - told);
}

/** Writes the sheets "By device" and "By account" of a report of trips. `sums` stand in the order of the devices. */
export async function writeTripTotals(
  context: ReportContext,
  sums: readonly TripSums[],
): Promise<Result<ClosedSheet>> {
  const devices = await writeSheet(context, 'By device', deviceSums, deviceRows(context, sums));
  if (!devices.ok) return devices;
  const accounts = await writeSheet(context, 'By account', accountSums, accountRows(context, sums));
  if (!accounts.ok) return accounts;
  return succeed({
    parts: [...devices.value.parts, ...accounts.value.parts],
    cutTexts: devices.value.cutTexts + accounts.value.cutTexts,
  });
}

const sumColumns: readonly ColumnSpec[] = [
  { title: 'Trips', width: 9, kind: { is: 'integer' }, total: true },
  { title: 'Distance (km)', width: 13, kind: { is: 'kilometres' }, total: true },
  { title: 'Driving', width: 12, kind: { is: 'duration' } },
  { title: 'Standing in between', width: 12, kind: { is: 'duration' } },
  { title: 'Stops', width: 9, kind: { is: 'integer' }, total: true },
  { title: 'Stopped', width: 12, kind: { is: 'duration' } },
  { title: 'Without points', width: 12, kind: { is: 'duration' } },
];
const deviceSums: readonly ColumnSpec[] = [
  ...deviceColumns,
  ...sumColumns,
  { key: 'speed', title: 'Top speed (km/h)', width: 11, kind: { is: 'integer' } },
  { title: 'Not read', width: 12, kind: { is: 'duration' } },
  { title: 'Completeness', width: 60, kind: { is: 'text' } },
];
const accountSums: readonly ColumnSpec[] = [
  { title: 'Account', width: 44, kind: { is: 'text' } },
  { title: 'Devices', width: 12, kind: { is: 'integer' }, total: true },
  { title: 'Devices not read whole', width: 22, kind: { is: 'integer' }, total: true },
  ...sumColumns,
];

const NO_POINTS = 'The provider has no points of this time';
const SUMMED = ['trips', 'stops', 'metres', 'driving', 'idle', 'stopped', 'withoutPoints'] as const;

/** Nothing is known of what a device did: it has no points, or none that lie together. */
function isUnknown(sum: TripSums): boolean {
  return sum.trips + sum.stops === 0;
}

function sumCells(sum: TripSums): Cell[] {
  if (isUnknown(sum)) return sumColumns.map((): Cell => ({ value: 'no data', style: 'missing' }));
  const partial = sum.missing !== '';
  const number = (cell: Cell): Cell =>
    partial && typeof cell === 'object' && cell !== null && 'value' in cell && cell.style === 'kilometres'
      ? { ...cell, style: 'partial' }
      : cell;
  return [
    whole(sum.trips),
    kilometres(sum.metres / 1_000),
    duration(sum.driving),
    duration(sum.idle),
    whole(sum.stops),
    duration(sum.stopped),
    duration(sum.withoutPoints),
  ].map(number);
}

function* deviceRows({ devices }: ReportContext, sums: readonly TripSums[]): Generator<readonly Cell[]> {
  for (const [index, sum] of sums.entries()) {
    const device = devices[index];
    if (device === undefined) continue;
    yield [
      ...namesOf(device),
      ...sumCells(sum),
      sum.topSpeed === null ? null : whole(sum.topSpeed),
      sum.missingSeconds === 0 ? null : duration(sum.missingSeconds),
      sum.missing || (isUnknown(sum) ? NO_POINTS : 'complete'),
    ];
  }
}

function* accountRows({ devices }: ReportContext, sums: readonly TripSums[]): Generator<readonly Cell[]> {
  const accounts = new Map<string, { readonly sum: TripSums; devices: number; doubted: number }>();
  for (const [index, of] of sums.entries()) {
    const account = devices[index]?.accountPath ?? '';
    let entry = accounts.get(account);
    if (entry === undefined) accounts.set(account, (entry = { sum: noTrips(), devices: 0, doubted: 0 }));
    const { sum } = entry;
    entry.devices += 1;
    if (of.missing !== '') {
      entry.doubted += 1;
      sum.missing = of.missing;
    }
    for (const name of SUMMED) {
      sum[name] += of[name];
    }
  }
  for (const [account, { sum, devices: count, doubted }] of accounts) {
    yield [account, whole(count), whole(doubted), ...sumCells(sum)];
  }
}

async function writeSheet(
  { workbook }: ReportContext,
  name: string,
  columns: readonly ColumnSpec[],
  rows: Iterable<readonly Cell[]>,
): Promise<Result<ClosedSheet>> {
  const opened = await workbook.openSheet({
    name,
    columns,
    header: true,
    frozenColumns: name === 'By device' ? 2 : 1,
    totalLabel: 'Total',
    landscape: true,
    shaded: null,
  });
  if (!opened.ok) return opened;
  let page: (readonly Cell[])[] = [];
  for (const row of rows) {
    page.push(row);
    if (page.length < ROWS_AT_ONCE) continue;
    const written = await workbook.cells(page);
    if (!written.ok) return written;
    page = [];
  }
  const written = await workbook.cells(page);
  return written.ok ? workbook.closeSheet() : written;
}
