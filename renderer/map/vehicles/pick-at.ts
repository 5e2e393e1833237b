import type { VehicleSource, VisibleMask } from '../source.ts';
import { clusterSize } from './clusters.ts';
import { markSize } from './layout.ts';
import type { VehicleLayout } from './layout.ts';
import { pick } from './pick.ts';
import type { Picked } from './pick.ts';
import type { Camera } from './view-window.ts';

/** A cluster under the pointer. Mercator units. */
export interface ClusterAt {
  readonly x: number;
  readonly y: number;
  readonly members: number;
}

/** The Mercator place of a point of the pane. @param x, y CSS pixels from the top left */
export function mercatorAt(camera: Camera, x: number, y: number): { readonly x: number; readonly y: number } {
  const turn = (camera.bearing * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const [dx, dy] = [x - camera.width / 2, y - camera.height / 2];
  return {
    x: camera.x + (dx * cos - dy * sin) / camera.worldSize,
    y: camera.y + (dx * sin + dy * cos) / camera.worldSize,
  };
}

/** The cluster at a place of the pane, if clusters are what is drawn there. */
export function clusterAt(
  layout: VehicleLayout,
  camera: Camera,
  at: { readonly x: number; readonly y: number },
): ClusterAt | null {
  const { window, clusters } = layout;
  if (!layout.clustered || window === null) return null;
  const shift = at.x - window.originX;
  const x = shift - Math.round(shift);
  const y = at.y - window.originY;
  for (let index = 0; index < clusters.count; index += 1) {
    const members = clusters.members[index] ?? 0;
    if (members < 2) continue;
    const [cx, cy] = [clusters.x[index] ?? 0, clusters.y[index] ?? 0];
    if (Math.hypot(cx - x, cy - y) * camera.worldSize > clusterSize(members) / 2) continue;
    return { x: cx + window.originX, y: cy + window.originY, members };
  }
  return null;
}

/** What an operator means by a point of the pane: a cluster, a vehicle, or nothing. */
export function pickAt(
  layout: VehicleLayout,
  camera: Camera,
  source: VehicleSource,
  mask: VisibleMask,
  point: { readonly x: number; readonly y: number },
): { readonly cluster: ClusterAt | null; readonly picked: Picked | null } {
  const at = mercatorAt(camera, point.x, point.y);
  const cluster = clusterAt(layout, camera, at);
  if (cluster !== null) return { cluster, picked: null };
  const reach = markSize(Math.log2(camera.worldSize / 512)) / 2 + 3;
  return { cluster: null, picked: pick(source.columns, source.size, mask, at, camera.worldSize, reach) };
}
