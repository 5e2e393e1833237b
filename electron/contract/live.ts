/**
 * The live path: packed frames from main to a window over a MessagePort, and what a window says it shows. Plain data
 * and pure functions; runs anywhere. A slot is a device's place in the directory, the same in main and every window;
 * slots are never reused while somebody is signed in.
 */

/** Columns of positions. Index = slot in a store, = row in a frame. Sizes are equal. */
export interface PositionColumns {
  /** 1e-7 degrees; `NO_PLACE` without a fix. */
  readonly longitude: Int32Array;
  readonly latitude: Int32Array;
  /** Unix seconds; 0 = unknown. */
  readonly gpsTime: Uint32Array;
  readonly heartTime: Uint32Array;
  /** Degrees 0..359; 65535 = unknown. */
  readonly course: Uint16Array;
  /** km/h; 65535 = unknown. */
  readonly speed: Uint16Array;
  /** Index into `vehicleStates`. */
  readonly state: Uint8Array;
  /** Two bits each, from the lowest: acc, door, charge, fuelSupply, defence. 0 = unknown, 1 = no, 2 = yes. */
  readonly flags: Uint16Array;
  /** Per cent; 255 = unknown. */
  readonly battery: Uint8Array;
}

export const NO_PLACE = 2_147_483_647;
export const NO_NUMBER = 65_535;
export const NO_BATTERY = 255;
export const DEGREE = 1e7;

/** Names of the two-bit flags in their order. */
export const flagNames = ['acc', 'door', 'charge', 'fuelSupply', 'defence'] as const;
export type FlagName = (typeof flagNames)[number];

/** Reads one two-bit flag: null unknown, false no, true yes. */
export function readFlag(flags: number, name: FlagName): boolean | null {
  const value = (flags >> (flagNames.indexOf(name) * 2)) & 3;
  return value === 0 ? null : value === 2;
}

/** Packs flags in the order of `flagNames`. */
export function packFlags(values: Readonly<Record<FlagName, boolean | null>>): number {
  let packed = 0;
  flagNames.forEach((name, place) => {
    const value = values[name];
    packed |= (value === null ? 0 : value ? 2 : 1) << (place * 2);
  });
  return packed;
}

/** Empty columns for `size` rows, every value "unknown". */
export function createColumns(size: number): PositionColumns {
  return {
    longitude: new Int32Array(size).fill(NO_PLACE),
    latitude: new Int32Array(size).fill(NO_PLACE),
    gpsTime: new Uint32Array(size),
    heartTime: new Uint32Array(size),
    course: new Uint16Array(size).fill(NO_NUMBER),
    speed: new Uint16Array(size).fill(NO_NUMBER),
    state: new Uint8Array(size),
    flags: new Uint16Array(size),
    battery: new Uint8Array(size).fill(NO_BATTERY),
  };
}

/** Copies columns into larger ones, unknown at the end. */
export function growColumns(columns: PositionColumns, size: number): PositionColumns {
  const grown = createColumns(size);
  for (const name of columnNames) grown[name].set(columns[name]);
  return grown;
}

export const columnNames = [
  'longitude',
  'latitude',
  'gpsTime',
  'heartTime',
  'course',
  'speed',
  'flags',
  'state',
  'battery',
] as const satisfies readonly (keyof PositionColumns)[];

/** Copies one row. Column by column by name, because one place in the code that sees four kinds of arrays is slow. */
export function copyRow(from: PositionColumns, row: number, to: PositionColumns, at: number): void {
  to.longitude[at] = from.longitude[row] ?? 0;
  to.latitude[at] = from.latitude[row] ?? 0;
  to.gpsTime[at] = from.gpsTime[row] ?? 0;
  to.heartTime[at] = from.heartTime[row] ?? 0;
  to.course[at] = from.course[row] ?? 0;
  to.speed[at] = from.speed[row] ?? 0;
  to.flags[at] = from.flags[row] ?? 0;
  to.state[at] = from.state[row] ?? 0;
  to.battery[at] = from.battery[row] ?? 0;
}

/** A frame: row i of the columns belongs to slot `slots[i]`. */
export interface PositionFrame extends PositionColumns {
  readonly slots: Uint32Array;
}

const HEADER = 8;
const ROW = 4 + 5 * 4 - 4 + 2 * 3 + 2; // slots + four 32-bit columns + three 16-bit + two 8-bit

function layout(buffer: ArrayBuffer, count: number): PositionFrame {
  let at = HEADER;
  const take = (bytes: number): number => {
    const from = at;
    at += bytes * count;
    return from;
  };
  return {
    slots: new Uint32Array(buffer, take(4), count),
    longitude: new Int32Array(buffer, take(4), count),
    latitude: new Int32Array(buffer, take(4), count),
    gpsTime: new Uint32Array(buffer, take(4), count),
    heartTime: new Uint32Array(buffer, take(4), count),
    course: new Uint16Array(buffer, take(2), count),
    speed: new Uint16Array(buffer, take(2), count),
    flags: new Uint16Array(buffer, take(2), count),
    state: new Uint8Array(buffer, take(1), count),
    battery: new Uint8Array(buffer, take(1), count),
  };
}

/** Packs the rows of `slots` out of `columns` into one buffer that can be posted. */
export function packFrame(columns: PositionColumns, slots: Uint32Array): ArrayBuffer {
  const count = slots.length;
  const buffer = new ArrayBuffer(HEADER + ROW * count);
  new Uint32Array(buffer, 0, 1)[0] = count;
  const frame = layout(buffer, count);
  frame.slots.set(slots);
  for (let row = 0; row < count; row += 1) copyRow(columns, slots[row] ?? 0, frame, row);
  return buffer;
}

/** Views into a packed frame, without a copy; null when the buffer is not one. */
export function openFrame(buffer: ArrayBuffer): PositionFrame | null {
  if (buffer.byteLength < HEADER) return null;
  const count = new Uint32Array(buffer, 0, 1)[0] ?? 0;
  if (buffer.byteLength !== HEADER + ROW * count) return null;
  return layout(buffer, count);
}

/** Writes a frame's rows into columns that are large enough. */
export function applyFrame(columns: PositionColumns, frame: PositionFrame): void {
  for (let row = 0; row < frame.slots.length; row += 1) copyRow(frame, row, columns, frame.slots[row] ?? 0);
}

/** Who the devices of consecutive slots are; strings in columns, sent once and when they change. */
export interface DirectoryChunk {
  readonly firstSlot: number;
  /** "" where the device is gone; its slot is given to no other. */
  readonly imei: readonly string[];
  readonly name: readonly string[];
  readonly plate: readonly string[];
  readonly type: readonly string[];
  readonly sim: readonly string[];
  readonly account: readonly string[];
  /** Unix seconds, 0 = not set: the earlier of platform and user due time. */
  readonly due: Uint32Array;
}

/** Counts a window shows without counting itself. */
export interface FleetCounts {
  /** By index of `vehicleStates`. */
  readonly byState: readonly number[];
  readonly devices: number;
  /** Age in seconds of the position asked longest ago, null when none was asked yet. */
  readonly oldestAsked: number | null;
  /** The same of the devices within what the window shows; null when it shows none that was asked. */
  readonly oldestShown?: number | null;
}

/** From main to a window over the live port. */
export type LiveMessage =
  | { readonly type: 'reset' }
  | { readonly type: 'directory'; readonly chunk: DirectoryChunk }
  /** `serverTime`: the provider's clock in Unix seconds, for ages. */
  | { readonly type: 'frame'; readonly buffer: ArrayBuffer; readonly serverTime: number }
  | { readonly type: 'counts'; readonly counts: FleetCounts }
  /** What follows shows this recorded second (Unix seconds of the provider's clock); null: now again. */
  | { readonly type: 'time'; readonly at: number | null };

/** West, south, east, north in degrees. */
export type Bounds = readonly [number, number, number, number];

/** From a window to main over the live port: what it shows now. Main serves these slots first. */
export interface Attention {
  readonly type: 'attention';
  /** One for each pane on screen; empty when the window shows no map. */
  readonly viewports: readonly Bounds[];
  readonly followed: readonly number[];
  readonly selected: readonly number[];
  /** Rows of a list on screen. */
  readonly listed: readonly number[];
}

/** From a window to main over the live port: it has taken in one more message, whatever it was. */
export interface Heard {
  readonly type: 'heard';
}
