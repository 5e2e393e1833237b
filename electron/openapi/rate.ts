/** What was learned about a server's limit; plain data, kept between sign-ins. */
export interface LearnedRate {
  /** Requests a second that are allowed now. */
  readonly allowed: number;
  /** Requests a second at which the server last said 10009; null when it never did. */
  readonly ceiling: number | null;
}

/** Requests a second, slower never: three a minute. */
const LOWEST_RATE = 0.05;
/** Requests a second gained per second of use at the limit, far below and near the known ceiling ... */
const RISE = 0.3;
const RISE_NEAR_CEILING = 0.01;
/** ... and the most that one answer may add, as a part of the rate: slow servers answer seldom. */
const STEP = 0.05;
const STEP_NEAR_CEILING = 0.005;
/** Near begins at this part of the ceiling. */
const NEAR = 0.85;
/** Milliseconds: the first pause after 10009 (field-notes.md), the longest, and how much jitter is added at most. */
const FIRST_PAUSE = 2_500;
const LONGEST_PAUSE = 60_000;
const JITTER = 0.25;
/** Answers without a refusal after which the next pause is a step shorter again. */
const CALM = 20;

/**
 * Learns how many requests a second the provider takes: additive increase while the rate is what limits us,
 * multiplicative decrease and a growing pause on 10009. No vendor publishes the figure.
 */
export class Rate {
  readonly #random: () => number;
  #highest: number;
  #allowed: number;
  #ceiling: number | null;
  #level = 0;
  #calm = 0;

  constructor(highest: number, random: () => number, learned?: LearnedRate) {
    this.#random = random;
    this.#highest = Math.max(LOWEST_RATE, highest);
    const start = learned !== undefined && Number.isFinite(learned.allowed) ? learned.allowed : highest;
    this.#allowed = this.#within(start);
    this.#ceiling = learned?.ceiling ?? null;
  }

  /** Requests a second. */
  get allowed(): number {
    return this.#allowed;
  }

  get learned(): LearnedRate {
    return { allowed: this.#allowed, ceiling: this.#ceiling };
  }

  /** Changes the highest rate that the user allows. */
  limitTo(highest: number): void {
    this.#highest = Math.max(LOWEST_RATE, highest);
    this.#allowed = this.#within(this.#allowed);
  }

  /** An answer came that was no refusal; `limited` when the request had waited because of the rate. */
  answered(limited: boolean): void {
    this.#calm += 1;
    if (this.#calm >= CALM) {
      this.#calm = 0;
      this.#level = Math.max(0, this.#level - 1);
    }
    if (!limited) return;
    const near = this.#ceiling !== null && this.#allowed >= this.#ceiling * NEAR;
    const step = near
      ? Math.min(RISE_NEAR_CEILING / this.#allowed, STEP_NEAR_CEILING * this.#allowed)
      : Math.min(RISE / this.#allowed, STEP * this.#allowed);
    this.#allowed = this.#within(this.#allowed + step);
    if (this.#ceiling !== null && this.#allowed > this.#ceiling) this.#ceiling = null;
  }

  /**
   * The server said 10009 while `sent` requests a second were sent; `accepted` of them were answered lately, pauses
   * included, which it will take again. Gives the milliseconds to pause: at least 2.5 seconds, doubling while refusals
   * go on, with jitter so that several consoles do not come back together.
   */
  refused(sent: number, accepted: number): number {
    const used = Math.max(LOWEST_RATE, Math.min(this.#allowed, sent));
    this.#ceiling = used;
    const lowered = Math.max(accepted * 0.9, Math.min(this.#allowed / 2, used * 0.7));
    this.#allowed = this.#within(Math.min(this.#allowed * 0.7, lowered));
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.#level);
    this.#level = Math.min(this.#level + 1, 10);
    this.#calm = 0;
    return pause * (1 + JITTER * this.#random());
  }

  #within(rate: number): number {
    return Math.min(this.#highest, Math.max(LOWEST_RATE, rate));
  }
}
