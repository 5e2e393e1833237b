import type { Feature, FeatureCollection } from 'geojson';
import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl';
import { lineLength } from './geometry.ts';
import type { LngLat } from './geometry.ts';
import { vehicleColours } from './theme.ts';
import type { MapTheme } from './theme.ts';

const sourceId = 'watchdesk-measure';

/** Length so far, in metres, and the points it goes through. */
export interface Measured {
  readonly points: readonly LngLat[];
  readonly metres: number;
}

/** Measures along points that the operator sets on the map. */
export class MeasureTool {
  private readonly map: MapLibreMap;
  private readonly changed: (measured: Measured) => void;
  private points: LngLat[] = [];

  constructor(map: MapLibreMap, changed: (measured: Measured) => void) {
    this.map = map;
    this.changed = changed;
  }

  add(point: LngLat): void {
    this.points = [...this.points, point];
    this.show();
  }

  /** Takes the last point back. */
  undo(): void {
    this.points = this.points.slice(0, -1);
    this.show();
  }

  clear(): void {
    this.points = [];
    this.show();
  }

  /** Puts source and layers on the map; again after every change of style. */
  install(theme: MapTheme): void {
    const { map } = this;
    if (map.getSource(sourceId) !== undefined) return;
    const colour = vehicleColours[theme].hovered;
    map.addSource(sourceId, { type: 'geojson', data: this.data() });
    map.addLayer({
      id: `${sourceId}-line`,
      type: 'line',
      source: sourceId,
      paint: { 'line-color': colour, 'line-width': 2, 'line-dasharray': [2, 1.5] },
    });
    map.addLayer({
      id: `${sourceId}-points`,
      type: 'circle',
      source: sourceId,
      filter: ['==', ['geometry-type'], 'Point'],
      paint: {
        'circle-radius': 4,
        'circle-color': colour,
        'circle-stroke-width': 2,
        'circle-stroke-color': vehicleColours[theme].outline,
      },
    });
  }

  private data(): FeatureCollection {
    const coordinates = this.points.map(({ lng, lat }) => [lng, lat]);
    const dots = coordinates.map((point): Feature => ({
      type: 'Feature',
      properties: {},
      geometry: { type: 'Point', coordinates: point },
    }));
    const line: Feature[] =
      coordinates.length < 2
        ? []
        : [{ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates } }];
    return { type: 'FeatureCollection', features: [...line, ...dots] };
  }

  private show(): void {
    void this.map.getSource<GeoJSONSource>(sourceId)?.setData(this.data());
    this.changed({ points: this.points, metres: lineLength(this.points) });
  }
}
