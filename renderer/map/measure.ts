import type { Feature, FeatureCollection } from 'geojson';
import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl';
import { lineLength } from './geometry.ts';
import type { LngLat } from './geometry.ts';
import { vehicleColours } from './theme.ts';
import type { MapTheme } from './theme.ts';

const sourceId = 'watchdesk-measure';
const lineId = `${sourceId}-line`;
const pointsId = `${sourceId}-points`;

/** Length so far, in metres, and the points it goes through. */
export interface Measured {
  readonly points: readonly LngLat[];
  readonly metres: number;
}

/**
 * Measures along points that the operator sets on the map. Its layers are on the map only while it is on: a source
 * that shows nothing still costs a tenth of each frame where the GPU is software.
 */
export class MeasureTool {
  private readonly map: MapLibreMap;
  /** The layer that stays above the measured line. */
  private readonly above: string;
  private readonly changed: (measured: Measured) => void;
  private points: readonly LngLat[] = [];
  private on = false;

  constructor(map: MapLibreMap, above: string, changed: (measured: Measured) => void) {
    this.map = map;
    this.above = above;
    this.changed = changed;
  }

  get isOn(): boolean {
    return this.on;
  }

  start(theme: MapTheme): void {
    this.on = true;
    this.install(theme);
  }

  stop(): void {
    if (!this.on) return;
    this.on = false;
    this.points = [];
    const { map } = this;
    for (const layer of [lineId, pointsId]) if (map.getLayer(layer) !== undefined) map.removeLayer(layer);
    if (map.getSource(sourceId) !== undefined) map.removeSource(sourceId);
    this.changed({ points: [], metres: 0 });
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

  /** Puts the layers on the map; again after every change of style. */
  install(theme: MapTheme): void {
    const { map } = this;
    if (!this.on || map.getSource(sourceId) !== undefined) return;
    const below = map.getLayer(this.above) === undefined ? undefined : this.above;
    const { hovered, outline } = vehicleColours[theme];
    map.addSource(sourceId, { type: 'geojson', data: this.data() });
    map.addLayer(
      {
        id: lineId,
        type: 'line',
        source: sourceId,
        paint: { 'line-color': hovered, 'line-width': 2, 'line-dasharray': [2, 1.5] },
      },
      below,
    );
    map.addLayer(
      {
        id: pointsId,
        type: 'circle',
        source: sourceId,
        filter: ['==', ['geometry-type'], 'Point'],
        paint: {
          'circle-radius': 4,
          'circle-color': hovered,
          'circle-stroke-width': 2,
          'circle-stroke-color': outline,
        },
      },
      below,
    );
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
