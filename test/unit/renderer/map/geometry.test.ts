import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEGREE } from '../../../../electron/contract/live.ts';
import {
  bearing,
  boundsOf,
  distance,
  isPlace,
  latitudeAt,
  lineLength,
  longitudeAt,
  mercatorX,
  mercatorY,
  MercatorTable,
  nearest,
  placeOf,
} from '../../../../renderer/map/geometry.ts';
import { columnsOf } from './fleet.ts';

const berlin = { lng: 13.405, lat: 52.52 };
const munich = { lng: 11.582, lat: 48.1351 };
const anyPlace = fc.record({
  lng: fc.double({ min: -180, max: 180, noNaN: true }),
  lat: fc.double({ min: -85, max: 85, noNaN: true }),
});

describe('the Mercator square', () => {
  it('gives every place back', () => {
    fc.assert(
      fc.property(anyPlace, ({ lng, lat }) => {
        expect(longitudeAt(mercatorX(lng))).toBeCloseTo(lng, 9);
        expect(latitudeAt(mercatorY(lat))).toBeCloseTo(lat, 9);
      }),
    );
  });

  it('ends where the square ends, even for the poles', () => {
    expect(mercatorY(90)).toBeCloseTo(0, 9);
    expect(mercatorY(-90)).toBeCloseTo(1, 9);
  });

  it('is met by the table to less than 30 cm on the ground', () => {
    const table = new MercatorTable();
    fc.assert(
      fc.property(fc.integer({ min: -85 * DEGREE, max: 85 * DEGREE }), (latitude) => {
        const lat = latitude / DEGREE;
        const metres =
          Math.abs(table.y(latitude) - mercatorY(lat)) * 40_075_017 * Math.cos((lat * Math.PI) / 180);
        expect(metres).toBeLessThan(0.3);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('places', () => {
  it('are not those without a fix, at (0,0) or outside the globe', () => {
    expect(isPlace(0, 0)).toBe(false);
    expect(isPlace(0, 91 * DEGREE)).toBe(false);
    expect(isPlace(181 * DEGREE, 0)).toBe(false);
    expect(isPlace(0, 1)).toBe(true);
    expect(placeOf(columnsOf([berlin]), 0)).toEqual(berlin);
    expect(placeOf(columnsOf([berlin]), 1)).toBeNull();
  });
});

describe('distance and bearing', () => {
  it('tell the way from Berlin to Munich', () => {
    expect(distance(berlin, munich) / 1000).toBeCloseTo(504.4, 0);
    expect(bearing(berlin, munich)).toBeCloseTo(195.5, 0);
  });

  it('is the same both ways and never negative', () => {
    fc.assert(
      fc.property(anyPlace, anyPlace, (a, b) => {
        expect(distance(a, b)).toBeCloseTo(distance(b, a), 5);
        expect(distance(a, b)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('takes the short way across the date line', () => {
    const metres = distance({ lng: 179.9, lat: 0 }, { lng: -179.9, lat: 0 });
    expect(metres / 1000).toBeCloseTo(22.2, 0);
    expect(bearing({ lng: 179.9, lat: 0 }, { lng: -179.9, lat: 0 })).toBeCloseTo(90, 5);
  });

  it('add up along a line', () => {
    expect(lineLength([berlin, munich, berlin])).toBeCloseTo(2 * distance(berlin, munich), 5);
    expect(lineLength([berlin])).toBe(0);
  });
});

describe('the box around places', () => {
  it('holds all of them', () => {
    expect(boundsOf([berlin, munich])).toEqual([munich.lng, munich.lat, berlin.lng, berlin.lat]);
    expect(boundsOf([])).toBeNull();
  });

  it('crosses the date line when that is shorter', () => {
    const box = boundsOf([
      { lng: 178, lat: -17 },
      { lng: -178, lat: -18 },
    ]);
    expect(box).toEqual([178, -18, 182, -17]);
  });
});

describe('nearest vehicles', () => {
  it('come in order of distance, without the one asked about', () => {
    const columns = columnsOf([berlin, { lng: 13.5, lat: 52.52 }, munich, { lng: 13.41, lat: 52.53 }]);
    const found = nearest(columns, 4, berlin, 2, 0);
    expect(found.map(({ slot }) => slot)).toEqual([3, 1]);
    expect(found[1]?.bearing).toBeCloseTo(90, 0);
  });

  it('are what sorting all of them gives', () => {
    fc.assert(
      fc.property(fc.array(anyPlace, { maxLength: 60 }), anyPlace, (vehicles, from) => {
        const columns = columnsOf(vehicles);
        const all = vehicles
          .map((_, slot) => placeOf(columns, slot))
          .flatMap((place) => (place === null ? [] : [distance(from, place)]))
          .sort((a, b) => a - b)
          .slice(0, 5);
        const found = nearest(columns, vehicles.length, from, 5).map((one) => one.distance);
        expect(found).toEqual(all);
      }),
    );
  });
});
