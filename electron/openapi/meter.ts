/** How often something happened lately. Times are milliseconds of `Timing.elapsed`. */
export class Meter {
  readonly #window: number;
  readonly #times: number[] = [];

  constructor(window: number) {
    this.#window = window;
  }

  count(now: number): void {
    this.#times.push(now);
  }

  /** What was counted at `at` did not happen. */
  takeBack(at: number): void {
    const place = this.#times.lastIndexOf(at);
    if (place >= 0) this.#times.splice(place, 1);
  }

  /** Per second within the window, of what happened after `from`; a short history is not stretched to the window. */
  perSecond(now: number, from = -Infinity): number {
    while (this.#times[0] !== undefined && this.#times[0] <= now - this.#window) this.#times.shift();
    const times = this.#times.filter((time) => time >= from);
    const first = times[0];
    return first === undefined ? 0 : times.length / (Math.max(1_000, now - first) / 1_000);
  }
}
