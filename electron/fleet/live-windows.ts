import type { Attention, FleetCounts, LiveMessage } from '../contract/live.ts';
import type { Timing } from '../openapi/timing.ts';
import { LiveFeed } from './frames.ts';
import { fleetCounts, oldestAsked, type FleetParts } from './sweep-status.ts';

/** A window's share of the live path. */
export interface FleetSubscription {
  /** The window looks elsewhere. */
  attend(attention: Attention): void;
  end(): void;
}

export interface LiveWindowsNeeds {
  readonly timing: Timing;
  readonly parts: FleetParts;
  /** The provider's clock in Unix seconds. */
  readonly serverTime: () => number;
  /** A window looks elsewhere. */
  readonly onAttention: () => void;
}

/** Milliseconds between two messages to a window; shorter while it has much to catch up with. */
const TICK = 100;
const CATCH_UP_TICK = 20;
const COUNTS_EVERY = 1_000;

/** The windows that are sent the fleet, each at its own pace, and the beat that all are sent on. */
export class LiveWindows {
  readonly #needs: LiveWindowsNeeds;
  readonly #feeds = new Map<number, LiveFeed>();
  #nextWindow = 1;
  #cancelTick: (() => void) | null = null;
  #counts: { readonly at: number; readonly value: FleetCounts } | null = null;

  constructor(needs: LiveWindowsNeeds) {
    this.#needs = needs;
  }

  start(): void {
    const behind = [...this.#feeds.values()].some((feed) => feed.behind);
    this.#cancelTick = this.#needs.timing.after(behind ? CATCH_UP_TICK : TICK, () => {
      this.start();
      const now = this.#needs.timing.now();
      for (const feed of this.#feeds.values()) feed.tick(now);
    });
  }

  /** Sends nothing any more. */
  stop(): void {
    this.#cancelTick?.();
    this.#cancelTick = null;
  }

  /** Lets all windows go. */
  end(): void {
    for (const feed of this.#feeds.values()) feed.end();
    this.#feeds.clear();
  }

  subscribe(send: (message: LiveMessage) => void, ready?: () => boolean): FleetSubscription {
    const window = (this.#nextWindow += 1);
    const { parts, serverTime, timing, onAttention } = this.#needs;
    const feed = new LiveFeed({
      directory: parts.directory,
      positions: parts.positions,
      serverTime,
      counts: () => this.#countsNow(),
      oldestShown: (shows) => oldestAsked(parts, timing.now(), shows),
      send,
      ...(ready === undefined ? {} : { ready }),
    });
    this.#feeds.set(window, feed);
    return {
      attend: (attention) => {
        feed.attend(attention);
        parts.attention.set(window, attention);
        onAttention();
      },
      end: () => {
        feed.end();
        this.#feeds.delete(window);
        parts.attention.remove(window);
      },
    };
  }

  #countsNow(): FleetCounts {
    const now = this.#needs.timing.now();
    if (this.#counts === null || Math.abs(now - this.#counts.at) >= COUNTS_EVERY / 2) {
      this.#counts = { at: now, value: fleetCounts(this.#needs.parts, now) };
    }
    return this.#counts.value;
  }
}
