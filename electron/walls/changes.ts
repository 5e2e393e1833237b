import { isDeepStrictEqual } from 'node:util';
import type {
  Pane,
  PaneCamera,
  Wall,
  WallContent,
  WallsStatus,
  WallSummary,
  WallWindow,
} from '../contract/wall.ts';

/** So many pixels and levels of zoom lie between two cameras that a map gives for the same place. */
const SAME_PIXELS = 2;
const SAME_ZOOM = 0.01;
/** Pixels of the whole world at zoom 0. */
const WORLD = 512;

type Shown = Pick<WallWindow, 'id' | 'content'>;

/**
 * Whether a wall shows something else than what was saved: a window that was added, or other panes, filters, modes or
 * views of one. A window that is closed is no change of the wall, and neither are the places of windows, which are
 * remembered by themselves.
 *
 * @param open its windows that are open
 */
export function isChanged(saved: Wall, open: readonly Shown[]): boolean {
  return open.some((window) => isWindowChanged(saved, window));
}

/** Whether what one window shows would be lost if it was closed. */
export function isWindowChanged(saved: Wall, { id, content }: Shown): boolean {
  const before = saved.windows.find((window) => window.id === id);
  return before === undefined || !isSame(before.content, content);
}

/** The windows of a wall as they are now: those that are closed as they were saved. */
export function withChanges(saved: Wall, open: readonly WallWindow[]): WallWindow[] {
  const byId = new Map(open.map((window) => [window.id, window]));
  const known = saved.windows.map((window) => byId.get(window.id) ?? window);
  return [...known, ...open.filter(({ id }) => !saved.windows.some((window) => window.id === id))];
}

/** A wall as lists show it, with those of its windows that are open. */
export function summaryOf(wall: Wall, open: readonly Shown[]): WallSummary {
  return {
    id: wall.id,
    name: wall.name,
    windows: wall.windows.length,
    panes: wall.windows.reduce((sum, { content }) => sum + content.panes.length, 0),
    open: open.length > 0,
    changed: isChanged(wall, open),
  };
}

/** Ids of the walls that are changed, to be compared. */
export function changedOf({ walls }: WallsStatus): string {
  const changed = walls.filter((wall) => wall.changed);
  return changed.map(({ id }) => id).join();
}

function isSame(before: WallContent, now: WallContent): boolean {
  if (!isDeepStrictEqual(before.layout, now.layout) || before.panes.length !== now.panes.length) return false;
  const byId = new Map(now.panes.map((pane) => [pane.id, pane]));
  return before.panes.every((pane) => {
    const other = byId.get(pane.id);
    return other !== undefined && isSamePane(pane, other);
  });
}

function isSamePane({ camera: before, ...pane }: Pane, { camera: now, ...other }: Pane): boolean {
  if (!isDeepStrictEqual(pane, other)) return false;
  // What guides the camera of a pane moves it all the time.
  return pane.mode.kind !== 'free' || isSameCamera(before, now);
}

function isSameCamera(before: PaneCamera | null, now: PaneCamera | null): boolean {
  if (before === null || now === null) return before === now;
  const degrees = (SAME_PIXELS * 360) / (WORLD * 2 ** before.zoom);
  return (
    Math.abs(before.zoom - now.zoom) < SAME_ZOOM &&
    Math.abs(before.lng - now.lng) < degrees &&
    Math.abs(before.lat - now.lat) < degrees
  );
}
