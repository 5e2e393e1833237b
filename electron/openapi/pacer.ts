import type { PaceStatus } from '../contract/session.ts';
import type { Lane } from './api.ts';
import { Lanes, type Waiting } from './lanes.ts';
import { Meter } from './meter.ts';
import { Rate, type LearnedRate } from './rate.ts';
import type { Timing } from './timing.ts';

export interface PacerOptions {
  readonly timing: Timing;
  /** 0 up to 1. */
  readonly random: () => number;
  /** Requests a second that are never exceeded, and where it starts unless something was learned. */
  readonly highestRate: number;
  readonly maxInFlight: number;
  readonly learned?: LearnedRate;
}

/** The right to send one request now. */
export interface Permit {
  /** To be called once, as soon as the request is over. `refused` means 10009, `unused` that none was sent. */
  finish(how: 'answered' | 'refused' | 'failed' | 'unused'): void;
  /** When it first asked for its turn; handed in again by a request that is repeated, so that it keeps its place. */
  readonly since: number;
}

/** What late timers lose is made up for, up to this many milliseconds. */
const TOLERANCE = 250;
/** Over how many milliseconds the rate that is sent, and the rate that the server takes, are measured. */
const SENT_WINDOW = 10_000;
const ACCEPTED_WINDOW = 30_000;
/** Milliseconds without an answer after which another request finds out whether a pause is over: the first one hangs. */
const PROBE_LATE = 5_000;
/** Places beyond `maxInFlight` that only an operator's action may take, so that hanging requests do not hold it up. */
const KEPT_FOR_ACTIONS = 2;

/**
 * One per account: every request waits here for its turn. Lanes by purpose, a rate that is learned, a limit on
 * requests in flight, and a pause for all after 10009,
 * after which a single request finds out whether it is over.
 */
export class Pacer {
  readonly #timing: Timing;
  readonly #rate: Rate;
  readonly #lanes = new Lanes();
  #maxInFlight: number;
  #inFlight = 0;
  /** Milliseconds of `elapsed` at which the next request is due by the rate. */
  #due = 0;
  #pausedUntil = 0;
  #lastDecrease = -Infinity;
  /** After 10009 one request goes ahead of all others: were many sent, all would be refused together. */
  #probing: 'no' | 'next' | 'underWay' = 'no';
  /** What is under way for that: since when, and whether an operator waits for it. */
  #probe = { since: 0, action: false };
  #refusals = 0;
  readonly #sent = new Meter(SENT_WINDOW);
  readonly #accepted = new Meter(ACCEPTED_WINDOW);
  /** What the provider said anything to: a request into the void is no traffic. */
  readonly #heard = new Meter(SENT_WINDOW);
  #cancelTimer: (() => void) | null = null;
  #closed = false;

  constructor(options: PacerOptions) {
    this.#timing = options.timing;
    this.#rate = new Rate(options.highestRate, options.random, options.learned);
    this.#maxInFlight = options.maxInFlight;
    this.#due = options.timing.elapsed();
  }

  /** What is worth keeping for the next sign-in. */
  get learned(): LearnedRate {
    return this.#rate.learned;
  }

  status(): PaceStatus {
    const left = this.pauseLeft();
    return {
      allowedRate: this.#rate.allowed,
      actualRate: this.#heard.perSecond(this.#timing.elapsed()),
      waiting: this.#lanes.size,
      inFlight: this.#inFlight,
      pausedUntil: left > 0 ? this.#timing.now() + left : null,
      refusals: this.#refusals,
    };
  }

  /** Changes the limits while it runs. */
  limitTo(highestRate: number, maxInFlight: number): void {
    this.#rate.limitTo(highestRate);
    this.#maxInFlight = maxInFlight;
    this.#give();
  }

  /** Milliseconds that the pause after 10009 still lasts; 0 when there is none. */
  pauseLeft(): number {
    return Math.max(0, this.#pausedUntil - this.#timing.elapsed());
  }

  /** Waits for a turn. Null when the signal was aborted first or the pacer is closed. */
  acquire(lane: Lane, signal?: AbortSignal, since?: number): Promise<Permit | null> {
    if (this.#closed || signal?.aborted === true) return Promise.resolve(null);
    return new Promise((resolve) => {
      const entry: Waiting = {
        lane,
        since: since ?? this.#timing.elapsed(),
        limited: false,
        grant: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve(this.#closed ? null : this.#permit(entry));
        },
      };
      const onAbort = (): void => {
        this.#lanes.remove(entry);
        resolve(null);
        this.#give();
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#lanes.add(entry);
      this.#give();
    });
  }

  /** 10009 to a request sent at `sentAt` (of `elapsed`): slows down and pauses everything. */
  refused(sentAt: number): void {
    this.#refusals += 1;
    // Requests that were under way when the rate was lowered say nothing new.
    if (sentAt < this.#lastDecrease) return;
    const now = this.#timing.elapsed();
    this.#lastDecrease = now;
    // What was sent before the last pause says nothing of how fast it went since.
    const sent = this.#sent.perSecond(now, this.#pausedUntil);
    const pause = this.#rate.refused(sent, this.#accepted.perSecond(now));
    this.#pausedUntil = Math.max(this.#pausedUntil, now + pause);
    this.#due = Math.max(this.#due, this.#pausedUntil);
    this.#probing = 'next';
  }

  /** Ends all waiting; who waits gets null. */
  close(): void {
    this.#closed = true;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    for (const entry of this.#lanes.clear()) entry.grant();
  }

  #permit(entry: Waiting): Permit {
    const sentAt = this.#timing.elapsed();
    // An operator's action that goes while another one finds out, finds out itself.
    const probe = this.#probing === 'no' ? null : { since: sentAt, action: entry.lane === 'action' };
    if (probe !== null) {
      this.#probing = 'underWay';
      this.#probe = probe;
    }
    let open = true;
    return {
      since: entry.since,
      finish: (how) => {
        if (!open) return;
        open = false;
        this.#inFlight -= 1;
        if (how === 'unused') this.#takeBack(sentAt);
        if (probe !== null && this.#probing !== 'no') {
          if (how === 'answered' && sentAt >= this.#lastDecrease) this.#probing = 'no';
          else if (this.#probe === probe) this.#probing = 'next';
        }
        if (how === 'answered' || how === 'refused') this.#heard.count(this.#timing.elapsed());
        if (how === 'answered') {
          this.#rate.answered(entry.limited);
          this.#accepted.count(this.#timing.elapsed());
        } else if (how === 'refused') {
          this.refused(sentAt);
        }
        this.#give();
      },
    };
  }

  #give(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    while (!this.#closed && this.#lanes.size > 0) {
      const now = this.#timing.elapsed();
      const hangs = this.#probing === 'underWay' ? this.#probe.since + PROBE_LATE - now : 0;
      if (hangs > 0) this.#lookAgainIn(hangs);
      const full = this.#inFlight >= this.#maxInFlight;
      if (full && this.#inFlight >= this.#maxInFlight + KEPT_FOR_ACTIONS) return;
      if (hangs > 0 && this.#probe.action) return;
      const entry = this.#lanes.next(now, full || hangs > 0);
      if (entry === null) return;
      const interval = 1_000 / this.#rate.allowed;
      const wait = Math.max(this.pauseLeft(), this.#due - now);
      if (wait > 0) {
        entry.limited = true;
        this.#lookAgainIn(wait);
        return;
      }
      this.#due = Math.max(this.#due, entry.limited ? now - TOLERANCE : now) + interval;
      this.#inFlight += 1;
      this.#sent.count(now);
      this.#lanes.given(entry);
      entry.grant();
    }
  }

  #lookAgainIn(milliseconds: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#timing.after(Math.ceil(milliseconds), () => {
      this.#give();
    });
  }

  /** The turn given at `sentAt` was not used: the rate allows another request in its place. */
  #takeBack(sentAt: number): void {
    this.#due = Math.max(sentAt, this.#pausedUntil, this.#due - 1_000 / this.#rate.allowed);
    this.#sent.takeBack(sentAt);
  }
}
