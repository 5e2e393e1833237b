import type { Clock } from '../../electron/jobs/clock.ts';

interface Due {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A clock that moves only when a test says so; what is due "soon" waits for the next turn of `settle`. */
export class ManualClock implements Clock {
  #now = 1_700_000_000_000;
  /** What somebody set the computer's clock by; timers know nothing of it. */
  #set = 0;
  #order = 0;
  #due: Due[] = [];

  now(): number {
    return this.#now + this.#set;
  }

  elapsed(): number {
    return this.#now;
  }

  /** Somebody sets the clock of the computer on by `ms`, or back. */
  setOn(ms: number): void {
    this.#set += ms;
  }

  after(ms: number, callback: () => void): () => void {
    this.#order += 1;
    const due = { at: this.#now + Math.max(ms, 0), order: this.#order, callback };
    this.#due.push(due);
    return () => {
      this.#due = this.#due.filter((other) => other !== due);
    };
  }

  soon(callback: () => void): void {
    this.after(0, callback);
  }

  /** Runs everything that is due now, and what that makes due, until nothing is. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 100_000; turn += 1) {
      await Promise.resolve();
      await Promise.resolve();
      const next = this.#next();
      if (next === undefined || next.at > this.#now) {
        // Promises that are a few steps long get their turn before this says that all is quiet.
        await new Promise<void>((resolve) => {
          setImmediate(resolve);
        });
        const after = this.#next();
        if (after === undefined || after.at > this.#now) return;
        continue;
      }
      this.#due = this.#due.filter((due) => due !== next);
      next.callback();
    }
    throw new Error('it never comes to rest');
  }

  /** Moves on by `ms`, stopping at everything that falls due on the way. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await this.settle();
      const next = this.#next();
      if (next === undefined || next.at > end) break;
      this.#now = next.at;
    }
    this.#now = end;
    await this.settle();
  }

  #next(): Due | undefined {
    return this.#due.reduce<Due | undefined>(
      (first, due) =>
        first === undefined || due.at < first.at || (due.at === first.at && due.order < first.order)
          ? due
          : first,
      undefined,
    );
  }
}
