/** Where the values of a report came from, for its cover. */
export class Provenance {
  #asked = 0;
  #kept = 0;
  #unknownAge = 0;
  #oldest = Infinity;
  #newest = -Infinity;

  /** Values (a device in a window, a device's alarms) that the provider told now. */
  get asked(): number {
    return this.#asked;
  }

  /** Values that came from the archive. */
  get kept(): number {
    return this.#kept;
  }

  /** When the values from the archive had been read, in Unix seconds; null where that is not known. */
  get readBetween(): readonly [number, number] | null {
    return this.#oldest <= this.#newest && this.#unknownAge === 0 ? [this.#oldest, this.#newest] : null;
  }

  countAsked(): void {
    this.#asked += 1;
  }

  countKept(readAt: number | null): void {
    this.#kept += 1;
    if (readAt === null) {
      this.#unknownAge += 1;
      return;
    }
    this.#oldest = Math.min(this.#oldest, readAt);
    this.#newest = Math.max(this.#newest, readAt);
  }
}
