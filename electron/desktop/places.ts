import { z } from 'zod';

/** Where a window stands, in device-independent pixels of the desktop. */
export const windowPlace = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(200).max(32_000),
  height: z.number().int().min(150).max(32_000),
  maximized: z.boolean(),
  fullScreen: z.boolean(),
});
export type WindowPlace = z.infer<typeof windowPlace>;

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const VISIBLE = 80;

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
