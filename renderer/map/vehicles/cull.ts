import { DEGREE } from '../../../electron/contract/live.ts';
import type { PositionColumns } from '../../../electron/contract/live.ts';
import type { MercatorTable } from '../geometry.ts';
import type { VisibleMask } from '../source.ts';
import type { ViewWindow } from './view-window.ts';

const world = 360 * DEGREE;

/** The vehicles of a window: slots, and places relative to its origin in Mercator units. */
export class Culled {
  slots = new Uint32Array(1024);
  x = new Float64Array(1024);
  y = new Float64Array(1024);
  count = 0;

  /** Makes room for `size`, forgetting what was there. */
  reserve(size: number): void {
    this.count = 0;
    if (this.slots.length >= size) return;
    const room = Math.ceil(size * 1.25);
    this.slots = new Uint32Array(room);
    this.x = new Float64Array(room);
    this.y = new Float64Array(room);
  }
}

/**
 * Finds what lies in a window: one scan over the columns, comparing whole numbers; only what is inside is projected.
 * "No fix" and impossible latitudes fail the comparison with the box; (0,0) is no place either.
 */
export function cull(
  out: Culled,
  columns: PositionColumns,
  size: number,
  mask: VisibleMask,
  window: ViewWindow,
  mercator: MercatorTable,
): void {
  const { longitude, latitude } = columns;
  const limit = Math.min(size, longitude.length, mask === null ? size : mask.length);
  const { west, span, south, north, originX, originY } = window;
  out.reserve(limit);
  const { slots, x, y } = out;
  let count = 0;
  for (let slot = 0; slot < limit; slot += 1) {
    const lat = latitude[slot] ?? 0;
    if (lat < south || lat > north) continue;
    const lng = longitude[slot] ?? 0;
    let east = lng - west;
    if (east < 0) east += world;
    if (east > span) continue;
    if (mask !== null && mask[slot] === 0) continue;
    if ((lng === 0 && lat === 0) || lng > 180 * DEGREE || lng < -180 * DEGREE) continue;
    if (lat > 90 * DEGREE || lat < -90 * DEGREE) continue;
    const dx = (lng + 180 * DEGREE) / world - originX;
    slots[count] = slot;
    x[count] = dx > 0.5 ? dx - 1 : dx < -0.5 ? dx + 1 : dx;
    y[count] = mercator.y(lat) - originY;
    count += 1;
  }
  out.count = count;
}
