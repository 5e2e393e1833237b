import { describe, expect, it, vi } from 'vitest';
import type { Map as MapLibreMap } from 'maplibre-gl';
import type { PositionColumns } from '../../../../electron/contract/live.ts';
import { CameraGuide } from '../../../../renderer/map/camera-guide.ts';
import { columnsOf } from '../builders.ts';

/** A map of 400 x 400 pixels that shows the whole world, a degree a pixel, and notes where it is sent. */
function map() {
  const fitBounds = vi.fn();
  const view = {
    fitBounds,
    getContainer: () => ({ clientWidth: 400, clientHeight: 400 }),
    getZoom: () => 1,
    project: ({ lng, lat }: { lng: number; lat: number }) => ({ x: 200 + lng, y: 200 - lat }),
  };
  return { view: view as unknown as MapLibreMap, fitBounds };
}

/** Vehicles at these places. */
function at(...places: readonly (readonly [longitude: number, latitude: number])[]): PositionColumns {
  const columns = columnsOf(places.map(() => ({ gps: 1 })));
  places.forEach(([longitude, latitude], slot) => {
    columns.longitude[slot] = longitude;
    columns.latitude[slot] = latitude;
  });
  return columns;
}

const columns = at([10, 50], [12, 52]);

describe('a set that is kept in sight', () => {
  it('is brought as near as it fits once, and then left alone while all of it is in sight', () => {
    const { view, fitBounds } = map();
    const guide = new CameraGuide(view, false, () => false);
    guide.begin({ kind: 'sight', slots: [0, 1] }, columns);
    expect(fitBounds).toHaveBeenCalledTimes(1);
    guide.tick(columns);
    expect(fitBounds).toHaveBeenCalledTimes(1);
  });

  it('is brought near again when another of it has told its place', () => {
    const { view, fitBounds } = map();
    const guide = new CameraGuide(view, false, () => false);
    guide.begin({ kind: 'sight', slots: [0, 1] }, at([10, 50]));
    guide.tick(columns);
    expect(fitBounds).toHaveBeenCalledTimes(2);
  });
});
