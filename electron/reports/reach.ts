import type { Failure } from '../contract/errors.ts';
import type { RunControl } from './run-control.ts';

/** Waits between attempts after the connection was lost in the middle of a report, in milliseconds. */
const WAITS = [2_000, 4_000, 8_000, 15_000, 30_000, 60_000] as const;
/** How often a report that went on without the provider tries whether it is back, in milliseconds. */
const PROBE = 30_000;

/** Whether a failure says that the provider cannot be asked at all now, whatever the question. */
export function isUnreachable(failure: Failure): boolean {
  return (
    failure.code.startsWith('network.') ||
    failure.code === 'session.signedOut' ||
    failure.code === 'session.noSecret' ||
    failure.code === 'answer.notApi'
  );
}

/** Whether a failure is the provider's own trouble of a moment, worth one more try. */
export function isPassing(failure: Failure): boolean {
  return failure.code === 'provider.10000' || failure.code === 'answer.malformed';
}

/**
 * Whether the provider can be asked. A report that begins without a network goes to the archive at once; one that
 * loses it on the way first waits for about two minutes, because what is left out cannot be put in later.
 */
export class Reach {
  readonly #control: RunControl;
  readonly #now: () => number;
  readonly #waits: readonly number[];
  /** Attempts that reached the provider. */
  #reached = 0;
  #lost: Failure | null = null;
  #probeAt = 0;

  /**
   * @param now Unix milliseconds
   * @param waits milliseconds between attempts; tests shorten them
   */
  constructor(control: RunControl, now: () => number, waits: readonly number[] = WAITS) {
    this.#control = control;
    this.#now = now;
    this.#waits = waits;
  }

  /** Why the provider is not asked any more; null while it is. */
  get lost(): Failure | null {
    return this.#lost;
  }

  /**
   * Asks, and asks again after a loss of connection as long as that may help, and once more after a failure that
   * passes.
   *
   * @param ask one attempt; gives the failure that kept it from its end, or null
   * @returns null when an attempt reached the provider, else why none did
   */
  async ask(ask: () => Promise<Failure | null>): Promise<Failure | null> {
    if (this.#lost && this.#now() < this.#probeAt) return this.#lost;
    if (this.#lost) this.#probeAt = this.#now() + PROBE;
    const reachedBefore = this.#reached;
    for (let attempt = 0; ; attempt += 1) {
      const failure = await ask();
      if (failure === null || !isUnreachable(failure)) {
        this.#reached += 1;
        this.#lost = null;
        if (failure === null || !isPassing(failure) || attempt > 0) return null;
        await this.#control.wait(this.#waits[0] ?? 0);
        if (!(await this.#control.mayGoOn())) return null;
        continue;
      }
      const wait = this.#reached > 0 && !this.#lost ? this.#waits[attempt] : undefined;
      if (wait === undefined || this.#control.cancelled) {
        // When others got through meanwhile, it is this question that gets no answer, not the provider that is gone.
        return this.#reached > reachedBefore ? failure : this.#lose(failure);
      }
      await this.#control.wait(wait);
      if (!(await this.#control.mayGoOn())) return failure;
    }
  }

  #lose(failure: Failure): Failure {
    this.#lost ??= failure;
    this.#probeAt = this.#now() + PROBE;
    return failure;
  }
}
