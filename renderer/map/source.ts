import type { PositionColumns } from '../../electron/contract/live.ts';

/** What the text beside a vehicle says. */
export type LabelChoice = 'none' | 'plate' | 'name' | 'speed';

/**
 * The fleet as the map reads it. The map copies nothing and keeps no object per vehicle: it scans the columns when
 * they change. One source may serve any number of panes.
 */
export interface VehicleSource {
  /** The current columns. They may be replaced by larger ones; ask again after every change. */
  readonly columns: PositionColumns;
  /** How many slots hold a device; the columns may be longer. */
  readonly size: number;
  /** The provider's clock now, in Unix seconds, for the age of positions. */
  serverTime(): number;
  /** Text for a vehicle, '' when there is none. Asked only for the few vehicles that get a label. */
  label(slot: number, choice: Exclude<LabelChoice, 'none'>): string;
  /** Called after columns have changed. Returns what ends the subscription. */
  onChange(listener: (change: VehicleChange) => void): () => void;
}

export interface VehicleChange {
  /** Slots whose position changed; null when anything may have changed (reset, growth). */
  readonly slots: Uint32Array | null;
}

/** One byte a slot: 0 hides the vehicle in this pane. Slots beyond its end are hidden. null shows all. */
export type VisibleMask = Uint8Array | null;
