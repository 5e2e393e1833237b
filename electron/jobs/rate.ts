/** How long back the rate looks, in milliseconds. */
const WINDOW = 15_000;
/** Width of one bucket in milliseconds. */
const BUCKET = 500;

/** Rows a second lately, in fixed memory. */
export class Rate {
  readonly #buckets = new Float64Array(WINDOW / BUCKET);
  #newest = 0;
  #begin: number | null = null;

  /** Counts `rows` at `now` (milliseconds of `Clock.elapsed`). */
  add(rows: number, now: number): void {
    this.#begin ??= now;
    this.#advance(now);
    const slot = this.#newest % this.#buckets.length;
    this.#buckets[slot] = (this.#buckets[slot] ?? 0) + rows;
  }

  /** Rows a second over the last 15 s, or since the first row when that is less. */
  perSecond(now: number): number {
    if (this.#begin === null) return 0;
    this.#advance(now);
    let rows = 0;
    for (const bucket of this.#buckets) rows += bucket;
    const span = Math.min(Math.max(now - this.#begin, BUCKET), WINDOW);
    return (rows * 1_000) / span;
  }

  #advance(now: number): void {
    const newest = Math.floor(now / BUCKET);
    if (newest <= this.#newest) return;
    const steps = Math.min(newest - this.#newest, this.#buckets.length);
    for (let step = 0; step < steps; step += 1) this.#buckets[(newest - step) % this.#buckets.length] = 0;
    this.#newest = newest;
  }
}
