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
  /** Unix milliseconds of this computer when the device was last read, changed or not; 0 = never. */
  readAt(slot: number): number;
  /** Marks what changes from now on, and everything known at once; gives the way to stop. */
  watch(dirty: DirtySet): () => void;
}

/** An odometer as a device told it. Times are Unix seconds. */
export interface OdometerReading {
  /** When the vehicle had driven this far: the time of the fix. */
  readonly at: number;
  /** Until when the device was heard with it. */
  readonly until: number;
  readonly metres: number;
}

/** Odometers as they change, for whoever records them. */
export interface OdometerFleet extends Pick<RecordedFleet, 'imei' | 'watch'> {
  /** Null for a device that tells none, or has no fix. */
  odometer(slot: number): OdometerReading | null;
}

function readingOf(positions: PositionStore, slot: number): OdometerReading | null {
  const position = positions.record(slot);
  if (position?.mileage == null || position.gpsTime === null) return null;
  const { mileage: metres, gpsTime: at, heartTime } = position;
  return { at, until: Math.max(at, heartTime ?? at), metres };
}

export function recordedFleet(positions: PositionStore, directory: Directory): RecordedFleet & OdometerFleet {
  return {
    get columns() {
      return positions.columns;
    },
    get size() {
      return positions.size;
    },
    imei: (slot) => directory.imei(slot),
    slotOf: (imei) => directory.slotOf(imei),
    readAt: (slot) => positions.askedAt(slot),
    watch: (dirty) => positions.watch(dirty),
    odometer: (slot) => readingOf(positions, slot),
  };
}
