/**
 * The provider's clock. Every track record carries it, so that ages are right whatever this computer's clock shows
 * and however fast the provider's time runs.
 */
export class ProviderClock {
  readonly #fallback: () => number;
  #serverTime: number | null = null;
  #receivedAt = 0;

  /** @param fallback Unix seconds of the provider's clock as the session knows it, until a record told */
  constructor(fallback: () => number) {
    this.#fallback = fallback;
  }

  /** @param serverTime Unix seconds of a record; @param receivedAt Unix milliseconds of this computer */
  learn(serverTime: number, receivedAt: number): void {
    this.#serverTime = serverTime;
    this.#receivedAt = receivedAt;
  }

  /** Whether a record of the provider has told its time. */
  get told(): boolean {
    return this.#serverTime !== null;
  }

  /** Unix seconds now; `now` in Unix milliseconds of this computer. */
  seconds(now: number): number {
    if (this.#serverTime === null) return Math.floor(this.#fallback());
    return this.#serverTime + Math.floor(Math.max(0, now - this.#receivedAt) / 1_000);
  }
}
