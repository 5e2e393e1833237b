import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MercatorTable } from '../../../../renderer/map/geometry.ts';
import {
  Clusters,
  clusterSize,
  gather,
  joinTouching,
  shortCount,
} from '../../../../renderer/map/vehicles/clusters.ts';
import { cull, Culled } from '../../../../renderer/map/vehicles/cull.ts';
import { thin, Thinned } from '../../../../renderer/map/vehicles/thin.ts';
import { windowOf } from '../../../../renderer/map/vehicles/view-window.ts';
import { cameraAt, columnsOf } from './fleet.ts';
import type { Standing } from './fleet.ts';

const mercator = new MercatorTable();
const states = ['moving', 'idle', 'parked', 'offline'] as const;
const vehiclesAround = (lng: number, lat: number, span: number): fc.Arbitrary<Standing[]> =>
  fc.array(
    fc.record({
      lng: fc.double({ min: lng - span, max: lng + span, noNaN: true }),
      lat: fc.double({ min: lat - span, max: lat + span, noNaN: true }),
      state: fc.constantFrom(...states),
    }),
    { maxLength: 200 },
  );

function gathered(
  vehicles: readonly Standing[],
  camera: ReturnType<typeof cameraAt>,
): { clusters: Clusters; culled: Culled } {
  const columns = columnsOf(vehicles);
  const culled = new Culled();
  const window = windowOf(camera, 0.2);
  cull(culled, columns, vehicles.length, null, window, mercator);
  const clusters = new Clusters();
  gather(clusters, culled, columns.state, window, 72);
  return { clusters, culled };
}

const sum = (values: Uint32Array, count: number): number =>
  values.subarray(0, count).reduce((a, b) => a + b, 0);

describe('clusters', () => {
  it('count every vehicle of the window once, before and after joining', () => {
    fc.assert(
      fc.property(vehiclesAround(10, 50, 8), (vehicles) => {
        const camera = cameraAt(10, 50, 5);
        const { clusters, culled } = gathered(vehicles, camera);
        expect(sum(clusters.members, clusters.count)).toBe(culled.count);
        const moving = sum(clusters.moving, clusters.count);
        joinTouching(clusters, camera.worldSize);
        expect(sum(clusters.members, clusters.count)).toBe(culled.count);
        const kept = [...clusters.moving.subarray(0, clusters.count)].filter(
          (_, at) => clusters.members[at] !== 0,
        );
        expect(kept.reduce((a, b) => a + b, 0)).toBe(moving);
      }),
    );
  });

  it('stand in the middle of their members', () => {
    const { clusters } = gathered(
      [
        { lng: 10.01, lat: 50.02, state: 'moving' },
        { lng: 10.03, lat: 50.02, state: 'idle' },
      ],
      cameraAt(10, 50, 6),
    );
    expect(clusters.count).toBe(1);
    expect((clusters.x[0] ?? 0) * 360).toBeCloseTo(0.02, 6);
    expect([clusters.members[0], clusters.moving[0], clusters.idle[0], clusters.parked[0]]).toEqual([
      2, 1, 1, 0,
    ]);
  });

  it('stay together while the map is panned', () => {
    const vehicles = Array.from({ length: 300 }, (_, at) => ({
      lng: 9 + (at % 20) * 0.1,
      lat: 49.5 + at * 0.003,
    }));
    const sizes = (lng: number): number[] => {
      const { clusters } = gathered(vehicles, cameraAt(lng, 50, 7));
      return [...clusters.members.subarray(0, clusters.count)].sort((a, b) => a - b);
    };
    expect(sizes(10.01)).toEqual(sizes(10));
    expect(sizes(10).length).toBeGreaterThan(3);
  });

  it('do not cover each other after joining, unless joining moved them', () => {
    const camera = cameraAt(10, 50, 5);
    const { clusters } = gathered(
      [
        ...Array.from({ length: 50 }, () => ({ lng: 10.0, lat: 50 })),
        ...Array.from({ length: 5 }, () => ({ lng: 10.5, lat: 50 })),
        { lng: 14, lat: 50 },
      ],
      camera,
    );
    joinTouching(clusters, camera.worldSize);
    const members = [...clusters.members.subarray(0, clusters.count)].filter((count) => count > 0);
    expect(members.sort((a, b) => b - a)).toEqual([55, 1]);
  });

  it('are written shortly and grow with their members', () => {
    expect([1, 999, 1_000, 9_949, 9_950, 100_000].map(shortCount)).toEqual([
      '1',
      '999',
      '1.0k',
      '9.9k',
      '10k',
      '100k',
    ]);
    expect(clusterSize(10_000)).toBeGreaterThan(clusterSize(10));
    expect(clusterSize(1e9)).toBe(58);
  });
});

describe('thinning', () => {
  function thinned(vehicles: readonly Standing[], zoom: number): { slots: number[]; stack: number[] } {
    const columns = columnsOf(vehicles);
    const culled = new Culled();
    const window = windowOf(cameraAt(10, 50, zoom), 0.2);
    cull(culled, columns, vehicles.length, null, window, mercator);
    const out = new Thinned();
    thin(out, culled, columns.state, window, 6);
    return {
      slots: [...out.rows.subarray(0, out.count)].map((row) => culled.slots[row] ?? -1),
      stack: [...out.stack.subarray(0, out.count)],
    };
  }

  it('draws ten thousand vehicles on one spot once and says how many they are', () => {
    const { slots, stack } = thinned(
      Array.from({ length: 10_000 }, () => ({ lng: 10, lat: 50 })),
      12,
    );
    expect(slots).toEqual([0]);
    expect(stack).toEqual([10_000]);
  });

  it('keeps the one that matters most', () => {
    const spot = { lng: 10, lat: 50 };
    const { slots } = thinned(
      [
        { ...spot, state: 'offline' },
        { ...spot, state: 'moving' },
        { ...spot, state: 'parked' },
      ],
      12,
    );
    expect(slots).toEqual([1]);
  });

  it('keeps all that lie apart', () => {
    const { slots } = thinned(
      Array.from({ length: 20 }, (_, at) => ({ lng: 9.99 + at * 0.001, lat: 50 })),
      15,
    );
    expect(slots).toHaveLength(20);
  });

  it('represents every vehicle of the window exactly once', () => {
    fc.assert(
      fc.property(vehiclesAround(10, 50, 0.2), (vehicles) => {
        const { slots, stack } = thinned(vehicles, 9);
        expect(new Set(slots).size).toBe(slots.length);
        expect(stack.reduce((a, b) => a + b, 0)).toBe(thinned(vehicles, 9).stack.reduce((a, b) => a + b, 0));
        expect(stack.reduce((a, b) => a + b, 0)).toBe(vehicles.length);
      }),
    );
  });
});
