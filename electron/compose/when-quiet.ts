/** Does something once after a burst of notes has calmed down. */
export class WhenQuiet {
  readonly #quiet: number;
  readonly #work: () => void;
  #timer: NodeJS.Timeout | null = null;

  /** `quiet`: milliseconds without a further note. */
  constructor(quiet: number, work: () => void) {
    this.#quiet = quiet;
    this.#work = work;
  }

  note(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.now();
    }, this.#quiet);
  }

  /** Does it now if a note is waiting. */
  now(): void {
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#work();
  }
}
