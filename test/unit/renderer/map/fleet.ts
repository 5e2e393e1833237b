import { createColumns, DEGREE } from '../../../../electron/contract/live.ts';
import type { PositionColumns } from '../../../../electron/contract/live.ts';
import { vehicleStates } from '../../../../electron/contract/position.ts';
import type { VehicleState } from '../../../../electron/contract/position.ts';
import { mercatorX, mercatorY } from '../../../../renderer/map/geometry.ts';
import type { Camera } from '../../../../renderer/map/vehicles/view-window.ts';

export interface Standing {
  readonly lng: number;
  readonly lat: number;
  readonly state?: VehicleState;
}

/** Columns with vehicles at these places, slot by slot. */
export function columnsOf(vehicles: readonly Standing[]): PositionColumns {
  const columns = createColumns(vehicles.length);
  vehicles.forEach(({ lng, lat, state = 'parked' }, slot) => {
    columns.longitude[slot] = Math.round(lng * DEGREE);
    columns.latitude[slot] = Math.round(lat * DEGREE);
    columns.state[slot] = vehicleStates.indexOf(state);
  });
  return columns;
}

/** A pane of 1000 by 800 pixels that looks at a place. */
export function cameraAt(lng: number, lat: number, zoom: number, bearing = 0): Camera {
  return {
    x: mercatorX(lng),
    y: mercatorY(lat),
    worldSize: 512 * 2 ** zoom,
    width: 1000,
    height: 800,
    bearing,
  };
}
