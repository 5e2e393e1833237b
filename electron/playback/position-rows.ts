import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { packColumns, unpackColumns } from '../archive/packing.ts';
import { PART_DEVICES, type OpenPiece, type PositionPart } from '../archive/position-store.ts';
import { columnNames, copyRow, createColumns, growColumns, type PositionColumns } from '../contract/live.ts';
import { turn } from './ports.ts';
import { codeRows, decodeRows } from './position-coding.ts';

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
  devices;
  times;
  columns;

  /** @param room rows there is room for before it has to grow */
  constructor(room = 4_096) {
    this.devices = new Uint32Array(room);
    this.times = new Uint16Array(room);
    this.columns = createColumns(room);
  }

  add(device: number, time: number, from: PositionColumns, slot: number): void {
    const at = this.count;
    if (at === this.devices.length) this.#grow();
    this.devices[at] = device;
    this.times[at] = time;
    copyRow(from, slot, this.columns, at);
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
  const order = byDevice(rows);
  for (let first = 0; first < order.length;) {
    await turn();
    const part = partOf(rows, order[first] ?? 0);
    let end = first + 1;
    while (end < order.length && partOf(rows, order[end] ?? 0) === part) end += 1;
    const count = end - first;
    const devices = new Uint32Array(count);
    const times = new Uint16Array(count);
    const columns = createColumns(count);
    for (let at = 0; at < count; at += 1) {
      const place = order[first + at] ?? 0;
      devices[at] = rows.devices[place] ?? 0;
      times[at] = rows.times[place] ?? 0;
      copyRow(rows.columns, place, columns, at);
    }
    onPart(part, count, await compress(codeRows({ count, devices, times, columns }), { level: 4 }));
    first = end;
  }
}

function partOf({ devices }: PositionRows, place: number): number {
  return Math.floor((devices[place] ?? 0) / PART_DEVICES);
}

/** Rows device after device; within one in the order recorded. Counted, not compared: numbers of devices are small. */
function byDevice({ count, devices }: PositionRows): Uint32Array {
  let highest = 0;
  for (let at = 0; at < count; at += 1) highest = Math.max(highest, devices[at] ?? 0);
  const next = new Uint32Array(highest + 2);
  for (let at = 0; at < count; at += 1) {
    const after = (devices[at] ?? 0) + 1;
    next[after] = (next[after] ?? 0) + 1;
  }
  for (let device = 1; device < next.length; device += 1) {
    next[device] = (next[device] ?? 0) + (next[device - 1] ?? 0);
  }
  const order = new Uint32Array(count);
  for (let at = 0; at < count; at += 1) {
    const device = devices[at] ?? 0;
    const place = next[device] ?? 0;
    order[place] = at;
    next[device] = place + 1;
  }
  return order;
}

/** Packs rows [first, end) in the order they were recorded, to be kept for a moment only. */
export async function packPiece(rows: PositionRows, first: number, end: number): Promise<Uint8Array> {
  const all = [rows.devices, rows.times, ...columnNames.map((name) => rows.columns[name])];
  return compress(packColumns(all.map((column) => column.subarray(first, end))), { level: 1 });
}

/** Adds the rows of a piece to a log; false when it is damaged. */
export async function unpackPiece({ count, rows }: OpenPiece, into: RowLog): Promise<boolean> {
  const bytes = await decompress(rows).catch(() => null);
  const devices = new Uint32Array(count);
  const times = new Uint16Array(count);
  const columns = createColumns(count);
  const all = [devices, times, ...columnNames.map((name) => columns[name])];
  if (bytes === null || !unpackColumns(bytes, all)) return false;
  for (let at = 0; at < count; at += 1) into.add(devices[at] ?? 0, times[at] ?? 0, columns, at);
  return true;
}

/** Unpacks parts, one a turn; null when one is damaged. */
export async function unpackParts(parts: readonly PositionPart[]): Promise<PositionRows[] | null> {
  const unpacked = parts.map(({ rows }) => decompress(rows).catch(() => null));
  const whole: PositionRows[] = [];
  for (const [place, { format, count }] of parts.entries()) {
    const bytes = await unpacked[place];
    const rows = bytes == null ? null : decodeRows(format, count, bytes);
    if (rows === null) return null;
    whole.push(rows);
    await turn();
  }
  return whole;
}

/**
 * Writes into `into` where every device was at a second of the block: its last row up to then.
 *
 * @param slotOf slots by number of device; -1 for devices that the directory no longer holds
 */
export function stateAt(rows: PositionRows, second: number, slotOf: Int32Array, into: PositionColumns): void {
  const { count, devices, times, columns } = rows;
  const last = new Int32Array(slotOf.length).fill(-1);
  for (let at = 0; at < count; at += 1) {
    if ((times[at] ?? 0) <= second) last[devices[at] ?? 0] = at;
  }
  for (let device = 0; device < last.length; device += 1) {
    const at = last[device] ?? -1;
    const slot = slotOf[device] ?? -1;
    if (at >= 0 && slot >= 0) copyRow(columns, at, into, slot);
  }
}
