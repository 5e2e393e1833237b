import { merge } from '../archive/intervals.ts';
import type { RecordedSpan } from '../archive/position-store.ts';
import type { TimeStretch } from '../contract/track.ts';

/** A block, in the file or in memory; both ends are included. */
export interface BlockTimes {
  readonly begin: number;
  readonly until: number;
}

/** Stretches in which something was recorded, in order; blocks that touch are one. Ends are not included. */
export class RecordedTimes {
  #spans: readonly RecordedSpan[] = [];
  #inFile: TimeStretch[] = [];
  #bytes = 0;
  #seconds = 0;

  /** What the file holds; the same array as before costs nothing. */
  setSpans(spans: readonly RecordedSpan[]): void {
    if (spans === this.#spans) return;
    this.#spans = spans;
    this.#inFile = merge(spans.map(stretchOf));
    this.#bytes = spans.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#seconds = this.#inFile.reduce((sum, { begin, end }) => sum + end - begin, 0);
  }

  get bytes(): number {
    return this.#bytes;
  }

  get seconds(): number {
    return this.#seconds;
  }

  /** What a day of recording takes at the pace so far. */
  get bytesPerDay(): number {
    return this.#seconds === 0 ? 0 : Math.round((this.#bytes / this.#seconds) * 86_400);
  }

  /** All stretches, with those of blocks in memory. */
  stretches(held: readonly BlockTimes[]): readonly TimeStretch[] {
    return held.length === 0 ? this.#inFile : merge([...this.#inFile, ...held.map(stretchOf)]);
  }

  /** The block in the file that holds a second: of several the one that was begun last. */
  blockAt(at: number): RecordedSpan | null {
    return this.#spans.findLast(({ begin, until }) => begin <= at && at <= until) ?? null;
  }
}

function stretchOf({ begin, until }: BlockTimes): TimeStretch {
  return { begin, end: until + 1 };
}

/** What lies between stretches. */
export function between(stretches: readonly TimeStretch[]): TimeStretch[] {
  return stretches
    .slice(1)
    .map(({ begin }, place) => ({ begin: stretches[place]?.end ?? begin, end: begin }));
}
