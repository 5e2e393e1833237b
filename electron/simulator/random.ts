/** Scrambles up to four whole numbers into one of 32 bits: the same numbers give the same answer, always. */
export function hash(seed: number, a: number, b = 0, c = 0): number {
  let h = (seed ^ 0x9e3779b9) | 0;
  h = step(h, a | 0);
  h = step(h, b | 0);
  h = step(h, c | 0);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function step(h: number, value: number): number {
  const mixed = Math.imul(value ^ (value >>> 15), 0xcc9e2d51);
  const turned = Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593) ^ h;
  return (Math.imul((turned << 13) | (turned >>> 19), 5) + 0x6b64e654) | 0;
}

/** As {@link hash}, but a fraction from 0 (included) to 1 (not included). */
export function fraction(seed: number, a: number, b = 0, c = 0): number {
  return hash(seed, a, b, c) / 4_294_967_296;
}

/** A small generator of random numbers (mulberry32): the same seed gives the same row of numbers. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0;
  }

  /** From 0 (included) to 1 (not included). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** From `low` (included) to `high` (not included). */
  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }
}

/** The entry of a list that a fraction from 0 to 1 points at. The list must not be empty. */
export function pick<T>(list: readonly T[], at: number): T {
  const entry = list[Math.min(list.length - 1, Math.floor(at * list.length))];
  if (entry === undefined) throw new RangeError('cannot pick from an empty list');
  return entry;
}
