import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createColumns } from '../../../../electron/contract/live.ts';
import { edgePoint } from '../../../../renderer/map/pointers.ts';
import { ageOf, tierOf, tierOpacity } from '../../../../renderer/map/vehicles/age.ts';
import { LabelGrid, placeLabel } from '../../../../renderer/map/vehicles/label-grid.ts';

describe('edge pointers', () => {
  it('are not needed for what is inside the pane', () => {
    expect(edgePoint(10, 10, 800, 600, 20)).toBeNull();
  });

  it('stand at the edge in the direction of the vehicle', () => {
    expect(edgePoint(2000, 300, 800, 600, 20)).toEqual({ x: 780, y: 300, angle: 90 });
    expect(edgePoint(400, -500, 800, 600, 20)).toEqual({ x: 400, y: 20, angle: 0 });
    expect(edgePoint(-100, 300, 800, 600, 20)?.angle).toBe(270);
  });

  it('never leave the pane and always lie on its inner edge', () => {
    fc.assert(
      fc.property(fc.integer({ min: -9999, max: 9999 }), fc.integer({ min: -9999, max: 9999 }), (x, y) => {
        const point = edgePoint(x, y, 800, 600, 20);
        if (point === null) return;
        const onSide = Math.min(Math.abs(point.x - 20), Math.abs(point.x - 780));
        const onEnd = Math.min(Math.abs(point.y - 20), Math.abs(point.y - 580));
        expect(Math.min(onSide, onEnd)).toBeLessThan(1e-6);
        expect(point.x).toBeGreaterThanOrEqual(20 - 1e-6);
        expect(point.x).toBeLessThanOrEqual(780 + 1e-6);
        expect(point.y).toBeGreaterThanOrEqual(20 - 1e-6);
        expect(point.y).toBeLessThanOrEqual(580 + 1e-6);
      }),
    );
  });
});

describe('labels', () => {
  const wish = (x: number, y: number): Parameters<typeof placeLabel>[1] => ({
    slot: 0,
    x,
    y,
    width: 60,
    height: 16,
    mark: 12,
  });

  it('stand right of their vehicle where there is room', () => {
    const grid = new LabelGrid();
    grid.begin(400, 300);
    expect(placeLabel(grid, wish(100, 100))).toEqual({ left: 7, top: -8 });
  });

  it('give way to what is there and are left out when nothing is free', () => {
    const grid = new LabelGrid();
    grid.begin(400, 300);
    const places = Array.from({ length: 6 }, () => placeLabel(grid, wish(200, 150)));
    expect(
      new Set(places.filter((place) => place !== null).map(({ left, top }) => `${left} ${top}`)).size,
    ).toBe(4);
    expect(places.slice(4)).toEqual([null, null]);
  });

  it('never share a pixel', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 300 }))),
        (spots) => {
          const grid = new LabelGrid();
          grid.begin(400, 300);
          const boxes = spots.flatMap(([x, y]) => {
            const place = placeLabel(grid, wish(x, y));
            return place === null ? [] : [{ left: x + place.left, top: y + place.top }];
          });
          boxes.forEach((a, at) => {
            for (const b of boxes.slice(at + 1)) {
              const apart = Math.abs(a.left - b.left) >= 60 || Math.abs(a.top - b.top) >= 16;
              expect(apart).toBe(true);
            }
          });
        },
      ),
    );
  });

  it('do not cover marks that were blocked', () => {
    const grid = new LabelGrid();
    grid.begin(400, 300);
    grid.block(110, 90, 20, 20);
    expect(placeLabel(grid, wish(100, 100))?.left).toBeLessThan(0);
  });

  it('forget the picture before', () => {
    const grid = new LabelGrid();
    grid.begin(400, 300);
    grid.block(0, 0, 400, 300);
    grid.begin(400, 300);
    expect(grid.claim(0, 0, 50, 20)).toBe(true);
  });
});

describe('age', () => {
  it('fades in tiers of 5 minutes, 1, 24 and 48 hours', () => {
    expect([0, 299, 300, 3_599, 3_600, 86_399, 86_400, 172_800, Infinity].map(tierOf)).toEqual([
      0, 0, 1, 1, 2, 2, 3, 4, 4,
    ]);
    expect([...tierOpacity]).toEqual([...tierOpacity].sort((a, b) => b - a));
  });

  it('counts from the newest sign of life, so a parked, beating device is not old', () => {
    const columns = createColumns(2);
    columns.gpsTime[0] = 1_000;
    columns.heartTime[0] = 9_000;
    expect(ageOf(columns, 0, 9_010)).toBe(10);
    expect(ageOf(columns, 1, 9_010)).toBe(Infinity);
  });

  it('takes a time in the future as fresh', () => {
    expect(tierOf(-5_000)).toBe(0);
  });
});
