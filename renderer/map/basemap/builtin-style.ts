import type { LayerSpecification, StyleSpecification } from 'maplibre-gl';
import { basemapColours } from '../theme.ts';
import type { BasemapColours, MapTheme } from '../theme.ts';

/** Families in the order they are tried; the last ones are what systems have for other scripts. */
export const mapFonts = ['Inter Variable', 'Watchdesk Scripts', 'Noto Sans', 'sans-serif'];

function groundLayers(colours: BasemapColours): LayerSpecification[] {
  return [
    { id: 'water', type: 'background', paint: { 'background-color': colours.water } },
    {
      id: 'land',
      type: 'fill',
      source: 'world',
      'source-layer': 'land',
      paint: { 'fill-color': colours.land, 'fill-antialias': false },
    },
    {
      id: 'graticule',
      type: 'line',
      source: 'world',
      'source-layer': 'graticule',
      paint: { 'line-color': colours.graticule, 'line-width': 1 },
    },
    {
      id: 'shore',
      type: 'line',
      source: 'world',
      'source-layer': 'land',
      paint: {
        'line-color': colours.shore,
        'line-width': ['interpolate', ['linear'], ['zoom'], 2, 0.5, 8, 1.2],
      },
    },
    {
      id: 'border',
      type: 'line',
      source: 'world',
      'source-layer': 'border',
      paint: {
        'line-color': colours.border,
        'line-width': ['interpolate', ['linear'], ['zoom'], 2, 0.5, 8, 1.5],
      },
    },
  ];
}

function nameLayers(colours: BasemapColours): LayerSpecification[] {
  return [
    {
      id: 'town',
      type: 'symbol',
      source: 'world',
      'source-layer': 'town',
      minzoom: 3,
      // `from` is the zoom from which a town of this size is of interest; beyond the last tile zoom all show.
      filter: ['<=', ['get', 'from'], ['+', ['zoom'], 0.5]],
      layout: {
        'text-field': ['get', 'name'],
        'text-font': mapFonts,
        'text-size': [
          'interpolate',
          ['linear'],
          ['zoom'],
          3,
          ['case', ['has', 'capital'], 11, 10],
          8,
          ['match', ['get', 'from'], 3, 16, 4, 15, 5, 14, 6, 12, 11],
          12,
          ['match', ['get', 'from'], 3, 20, 4, 18, 5, 17, 6, 15, 7, 14, 12],
        ],
        'text-max-width': 8,
        'text-padding': 6,
        'symbol-sort-key': ['get', 'from'],
      },
      paint: { 'text-color': colours.town, 'text-halo-color': colours.halo, 'text-halo-width': 1.2 },
    },
    {
      id: 'country',
      type: 'symbol',
      source: 'world',
      'source-layer': 'country',
      minzoom: 0.5,
      maxzoom: 6.5,
      filter: ['>=', ['*', ['get', 'size'], ['^', 2, ['zoom']]], 60],
      layout: {
        'text-field': ['get', 'name'],
        'text-font': mapFonts,
        'text-size': ['interpolate', ['linear'], ['zoom'], 2, 10, 6, 15],
        'text-transform': 'uppercase',
        'text-letter-spacing': 0.12,
        'text-max-width': 7,
        'text-padding': 8,
        'symbol-sort-key': ['-', 0, ['get', 'size']],
      },
      paint: { 'text-color': colours.country, 'text-halo-color': colours.halo, 'text-halo-width': 1 },
    },
  ];
}

/**
 * The style of the built-in basemap. Everything is of one source: each further one costs a clipping mask a tile, a tenth
 * of a frame where the GPU is software. It names no glyphs, so all text is drawn with local fonts; and it claims no
 * roads, rivers or lakes, because the data has none.
 *
 * @param tiles address template of the built-in archive's tiles
 */
export function builtinStyle(theme: MapTheme, tiles: string): StyleSpecification {
  const colours = basemapColours[theme];
  return {
    version: 8,
    name: `Watchdesk ${theme}`,
    transition: { duration: 0, delay: 0 },
    sources: {
      world: {
        type: 'vector',
        tiles: [tiles],
        minzoom: 0,
        maxzoom: 7,
        attribution: 'Natural Earth · GeoNames (CC BY 4.0)',
      },
    },
    layers: [...groundLayers(colours), ...nameLayers(colours)],
  };
}
