import { BLOCK_SECONDS, type PositionBlockStore } from '../archive/position-store.ts';
import type { Failure } from '../contract/errors.ts';
import type { Result, Success } from '../contract/result.ts';
import { DirtySet } from '../fleet/dirty-set.ts';
import type { RecordedFleet } from '../fleet/recorded.ts';
import { readOpenBlocks } from './open-blocks.ts';
import { POSITION_FORMAT } from './position-coding.ts';
import { turn } from './ports.ts';
import { packPiece, packRows, RowLog, type PositionRows } from './position-rows.ts';

export interface RecorderNeeds {
  readonly fleet: RecordedFleet;
  readonly store: PositionBlockStore;
  /** The provider's clock in Unix seconds. */
  readonly serverTime: () => number;
  /** This computer's clock in Unix milliseconds. */
  readonly now: () => number;
  /** Since when (Unix milliseconds) the provider is out of reach; null while it answers. */
  readonly offlineSince: () => number | null;
  /** Days and bytes that may be kept; no days while no clock is trusted to count them by. */
  readonly limits: () => { readonly days: number; readonly bytes: number };
  /** Told once each time recording stops; it is tried again a minute later. */
  readonly onFailure: (failure: Failure) => void;
}

/** A block that is in memory: being recorded, or on its way to the file. Both ends are included. */
export interface HeldBlock {
  readonly begin: number;
  readonly until: number;
  readonly rows: PositionRows;
}

interface OpenBlock extends HeldBlock {
  until: number;
  readonly rows: RowLog;
  /** Rows and pieces of it that are in the file already. */
  kept: number;
  pieces: number;
}

const DAY = 86_400;
/** Milliseconds: between two flushes of the open block, which is what a crash may lose. */
const FLUSH_EVERY = 4_000;
/** Milliseconds without a tick that mean that this computer slept or stood still. */
const STALL = 20_000;
/** Milliseconds without the provider from which on nothing counts as recorded. */
const PATIENCE = 20_000;
const RETRY = 60_000;

/**
 * Records every change of every position, to the second in which it was read. Whoever owns it calls `tick` once a
 * second. The open block is flushed to the file every few seconds and becomes a packed block every two minutes. What
 * was not read is never told: while the provider is out of reach or the computer sleeps nothing is recorded, and
 * afterwards each vehicle only from its next reading on.
 */
export class PositionRecorder {
  readonly #needs: RecorderNeeds;
  readonly #dirty = new DirtySet();
  readonly #numbers = new Map<string, number>();
  #numberOfSlot = new Uint32Array(0);
  #stop: (() => void) | null = null;
  #block: OpenBlock | null = null;
  /** No block begins before this second: one that is there already would be overwritten. */
  #floor = 0;
  readonly #leaving = new Set<HeldBlock>();
  #writing: Promise<void> = Promise.resolve();
  #tickedAt = 0;
  #flushedAt = 0;
  /** Slots that were not read since recording went on, and since when that is. */
  readonly #absent = new Set<number>();
  #absentSince = 0;
  #failedUntil = 0;

  constructor(needs: RecorderNeeds) {
    this.#needs = needs;
  }

  /** Numbers of devices in the archive, as far as this recorder has met them. */
  get numbers(): ReadonlyMap<string, number> {
    return this.#numbers;
  }

  /** Blocks that are in memory, the oldest first. */
  get held(): readonly HeldBlock[] {
    return this.#block === null ? [...this.#leaving] : [...this.#leaving, this.#block];
  }

  /** Begins to record, and packs what a run that did not end has left. */
  start(): void {
    const { store } = this.#needs;
    const known = store.allNumbers();
    const spans = store.spans();
    const pieces = store.openPieces();
    if (!known.ok || !spans.ok || !pieces.ok) {
      for (const each of [known, spans, pieces]) if (!each.ok) this.#fail(each.failure);
    } else {
      for (const [imei, number] of known.value) this.#numbers.set(imei, number);
      const last = Math.max(0, ...pieces.value.map(({ until }) => until), spans.value.at(-1)?.until ?? 0);
      this.#floor = last + 1;
      this.#writing = this.#writing.then(async () => {
        for (const block of await readOpenBlocks(pieces.value)) this.#write(block);
      });
    }
    this.#stop = this.#needs.fleet.watch(this.#dirty);
  }

  /** Takes in what changed since the last tick. */
  tick(): void {
    if (this.#stop === null) return;
    const { fleet, serverTime, offlineSince, now } = this.#needs;
    const wall = now();
    if (wall < this.#failedUntil) return;
    const stood = this.#tickedAt !== 0 && Math.abs(wall - this.#tickedAt) > STALL;
    this.#tickedAt = wall;
    const offline = offlineSince();
    const second = Math.floor(serverTime());
    if (offline !== null && wall - offline > PATIENCE) {
      this.#pause(wall, second - Math.ceil((wall - offline) / 1_000));
      return;
    }
    // A clock that was set back would write seconds twice.
    if (stood || (this.#block !== null && second < this.#block.begin - BLOCK_SECONDS)) this.#pause(wall);
    const slots = this.#dirty.take(Infinity, () => true);
    this.#number(slots);
    if (wall < this.#failedUntil) return;
    const block = this.#blockOf(second);
    const at = Math.max(0, Math.min(BLOCK_SECONDS - 1, second - block.begin));
    block.until = Math.max(block.until, block.begin + at);
    for (const slot of slots) this.#add(block, slot, at);
    for (const slot of this.#absent) {
      if (fleet.readAt(slot) >= this.#absentSince) this.#add(block, slot, at);
    }
    if (wall - this.#flushedAt >= FLUSH_EVERY || wall < this.#flushedAt) this.#flush(block, wall);
  }

  /** Writes what is still in memory; recording ends. */
  async stop(): Promise<void> {
    this.#stop?.();
    this.#stop = null;
    const block = this.#block;
    this.#block = null;
    if (block !== null) this.#write(block);
    await this.written();
  }

  /** Resolves when nothing is on its way to the file: writing one thing may bring the next. */
  async written(): Promise<void> {
    for (let last: Promise<void> | null = null; last !== this.#writing;) {
      last = this.#writing;
      await last;
    }
  }

  /** Nothing is recorded from now on, or from an earlier second, until the next tick that can. */
  #pause(wall: number, until = Infinity): void {
    const block = this.#block;
    this.#block = null;
    if (block === null) return;
    block.until = Math.max(block.begin, Math.min(block.until, until));
    this.#write(block);
    this.#absentSince = wall;
    this.#numberOfSlot.forEach((device, slot) => {
      if (device !== 0) this.#absent.add(slot);
    });
    this.#dirty.take(Infinity, () => true);
  }

  #add(block: OpenBlock, slot: number, at: number): void {
    this.#absent.delete(slot);
    const device = this.#numberOfSlot[slot] ?? 0;
    if (device !== 0) block.rows.add(device, at, this.#needs.fleet.columns, slot);
  }

  /** The block of a second: the one that is open, the one that follows it, or a new one after a gap. */
  #blockOf(second: number): OpenBlock {
    const before = this.#block;
    const border = Math.floor(second / BLOCK_SECONDS) * BLOCK_SECONDS;
    if (before !== null && border <= before.begin) return before;
    const begin = before === null ? this.#freeSecond(second) : border;
    // As much as the block before needed: growing in the midst of a tick would hold up everything else.
    const rows = new RowLog(before === null ? undefined : Math.ceil(before.rows.count * 1.25) + 1);
    const block: OpenBlock = { begin, until: begin, rows, kept: 0, pieces: 0 };
    this.#block = block;
    if (before !== null) {
      // No gap between the two, however far apart the ticks are.
      before.until = begin - 1;
      this.#write(before);
      // Each block begins with where everybody is, so that it can be read alone.
      const { columns, size } = this.#needs.fleet;
      for (let slot = 0; slot < size; slot += 1) {
        const device = this.#numberOfSlot[slot] ?? 0;
        if (device !== 0 && !this.#absent.has(slot)) block.rows.add(device, 0, columns, slot);
      }
    }
    return block;
  }

  /** The first second at or after `second` that no earlier block holds. */
  #freeSecond(second: number): number {
    if (this.#floor - second < BLOCK_SECONDS) return Math.max(second, this.#floor);
    // The clock was set back by more than a restart takes: what was recorded under a later time stays beside it.
    const spans = this.#needs.store.spans();
    const taken = new Set(spans.ok ? spans.value.map(({ begin }) => begin) : []);
    let free = second;
    while (taken.has(free)) free += 1;
    return free;
  }

  #number(slots: Uint32Array): void {
    const { fleet, store } = this.#needs;
    const known = this.#numberOfSlot;
    const fresh = [...slots].filter((slot) => (known[slot] ?? 0) === 0 && fleet.imei(slot) !== '');
    if (fresh.length === 0) return;
    const numbered = store.numbers(fresh.map((slot) => fleet.imei(slot)));
    if (!this.#take(numbered)) return;
    for (const [imei, number] of numbered.value) this.#numbers.set(imei, number);
    const grown = new Uint32Array(Math.max(known.length, fleet.size));
    grown.set(known);
    for (const slot of fresh) grown[slot] = this.#numbers.get(fleet.imei(slot)) ?? 0;
    this.#numberOfSlot = grown;
  }

  /** Keeps in the file what was recorded since the last time, even when that is only that time has passed. */
  #flush(block: OpenBlock, wall: number): void {
    this.#flushedAt = wall;
    const { begin, until, rows, kept: first, pieces: place } = block;
    const end = rows.count;
    block.kept = end;
    block.pieces += 1;
    this.#writing = this.#writing.then(async () => {
      const piece = await packPiece(rows, first, end);
      this.#take(this.#needs.store.keepOpen({ begin, place, until, count: end - first, rows: piece }));
    });
  }

  #write(block: HeldBlock): void {
    this.#floor = Math.max(this.#floor, block.until + 1);
    this.#leaving.add(block);
    const { store } = this.#needs;
    this.#writing = this.#writing.then(async () => {
      const { begin, until, rows } = block;
      let bytes = 0;
      const lost: Failure[] = [];
      await packRows(rows, (part, count, packed) => {
        bytes += packed.length;
        const put = store.put({ begin, part, until, count, format: POSITION_FORMAT, rows: packed });
        if (!put.ok) lost.push(put.failure);
      });
      if (lost[0] !== undefined) this.#fail(lost[0]);
      else this.#take(store.finish({ begin, until, bytes }));
      this.#leaving.delete(block);
      this.#removeOld();
    });
  }

  /** Takes out what is over the limits, a little at a time; what is being recorded goes on in between. */
  #removeOld(): void {
    const { store, limits, serverTime } = this.#needs;
    this.#writing = this.#writing.then(async () => {
      const { days, bytes } = limits();
      const removed = store.keepWithin(serverTime() - days * DAY, bytes);
      if (!this.#take(removed) || !removed.value || this.#stop === null) return;
      await turn();
      this.#removeOld();
    });
  }

  #take<T>(result: Result<T>): result is Success<T> {
    if (!result.ok) this.#fail(result.failure);
    return result.ok;
  }

  #fail(failure: Failure): void {
    const wall = this.#needs.now();
    if (wall >= this.#failedUntil) this.#needs.onFailure(failure);
    this.#failedUntil = wall + RETRY;
    // What follows is another block: this one ends where it could last be kept.
    this.#pause(wall);
  }
}
