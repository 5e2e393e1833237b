import { describe, expect, it } from 'vitest';
import type { NearestTown } from '../../../electron/contract/town.ts';
import { PlaceNames } from '../../../electron/reports/place-names.ts';

const place = { longitude: 4.83, latitude: 45.76 };
const named = async (town: NearestTown | null): Promise<string> =>
  new PlaceNames(() => Promise.resolve(town)).of(place);
const lyon = { name: 'Lyon', country: 'FR', metres: 800, bearing: 44 };

describe('places in a report', () => {
  it('are told by the nearest town, with distance and direction outside of it', async () => {
    expect(await named(lyon)).toBe('Lyon, FR');
    expect(await named({ ...lyon, metres: 3_240 })).toBe('3.2 km NE of Lyon, FR');
    expect(await named({ ...lyon, metres: 48_700, bearing: 271 })).toBe('49 km W of Lyon, FR');
  });

  it('have no name where no town is near', async () => {
    expect(await named(null)).toBe('');
  });

  it('are looked for once, however often vehicles come there', async () => {
    const asked: (readonly [number, number])[] = [];
    const names = new PlaceNames((latitude, longitude) => {
      asked.push([latitude, longitude]);
      return Promise.resolve(lyon);
    });
    for (const east of [0, 0.0001, -0.0002, 0.01, 0]) {
      expect(await names.of({ ...place, longitude: place.longitude + east })).toBe('Lyon, FR');
    }
    expect(asked).toEqual([
      [45.76, 4.83],
      [45.76, 4.84],
    ]);
  });
});
