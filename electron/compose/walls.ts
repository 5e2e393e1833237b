import { randomUUID } from 'node:crypto';
import type { Failure } from '../contract/errors.ts';
import type { Result } from '../contract/result.ts';
import type { EventName, Events } from '../contract/events.ts';
import type { WindowPlaces } from '../contract/wall.ts';
import type { SignedIn } from './signed-in.ts';
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
  readonly broadcast: <Name extends EventName>(name: Name, value: Events[Name]) => void;
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
    onStatus: (status) => {
      parts.broadcast('walls.changed', status);
    },
    onWindow: (state) => {
      parts.broadcast('walls.window', state);
    },
    onLoans: (loans) => {
      parts.broadcast('walls.lent', loans);
    },
    onFailure: parts.onFailure,
  });
}

/** Whether a window may close now; else its page asks first. */
export function mayCloseWall(
  walls: Walls,
  broadcast: WallsComposition['broadcast'],
  windowId: string,
): boolean {
  const why = walls.closing(windowId);
  if (why === 'kiosk') broadcast('walls.askLeave', { windowId });
  else if (why === 'changed') broadcast('walls.askUnsaved', { windowId, name: walls.unsaved() ?? '' });
  return why === null;
}

/** Seconds after which an alarm that comes in is no reason to take a pane for it. */
const RECENT = 300;

/** Brings a pane of the open walls to alarms whose rule asks for it, while the windows show what is now. */
export function bringPanes({ alarms, fleet, time }: SignedIn, walls: Walls): void {
  alarms.onRaised(({ id, priority }) => {
    const seconds = alarms.settings().priorities[priority].paneSeconds;
    if (seconds === 0 || !walls.hasWindows) return;
    const shows = time?.travel.status();
    if (shows?.ok === true && shows.value.at !== null) return;
    const found = alarms.details(id);
    // An alarm that cannot be read is told by the inbox.
    if (!found.ok) return;
    const { row } = found.value;
    if (row.state === 'closed' || fleet.serverTime() - row.lastAt > RECENT) return;
    const { type, imei, longitude, latitude } = row;
    walls.choreography.bring({ id, type, imei, longitude, latitude }, seconds);
  });
}
