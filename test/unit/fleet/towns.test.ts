import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compassPoint } from '../../../electron/contract/town.ts';
import { townTable } from '../../../electron/fleet/town-table.ts';
import { Towns } from '../../../electron/fleet/towns.ts';

/** Towns as the table has them: `[country, name, longitude, latitude]`. */
function listed(): (readonly [string, string, number, number])[] {
  return townTable.split('\n').flatMap((line) => {
    let [east, north] = [0, 0];
    return line
      .slice(3)
      .split(';')
      .map((word) => {
        const [name = '', step = '', rise = ''] = word.split(',');
        east += parseInt(step, 36);
        north += parseInt(rise, 36);
        return [line.slice(0, 2), name, east / 1_000, north / 1_000] as const;
      });
  });
}

function metres(lngA: number, latA: number, lngB: number, latB: number): number {
  const radian = Math.PI / 180;
  const lat = Math.sin(((latB - latA) * radian) / 2);
  const lng = Math.sin(((lngB - lngA) * radian) / 2);
  const chord = lat ** 2 + Math.cos(latA * radian) * Math.cos(latB * radian) * lng ** 2;
  return 2 * 6_371_008.8 * Math.asin(Math.min(1, Math.sqrt(chord)));
}

it('tells a place by its nearest town, how far and which way from it', async () => {
  const towns = await Towns.read(townTable);
  expect(towns.nearest(50.6, 9.7)).toMatchObject({ name: 'Fulda', country: 'DE', bearing: 18 });
  expect(towns.nearest(50.6, 9.7)?.metres).toBeGreaterThan(5_000);
  expect(compassPoint(18)).toBe('n');
  expect([45, 200, 359].map(compassPoint)).toEqual(['ne', 's', 'n']);
  expect(towns.nearest(0, -30)).toBeNull();
  expect(towns.nearest(-90, 0)).toBeNull();
});

it('finds the one that a look at every town finds, across the date line too', async () => {
  const towns = await Towns.read(townTable);
  const all = listed();
  const place = fc.tuple(
    fc.double({ min: -70, max: 72, noNaN: true }),
    fc.double({ min: -180, max: 180, noNaN: true }),
  );
  fc.assert(
    fc.property(place, ([latitude, longitude]) => {
      const nearest = Math.min(...all.map(([, , lng, lat]) => metres(lng, lat, longitude, latitude)));
      const found = towns.nearest(latitude, longitude);
      expect(found?.metres ?? null).toBe(nearest < 300_000 ? Math.round(nearest) : null);
    }),
    { numRuns: 60, examples: [[[64.1, 179.9]], [[64.1, -179.95]], [[52.52, 13.4]]] },
  );
});
