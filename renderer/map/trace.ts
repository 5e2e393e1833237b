import type { Feature, FeatureCollection } from 'geojson';
import type { Map as MapLibreMap } from 'maplibre-gl';
import type { LngLat } from './geometry.ts';
import { vehicleColours } from './theme.ts';
import type { MapTheme } from './theme.ts';
import { ToolLayers } from './tool-layers.ts';
import type { ToolLayer } from './tool-layers.ts';

const sourceId = 'watchdesk-trace';

/** A short way that was driven, and the place where something happened: the way in quiet, the place in alarm red. */
export class Trace {
  private readonly layers: ToolLayers;
  private points: readonly LngLat[] = [];
  private mark: LngLat | null = null;

  /** @param above the layer that stays above it */
  constructor(map: MapLibreMap, above: string) {
    this.layers = new ToolLayers(map, sourceId, above, layersOf);
  }

  show(points: readonly LngLat[], mark: LngLat | null): void {
    this.points = points;
    this.mark = mark;
    this.layers.show(this.data());
  }

  /** Puts it on the map; again after every change of style. */
  install(theme: MapTheme): void {
    this.layers.install(theme);
  }

  private data(): FeatureCollection {
    const features: Feature[] = [];
    if (this.points.length > 1) {
      const coordinates = this.points.map(({ lng, lat }) => [lng, lat]);
      features.push({ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates } });
    }
    if (this.mark !== null) {
      const coordinates = [this.mark.lng, this.mark.lat];
      features.push({ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates } });
    }
    return { type: 'FeatureCollection', features };
  }
}

function layersOf(theme: MapTheme): ToolLayer[] {
  const colours = vehicleColours[theme];
  return [
    {
      id: `${sourceId}-line`,
      type: 'line',
      source: sourceId,
      filter: ['==', ['geometry-type'], 'LineString'],
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': colours.selected, 'line-width': 3, 'line-opacity': 0.85 },
    },
    {
      id: `${sourceId}-mark`,
      type: 'circle',
      source: sourceId,
      filter: ['==', ['geometry-type'], 'Point'],
      paint: {
        'circle-radius': 8,
        'circle-color': colours.alarm,
        'circle-stroke-width': 3,
        'circle-stroke-color': colours.outline,
      },
    },
  ];
}
