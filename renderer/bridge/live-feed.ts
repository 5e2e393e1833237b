import type {
  Attention,
  FleetCounts,
  Heard,
  LiveMessage,
  PositionColumns,
} from '../../electron/contract/live.ts';
import { LIVE_PORT_MESSAGE } from '../../electron/contract/bridge.ts';
import { applyFrame, createColumns, growColumns, openFrame } from '../../electron/contract/live.ts';
import { vehicleStates } from '../../electron/contract/position.ts';
import { Directory } from './directory.ts';

/** What changed since the last notification. */
export interface LiveChange {
  /** Some positions were written. */
  readonly positions: boolean;
  /** Devices were added, changed or all forgotten; the columns may be other arrays now. */
  readonly directory: boolean;
  readonly counts: boolean;
}

/** What a window shows, as far as one part of it knows; the feed merges the parts. */
export type AttentionPart = Partial<Omit<Attention, 'type'>>;

/** The half of a MessagePort that the feed uses. */
export interface LivePort {
  postMessage(message: Attention | Heard): void;
  onmessage: ((event: MessageEvent<LiveMessage>) => void) | null;
  close(): void;
}

/** Clocks and timers from outside, so that tests need none. Times are milliseconds. */
export interface FeedTiming {
  now(): number;
  wallClock(): number;
  nextFrame(run: () => void): void;
  later(run: () => void, milliseconds: number): void;
}

const browserTiming: FeedTiming = {
  now: () => performance.now(),
  wallClock: () => Date.now(),
  nextFrame: (run) => {
    // A hidden window gets no animation frames; its counts and lists have to go on all the same.
    if (document.hidden) setTimeout(run, 250);
    else requestAnimationFrame(run);
  },
  later: (run, milliseconds) => {
    setTimeout(run, milliseconds);
  },
};

const FIRST_CAPACITY = 4_096;
const ATTENTION_INTERVAL = 250;
const NOTHING_COUNTED: FleetCounts = { byState: vehicleStates.map(() => 0), devices: 0, oldestAsked: null };

/**
 * A window's end of the live path. Owns the columns of positions and the directory, applies what main sends, tells
 * listeners at most once an animation frame that something changed, and tells main what the window shows. There is no
 * reactive object per vehicle: whoever draws reads the arrays.
 */
export class LiveFeed {
  readonly directory = new Directory();

  private held: PositionColumns = createColumns(FIRST_CAPACITY);
  private fleetCounts: FleetCounts = NOTHING_COUNTED;
  private port: LivePort | null = null;
  private readonly timing: FeedTiming;
  private readonly listeners = new Set<(change: LiveChange) => void>();
  private pending = { positions: false, directory: false, counts: false };
  private frameRequested = false;
  private past: number | null = null;
  private clock: { readonly serverTime: number; readonly at: number } | null = null;
  private readonly parts = new Map<string, AttentionPart>();
  private attentionWaiting = false;
  private lastAttention = '';

  constructor(timing: FeedTiming = browserTiming) {
    this.timing = timing;
  }

  /** Positions by slot. Another object after the directory grew: read it anew on every change. */
  get columns(): PositionColumns {
    return this.held;
  }

  get counts(): FleetCounts {
    return this.fleetCounts;
  }

  /** The recorded second (Unix seconds of the provider's clock) that is shown instead of now; null: now. */
  get pastSecond(): number | null {
    return this.past;
  }

  /** What ages on this window are counted from: the provider's clock now, or the recorded second that is shown. */
  serverNow(): number {
    return this.past ?? this.liveNow();
  }

  /** The provider's clock in Unix seconds now, whatever is shown; this computer's until the first frame. */
  liveNow(): number {
    if (!this.clock) return this.timing.wallClock() / 1_000;
    return this.clock.serverTime + (this.timing.now() - this.clock.at) / 1_000;
  }

  /** Takes the port main handed over; an earlier one is closed (main sends everything again on a new port). */
  connect(port: LivePort): void {
    this.port?.close();
    this.port = port;
    port.onmessage = (event) => {
      // Said whatever comes of it: main waits for a window that falls behind instead of piling up what it has to take in.
      port.postMessage({ type: 'heard' });
      this.receive(event.data);
    };
    this.lastAttention = '';
    this.scheduleAttention();
  }

  disconnect(): void {
    this.port?.close();
    this.port = null;
    this.listeners.clear();
  }

  /** Listens to changes, at most once an animation frame; returns the way to stop. */
  onChange(listener: (change: LiveChange) => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /**
   * Says what a part of the window (a map pane, a list, the details) shows now; null = it is gone. Main hears of it
   * at most four times a second, and only when the whole differs.
   */
  attend(part: string, shows: AttentionPart | null): void {
    if (shows) this.parts.set(part, shows);
    else this.parts.delete(part);
    this.scheduleAttention();
  }

  /** Applies one message of main. */
  receive(message: LiveMessage): void {
    switch (message.type) {
      case 'reset':
        this.directory.clear();
        this.held = createColumns(FIRST_CAPACITY);
        this.fleetCounts = NOTHING_COUNTED;
        this.clock = null;
        this.past = null;
        this.changed('positions', 'directory', 'counts');
        return;
      case 'time':
        this.past = message.at;
        this.changed('positions', 'counts');
        return;
      case 'directory':
        this.directory.put(message.chunk);
        this.makeRoom(this.directory.size);
        this.changed('directory');
        return;
      case 'frame':
        // A recorded frame carries a recorded time; the provider's clock runs on.
        if (this.past === null) this.clock = { serverTime: message.serverTime, at: this.timing.now() };
        this.applyBuffer(message.buffer);
        return;
      case 'counts':
        this.fleetCounts = message.counts;
        this.changed('counts');
        return;
    }
  }

  private applyBuffer(buffer: ArrayBuffer): void {
    const frame = openFrame(buffer);
    if (!frame || frame.slots.length === 0) return;
    let highest = 0;
    for (const slot of frame.slots) if (slot > highest) highest = slot;
    this.makeRoom(highest + 1);
    applyFrame(this.held, frame);
    this.changed('positions');
  }

  private makeRoom(size: number): void {
    const capacity = this.held.state.length;
    if (size > capacity) this.held = growColumns(this.held, Math.max(size, capacity * 2));
  }

  private changed(...what: (keyof LiveChange)[]): void {
    for (const part of what) this.pending[part] = true;
    if (this.frameRequested) return;
    this.frameRequested = true;
    this.timing.nextFrame(() => {
      this.frameRequested = false;
      const change = this.pending;
      this.pending = { positions: false, directory: false, counts: false };
      for (const listener of this.listeners) listener(change);
    });
  }

  private scheduleAttention(): void {
    if (this.attentionWaiting) return;
    this.attentionWaiting = true;
    this.timing.later(() => {
      this.attentionWaiting = false;
      this.sendAttention();
    }, ATTENTION_INTERVAL);
  }

  private sendAttention(): void {
    if (!this.port) return;
    const attention = mergeAttention([...this.parts.values()]);
    const text = JSON.stringify(attention);
    if (text === this.lastAttention) return;
    this.lastAttention = text;
    this.port.postMessage(attention);
  }
}

/** One message out of what the parts of a window show; a slot is named once. */
export function mergeAttention(parts: readonly AttentionPart[]): Attention {
  const slots = (name: 'followed' | 'selected' | 'listed'): number[] => [
    ...new Set(parts.flatMap((part) => part[name] ?? [])),
  ];
  return {
    type: 'attention',
    viewports: parts.flatMap((part) => part.viewports ?? []),
    followed: slots('followed'),
    selected: slots('selected'),
    listed: slots('listed'),
  };
}

/** Asks main for the live port and connects the feed when it arrives on the window; returns the way to stop. */
export function connectLiveFeed(feed: LiveFeed): () => void {
  const receive = (event: MessageEvent<unknown>): void => {
    const [port] = event.ports;
    // Only this very page can post to itself; a frame or another origin has another source.
    if (event.source !== window || event.data !== LIVE_PORT_MESSAGE || !port) return;
    feed.connect(port);
  };
  window.addEventListener('message', receive);
  window.watchdesk.requestLivePort();
  return () => {
    window.removeEventListener('message', receive);
    feed.disconnect();
  };
}
