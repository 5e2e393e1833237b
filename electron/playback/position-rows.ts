import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { packColumns, unpackColumns } from '../archive/packing.ts';
import { PART_DEVICES, type PositionPart } from '../archive/position-store.ts';
import { columnNames, createColumns, growColumns, type PositionColumns } from '../contract/live.ts';
import { turn } from './ports.ts';

// The thread pool compresses, so that main does not wait for it.
const compress = promisify(deflateRaw);
const decompress = promisify(inflateRaw);

/** Rows of where devices were, as columns: which device, and seconds after the begin of the block. */
export interface PositionRows {
  readonly count: number;
  readonly devices: Uint32Array;
  readonly times: Uint16Array;
  readonly columns: PositionColumns;
}

/** Rows in the order they were recorded; grows by doubling. */
export class RowLog implements PositionRows {
  count = 0;
  devices = new Uint32Array(4_096);
  times = new Uint16Array(4_096);
  columns = createColumns(4_096);

  add(device: number, time: number, from: PositionColumns, slot: number): void {
    const at = this.count;
    if (at === this.devices.length) this.#grow();
    this.devices[at] = device;
    this.times[at] = time;
    for (const name of columnNames) this.columns[name][at] = from[name][slot] ?? 0;
    this.count += 1;
  }

  #grow(): void {
    const size = this.count * 2;
    const devices = new Uint32Array(size);
    devices.set(this.devices);
    const times = new Uint16Array(size);
    times.set(this.times);
    this.devices = devices;
    this.times = times;
    this.columns = growColumns(this.columns, size);
  }
}

/** Packs rows into parts, device after device, a part a turn. */
export async function packRows(
  rows: PositionRows,
  onPart: (part: number, count: number, packed: Uint8Array) => void,
): Promise<void> {
  const buckets = new Map<number, number[]>();
  for (let at = 0; at < rows.count; at += 1) {
    const part = Math.floor((rows.devices[at] ?? 0) / PART_DEVICES);
    const bucket = buckets.get(part);
    if (bucket === undefined) buckets.set(part, [at]);
    else bucket.push(at);
  }
  for (const [part, places] of buckets) {
    await turn();
    // Rows were recorded in the order of time, which a stable sort keeps within a device.
    const order = Uint32Array.from(places).sort(
      (a, b) => (rows.devices[a] ?? 0) - (rows.devices[b] ?? 0) || a - b,
    );
    const count = order.length;
    const devices = new Uint32Array(count);
    const times = new Uint16Array(count);
    const columns = createColumns(count);
    order.forEach((place, at) => {
      devices[at] = rows.devices[place] ?? 0;
      times[at] = rows.times[place] ?? 0;
      for (const name of columnNames) columns[name][at] = rows.columns[name][place] ?? 0;
    });
    const packed = packColumns([devices, times, ...columnNames.map((name) => columns[name])]);
    onPart(part, count, await compress(packed, { level: 4 }));
  }
}

/** Unpacks parts; null when one is damaged. */
export async function unpackParts(parts: readonly PositionPart[]): Promise<PositionRows[] | null> {
  const unpacked = await Promise.all(
    parts.map(async ({ count, rows }) => {
      const bytes = await decompress(rows).catch(() => null);
      if (bytes === null) return null;
      const devices = new Uint32Array(count);
      const times = new Uint16Array(count);
      const columns = createColumns(count);
      const fits = unpackColumns(bytes, [devices, times, ...columnNames.map((name) => columns[name])]);
      return fits ? { count, devices, times, columns } : null;
    }),
  );
  const whole = unpacked.filter((rows) => rows !== null);
  return whole.length === unpacked.length ? whole : null;
}

/**
 * Writes into `into` where every device was at a second of the block: its last row up to then.
 *
 * @param slotOf slots by number of device; -1 for devices that the directory no longer holds
 */
export function stateAt(rows: PositionRows, second: number, slotOf: Int32Array, into: PositionColumns): void {
  const last = new Int32Array(slotOf.length).fill(-1);
  for (let at = 0; at < rows.count; at += 1) {
    if ((rows.times[at] ?? 0) <= second) last[rows.devices[at] ?? 0] = at;
  }
  for (let device = 0; device < last.length; device += 1) {
    const at = last[device] ?? -1;
    const slot = slotOf[device] ?? -1;
    if (at < 0 || slot < 0) continue;
    for (const name of columnNames) into[name][slot] = rows.columns[name][at] ?? 0;
  }
}
