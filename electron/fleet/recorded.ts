import type { PositionColumns } from '../contract/live.ts';
import type { Directory } from './directory.ts';
import type { DirtySet } from './dirty-set.ts';
import type { PositionStore } from './positions.ts';

/** Positions as they change, for whoever records them. */
export interface RecordedFleet {
  /** Never kept: replaced when the fleet grows. */
  readonly columns: PositionColumns;
  readonly size: number;
  imei(slot: number): string;
  slotOf(imei: string): number | null;
  /** Marks what changes from now on, and everything known at once; gives the way to stop. */
  watch(dirty: DirtySet): () => void;
}

export function recordedFleet(positions: PositionStore, directory: Directory): RecordedFleet {
  return {
    get columns() {
      return positions.columns;
    },
    get size() {
      return positions.size;
    },
    imei: (slot) => directory.imei(slot),
    slotOf: (imei) => directory.slotOf(imei),
    watch: (dirty) => positions.watch(dirty),
  };
}
