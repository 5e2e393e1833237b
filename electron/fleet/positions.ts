import {
  createColumns,
  DEGREE,
  growColumns,
  NO_BATTERY,
  NO_NUMBER,
  NO_PLACE,
  packFlags,
  type PositionColumns,
} from '../contract/live.ts';
import { vehicleStates, type Position, type VehicleState } from '../contract/position.ts';
import type { DirtySet } from './dirty-set.ts';

const stateCode = new Map(vehicleStates.map((state, code) => [state, code]));

/** The code of a state in the columns. */
export function codeOf(state: VehicleState): number {
  return stateCode.get(state) ?? 0;
}

/** One row as it stands in the columns. */
type Row = { -readonly [Name in keyof PositionColumns]: number };

/**
 * The latest position of every slot: in columns for windows and the scheduler, as the whole record for details.
 * Whoever shows positions hands in a `DirtySet` and finds in it what changed.
 */
export class PositionStore {
  #columns: PositionColumns = createColumns(1_024);
  /** Unix milliseconds of this computer when the position was received; 0 = never. */
  #askedAt = new Float64Array(1_024);
  readonly #records: (Position | undefined)[] = [];
  readonly #watchers = new Set<DirtySet>();
  readonly #counts = new Uint32Array(vehicleStates.length);
  #size = 0;

  /** Slots there is room for in use. */
  get size(): number {
    return this.#size;
  }

  /** Never kept by the caller: it is replaced when it grows. */
  get columns(): PositionColumns {
    return this.#columns;
  }

  /** Makes room for slots up to `size`; new ones are "unknown". */
  fit(size: number): void {
    if (size <= this.#size) return;
    if (size > this.#askedAt.length) {
      const length = 2 ** Math.ceil(Math.log2(size));
      this.#columns = growColumns(this.#columns, length);
      const askedAt = new Float64Array(length);
      askedAt.set(this.#askedAt);
      this.#askedAt = askedAt;
    }
    this.#size = size;
  }

  /** Null when never received. */
  record(slot: number): Position | null {
    return this.#records[slot] ?? null;
  }

  /** Unix milliseconds of this computer; 0 = never. */
  askedAt(slot: number): number {
    return this.#askedAt[slot] ?? 0;
  }

  state(slot: number): VehicleState {
    return vehicleStates[this.stateCode(slot)] ?? 'unknown';
  }

  stateCode(slot: number): number {
    return this.#columns.state[slot] ?? 0;
  }

  /** Devices by state code, of those slots whose state was ever told and that are not gone. */
  get counts(): Readonly<Uint32Array> {
    return this.#counts;
  }

  /** Takes a record in; only a row that differs is marked as changed. */
  write(slot: number, position: Position, state: VehicleState, receivedAt: number): void {
    this.fit(slot + 1);
    this.#records[slot] = position;
    this.#askedAt[slot] = receivedAt;
    this.#setRow(slot, rowOf(position, codeOf(state)));
  }

  /** Notes a state that came without a record: the provider refused the device as expired or blocked. */
  writeState(slot: number, state: VehicleState, receivedAt: number): void {
    this.fit(slot + 1);
    this.#askedAt[slot] = receivedAt;
    if (this.stateCode(slot) === codeOf(state)) return;
    this.#count(slot, codeOf(state));
    this.#columns.state[slot] = codeOf(state);
    this.#mark(slot);
  }

  /** Forgets a device that is gone. */
  clear(slot: number): void {
    if (slot >= this.#size) return;
    this.#records[slot] = undefined;
    this.#askedAt[slot] = 0;
    this.#setRow(slot, emptyRow());
  }

  /** Marks changes in `dirty` from now on; everything known is marked at once. Gives the way to stop. */
  watch(dirty: DirtySet): () => void {
    for (let slot = 0; slot < this.#size; slot += 1) {
      if (this.#askedAt[slot] !== 0) dirty.mark(slot);
    }
    this.#watchers.add(dirty);
    return () => {
      this.#watchers.delete(dirty);
    };
  }

  #setRow(slot: number, row: Row): void {
    const columns = this.#columns;
    if (
      columns.heartTime[slot] === row.heartTime &&
      columns.gpsTime[slot] === row.gpsTime &&
      columns.longitude[slot] === row.longitude &&
      columns.latitude[slot] === row.latitude &&
      columns.course[slot] === row.course &&
      columns.speed[slot] === row.speed &&
      columns.flags[slot] === row.flags &&
      columns.state[slot] === row.state &&
      columns.battery[slot] === row.battery
    ) {
      return;
    }
    this.#count(slot, row.state);
    columns.heartTime[slot] = row.heartTime;
    columns.gpsTime[slot] = row.gpsTime;
    columns.longitude[slot] = row.longitude;
    columns.latitude[slot] = row.latitude;
    columns.course[slot] = row.course;
    columns.speed[slot] = row.speed;
    columns.flags[slot] = row.flags;
    columns.state[slot] = row.state;
    columns.battery[slot] = row.battery;
    this.#mark(slot);
  }

  /** State 0, "unknown", is not counted: slots nobody asked yet would have to be, too. */
  #count(slot: number, next: number): void {
    const before = this.stateCode(slot);
    if (before !== 0) this.#counts[before] = (this.#counts[before] ?? 0) - 1;
    if (next !== 0) this.#counts[next] = (this.#counts[next] ?? 0) + 1;
  }

  #mark(slot: number): void {
    for (const dirty of this.#watchers) dirty.mark(slot);
  }
}

function emptyRow(): Row {
  return {
    longitude: NO_PLACE,
    latitude: NO_PLACE,
    gpsTime: 0,
    heartTime: 0,
    course: NO_NUMBER,
    speed: NO_NUMBER,
    state: 0,
    flags: 0,
    battery: NO_BATTERY,
  };
}

/** A record as a row; what does not fit a column is unknown there, never another number. */
function rowOf(position: Position, state: number): Row {
  return {
    longitude: degrees(position.longitude, 180),
    latitude: degrees(position.latitude, 90),
    gpsTime: seconds(position.gpsTime),
    heartTime: seconds(position.heartTime),
    course: position.course === null ? NO_NUMBER : Math.round(position.course) % 360,
    speed: small(position.speed, NO_NUMBER),
    state,
    flags: packFlags(position),
    battery: small(position.battery, NO_BATTERY),
  };
}

function degrees(value: number | null, limit: number): number {
  return value === null || Math.abs(value) > limit ? NO_PLACE : Math.round(value * DEGREE);
}

function seconds(value: number | null): number {
  return value === null || value < 0 || value > 4_294_967_295 ? 0 : Math.floor(value);
}

function small(value: number | null, unknown: number): number {
  if (value === null || value < 0) return unknown;
  return Math.min(unknown - 1, Math.round(value));
}
