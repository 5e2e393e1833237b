import { BLOCK_SECONDS, type PositionBlockStore } from '../archive/position-store.ts';
import type { Failure } from '../contract/errors.ts';
import { DirtySet } from '../fleet/dirty-set.ts';
import type { RecordedFleet } from '../fleet/recorded.ts';
import { packRows, RowLog, type PositionRows } from './position-rows.ts';

export interface RecorderNeeds {
  readonly fleet: RecordedFleet;
  readonly store: PositionBlockStore;
  /** The provider's clock in Unix seconds. */
  readonly serverTime: () => number;
  /** Days and bytes that may be kept. */
  readonly limits: () => { readonly days: number; readonly bytes: number };
  /** Told once; nothing further is recorded then. */
  readonly onFailure: (failure: Failure) => void;
}

/** A block that is in memory: being recorded, or on its way to the file. */
export interface HeldBlock {
  readonly begin: number;
  readonly until: number;
  readonly rows: PositionRows;
}

const DAY = 86_400;

/**
 * Records every change of every position, to the second in which it was read. Whoever owns it calls `tick` once a
 * second. The open block is in memory and written every five minutes and at the end: a crash loses at most that.
 */
export class PositionRecorder {
  readonly #needs: RecorderNeeds;
  readonly #dirty = new DirtySet();
  readonly #numbers = new Map<string, number>();
  #numberOfSlot = new Uint32Array(0);
  #stop: (() => void) | null = null;
  #block: { begin: number; until: number; rows: RowLog } | null = null;
  readonly #leaving = new Set<HeldBlock>();
  #writing: Promise<void> = Promise.resolve();
  #failed = false;

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

  start(): void {
    const known = this.#needs.store.allNumbers();
    if (!known.ok) {
      this.#fail(known.failure);
      return;
    }
    for (const [imei, number] of known.value) this.#numbers.set(imei, number);
    this.#stop = this.#needs.fleet.watch(this.#dirty);
  }

  /** Takes in what changed since the last tick. */
  tick(): void {
    if (this.#failed || this.#stop === null) return;
    const now = Math.floor(this.#needs.serverTime());
    const begin = Math.floor(now / BLOCK_SECONDS) * BLOCK_SECONDS;
    const { fleet } = this.#needs;
    const slots = this.#dirty.take(Infinity, () => true);
    this.#number(slots);
    // A clock set back stays within the block it was in, so that no second is written twice.
    if (this.#block === null || begin > this.#block.begin) this.#roll(begin);
    const block = this.#block;
    if (block === null) return;
    const second = Math.max(0, Math.min(BLOCK_SECONDS - 1, now - block.begin));
    block.until = Math.max(block.until, block.begin + second);
    for (const slot of slots) {
      const device = this.#numberOfSlot[slot] ?? 0;
      if (device !== 0) block.rows.add(device, second, fleet.columns, slot);
    }
  }

  /** Writes what is still in memory; recording ends. */
  async stop(): Promise<void> {
    this.#stop?.();
    this.#stop = null;
    const block = this.#block;
    this.#block = null;
    if (block !== null) this.#write(block);
    await this.#writing;
  }

  #roll(begin: number): void {
    const before = this.#block;
    this.#block = { begin, until: begin, rows: new RowLog() };
    if (before === null) return;
    this.#write(before);
    // Each block begins with where everybody is, so that it can be read alone.
    const { columns, size } = this.#needs.fleet;
    for (let slot = 0; slot < size; slot += 1) {
      const device = this.#numberOfSlot[slot] ?? 0;
      if (device !== 0) this.#block.rows.add(device, 0, columns, slot);
    }
  }

  #number(slots: Uint32Array): void {
    const { fleet, store } = this.#needs;
    const known = this.#numberOfSlot;
    const fresh = [...slots].filter((slot) => (known[slot] ?? 0) === 0 && fleet.imei(slot) !== '');
    if (fresh.length === 0) return;
    const numbered = store.numbers(fresh.map((slot) => fleet.imei(slot)));
    if (!numbered.ok) {
      this.#fail(numbered.failure);
      return;
    }
    for (const [imei, number] of numbered.value) this.#numbers.set(imei, number);
    const grown = new Uint32Array(Math.max(known.length, fleet.size));
    grown.set(known);
    for (const slot of fresh) grown[slot] = this.#numbers.get(fleet.imei(slot)) ?? 0;
    this.#numberOfSlot = grown;
  }

  #write(block: HeldBlock): void {
    const { begin, until, rows } = block;
    this.#leaving.add(block);
    const { store, limits, serverTime } = this.#needs;
    this.#writing = this.#writing.then(async () => {
      await packRows(rows, (part, count, packed) => {
        const written = store.put({ begin, part, until, count, rows: packed });
        if (!written.ok) this.#fail(written.failure);
      });
      this.#leaving.delete(block);
      const { days, bytes } = limits();
      const kept = store.keepWithin(serverTime() - days * DAY, bytes);
      if (!kept.ok) this.#fail(kept.failure);
    });
  }

  #fail(failure: Failure): void {
    if (!this.#failed) this.#needs.onFailure(failure);
    this.#failed = true;
  }
}
