/** Slots that changed since they were last taken; marking one twice costs nothing. */
export class DirtySet {
  #marked = new Uint8Array(1_024);
  #slots = new Uint32Array(1_024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  mark(slot: number): void {
    if (slot >= this.#marked.length) this.#grow(slot + 1);
    if (this.#marked[slot] === 1) return;
    this.#marked[slot] = 1;
    this.#slots[this.#size] = slot;
    this.#size += 1;
  }

  /** Takes out at most `limit` slots that `accept` lets through; the others stay, in their order. */
  take(limit: number, accept: (slot: number) => boolean): Uint32Array<ArrayBuffer> {
    const taken = new Uint32Array(Math.min(limit, this.#size));
    let count = 0;
    let kept = 0;
    for (let place = 0; place < this.#size; place += 1) {
      const slot = this.#slots[place] ?? 0;
      if (count < limit && accept(slot)) {
        taken[count] = slot;
        count += 1;
        this.#marked[slot] = 0;
      } else {
        this.#slots[kept] = slot;
        kept += 1;
      }
    }
    this.#size = kept;
    return taken.subarray(0, count);
  }

  #grow(size: number): void {
    const length = 2 ** Math.ceil(Math.log2(size));
    const marked = new Uint8Array(length);
    marked.set(this.#marked);
    this.#marked = marked;
    const slots = new Uint32Array(length);
    slots.set(this.#slots.subarray(0, this.#size));
    this.#slots = slots;
  }
}
