import { createColumns, DEGREE } from '../../../electron/contract/live.ts';
import type { PositionColumns } from '../../../electron/contract/live.ts';
import type { VehicleChange, VehicleSource } from '../../../renderer/map/source.ts';

const now = 1_800_000_000;

/** Numbers that look random and are the same in every run. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

/** A fleet around sixty towns of Europe, in all states. */
export class BenchFleet implements VehicleSource {
  readonly columns: PositionColumns;
  readonly size: number;
  private readonly listeners = new Set<(change: VehicleChange) => void>();
  private readonly random = randomNumbers(11);

  constructor(size: number) {
    this.size = size;
    this.columns = createColumns(size);
    const { random, columns } = this;
    const towns = Array.from({ length: 60 }, () => [-3 + random() * 30, 40 + random() * 15] as const);
    for (let slot = 0; slot < size; slot += 1) {
      const [lng, lat] = towns[Math.floor(random() * towns.length)] ?? [10, 50];
      const spread = (): number => (random() + random() + random() - 1.5) * 0.8;
      columns.longitude[slot] = (lng + spread()) * DEGREE;
      columns.latitude[slot] = (lat + spread() * 0.7) * DEGREE;
      columns.state[slot] = 1 + Math.floor(random() * 4);
      columns.course[slot] = random() * 360;
      columns.speed[slot] = random() * 120;
      columns.gpsTime[slot] = now - random() * 4_000;
    }
  }

  serverTime(): number {
    return now;
  }

  label(slot: number): string {
    return `WD ${slot}`;
  }

  onChange(listener: (change: VehicleChange) => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** Moves every vehicle a little; nobody is told. */
  move(): void {
    const { columns, random } = this;
    for (let slot = 0; slot < this.size; slot += 1) {
      columns.longitude[slot] = (columns.longitude[slot] ?? 0) + (random() - 0.5) * 40_000;
      columns.latitude[slot] = (columns.latitude[slot] ?? 0) + (random() - 0.5) * 40_000;
      columns.course[slot] = random() * 360;
    }
  }

  tell(): void {
    for (const listener of this.listeners) listener({ slots: null });
  }
}
