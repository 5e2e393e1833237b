import { randomUUID } from 'node:crypto';
import type { Failure } from '../contract/errors.ts';
import type { Result } from '../contract/result.ts';
import type { WallsStatus, WallWindowState, WindowPlaces } from '../contract/wall.ts';
import { WallStore } from '../walls/wall-store.ts';
import { Walls } from '../walls/walls.ts';

/** The desktop's windows, as far as walls use them. */
interface DesktopWindows {
  openWall(id: string, places: WindowPlaces, kiosk: boolean): void;
  closeWall(id: string): void;
  focusWall(id: string): void;
  placesOf(id: string): WindowPlaces;
  monitorCount(): number;
}

export interface WallsComposition {
  readonly folder: string;
  readonly windows: DesktopWindows;
  readonly startWithMachine: { read(): boolean | null; write(on: boolean): Result<null> };
  readonly onStatus: (status: WallsStatus) => void;
  readonly onWindow: (state: WallWindowState) => void;
  readonly onFailure: (failure: Failure) => void;
}

/** Walls on the windows of the desktop. */
export function composeWalls(parts: WallsComposition): Walls {
  const { windows } = parts;
  return new Walls({
    store: new WallStore(parts.folder),
    windows: {
      open: (id, places, kiosk) => {
        windows.openWall(id, places, kiosk);
      },
      close: (id) => {
        windows.closeWall(id);
      },
      focus: (id) => {
        windows.focusWall(id);
      },
      places: (id) => windows.placesOf(id),
      monitors: () => windows.monitorCount(),
    },
    newId: randomUUID,
    startWithMachine: parts.startWithMachine,
    onStatus: parts.onStatus,
    onWindow: parts.onWindow,
    onFailure: parts.onFailure,
  });
}
