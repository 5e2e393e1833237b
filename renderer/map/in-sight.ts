import type { Bounds, PositionColumns } from '../../electron/contract/live.ts';
import { DEGREE, NO_PLACE } from '../../electron/contract/live.ts';
import { isPlace } from './geometry.ts';

/** Whether a vehicle's last place lies in a box; the box may cross the 180th meridian. */
export function within([west, south, east, north]: Bounds, columns: PositionColumns, slot: number): boolean {
  const longitude = columns.longitude[slot] ?? NO_PLACE;
  const latitude = (columns.latitude[slot] ?? NO_PLACE) / DEGREE;
  if (longitude === NO_PLACE || latitude < south || latitude > north) return false;
  const beyond = (((longitude / DEGREE - west) % 360) + 360) % 360;
  return beyond <= east - west;
}

/** Where the vehicles of a filter are: at least one in the view, all of them elsewhere, or without any place. */
export type Sight = 'here' | 'elsewhere' | 'nowhere';

/** @param mask one byte a slot, 0 hides; null = all are shown */
export function sightOf(
  columns: PositionColumns,
  size: number,
  mask: Uint8Array | null,
  bounds: Bounds,
): Sight {
  let sight: Sight = 'nowhere';
  for (let slot = 0; slot < size; slot += 1) {
    if (mask !== null && mask[slot] !== 1) continue;
    if (!isPlace(columns.longitude[slot] ?? NO_PLACE, columns.latitude[slot] ?? NO_PLACE)) continue;
    if (within(bounds, columns, slot)) return 'here';
    sight = 'elsewhere';
  }
  return sight;
}
