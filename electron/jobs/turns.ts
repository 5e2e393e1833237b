import type { Clock } from './clock.ts';

/** Milliseconds of work after which others of the process have their turn. */
const TURN = 8;

/** Long work in turns: ask `over` after every piece of it, and await `next` when it is. */
export class Turns {
  readonly #clock: Pick<Clock, 'elapsed' | 'soon'>;
  #began: number;

  constructor(clock: Pick<Clock, 'elapsed' | 'soon'>) {
    this.#clock = clock;
    this.#began = clock.elapsed();
  }

  /** Whether this turn has lasted long enough. */
  get over(): boolean {
    return this.#clock.elapsed() - this.#began >= TURN;
  }

  /** Resolves when everybody else had theirs. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.soon(() => {
        this.#began = this.#clock.elapsed();
        resolve();
      });
    });
  }
}
