import type { PositionColumns } from '../../../electron/contract/live.ts';
import { mercatorX, mercatorY, placeOf } from '../geometry.ts';

const mostFixes = 256;

/** The latest fixes of one vehicle in a ring. */
class Tail {
  readonly x = new Float64Array(mostFixes);
  readonly y = new Float64Array(mostFixes);
  readonly time = new Uint32Array(mostFixes);
  private next = 0;
  count = 0;

  add(x: number, y: number, time: number): boolean {
    const last = this.at(this.count - 1);
    if (this.count > 0 && (time <= (this.time[last] ?? 0) || (x === this.x[last] && y === this.y[last])))
      return false;
    this.x[this.next] = x;
    this.y[this.next] = y;
    this.time[this.next] = time;
    this.next = (this.next + 1) % mostFixes;
    this.count = Math.min(mostFixes, this.count + 1);
    return true;
  }

  /** Index of the nth fix, oldest first. */
  at(place: number): number {
    return (this.next - this.count + place + mostFixes * 2) % mostFixes;
  }
}

/** One fix of a tail in Mercator units; `time` in Unix seconds. */
export interface TailFix {
  readonly x: number;
  readonly y: number;
  readonly time: number;
}

/**
 * Where chosen vehicles have been in the last minutes, as far as this window saw it: a record of real fixes, nothing
 * filled in between.
 */
export class Tails {
  /** Grows with everything that changes the picture. */
  version = 0;
  private readonly tails = new Map<number, Tail>();
  private span = 0;

  /** How long tails are, in seconds; 0 for none. */
  get seconds(): number {
    return this.span;
  }

  set seconds(value: number) {
    this.span = value;
    if (value === 0) this.tails.clear();
    this.version += 1;
  }

  /** Keeps tails of these vehicles only. Those already kept go on. */
  keep(slots: ReadonlySet<number>): void {
    for (const slot of this.tails.keys()) {
      if (slots.has(slot)) continue;
      this.tails.delete(slot);
      this.version += 1;
    }
    if (this.span === 0) return;
    for (const slot of slots) if (!this.tails.has(slot)) this.tails.set(slot, new Tail());
  }

  /** Looks at the columns after a change. */
  record(columns: PositionColumns): void {
    for (const [slot, tail] of this.tails) {
      const place = placeOf(columns, slot);
      const time = columns.gpsTime[slot] ?? 0;
      if (place === null || time === 0) continue;
      if (tail.add(mercatorX(place.lng), mercatorY(place.lat), time)) this.version += 1;
    }
  }

  /** Gives a vehicle fixes known from elsewhere, oldest first. */
  seed(slot: number, fixes: readonly TailFix[]): void {
    const tail = new Tail();
    for (const fix of fixes) tail.add(fix.x, fix.y, fix.time);
    this.tails.set(slot, tail);
    this.version += 1;
  }

  /** The tails, each oldest first and cut to the last `seconds` before its newest fix. */
  *lines(): Generator<readonly TailFix[]> {
    for (const tail of this.tails.values()) {
      if (tail.count < 2) continue;
      const newest = tail.time[tail.at(tail.count - 1)] ?? 0;
      const fixes: TailFix[] = [];
      for (let place = 0; place < tail.count; place += 1) {
        const at = tail.at(place);
        const time = tail.time[at] ?? 0;
        if (newest - time > this.span) continue;
        fixes.push({ x: tail.x[at] ?? 0, y: tail.y[at] ?? 0, time });
      }
      if (fixes.length > 1) yield fixes;
    }
  }
}
