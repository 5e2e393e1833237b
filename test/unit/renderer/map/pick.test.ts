import { describe, expect, it } from 'vitest';
import { MercatorTable, mercatorX, mercatorY } from '../../../../renderer/map/geometry.ts';
import { gather } from '../../../../renderer/map/vehicles/clusters.ts';
import { cull } from '../../../../renderer/map/vehicles/cull.ts';
import { VehicleLayout } from '../../../../renderer/map/vehicles/layout.ts';
import { clusterAt, mercatorAt } from '../../../../renderer/map/vehicles/pick-at.ts';
import { pick } from '../../../../renderer/map/vehicles/pick.ts';
import { windowOf } from '../../../../renderer/map/vehicles/view-window.ts';
import { cameraAt, columnsOf } from './fleet.ts';

const at = (lng: number, lat: number): { x: number; y: number } => ({ x: mercatorX(lng), y: mercatorY(lat) });
const worldSize = 512 * 2 ** 14;

describe('picking', () => {
  it('finds the vehicle under the pointer', () => {
    const columns = columnsOf([
      { lng: 10, lat: 50 },
      { lng: 10.01, lat: 50 },
    ]);
    expect(pick(columns, 2, null, at(10.0101, 50), worldSize, 10)?.slot).toBe(1);
    expect(pick(columns, 2, null, at(10.005, 50), worldSize, 10)).toBeNull();
  });

  it('tells all that stand on the same spot, the one that is drawn first', () => {
    const spot = { lng: 10, lat: 50 };
    const columns = columnsOf([{ ...spot, state: 'parked' }, { ...spot, state: 'moving' }, { ...spot }]);
    const found = pick(columns, 3, null, at(10, 50), worldSize, 10, 2);
    expect(found).toEqual({ slot: 1, stack: [1, 0], total: 3 });
  });

  it('does not find what the filter hides', () => {
    const columns = columnsOf([{ lng: 10, lat: 50 }]);
    expect(pick(columns, 1, Uint8Array.of(0), at(10, 50), worldSize, 10)).toBeNull();
  });

  it('reaches across the date line', () => {
    const columns = columnsOf([{ lng: -179.9999, lat: 10 }]);
    expect(pick(columns, 1, null, at(179.9999, 10), worldSize, 20)?.slot).toBe(0);
  });
});

describe('a point of the pane', () => {
  it('is a place on the map, also when the map is turned', () => {
    const camera = cameraAt(10, 50, 10);
    expect(mercatorAt(camera, 500, 400)).toEqual({ x: camera.x, y: camera.y });
    const right = mercatorAt(cameraAt(10, 50, 10, 90), 600, 400);
    expect(right.x).toBeCloseTo(camera.x, 9);
    expect(right.y).toBeCloseTo(camera.y + 100 / camera.worldSize, 9);
  });

  it('is a cluster where one is drawn', () => {
    const layout = new VehicleLayout(new MercatorTable());
    const camera = cameraAt(10, 50, 5);
    const window = windowOf(camera, 0.2);
    const columns = columnsOf([
      { lng: 10, lat: 50 },
      { lng: 10.001, lat: 50 },
    ]);
    cull(layout.culled, columns, 2, null, window, new MercatorTable());
    gather(layout.clusters, layout.culled, columns.state, window, 72);
    layout.window = window;
    layout.clustered = true;
    expect(clusterAt(layout, camera, mercatorAt(camera, 503, 402))?.members).toBe(2);
    expect(clusterAt(layout, camera, mercatorAt(camera, 560, 400))).toBeNull();
  });
});
