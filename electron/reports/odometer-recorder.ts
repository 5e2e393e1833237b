import type { OdometerStore, StoredOdometer } from '../archive/odometer-store.ts';
import type { Failure } from '../contract/errors.ts';
import { DirtySet } from '../fleet/dirty-set.ts';
import type { OdometerFleet, OdometerReading } from '../fleet/recorded.ts';
import { floorHalfHour } from './period.ts';

/** Devices looked at in one turn. */
const AT_ONCE = 2_000;

interface Held extends OdometerReading {
  /** What of it is in the archive. */
  readonly savedUntil: number;
}

/**
 * Keeps of every odometer what tells where it stood at a half hour: the last reading before and the first after it.
 * Whoever owns it calls `tick` every few seconds.
 */
export class OdometerRecorder {
  readonly #fleet: OdometerFleet;
  readonly #store: OdometerStore;
  readonly #onFailure: (failure: Failure) => void;
  readonly #dirty = new DirtySet();
  readonly #held = new Map<string, Held>();
  #stop: (() => void) | null = null;
  #failed = false;

  /** @param onFailure told once; nothing further is recorded then */
  constructor(fleet: OdometerFleet, store: OdometerStore, onFailure: (failure: Failure) => void) {
    this.#fleet = fleet;
    this.#store = store;
    this.#onFailure = onFailure;
  }

  start(): void {
    this.#stop ??= this.#fleet.watch(this.#dirty);
  }

  /** Takes in what changed since the last tick. */
  tick(): void {
    if (this.#failed || this.#stop === null) return;
    const rows: StoredOdometer[] = [];
    for (const slot of this.#dirty.take(AT_ONCE, () => true)) {
      const reading = this.#fleet.odometer(slot);
      const imei = this.#fleet.imei(slot);
      if (reading !== null && imei !== '') this.#take(imei, reading, rows);
    }
    this.#save(rows);
  }

  /** Writes what is still in memory; recording ends. */
  stop(): void {
    this.#stop?.();
    this.#stop = null;
    const rows: StoredOdometer[] = [];
    for (const [imei, held] of this.#held) if (held.savedUntil < held.until) rows.push({ imei, ...held });
    this.#held.clear();
    this.#save(rows);
  }

  #take(imei: string, reading: OdometerReading, rows: StoredOdometer[]): void {
    const before = this.#held.get(imei);
    const write = (held: OdometerReading): void => {
      rows.push({ imei, at: held.at, until: held.until, metres: held.metres });
    };
    // An answer that is older than the one before tells nothing new.
    if (before !== undefined && reading.until < before.until) return;
    const stands = before?.metres === reading.metres;
    const next: OdometerReading = stands ? { ...reading, at: before.at } : reading;
    if (before !== undefined && floorHalfHour(before.until) === floorHalfHour(next.until)) {
      this.#held.set(imei, { ...next, savedUntil: stands ? before.savedUntil : -1 });
      return;
    }
    if (before !== undefined && !stands && before.savedUntil < before.until) write(before);
    write(next);
    this.#held.set(imei, { ...next, savedUntil: next.until });
  }

  #save(rows: readonly StoredOdometer[]): void {
    if (rows.length === 0 || this.#failed) return;
    const kept = this.#store.put(rows);
    if (kept.ok) return;
    this.#failed = true;
    this.#onFailure(kept.failure);
  }
}
