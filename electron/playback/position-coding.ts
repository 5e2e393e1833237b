import { packColumns, unpackColumns } from '../archive/packing.ts';
import { columnNames, createColumns, NO_PLACE } from '../contract/live.ts';
import type { PositionRows } from './position-rows.ts';

/**
 * How rows of a part are coded. 1: every column as it is. 2: a place as its distance from where the vehicle would be
 * had it gone on as before, in the coarsest unit that loses nothing; the heart time as seconds after the GPS time.
 */
export const POSITION_FORMAT = 2;

/** Servers give places to 1e-6 degrees, columns hold 1e-7. */
const COARSE = 10;

/** Codes rows that stand device after device, in the order of time. */
export function codeRows({ count, devices, times, columns }: PositionRows): Uint8Array {
  const { longitude, latitude, gpsTime, heartTime } = columns;
  const unit = isCoarse(longitude, count) && isCoarse(latitude, count) ? COARSE : 1;
  const beats = new Int32Array(count);
  for (let at = 0; at < count; at += 1) beats[at] = ((heartTime[at] ?? 0) - (gpsTime[at] ?? 0)) | 0;
  const coded: Readonly<Partial<Record<(typeof columnNames)[number], Int32Array>>> = {
    longitude: ahead(devices, longitude, count, unit),
    latitude: ahead(devices, latitude, count, unit),
    heartTime: beats,
  };
  const all = columnNames.map((name) => coded[name] ?? columns[name].subarray(0, count));
  return packColumns([Uint32Array.of(unit), devices.subarray(0, count), times.subarray(0, count), ...all]);
}

/** Rows of a part; null when the bytes do not fit it or a newer console coded them. */
export function decodeRows(format: number, count: number, bytes: Uint8Array): PositionRows | null {
  const devices = new Uint32Array(count);
  const times = new Uint16Array(count);
  const columns = createColumns(count);
  const rows = { count, devices, times, columns };
  const all = [devices, times, ...columnNames.map((name) => columns[name])];
  if (format === 1) return unpackColumns(bytes, all) ? rows : null;
  const unit = new Uint32Array(1);
  if (format !== POSITION_FORMAT || !unpackColumns(bytes, [unit, ...all])) return null;
  const { longitude, latitude, gpsTime, heartTime } = columns;
  goneOn(devices, longitude, unit[0] ?? 1);
  goneOn(devices, latitude, unit[0] ?? 1);
  for (let at = 0; at < count; at += 1) heartTime[at] = (heartTime[at] ?? 0) + (gpsTime[at] ?? 0);
  return rows;
}

function isCoarse(degrees: Int32Array, count: number): boolean {
  for (let at = 0; at < count; at += 1) {
    const value = degrees[at] ?? 0;
    if (value % COARSE !== 0 && value !== NO_PLACE) return false;
  }
  return true;
}

/** Sums of what was not foreseen, so that the difference between two rows, which is what is packed, is just that. */
function ahead(devices: Uint32Array, degrees: Int32Array, count: number, unit: number): Int32Array {
  const coded = new Int32Array(count);
  let sum = 0;
  let before = 0;
  let step = 0;
  for (let at = 0; at < count; at += 1) {
    const value = degrees[at] ?? 0;
    const place = value === NO_PLACE ? NO_PLACE : value / unit;
    const same = at > 0 && devices[at] === devices[at - 1];
    const move = (place - before) | 0;
    sum = (sum + move - (same ? step : 0)) | 0;
    coded[at] = sum;
    step = same ? move : 0;
    before = place;
  }
  return coded;
}

/** Undoes `ahead` in place. */
function goneOn(devices: Uint32Array, degrees: Int32Array, unit: number): void {
  let sum = 0;
  let before = 0;
  let step = 0;
  for (let at = 0; at < degrees.length; at += 1) {
    const coded = degrees[at] ?? 0;
    const same = at > 0 && devices[at] === devices[at - 1];
    const move = (coded - sum + (same ? step : 0)) | 0;
    const place = (before + move) | 0;
    degrees[at] = place === NO_PLACE ? NO_PLACE : Math.imul(place, unit);
    sum = coded;
    step = same ? move : 0;
    before = place;
  }
}
