/** Pause, resume and cancel of one run: everything that asks or waits asks here first. */
export class RunControl {
  readonly #abort = new AbortController();
  #resumed: Promise<void> | null = null;
  #resume: () => void = () => undefined;

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get cancelled(): boolean {
    return this.#abort.signal.aborted;
  }

  get paused(): boolean {
    return this.#resumed !== null;
  }

  pause(): void {
    this.#resumed ??= new Promise((resolve) => {
      this.#resume = resolve;
    });
  }

  resume(): void {
    this.#resumed = null;
    this.#resume();
  }

  /** Ends pauses and waits too. */
  cancel(): void {
    this.#abort.abort();
    this.resume();
  }

  /** Resolves when the run may go on: true, or false when it was cancelled. */
  async mayGoOn(): Promise<boolean> {
    while (this.#resumed) await this.#resumed;
    return !this.cancelled;
  }

  /** Waits, but not longer than until the run is cancelled. */
  async wait(milliseconds: number): Promise<void> {
    if (this.cancelled) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      this.signal.addEventListener('abort', done);
    });
  }
}
