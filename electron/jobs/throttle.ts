import type { Clock } from './clock.ts';

/** Hands on the newest value per key, at most once in `ms` milliseconds; the last value is never lost. */
export class Throttle<Key> {
  readonly #clock: Clock;
  readonly #ms: number;
  readonly #emit: (key: Key) => void;
  readonly #last = new Map<Key, number>();
  readonly #pending = new Map<Key, () => void>();

  constructor(clock: Clock, ms: number, emit: (key: Key) => void) {
    this.#clock = clock;
    this.#ms = ms;
    this.#emit = emit;
  }

  /** Something of `key` changed. */
  touch(key: Key): void {
    if (this.#pending.has(key)) return;
    const since = this.#clock.elapsed() - (this.#last.get(key) ?? Number.NEGATIVE_INFINITY);
    if (since >= this.#ms) this.#fire(key);
    else
      this.#pending.set(
        key,
        this.#clock.after(this.#ms - since, () => {
          this.#fire(key);
        }),
      );
  }

  /** Something of `key` changed that must be seen now (a new state). */
  now(key: Key): void {
    this.#fire(key);
  }

  /** Emits nothing more. */
  close(): void {
    for (const cancel of this.#pending.values()) cancel();
    this.#pending.clear();
  }

  #fire(key: Key): void {
    this.#pending.get(key)?.();
    this.#pending.delete(key);
    this.#last.set(key, this.#clock.elapsed());
    this.#emit(key);
  }
}
