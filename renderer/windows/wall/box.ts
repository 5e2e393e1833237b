import type { Bounds } from '../../../electron/contract/live.ts';
import { latitudeAt, mercatorY } from '../../map/geometry.ts';

/** A point of a pane in CSS pixels from its top left. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * The part of the world between two points of a map that shows `bounds` on `width` times `height` pixels, north up;
 * null when the points are the same.
 */
export function boxBetween(
  from: Point,
  to: Point,
  [west, south, east, north]: Bounds,
  { width, height }: { readonly width: number; readonly height: number },
): Bounds | null {
  if (Math.abs(from.x - to.x) < 3 || Math.abs(from.y - to.y) < 3) return null;
  const lng = (x: number): number => west + ((east - west) * x) / width;
  const top = mercatorY(north);
  const bottom = mercatorY(south);
  const lat = (y: number): number => latitudeAt(top + ((bottom - top) * y) / height);
  return turned([
    lng(Math.min(from.x, to.x)),
    lat(Math.max(from.y, to.y)),
    lng(Math.max(from.x, to.x)),
    lat(Math.min(from.y, to.y)),
  ]);
}

/** The same box with its west within 180 degrees either way. */
export function turned([west, south, east, north]: Bounds): Bounds {
  const by = -360 * Math.floor((west + 180) / 360);
  return [west + by, south, Math.min(east + by, west + by + 360), north];
}
