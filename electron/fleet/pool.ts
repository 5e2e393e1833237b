/** Keys are 0 to 255. */
const KEYS = 256;

/**
 * The most urgent slots of one scan, most urgent first. Filled in two passes by counting keys, without comparing:
 * first every candidate is counted, then those above the cut are placed.
 */
export class Pool {
  readonly #slots: Uint32Array;
  readonly #keys: Uint8Array;
  readonly #counts = new Uint32Array(KEYS);
  readonly #places = new Uint32Array(KEYS);
  #size = 0;
  #at = 0;

  /** @param capacity slots kept at most; more candidates wait for the next scan */
  constructor(capacity: number) {
    this.#slots = new Uint32Array(capacity);
    this.#keys = new Uint8Array(capacity);
  }

  /** Begins a new scan; what was left of the last one is forgotten. */
  begin(): void {
    this.#counts.fill(0);
    this.#size = 0;
    this.#at = 0;
  }

  /** First pass: a candidate with this key. */
  count(key: number): void {
    this.#counts[key] = (this.#counts[key] ?? 0) + 1;
  }

  /** Between the passes: where the slots of each key begin. */
  lay(): void {
    let place = 0;
    for (let key = KEYS - 1; key >= 0; key -= 1) {
      this.#places[key] = place;
      place += this.#counts[key] ?? 0;
    }
    this.#size = Math.min(place, this.#slots.length);
  }

  /** Second pass: the candidate itself, in the same order as it was counted. */
  place(key: number, slot: number): void {
    const place = this.#places[key] ?? 0;
    this.#places[key] = place + 1;
    if (place >= this.#slots.length) return;
    this.#slots[place] = slot;
    this.#keys[place] = key;
  }

  /** Key of the next slot; -1 when none is left. */
  get nextKey(): number {
    return this.#at < this.#size ? (this.#keys[this.#at] ?? -1) : -1;
  }

  /** Slots not taken yet. */
  get left(): number {
    return this.#size - this.#at;
  }

  /** Takes the next slot; null when none is left. */
  take(): number | null {
    if (this.#at >= this.#size) return null;
    const slot = this.#slots[this.#at] ?? 0;
    this.#at += 1;
    return slot;
  }
}
