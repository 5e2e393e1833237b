import type { Timing } from '../../../../electron/openapi/timing.ts';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Time that passes only when told to. */
export class FakeTiming implements Timing {
  #elapsed = 0;
  #wall: number;
  #timers: Timer[] = [];

  /** `start`: Unix milliseconds at elapsed 0. */
  constructor(start = 1_700_000_000_000) {
    this.#wall = start;
  }

  readonly now = (): number => this.#wall + this.#elapsed;
  readonly elapsed = (): number => this.#elapsed;
  readonly after = (milliseconds: number, callback: () => void): (() => void) => {
    const timer = { at: this.#elapsed + milliseconds, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  /** Somebody sets the computer's clock, or it slept: the wall clock jumps, the other does not. */
  jumpWall(milliseconds: number): void {
    this.#wall += milliseconds;
  }

  /** Lets everything that waits on nothing but promises happen. */
  async settle(): Promise<void> {
    await settled();
    await settled();
  }

  /** Lets time pass, timer by timer. */
  async advance(milliseconds: number): Promise<void> {
    const until = this.#elapsed + milliseconds;
    await this.settle();
    for (;;) {
      const next = this.#timers.reduce<Timer | null>(
        (first, timer) => (first === null || timer.at < first.at ? timer : first),
        null,
      );
      if (next === null || next.at > until) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#elapsed = Math.max(this.#elapsed, next.at);
      next.callback();
      await this.settle();
    }
    this.#elapsed = until;
  }

  /** Lets as much time pass as the promise needs. */
  async until<T>(promise: Promise<T>, longest = 3_600_000): Promise<T> {
    const state = { over: false };
    const done = promise.finally(() => {
      state.over = true;
    });
    done.catch(() => undefined);
    await this.settle();
    const start = this.#elapsed;
    while (!state.over && this.#elapsed - start < longest) {
      const next = Math.min(...this.#timers.map(({ at }) => at));
      if (!Number.isFinite(next)) await this.settle();
      await this.advance(Number.isFinite(next) ? next - this.#elapsed : 100);
    }
    return done;
  }
}
