import { createColumns, DEGREE } from '../../../electron/contract/live.ts';
import type { DirtySet } from '../../../electron/fleet/dirty-set.ts';
import type { RecordedFleet } from '../../../electron/fleet/recorded.ts';

/** Seconds between two readings of one vehicle: 20,000 vehicles at 100 a request and 20 requests a second. */
export const READ_EVERY = 10;

const METRES_PER_DEGREE = 111_320;
const MOVING = 1;

/** Numbers from 0 to 1, the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * A fleet in which every vehicle drives all day and has a new fix at each reading, the worst a day can be: roads of
 * three speeds, turns, traffic lights, two metres of noise, fixes up to nine seconds old, places to 1e-6 degrees as
 * servers give them, heartbeats each minute.
 */
export class DrivingFleet implements RecordedFleet {
  readonly columns;
  readonly size: number;
  readonly #random: () => number;
  readonly #heading: Float64Array;
  readonly #speed: Float64Array;
  readonly #target: Float64Array;
  readonly #longitude: Float64Array;
  readonly #latitude: Float64Array;
  readonly #firstImei = 860_000_000_000_000;
  #dirty: DirtySet | null = null;
  #now = 0;

  constructor(size: number, seed = 1) {
    this.size = size;
    this.columns = createColumns(size);
    this.#random = seeded(seed);
    const random = this.#random;
    this.#heading = Float64Array.from({ length: size }, () => random() * 360);
    this.#speed = Float64Array.from({ length: size }, () => 10 + random() * 20);
    this.#target = Float64Array.from(this.#speed);
    this.#longitude = Float64Array.from({ length: size }, () => 6 + random() * 9);
    this.#latitude = Float64Array.from({ length: size }, () => 47 + random() * 7);
  }

  imei(slot: number): string {
    return String(this.#firstImei + slot);
  }

  slotOf(imei: string): number | null {
    const slot = Number(imei) - this.#firstImei;
    return slot >= 0 && slot < this.size ? slot : null;
  }

  readAt(): number {
    return this.#now * 1_000;
  }

  watch(dirty: DirtySet): () => void {
    this.#dirty = dirty;
    return () => {
      this.#dirty = null;
    };
  }

  /** Reads a tenth of the fleet, as a second of sweeping does. @param now Unix seconds */
  read(now: number): void {
    this.#now = now;
    for (let slot = now % READ_EVERY; slot < this.size; slot += READ_EVERY) {
      this.#drive(slot);
      this.#tell(slot, now);
      this.#dirty?.mark(slot);
    }
  }

  #drive(slot: number): void {
    const random = this.#random;
    const chance = random();
    if (chance < 0.06) this.#target[slot] = 0;
    else if (chance < 0.2) this.#target[slot] = [8, 14, 25, 32][Math.floor(random() * 4)] ?? 14;
    if (random() < 0.05) this.#heading[slot] = (this.#heading[slot] ?? 0) + (random() < 0.5 ? 90 : 270);
    const target = this.#target[slot] ?? 0;
    let heading = this.#heading[slot] ?? 0;
    let speed = this.#speed[slot] ?? 0;
    let longitude = this.#longitude[slot] ?? 0;
    let latitude = this.#latitude[slot] ?? 0;
    for (let step = 0; step < READ_EVERY / 2; step += 1) {
      speed = Math.max(0, speed + Math.max(-4, Math.min(3, target - speed)) + (random() - 0.5));
      heading = (heading + (random() - 0.5) * 8 + 360) % 360;
      const angle = (heading * Math.PI) / 180;
      latitude += (Math.cos(angle) * speed * 2) / METRES_PER_DEGREE;
      longitude += (Math.sin(angle) * speed * 2) / (METRES_PER_DEGREE * Math.cos((latitude * Math.PI) / 180));
    }
    if (speed < 0.5) this.#target[slot] = random() < 0.3 ? 14 : target;
    this.#heading[slot] = heading;
    this.#speed[slot] = speed;
    this.#longitude[slot] = longitude;
    this.#latitude[slot] = latitude;
  }

  #tell(slot: number, now: number): void {
    const { columns } = this;
    const random = this.#random;
    const noise = (): number => ((random() + random() + random() - 1.5) * 4) / METRES_PER_DEGREE;
    const micro = (degrees: number): number => Math.round(degrees * 1e6) * (DEGREE / 1e6);
    const fix = now - Math.floor(random() * READ_EVERY);
    const beat = Math.floor((now - (slot % 60)) / 60) * 60 + (slot % 60);
    columns.longitude[slot] = micro((this.#longitude[slot] ?? 0) + noise());
    columns.latitude[slot] = micro((this.#latitude[slot] ?? 0) + noise());
    columns.gpsTime[slot] = fix;
    columns.heartTime[slot] = Math.max(fix, beat);
    columns.course[slot] = Math.floor(this.#heading[slot] ?? 0);
    columns.speed[slot] = Math.round((this.#speed[slot] ?? 0) * 3.6);
    columns.state[slot] = MOVING;
    columns.flags[slot] = 0b10_10;
    columns.battery[slot] = 100 - (slot % 30);
  }
}
