import { vehicleStates } from '../../../electron/contract/position.ts';
import type { VehicleState } from '../../../electron/contract/position.ts';
import type { Culled } from './cull.ts';
import type { ViewWindow } from './view-window.ts';

/** Of vehicles that share a few pixels, the one of the highest rank is drawn. */
const ranks: Readonly<Record<VehicleState, number>> = {
  unknown: 0,
  neverOnline: 1,
  expired: 2,
  blocked: 3,
  offline: 4,
  parked: 5,
  idle: 6,
  moving: 7,
};
/** By code of the state. */
export const stateRank = Uint8Array.from(vehicleStates, (state) => ranks[state]);

/** What is left after thinning: places in the culled list, and how many vehicles each stands for. */
export class Thinned {
  rows = new Uint32Array(256);
  /** Vehicles that share its few pixels, itself included; at most 65535. */
  stack = new Uint16Array(256);
  count = 0;
  private cells = new Int32Array(0);

  /** Cells of a grid, all empty (0). */
  grid(size: number): Int32Array {
    if (this.cells.length < size) this.cells = new Int32Array(Math.ceil(size * 1.25));
    else this.cells.fill(0, 0, size);
    return this.cells;
  }

  push(row: number): number {
    if (this.count === this.rows.length) {
      const rows = new Uint32Array(this.count * 2);
      rows.set(this.rows);
      const stack = new Uint16Array(this.count * 2);
      stack.set(this.stack);
      [this.rows, this.stack] = [rows, stack];
    }
    this.rows[this.count] = row;
    this.stack[this.count] = 1;
    this.count += 1;
    return this.count - 1;
  }
}

/**
 * Keeps one vehicle of each cell of `cellSize` CSS pixels. Cells stand still in the world while the map is panned, so
 * that nothing flickers. A tie goes to the lower slot.
 */
export function thin(
  out: Thinned,
  culled: Culled,
  state: Uint8Array,
  window: ViewWindow,
  cellSize: number,
): void {
  const scale = window.worldSize / cellSize;
  const firstColumn = Math.floor((window.originX - window.halfWidth) * scale) - 1;
  const firstRow = Math.floor((window.originY - window.halfHeight) * scale) - 1;
  const columns = Math.ceil(Math.min(1.5, window.halfWidth * 2) * scale) + 4;
  const rows = Math.ceil(Math.min(1.5, window.halfHeight * 2) * scale) + 4;
  out.count = 0;
  const cells = out.grid(columns * rows);
  for (let row = 0; row < culled.count; row += 1) {
    const column = Math.floor((window.originX + (culled.x[row] ?? 0)) * scale) - firstColumn;
    const line = Math.floor((window.originY + (culled.y[row] ?? 0)) * scale) - firstRow;
    const cell = line * columns + column;
    const taken = cells[cell] ?? 0;
    if (taken === 0) {
      cells[cell] = out.push(row) + 1;
      continue;
    }
    const at = taken - 1;
    out.stack[at] = Math.min(65_535, (out.stack[at] ?? 0) + 1);
    const holder = state[culled.slots[out.rows[at] ?? 0] ?? 0] ?? 0;
    const rival = state[culled.slots[row] ?? 0] ?? 0;
    if ((stateRank[rival] ?? 0) > (stateRank[holder] ?? 0)) out.rows[at] = row;
  }
}
