import type { Failure } from '../contract/errors.ts';

/**
 * Failures that no call was waiting for. Those of a start come before any window can hear: they are kept until one
 * asks for them.
 */
export class Notices {
  readonly #broadcast: (failure: Failure) => void;
  #untold: Failure[] | null = [];

  constructor(broadcast: (failure: Failure) => void) {
    this.#broadcast = broadcast;
  }

  tell(failure: Failure): void {
    if (this.#untold === null) this.#broadcast(failure);
    else this.#untold.push(failure);
  }

  /** What nobody has heard yet; given once, and from now on windows hear at once. */
  untold(): readonly Failure[] {
    const untold = this.#untold ?? [];
    this.#untold = null;
    return untold;
  }
}
