import type { Failure } from '../contract/errors.ts';
import type { Result } from '../contract/result.ts';
import type { PaneLoan, WallsStatus, WallWindowState, WindowPlaces } from '../contract/wall.ts';
import type { WallStore } from './wall-store.ts';

/** The windows of walls on the screen; the desktop gives them. */
export interface WallWindows {
  /** Opens a window, or moves an open one to its place. */
  open(id: string, places: WindowPlaces, kiosk: boolean): void;
  close(id: string): void;
  focus(id: string): void;
  /** Where a window stood in each set-up of monitors. */
  places(id: string): WindowPlaces;
  /** How many monitors there are now. */
  monitors(): number;
}

export interface WallsNeeds {
  readonly store: WallStore;
  readonly windows: WallWindows;
  readonly newId: () => string;
  /** Starting with the machine; null where the system offers no way. */
  readonly startWithMachine: { read(): boolean | null; write(on: boolean): Result<null> };
  readonly onStatus: (status: WallsStatus) => void;
  /** A window's state changed other than by itself. */
  readonly onWindow: (state: WallWindowState) => void;
  /** Panes were lent to alarms, kept or given back. */
  readonly onLoans: (loans: readonly PaneLoan[]) => void;
  /** Something went wrong that nobody was waiting for. */
  readonly onFailure: (failure: Failure) => void;
}
