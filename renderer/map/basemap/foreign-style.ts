import type { FilterSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import { basemapColours } from '../theme.ts';
import type { MapTheme } from '../theme.ts';
import type { ArchiveDescription } from './archives.ts';
import type { Basemap } from './basemaps.ts';
import { mapFonts } from './builtin-style.ts';

/** Raster tiles over the built-in basemap, which shows wherever a tile is missing. */
export function rasterStyle(
  under: StyleSpecification,
  raster: Omit<Extract<Basemap, { kind: 'raster' }>, 'kind'>,
): StyleSpecification {
  return {
    ...under,
    name: raster.name,
    sources: {
      ...under.sources,
      basemap: {
        type: 'raster',
        tiles: [raster.url],
        tileSize: raster.tileSize,
        maxzoom: raster.maxZoom,
        attribution: raster.attribution,
      },
    },
    layers: [
      ...under.layers,
      { id: 'basemap', type: 'raster', source: 'basemap', paint: { 'raster-fade-duration': 0 } },
    ],
  };
}

const isPolygon: FilterSpecification = ['==', ['geometry-type'], 'Polygon'];
const isLine: FilterSpecification = ['==', ['geometry-type'], 'LineString'];
const watery = /water|ocean|sea|lake|river/i;
const green = /park|wood|forest|green|landcover|landuse/i;

/**
 * A plain style for vector tiles of any schema: areas, lines and names of every layer, quietly coloured. It knows
 * nothing of the schema but what the layers are called.
 */
function vectorLayers(theme: MapTheme, names: readonly string[]): LayerSpecification[] {
  const colours = basemapColours[theme];
  const areas = names.map((name): LayerSpecification => ({
    id: `area-${name}`,
    type: 'fill',
    source: 'basemap',
    'source-layer': name,
    filter: isPolygon,
    paint: {
      'fill-color': watery.test(name) ? colours.water : colours.land,
      'fill-opacity': watery.test(name) ? 1 : green.test(name) ? 0.5 : 0.8,
    },
  }));
  const lines = names.map((name): LayerSpecification => ({
    id: `line-${name}`,
    type: 'line',
    source: 'basemap',
    'source-layer': name,
    filter: isLine,
    paint: { 'line-color': watery.test(name) ? colours.water : colours.border, 'line-width': 1 },
  }));
  const texts = names.map((name): LayerSpecification => ({
    id: `name-${name}`,
    type: 'symbol',
    source: 'basemap',
    'source-layer': name,
    filter: ['has', 'name'],
    layout: {
      'text-field': ['get', 'name'],
      'text-font': mapFonts,
      'text-size': 12,
      'text-max-width': 8,
      'symbol-placement': 'point',
    },
    paint: { 'text-color': colours.town, 'text-halo-color': colours.halo, 'text-halo-width': 1.2 },
  }));
  return [...areas, ...lines, ...texts];
}

/** The style of a PMTiles archive over the built-in basemap. @param tiles address template of its tiles */
export function archiveStyle(
  under: StyleSpecification,
  theme: MapTheme,
  archive: ArchiveDescription,
  name: string,
  tiles: string,
): StyleSpecification {
  const shared = {
    tiles: [tiles],
    minzoom: archive.minZoom,
    maxzoom: archive.maxZoom,
    attribution: archive.attribution,
  };
  const source =
    archive.tiles === 'raster'
      ? ({ type: 'raster', tileSize: 256, ...shared } as const)
      : ({ type: 'vector', ...shared } as const);
  const layers: LayerSpecification[] =
    archive.tiles === 'raster'
      ? [{ id: 'basemap', type: 'raster', source: 'basemap' }]
      : vectorLayers(theme, archive.layers);
  // Names of the built-in map would stand twice beside those of the archive.
  const ground =
    archive.tiles === 'vector' ? under.layers.filter(({ type }) => type !== 'symbol') : under.layers;
  return { ...under, name, sources: { ...under.sources, basemap: source }, layers: [...ground, ...layers] };
}
