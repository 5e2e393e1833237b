import type { WindowPlace, WindowPlaces } from '../contract/wall.ts';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A monitor as places are reckoned with. */
export interface Monitor {
  readonly bounds: Rectangle;
  /** Without task bars. */
  readonly workArea: Rectangle;
}

const VISIBLE = 80;

/** Names a set-up of monitors by where they stand and how large they are, whatever order they are listed in. */
export function setUpKey(monitors: readonly Monitor[]): string {
  return monitors
    .map(({ bounds: { x, y, width, height } }) => `${width}x${height}@${x},${y}`)
    .toSorted()
    .join(' ');
}

/** A window to be given its place. */
export interface Placeable {
  readonly id: string;
  readonly places: WindowPlaces;
  /** Where it stands or stood last; null for a new one. */
  readonly last: WindowPlace | null;
  /** It should fill a monitor of its own. */
  readonly kiosk: boolean;
}

export interface Placed {
  readonly place: WindowPlace;
  /** The monitor it fills; null for an ordinary window. */
  readonly fills: Rectangle | null;
}

/**
 * Where windows go on the monitors that are there now: each to its place in this set-up, else to where it was or can
 * be seen. A window in kiosk fills the monitor it stands on; the second on the same monitor fills one that is free, and
 * where none is, it stands in front as an ordinary window, so that nothing is hidden. Whoever was put on a monitor, or
 * stands there still, goes before one whose own monitor is gone.
 */
export function arrange(windows: readonly Placeable[], monitors: readonly Monitor[]): Map<string, Placed> {
  const key = setUpKey(monitors);
  const areas = monitors.map(({ workArea }) => workArea);
  const first = areas[0] ?? { x: 0, y: 0, width: 1280, height: 800 };
  const seated = windows.map(({ id, places, last, kiosk }) => {
    const known = places[key] ?? last;
    const place =
      known === null ? cascade(null, first, { width: 1280, height: 800 }) : placeOnScreen(known, areas);
    const claim = places[key] !== undefined ? 0 : place === known ? 1 : 2;
    return { id, kiosk, place, claim };
  });
  const filled = new Set<Monitor>();
  const placed = new Map<string, Placed>();
  for (const { id, kiosk, place } of seated.toSorted((one, other) => one.claim - other.claim)) {
    const own = monitorOf(place, monitors);
    const monitor = kiosk ? (filled.has(own ?? NOWHERE) ? free(monitors, filled) : own) : null;
    if (monitor === null) {
      placed.set(id, { place, fills: null });
      continue;
    }
    filled.add(monitor);
    const home = monitor === own ? place : cascade(null, monitor.workArea, place);
    placed.set(id, { place: home, fills: monitor.bounds });
  }
  return placed;
}

const NOWHERE: Monitor = {
  bounds: { x: 0, y: 0, width: 0, height: 0 },
  workArea: { x: 0, y: 0, width: 0, height: 0 },
};

function free(monitors: readonly Monitor[], filled: ReadonlySet<Monitor>): Monitor | null {
  return monitors.find((monitor) => !filled.has(monitor)) ?? null;
}

/** The monitor that most of a window stands on. */
function monitorOf(place: Rectangle, monitors: readonly Monitor[]): Monitor | null {
  let most: Monitor | null = null;
  let mostArea = 0;
  for (const monitor of monitors) {
    const { bounds } = monitor;
    const width = Math.min(place.x + place.width, bounds.x + bounds.width) - Math.max(place.x, bounds.x);
    const height = Math.min(place.y + place.height, bounds.y + bounds.height) - Math.max(place.y, bounds.y);
    const area = Math.max(0, width) * Math.max(0, height);
    if (area > mostArea) [most, mostArea] = [monitor, area];
  }
  return most ?? monitors[0] ?? null;
}

/**
 * A remembered place made usable on the work areas of the monitors that are there now: kept as it is when at least
 * a grip of its title bar can be seen, else moved whole onto the first work area.
 */
export function placeOnScreen(place: WindowPlace, workAreas: readonly Rectangle[]): WindowPlace {
  const first = workAreas[0];
  if (first === undefined) return place;
  const reachable = workAreas.some(
    (area) =>
      Math.min(place.x + place.width, area.x + area.width) - Math.max(place.x, area.x) >= VISIBLE &&
      place.y >= area.y - 10 &&
      place.y <= area.y + area.height - VISIBLE,
  );
  if (reachable) return place;
  const width = Math.min(place.width, first.width);
  const height = Math.min(place.height, first.height);
  return {
    ...place,
    width,
    height,
    x: first.x + Math.round((first.width - width) / 2),
    y: first.y + Math.round((first.height - height) / 2),
  };
}

/** A first place for a new window: stepped down and right from the last one, inside the work area. */
export function cascade(
  last: Rectangle | null,
  area: Rectangle,
  size: { width: number; height: number },
): WindowPlace {
  const width = Math.min(size.width, area.width);
  const height = Math.min(size.height, area.height);
  const step = 32;
  const x = last === null ? area.x + Math.round((area.width - width) / 2) : last.x + step;
  const y = last === null ? area.y + Math.round((area.height - height) / 2) : last.y + step;
  const fits = x + width <= area.x + area.width && y + height <= area.y + area.height;
  return {
    x: fits ? x : area.x,
    y: fits ? y : area.y,
    width,
    height,
    maximized: false,
    fullScreen: false,
  };
}

/**
 * Where a new wall window opens: it fills a monitor that none of our windows stands on; where all are taken, it is as
 * large as the wall before it, or as the monitor, and steps away from what stands there.
 *
 * @param taken where our windows stand now
 * @param last where the wall before it stands or stood
 */
export function wallPlace(
  monitors: readonly Monitor[],
  taken: readonly Rectangle[],
  last: Rectangle | null,
): WindowPlace {
  const used = new Set(taken.map((window) => monitorOf(window, monitors)));
  const empty = monitors.find((monitor) => !used.has(monitor));
  const area = (empty ?? monitors[0])?.workArea ?? { x: 0, y: 0, width: 1280, height: 800 };
  const beside = last !== null && taken.some(({ x, y }) => x === last.x && y === last.y) ? last : null;
  return cascade(empty === undefined ? beside : null, area, (empty === undefined ? last : null) ?? area);
}
