import { vehicleStates } from '../../../electron/contract/position.ts';
import type { Culled } from './cull.ts';
import type { ViewWindow } from './view-window.ts';

const moving = vehicleStates.indexOf('moving');
const idle = vehicleStates.indexOf('idle');
const parked = vehicleStates.indexOf('parked');

/** Vehicles gathered by the cells of a grid that stands still in the world. Index = cluster. */
export class Clusters {
  count = 0;
  /** Mean place of the members relative to the window's origin, Mercator units. */
  x = new Float64Array(0);
  y = new Float64Array(0);
  members = new Uint32Array(0);
  moving = new Uint32Array(0);
  idle = new Uint32Array(0);
  parked = new Uint32Array(0);
  /** A member: the only one when `members` is 1. */
  row = new Uint32Array(0);
  private cells = new Int32Array(0);

  /** The cluster nearest to a place, -1 when there is none. */
  nearest(x: number, y: number): number {
    let found = -1;
    let least = Infinity;
    for (let at = 0; at < this.count; at += 1) {
      if (this.members[at] === 0) continue;
      const far = ((this.x[at] ?? 0) - x) ** 2 + ((this.y[at] ?? 0) - y) ** 2;
      if (far < least) [found, least] = [at, far];
    }
    return found;
  }

  begin(cells: number): Int32Array {
    if (this.cells.length < cells) {
      this.cells = new Int32Array(cells);
      this.x = new Float64Array(cells);
      this.y = new Float64Array(cells);
      for (const name of ['members', 'moving', 'idle', 'parked', 'row'] as const) {
        this[name] = new Uint32Array(cells);
      }
    } else {
      this.cells.fill(0, 0, cells);
    }
    this.count = 0;
    return this.cells;
  }
}

/**
 * Gathers the culled vehicles in cells of `cellSize` CSS pixels at the whole zoom level below the window's, so that
 * clusters neither jump while panning nor while zooming within a level.
 */
export function gather(
  out: Clusters,
  culled: Culled,
  state: Uint8Array,
  window: ViewWindow,
  cellSize: number,
): void {
  const level = 2 ** Math.floor(Math.log2(window.worldSize / 512)) * 512;
  const scale = level / cellSize;
  const firstColumn = Math.floor((window.originX - window.halfWidth) * scale) - 1;
  const firstRow = Math.floor((window.originY - window.halfHeight) * scale) - 1;
  const columns = Math.ceil(Math.min(1.5, window.halfWidth * 2) * scale) + 4;
  const rows = Math.ceil(Math.min(1.5, window.halfHeight * 2) * scale) + 4;
  const cells = out.begin(columns * rows);
  const { x, y, members } = out;
  let count = 0;
  for (let row = 0; row < culled.count; row += 1) {
    const dx = culled.x[row] ?? 0;
    const dy = culled.y[row] ?? 0;
    const column = Math.floor((window.originX + dx) * scale) - firstColumn;
    const line = Math.floor((window.originY + dy) * scale) - firstRow;
    const cell = line * columns + column;
    let at = (cells[cell] ?? 0) - 1;
    if (at === -1) {
      at = count;
      count += 1;
      cells[cell] = count;
      x[at] = 0;
      y[at] = 0;
      members[at] = 0;
      out.moving[at] = 0;
      out.idle[at] = 0;
      out.parked[at] = 0;
      out.row[at] = row;
    }
    x[at] = (x[at] ?? 0) + dx;
    y[at] = (y[at] ?? 0) + dy;
    members[at] = (members[at] ?? 0) + 1;
    const code = state[culled.slots[row] ?? 0] ?? 0;
    if (code === moving) out.moving[at] = (out.moving[at] ?? 0) + 1;
    else if (code === idle) out.idle[at] = (out.idle[at] ?? 0) + 1;
    else if (code === parked) out.parked[at] = (out.parked[at] ?? 0) + 1;
  }
  for (let at = 0; at < count; at += 1) {
    const share = members[at] ?? 1;
    x[at] = (x[at] ?? 0) / share;
    y[at] = (y[at] ?? 0) / share;
  }
  out.count = count;
}

/** Clusters may overlap by this part before they become one. */
const overlap = 0.85;

/**
 * Joins clusters whose discs would cover each other, smaller ones into larger ones. A cluster that was joined to
 * another is left with no members.
 */
export function joinTouching(clusters: Clusters, worldSize: number): void {
  const { x, y, members } = clusters;
  const order = Array.from({ length: clusters.count }, (_, at) => at).sort(
    (a, b) => (members[b] ?? 0) - (members[a] ?? 0) || a - b,
  );
  const kept: number[] = [];
  for (const at of order) {
    const size = clusterSize(members[at] ?? 0);
    const host = kept.find((other) => {
      const reach = ((clusterSize(members[other] ?? 0) + size) / 2) * overlap;
      const dx = ((x[other] ?? 0) - (x[at] ?? 0)) * worldSize;
      const dy = ((y[other] ?? 0) - (y[at] ?? 0)) * worldSize;
      return dx * dx + dy * dy < reach * reach;
    });
    if (host === undefined) {
      kept.push(at);
      continue;
    }
    const [own, other] = [members[at] ?? 0, members[host] ?? 0];
    const all = own + other;
    x[host] = ((x[host] ?? 0) * other + (x[at] ?? 0) * own) / all;
    y[host] = ((y[host] ?? 0) * other + (y[at] ?? 0) * own) / all;
    for (const name of ['members', 'moving', 'idle', 'parked'] as const) {
      clusters[name][host] = (clusters[name][host] ?? 0) + (clusters[name][at] ?? 0);
    }
    members[at] = 0;
  }
}

/** A count as it is written in a cluster: 1 to 4 characters. */
export function shortCount(count: number): string {
  if (count < 1_000) return String(count);
  if (count < 9_950) return `${(count / 1_000).toFixed(1)}k`;
  return `${Math.round(count / 1_000)}k`;
}

/** Diameter of a cluster in CSS pixels. */
export function clusterSize(count: number): number {
  return Math.min(58, 26 + Math.log10(Math.max(1, count)) * 9);
}
