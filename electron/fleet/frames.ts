import { packFrame, type Attention, type FleetCounts, type LiveMessage } from '../contract/live.ts';
import type { Directory } from './directory.ts';
import { DirtySet } from './dirty-set.ts';
import type { PositionStore } from './positions.ts';
import { View } from './view.ts';

export interface FeedDependencies {
  readonly directory: Directory;
  readonly positions: PositionStore;
  /** The provider's clock in Unix seconds. */
  readonly serverTime: () => number;
  readonly counts: () => FleetCounts;
  /** Age in seconds of the position asked longest ago among devices that `shows` lets pass. */
  readonly oldestShown?: (shows: (slot: number) => boolean) => number | null;
  readonly send: (message: LiveMessage) => void;
  /** Whether the window has taken in what it was sent; while not, a tick sends nothing and forgets nothing. */
  readonly ready?: () => boolean;
}

/** Devices in one directory message. */
export const CHUNK = 5_000;
/** Rows in one frame at most; more follow in the next. */
export const FRAME_ROWS = 20_000;
/** Milliseconds between frames with what a window does not show, and between counts. */
const BACKGROUND_EVERY = 1_000;
const COUNTS_EVERY = 1_000;
/** Unchanged devices between two changed ones that are sent along, so that one message does for both. */
const BRIDGE = 16;

/**
 * What one window is sent: who the devices are before where they are; what it shows at once, everything else that
 * changed about once a second. Knows no port and no timer: whoever owns both calls `tick` at most ten times a second.
 */
export class LiveFeed {
  readonly #needs: FeedDependencies;
  readonly #dirty = new DirtySet();
  readonly #stopWatching: () => void;
  #view = new View([]);
  #close: ReadonlySet<number> = new Set();
  /** Version of the directory that was sent whole; runs of [first, end) slots still to be sent. */
  #sentVersion = 0;
  #runs: (readonly [number, number])[] = [];
  #runsAt = 0;
  #tickedAt = -Infinity;
  #backgroundAt = -Infinity;
  #countsAt = -Infinity;

  constructor(needs: FeedDependencies) {
    this.#needs = needs;
    this.#stopWatching = needs.positions.watch(this.#dirty);
  }

  /** What the window shows now; the next tick serves it first. */
  attend(attention: Attention): void {
    this.#view = new View(attention.viewports);
    this.#close = new Set([...attention.followed, ...attention.selected, ...attention.listed]);
  }

  /** Sends what is due: about one chunk, one frame and one count. `now` in Unix milliseconds. */
  tick(now: number): void {
    if (now < this.#tickedAt) {
      // Somebody set the clock back.
      this.#backgroundAt = -Infinity;
      this.#countsAt = -Infinity;
    }
    this.#tickedAt = now;
    if (!this.#isReady()) return;
    const complete = this.#sendDirectory();
    this.#sendPositions(now, complete);
    if (complete && now - this.#countsAt >= COUNTS_EVERY) {
      this.#countsAt = now;
      this.#needs.send({ type: 'counts', counts: { ...this.#needs.counts(), ...this.#ofShown() } });
    }
  }

  /** Whether more is waiting than one tick may send. */
  get behind(): boolean {
    return this.#isReady() && (this.#nextRun() !== null || this.#dirty.size > FRAME_ROWS);
  }

  end(): void {
    this.#stopWatching();
  }

  #isReady(): boolean {
    return this.#needs.ready?.() ?? true;
  }

  #ofShown(): Pick<FleetCounts, 'oldestShown'> {
    const { oldestShown, positions } = this.#needs;
    if (oldestShown === undefined || this.#view.empty) return {};
    return { oldestShown: oldestShown((slot) => this.#view.shows(positions.columns, slot)) };
  }

  /** Sends about a chunk of what the window does not know yet; true when it knows every device. */
  #sendDirectory(): boolean {
    const { directory, send } = this.#needs;
    let rows = 0;
    while (rows < CHUNK) {
      const run = this.#nextRun();
      if (run === null) return true;
      const [first, end] = run;
      send({ type: 'directory', chunk: directory.chunk(first, end - first) });
      this.#runsAt += 1;
      rows += end - first;
    }
    return this.#nextRun() === null;
  }

  #nextRun(): readonly [number, number] | null {
    const { directory } = this.#needs;
    if (this.#runsAt >= this.#runs.length && directory.version !== this.#sentVersion) {
      this.#runs = runsOf(directory.changedSince(this.#sentVersion));
      this.#runsAt = 0;
      this.#sentVersion = directory.version;
    }
    return this.#runs[this.#runsAt] ?? null;
  }

  #sendPositions(now: number, complete: boolean): void {
    if (this.#dirty.size === 0) return;
    const { positions, send, serverTime } = this.#needs;
    const columns = positions.columns;
    // A frame must not speak of devices that the window has not been told of.
    const known = complete ? Infinity : (this.#runs[this.#runsAt]?.[0] ?? Infinity);
    const background = now - this.#backgroundAt >= BACKGROUND_EVERY || this.#dirty.size > FRAME_ROWS;
    if (background) this.#backgroundAt = now;
    const shown = (slot: number): boolean => this.#close.has(slot) || this.#view.shows(columns, slot);
    let slots = this.#dirty.take(FRAME_ROWS, (slot) => slot < known && shown(slot));
    if (background && slots.length < FRAME_ROWS) {
      const rest = this.#dirty.take(FRAME_ROWS - slots.length, (slot) => slot < known);
      slots = joined(slots, rest);
    }
    if (slots.length === 0) return;
    send({ type: 'frame', buffer: packFrame(columns, slots), serverTime: serverTime() });
  }
}

/** Ascending slots as runs of at most a chunk; small holes are bridged. */
export function runsOf(slots: readonly number[]): (readonly [number, number])[] {
  const runs: (readonly [number, number])[] = [];
  let first = -1;
  let end = -1;
  for (const slot of slots) {
    if (first >= 0 && slot - end <= BRIDGE && slot - first < CHUNK) {
      end = slot + 1;
      continue;
    }
    if (first >= 0) runs.push([first, end]);
    first = slot;
    end = slot + 1;
  }
  if (first >= 0) runs.push([first, end]);
  return runs;
}

function joined(one: Uint32Array<ArrayBuffer>, other: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const both = new Uint32Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
