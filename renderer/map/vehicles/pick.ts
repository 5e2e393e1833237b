import { DEGREE } from '../../../electron/contract/live.ts';
import type { PositionColumns } from '../../../electron/contract/live.ts';
import { latitudeAt, mercatorY, wrapX } from '../geometry.ts';
import type { VisibleMask } from '../source.ts';
import { stateRank } from './thin.ts';

const world = 360 * DEGREE;

/** What was found under the pointer. */
export interface Picked {
  /** The vehicle that is drawn there. */
  readonly slot: number;
  /** All vehicles within the reach of the pointer, nearest first, the drawn one included; cut at `limit`. */
  readonly stack: readonly number[];
  /** How many there are in all. */
  readonly total: number;
}

/**
 * Finds the vehicles within `reach` CSS pixels of a place by one linear scan.
 *
 * @param at Mercator x, y of the pointer
 * @param worldSize CSS pixels of the Mercator square
 */
export function pick(
  columns: PositionColumns,
  size: number,
  mask: VisibleMask,
  at: { readonly x: number; readonly y: number },
  worldSize: number,
  reach: number,
  limit = 50,
): Picked | null {
  const radius = reach / worldSize;
  const x = at.x - Math.floor(at.x);
  const west = Math.floor((x - radius - Math.floor(x - radius)) * world) - 180 * DEGREE;
  const span = Math.ceil(radius * 2 * world);
  const south = latitudeAt(Math.min(1, at.y + radius)) * DEGREE;
  const north = latitudeAt(Math.max(0, at.y - radius)) * DEGREE;
  const limitSlot = Math.min(size, mask === null ? size : mask.length);
  const found: { slot: number; far: number; rank: number }[] = [];
  for (let slot = 0; slot < limitSlot; slot += 1) {
    const lat = columns.latitude[slot] ?? 0;
    if (lat < south || lat > north) continue;
    const lng = columns.longitude[slot] ?? 0;
    let east = lng - west;
    if (east < 0) east += world;
    if (east > span || (mask !== null && mask[slot] === 0) || (lng === 0 && lat === 0)) continue;
    const dx = wrapX((lng + 180 * DEGREE) / world - x);
    const far = Math.hypot(dx, mercatorY(lat / DEGREE) - at.y) * worldSize;
    if (far <= reach) found.push({ slot, far, rank: stateRank[columns.state[slot] ?? 0] ?? 0 });
  }
  // Within two pixels the eye sees one mark: the one that is drawn on top.
  found.sort((a, b) => Math.floor(a.far / 2) - Math.floor(b.far / 2) || b.rank - a.rank || a.slot - b.slot);
  const first = found[0];
  if (first === undefined) return null;
  return { slot: first.slot, stack: found.slice(0, limit).map(({ slot }) => slot), total: found.length };
}
