/** Over how many milliseconds logins are counted. */
const WINDOW = 60_000;
/** Milliseconds between two logins, by how many there were in the window: a clone allows five a minute. */
const GAPS = [0, 2_500, 6_000, 15_000] as const;
/** Milliseconds after a login that never reached the server. */
const GAP_WITHOUT_ANSWER = 1_500;

/** Keeps logins apart: two consoles that kill each other's tokens must not do so as fast as they can. */
export class LoginSpacing {
  #answered: number[] = [];
  #lastTry = -Infinity;

  /** Milliseconds to wait at `now` (of `Timing.elapsed`) before the next login. */
  wait(now: number): number {
    this.#answered = this.#answered.filter((at) => at > now - WINDOW);
    const gap = GAPS[Math.min(this.#answered.length, GAPS.length - 1)] ?? 0;
    const last = this.#answered.at(-1) ?? -Infinity;
    return Math.max(0, last + gap - now, this.#lastTry + GAP_WITHOUT_ANSWER - now);
  }

  /** A login was sent at `now` and the server answered, whatever it said. */
  answered(now: number): void {
    this.#answered.push(now);
    this.#lastTry = -Infinity;
  }

  /** A login was sent at `now` and no answer came. */
  unanswered(now: number): void {
    this.#lastTry = now;
  }
}
