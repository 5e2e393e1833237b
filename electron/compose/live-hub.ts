import type { Attention, LiveMessage } from '../contract/live.ts';
import { attentionSchema } from '../contract/live-schema.ts';

/** Main's end of a window's live port, as the hub needs it. */
export interface HubPort {
  post(message: LiveMessage): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

/** What feeds the windows while somebody is signed in. */
export interface LiveSource {
  subscribe(send: (message: LiveMessage) => void): LiveSubscription;
}

export interface LiveSubscription {
  attend(attention: Attention): void;
  end(): void;
}

/**
 * Joins the windows' ports with the fleet of whoever is signed in. Ports outlive sign-ins; a sign-in or sign-out
 * resets what the windows hold.
 */
export class LiveHub {
  readonly #ports = new Map<
    number,
    { port: HubPort; subscription: LiveSubscription | null; attention: Attention | null }
  >();
  #source: LiveSource | null = null;
  /** What every window shows instead of now; null: now. */
  #past: readonly LiveMessage[] | null = null;

  /** A window asked for its port; an earlier one of the same window is closed. */
  join(windowId: number, port: HubPort): void {
    const before = this.#ports.get(windowId);
    before?.subscription?.end();
    if (before !== undefined) before.subscription = null;
    before?.port.close();
    const entry = {
      port,
      subscription: null as LiveSubscription | null,
      attention: null as Attention | null,
    };
    this.#ports.set(windowId, entry);
    port.onMessage((message) => {
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
      for (const message of messages ?? []) entry.port.post(message);
      if (messages !== null || before === null) continue;
      entry.port.post({ type: 'time', at: null });
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

  #feed(entry: { port: HubPort; subscription: LiveSubscription | null; attention: Attention | null }): void {
    entry.port.post({ type: 'reset' });
    this.#subscribe(entry);
    for (const message of this.#past ?? []) entry.port.post(message);
  }

  #subscribe(entry: {
    port: HubPort;
    subscription: LiveSubscription | null;
    attention: Attention | null;
  }): void {
    if (this.#source === null) return;
    entry.subscription = this.#source.subscribe((message) => {
      // While the past is shown, what is now would overwrite it; who the devices are still is told.
      if (this.#past !== null && message.type !== 'directory') return;
      entry.port.post(message);
    });
    if (entry.attention !== null) entry.subscription.attend(entry.attention);
  }
}
