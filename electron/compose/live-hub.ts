import type { Attention, LiveMessage } from '../contract/live.ts';
import { attentionSchema, heardSchema } from '../contract/live-schema.ts';

/** Main's end of a window's live port, as the hub needs it. */
export interface HubPort {
  post(message: LiveMessage): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

/** What feeds the windows while somebody is signed in. */
export interface LiveSource {
  /** `ready`: whether the window has taken in what it was sent; what changes meanwhile waits, once for each vehicle. */
  subscribe(send: (message: LiveMessage) => void, ready: () => boolean): LiveSubscription;
}

export interface LiveSubscription {
  attend(attention: Attention): void;
  end(): void;
}

/** A window and what it is fed by. */
interface Entry {
  readonly port: HubPort;
  subscription: LiveSubscription | null;
  attention: Attention | null;
  /** Messages that it was sent and has not taken in yet. */
  unheard: number;
}

/** Messages under way from which a window is sent no more: it hangs, or is slower than the fleet. */
const MOST_UNHEARD = 40;

/**
 * Joins the windows' ports with the fleet of whoever is signed in. Ports outlive sign-ins; a sign-in or sign-out
 * resets what the windows hold.
 */
export class LiveHub {
  readonly #ports = new Map<number, Entry>();
  #source: LiveSource | null = null;
  /** What every window shows instead of now; null: now. */
  #past: readonly LiveMessage[] | null = null;

  /** A window asked for its port; an earlier one of the same window is closed. */
  join(windowId: number, port: HubPort): void {
    const before = this.#ports.get(windowId);
    before?.subscription?.end();
    if (before !== undefined) before.subscription = null;
    before?.port.close();
    const entry: Entry = { port, subscription: null, attention: null, unheard: 0 };
    this.#ports.set(windowId, entry);
    port.onMessage((message) => {
      if (heardSchema.safeParse(message).success) {
        entry.unheard = Math.max(0, entry.unheard - 1);
        return;
      }
      const parsed = attentionSchema.safeParse(message);
      if (!parsed.success) return;
      entry.attention = parsed.data;
      entry.subscription?.attend(parsed.data);
    });
    port.onClose(() => {
      entry.subscription?.end();
      entry.subscription = null;
      if (this.#ports.get(windowId) === entry) this.#ports.delete(windowId);
    });
    this.#feed(entry);
  }

  /** Somebody signed in (or out, with null): every window starts afresh. */
  setSource(source: LiveSource | null): void {
    this.#source = source;
    this.#past = null;
    for (const entry of this.#ports.values()) {
      entry.subscription?.end();
      entry.subscription = null;
      this.#feed(entry);
    }
  }

  /** Every window shows a moment that was recorded; null leads back to now, with everything that changed since. */
  showPast(messages: readonly LiveMessage[] | null): void {
    const before = this.#past;
    this.#past = messages;
    for (const entry of this.#ports.values()) {
      for (const message of messages ?? []) post(entry, message);
      if (messages !== null || before === null) continue;
      post(entry, { type: 'time', at: null });
      entry.subscription?.end();
      entry.subscription = null;
      this.#subscribe(entry);
    }
  }

  closeAll(): void {
    this.#source = null;
    for (const { port, subscription } of this.#ports.values()) {
      subscription?.end();
      port.close();
    }
    this.#ports.clear();
  }

  #feed(entry: Entry): void {
    post(entry, { type: 'reset' });
    this.#subscribe(entry);
    for (const message of this.#past ?? []) post(entry, message);
  }

  #subscribe(entry: Entry): void {
    if (this.#source === null) return;
    entry.subscription = this.#source.subscribe(
      (message) => {
        // While the past is shown, what is now would overwrite it; who the devices are still is told.
        if (this.#past !== null && message.type !== 'directory') return;
        post(entry, message);
      },
      () => entry.unheard < MOST_UNHEARD,
    );
    if (entry.attention !== null) entry.subscription.attend(entry.attention);
  }
}

function post(entry: Entry, message: LiveMessage): void {
  entry.unheard += 1;
  entry.port.post(message);
}
