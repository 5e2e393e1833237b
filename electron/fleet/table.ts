import type { Device } from '../contract/device.ts';
import type { AskedColumn, AskedRow, FleetColumn, FleetTableExport } from '../contract/fleet-table.ts';
import { vehicleStates, type Position, type VehicleState } from '../contract/position.ts';
import { succeed, type Result } from '../contract/result.ts';
import type { TableColumn, TableSheet, TableValue } from '../contract/table.ts';

/** What is known of one device. */
export interface FleetRow {
  readonly device: Device;
  readonly position: Position | null;
  readonly state: VehicleState;
}

const KM_PER_MILE = 1.609344;
/** Rows handed to the writer at a time. */
const PAGE = 1_000;

const widths: Partial<Record<FleetColumn, number>> = {
  state: 13,
  imei: 17,
  name: 24,
  account: 20,
  heartTime: 19,
  gpsTime: 19,
  systemTime: 19,
  serverTime: 19,
};

/** The fields of a device that windows are not sent with every position. */
export function askedRow(imei: string, position: Position | null): AskedRow {
  return {
    imei,
    systemTime: position?.systemTime ?? null,
    serverTime: position?.serverTime ?? null,
    accTime: position?.accTime ?? null,
    todayMileage: position?.todayMileage ?? null,
    mileage: position?.mileage ?? null,
    externalPower: position?.externalPower ?? null,
  };
}

/** One such field of all devices, to put a table in order by: index = slot, NaN where unknown. */
export function askedColumn(
  column: AskedColumn,
  positions: { readonly size: number; record(slot: number): Position | null },
): Float64Array {
  const values = new Float64Array(positions.size);
  for (let slot = 0; slot < values.length; slot += 1) values[slot] = positions.record(slot)?.[column] ?? NaN;
  return values;
}

/**
 * The sheet of a table as it is shown: its columns and rows in their order, every group under a row that names it.
 * Devices that are gone meanwhile are left out.
 *
 * @param serverTime the provider's clock in Unix seconds, for ages
 */
export function fleetSheet(
  table: FleetTableExport,
  row: (slot: number) => FleetRow | null,
  serverTime: number,
): TableSheet {
  const columns: TableColumn[] = table.columns.map(({ id, title }) => ({ title, width: widths[id] ?? 14 }));
  const cells = (slot: number): TableValue[] | null => {
    const found = row(slot);
    return found === null ? null : table.columns.map(({ id }) => cellOf(id, found, table, serverTime));
  };
  return { name: table.name, columns, header: true, pages: () => pagesOf(table, cells) };
}

// Pages come asynchronously wherever they come from; here all is at hand, and each page is made when it is wanted.
// eslint-disable-next-line @typescript-eslint/require-await
async function* pagesOf(
  { slots, groups }: FleetTableExport,
  cells: (slot: number) => TableValue[] | null,
): AsyncGenerator<Result<readonly (readonly TableValue[])[]>> {
  const parts = groups.length === 0 ? [{ title: null, count: slots.length }] : groups;
  let page: TableValue[][] = [];
  let at = 0;
  for (const { title, count } of parts) {
    if (title !== null) page.push([`${title} (${count})`]);
    for (const slot of slots.slice(at, at + count)) {
      const row = cells(slot);
      if (row !== null) page.push(row);
      if (page.length >= PAGE) {
        yield succeed(page);
        page = [];
      }
    }
    at += count;
  }
  if (page.length > 0) yield succeed(page);
}

function cellOf(
  column: FleetColumn,
  { device, position, state }: FleetRow,
  { words, units }: FleetTableExport,
  serverTime: number,
): TableValue {
  switch (column) {
    case 'state':
      return words.states[vehicleStates.indexOf(state)] ?? state;
    case 'plate':
    case 'name':
    case 'imei':
    case 'type':
    case 'sim':
    case 'account':
      return device[column];
    case 'speed':
      return position?.speed == null
        ? null
        : units === 'metric'
          ? position.speed
          : rounded(position.speed / KM_PER_MILE);
    case 'todayMileage':
    case 'mileage': {
      const metres = position?.[column] ?? null;
      return metres === null ? null : rounded(metres / 1_000 / (units === 'metric' ? 1 : KM_PER_MILE));
    }
    case 'age': {
      const heard = Math.max(position?.heartTime ?? 0, position?.gpsTime ?? 0);
      return heard === 0 ? null : Math.max(0, Math.round(serverTime - heard));
    }
    case 'due':
      return timeOf(earlier(device.platformDueTime, device.userDueTime));
    case 'heartTime':
    case 'gpsTime':
    case 'systemTime':
    case 'serverTime':
      return timeOf(position?.[column] ?? null);
    case 'course':
    case 'latitude':
    case 'longitude':
    case 'battery':
    case 'accTime':
    case 'externalPower':
      return position?.[column] ?? null;
    default: {
      const value = position?.[column] ?? null;
      return value === null ? null : words.yesNo[column][value ? 0 : 1];
    }
  }
}

function timeOf(unix: number | null): TableValue {
  return unix === null ? null : { time: unix };
}

function earlier(first: number | null, second: number | null): number | null {
  if (first === null || second === null) return first ?? second;
  return Math.min(first, second);
}

/** To one decimal. */
function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
