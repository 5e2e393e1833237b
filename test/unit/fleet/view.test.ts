import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attention, Bounds } from '../../../electron/contract/live.ts';
import { AttentionMap } from '../../../electron/fleet/attention.ts';
import { attentionLevels } from '../../../electron/contract/sweep.ts';
import { PositionStore } from '../../../electron/fleet/positions.ts';
import { View } from '../../../electron/fleet/view.ts';
import { aPosition } from '../../support/open-api.ts';

function at(...places: readonly (readonly [number | null, number | null])[]): PositionStore {
  const store = new PositionStore();
  places.forEach(([longitude, latitude], slot) => {
    store.write(slot, aPosition(String(slot), { longitude, latitude }), 'parked', 1);
  });
  return store;
}

const shows = (bounds: readonly Bounds[], longitude: number | null, latitude: number | null): boolean =>
  new View(bounds).shows(at([longitude, latitude]).columns, 0);

describe('View', () => {
  it('shows what lies within any of its viewports, edges included', () => {
    const views: Bounds[] = [
      [8, 47, 9, 48],
      [-10, -10, 0, 0],
    ];
    expect(shows(views, 8, 47)).toBe(true);
    expect(shows(views, 9, 48)).toBe(true);
    expect(shows(views, -5, -5)).toBe(true);
    expect(shows(views, 9.0000001, 47.5)).toBe(false);
  });

  it('never shows a device without a place', () => {
    expect(shows([[-180, -90, 180, 90]], null, null)).toBe(false);
    expect(shows([[-720, -90, 720, 90]], null, null)).toBe(false);
  });

  it('shows both sides where a map crosses 180 degrees, however the map counts', () => {
    const ways: Bounds[] = [
      [170, -10, 190, 10],
      [-190, -10, -170, 10],
      [170, -10, -170, 10],
    ];
    for (const bounds of ways) {
      expect(shows([bounds], 179, 0)).toBe(true);
      expect(shows([bounds], -179, 0)).toBe(true);
      expect(shows([bounds], 160, 0)).toBe(false);
      expect(shows([bounds], 0, 0)).toBe(false);
    }
  });

  it('shows everything where a map wraps around the world', () => {
    expect(shows([[-300, -85, 300, 85]], 123, 45)).toBe(true);
  });

  it('shows nothing for bounds that are none', () => {
    expect(new View([]).empty).toBe(true);
    expect(new View([[0, 10, 10, 0]]).empty).toBe(true);
    expect(new View([[Number.NaN, 0, 10, 10]]).empty).toBe(true);
  });

  it('shows a place exactly when one of any viewports does', () => {
    const degree = (limit: number): fc.Arbitrary<number> => fc.integer({ min: -limit, max: limit });
    const bounds = fc
      .tuple(degree(170), degree(80), fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 90 }))
      .map(([west, south, width, height]): Bounds => [west, south, west + width, south + height]);
    fc.assert(
      fc.property(
        fc.array(bounds, { maxLength: 5 }),
        degree(179),
        degree(89),
        (views, longitude, latitude) => {
          const wanted = views.some(
            ([west, south, east, north]) =>
              latitude >= south &&
              latitude <= north &&
              [longitude, longitude + 360].some((turn) => turn >= west && turn <= east),
          );
          expect(shows(views, longitude, latitude)).toBe(wanted);
        },
      ),
    );
  });
});

describe('AttentionMap', () => {
  const attention = (change: Partial<Attention> = {}): Attention => ({
    type: 'attention',
    viewports: [],
    followed: [],
    selected: [],
    listed: [],
    ...change,
  });
  const level = (map: AttentionMap, slot: number): string => attentionLevels[map.level(slot)] ?? '';

  it('takes the closest look of all windows', () => {
    const store = at([8.5, 47.5], [8.5, 47.5], [8.5, 47.5], [0, 0], [0, 0]);
    const map = new AttentionMap();
    map.set(1, attention({ viewports: [[8, 47, 9, 48]], selected: [1] }));
    map.set(2, attention({ followed: [1], listed: [0, 3], selected: [2] }));
    map.refresh(store, 5);
    expect([0, 1, 2, 3, 4].map((slot) => level(map, slot))).toEqual([
      'visible',
      'followed',
      'selected',
      'listed',
      'none',
    ]);
  });

  it('forgets a window that is closed', () => {
    const map = new AttentionMap();
    map.set(1, attention({ followed: [0] }));
    const { version } = map;
    map.remove(1);
    expect(map.version).toBeGreaterThan(version);
    map.refresh(at([0, 0]), 1);
    expect(level(map, 0)).toBe('none');
  });

  it('ignores slots that do not exist', () => {
    const map = new AttentionMap();
    map.set(1, attention({ followed: [99_999] }));
    map.refresh(at([0, 0]), 1);
    expect(level(map, 99_999)).toBe('none');
  });
});
