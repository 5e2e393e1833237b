import { describe, expect, it, vi } from 'vitest';
import type { Map as MapLibreMap } from 'maplibre-gl';
import type { PositionColumns } from '../../../../electron/contract/live.ts';
import { CameraGuide } from '../../../../renderer/map/camera-guide.ts';
import { clearPart } from '../../../../renderer/map/clear-part.ts';
import { columnsOf } from '../builders.ts';

/** A map of 400 x 400 pixels that shows the whole world, a degree a pixel, and notes where it is sent. */
function map() {
  const fitBounds = vi.fn();
  const easeTo = vi.fn();
  const cameraForBounds = vi.fn<() => object | undefined>();
  const view = {
    fitBounds,
    easeTo,
    cameraForBounds,
    getContainer: () => ({ clientWidth: 400, clientHeight: 400 }),
    getZoom: () => 1,
    project: ({ lng, lat }: { lng: number; lat: number }) => ({ x: 200 + lng, y: 200 - lat }),
  };
  return { view: view as unknown as MapLibreMap, fitBounds, easeTo, cameraForBounds };
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

describe('a card over a corner of the pane', () => {
  const card = { left: 8, top: 240, right: 296, bottom: 360 };

  it('leaves the largest free part to what the camera is guided by', () => {
    expect(clearPart(1_000, 400, card)).toEqual({ left: 296, top: 0, right: 1_000, bottom: 400 });
    expect(clearPart(400, 400, card)).toEqual({ left: 0, top: 0, right: 400, bottom: 240 });
    expect(clearPart(400, 400, null)).toEqual({ left: 0, top: 0, right: 400, bottom: 400 });
  });

  it('makes the camera show the set beside it, at once and whenever one goes under it', () => {
    const { view, fitBounds } = map();
    const guide = new CameraGuide(view, false, () => false);
    guide.begin({ kind: 'sight', slots: [0, 1] }, columns);
    guide.keepClear(card, columns);
    expect(fitBounds).toHaveBeenCalledTimes(2);
    expect(fitBounds.mock.lastCall?.[1]).toMatchObject({
      padding: { left: 48, top: 48, right: 100, bottom: 208 },
    });
    guide.keepClear({ ...card }, columns);
    expect(fitBounds).toHaveBeenCalledTimes(2);
    guide.tick(at([10, 50], [12, -60e7]));
    expect(fitBounds).toHaveBeenCalledTimes(3);
    guide.keepClear(null, columns);
    expect(fitBounds.mock.lastCall?.[1]).toMatchObject({ padding: { bottom: 60 } });
  });

  it('is not between the operator and a place that is gone to', () => {
    const { view, easeTo } = map();
    const guide = new CameraGuide(view, true, () => false);
    guide.keepClear(card, null);
    guide.show({ lng: 10, lat: 50 }, 10);
    expect(easeTo).toHaveBeenCalledWith(expect.objectContaining({ offset: [0, -80], zoom: 10 }));
  });
});

describe('what is fitted again', () => {
  it('moves the map only when it would look elsewhere by more than a pixel or two', () => {
    const { view, fitBounds, cameraForBounds } = map();
    const guide = new CameraGuide(view, false, () => false);
    cameraForBounds.mockReturnValue({ center: { lng: 1, lat: -1 }, zoom: 1.01 });
    guide.fitBounds([5, 45, 15, 55]);
    expect(fitBounds).not.toHaveBeenCalled();
    cameraForBounds.mockReturnValue({ center: { lng: 5, lat: 0 }, zoom: 1 });
    guide.fitBounds([5, 45, 15, 55]);
    cameraForBounds.mockReturnValue({ center: { lng: 0, lat: 0 }, zoom: 1.5 });
    guide.fitBounds([5, 45, 15, 55]);
    expect(fitBounds).toHaveBeenCalledTimes(2);
  });
});

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
