import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_PLACE } from '../../../../electron/contract/live.ts';
import type { PositionColumns } from '../../../../electron/contract/live.ts';
import { mercatorX, mercatorY, MercatorTable, wrapX } from '../../../../renderer/map/geometry.ts';
import { cull, Culled } from '../../../../renderer/map/vehicles/cull.ts';
import { stillCovers, windowOf } from '../../../../renderer/map/vehicles/view-window.ts';
import { cameraAt, columnsOf } from './fleet.ts';

const mercator = new MercatorTable();

function culledSlots(
  columns: PositionColumns,
  camera: ReturnType<typeof cameraAt>,
  mask: Uint8Array | null = null,
): number[] {
  const out = new Culled();
  cull(out, columns, columns.state.length, mask, windowOf(camera, 0), mercator);
  return [...out.slots.subarray(0, out.count)];
}

describe('culling', () => {
  it('keeps what lies in the pane and nothing else', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            lng: fc.double({ min: -179, max: 179, noNaN: true }),
            lat: fc.double({ min: -84, max: 84, noNaN: true }),
          }),
        ),
        fc.double({ min: -179, max: 179, noNaN: true }),
        fc.double({ min: -70, max: 70, noNaN: true }),
        fc.double({ min: 1, max: 12, noNaN: true }),
        (vehicles, lng, lat, zoom) => {
          const camera = cameraAt(lng, lat, zoom);
          const kept = new Set(culledSlots(columnsOf(vehicles), camera));
          vehicles.forEach((vehicle, slot) => {
            const x = Math.abs(wrapX(mercatorX(vehicle.lng) - camera.x)) * camera.worldSize;
            const y = Math.abs(mercatorY(vehicle.lat) - camera.y) * camera.worldSize;
            const nearEdge = Math.abs(x - 500) < 1 || Math.abs(y - 400) < 1;
            const nowhere = Math.abs(vehicle.lng) < 1e-7 && Math.abs(vehicle.lat) < 1e-7;
            if (nearEdge || nowhere || camera.worldSize < 1100) return;
            expect(kept.has(slot)).toBe(x < 500 && y < 400);
          });
        },
      ),
    );
  });

  it('sees both sides of the date line at once', () => {
    const columns = columnsOf([
      { lng: 179.99, lat: -17 },
      { lng: -179.99, lat: -17 },
      { lng: 0.1, lat: -17 },
    ]);
    expect(culledSlots(columns, cameraAt(180, -17, 8))).toEqual([0, 1]);
    expect(culledSlots(columns, cameraAt(-180, -17, 8))).toEqual([0, 1]);
  });

  it('leaves out vehicles without a fix, at (0,0), outside the globe or hidden by the filter', () => {
    const columns = columnsOf([
      { lng: 0, lat: 0 },
      { lng: 1, lat: 1 },
      { lng: 2, lat: 2 },
      { lng: 3, lat: 3 },
    ]);
    columns.longitude[1] = NO_PLACE;
    columns.latitude[1] = NO_PLACE;
    columns.latitude[2] = 1_200_000_000;
    expect(culledSlots(columns, cameraAt(0, 0, 1))).toEqual([3]);
    expect(culledSlots(columns, cameraAt(0, 0, 1), Uint8Array.of(1, 1, 1, 0))).toEqual([]);
    expect(culledSlots(columns, cameraAt(0, 0, 1), Uint8Array.of(1))).toEqual([]);
  });

  it('keeps what a turned pane shows in its corners', () => {
    const camera = cameraAt(10, 50, 10, 45);
    const corner = { lng: 10, lat: 50 + ((600 / camera.worldSize) * 360) / 1.6 };
    expect(culledSlots(columnsOf([corner]), camera)).toEqual([0]);
  });

  it('places vehicles to a tenth of a pixel at street scale in 32-bit floats', () => {
    const camera = cameraAt(139.7, 35.7, 20);
    const vehicle = { lng: 139.700_123_4, lat: 35.700_098_7 };
    const out = new Culled();
    cull(out, columnsOf([vehicle]), 1, null, windowOf(camera, 0.2), mercator);
    const x = Math.fround(out.x[0] ?? NaN) * camera.worldSize;
    const exact = (mercatorX(vehicle.lng) - camera.x) * camera.worldSize;
    expect(Math.abs(x - exact)).toBeLessThan(0.1);
    expect(Math.fround(out.y[0] ?? NaN)).toBeCloseTo(out.y[0] ?? NaN, 12);
  });
});

describe('a laid-out window', () => {
  it('serves while the camera stays inside its margin', () => {
    const laid = windowOf(cameraAt(10, 50, 8), 0.2);
    expect(stillCovers(laid, cameraAt(10, 50, 8))).toBe(true);
    expect(stillCovers(laid, cameraAt(10.3, 50, 8))).toBe(true);
    expect(stillCovers(laid, cameraAt(12, 50, 8))).toBe(false);
  });

  it('has to be laid out anew at another scale or when the map is turned', () => {
    const laid = windowOf(cameraAt(10, 50, 8), 0.2);
    expect(stillCovers(laid, cameraAt(10, 50, 8.1))).toBe(true);
    expect(stillCovers(laid, cameraAt(10, 50, 8.5))).toBe(false);
    expect(stillCovers(laid, cameraAt(10, 50, 8, 20))).toBe(false);
  });
});
