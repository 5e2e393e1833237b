import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl';
import { vehicleColours } from '../theme.ts';
import type { MapTheme } from '../theme.ts';
import { bandColours } from './speed-bands.ts';
import { trackFeatures } from './track-features.ts';
import type { DrawnTrack } from './track-features.ts';

const sourceId = 'watchdesk-tracks';
const layers = ['casing', 'gap', 'leg', 'stop', 'alarm'].map((name) => `${sourceId}-${name}`);

/** Tracks as lines coloured by speed, with gaps, stops and alarms. `install` again after every change of style. */
export class TrackLayer {
  private readonly map: MapLibreMap;
  private tracks: readonly DrawnTrack[] = [];

  constructor(map: MapLibreMap) {
    this.map = map;
  }

  setTracks(tracks: readonly DrawnTrack[]): void {
    this.tracks = tracks;
    void this.map.getSource<GeoJSONSource>(sourceId)?.setData(trackFeatures(tracks));
  }

  install(theme: MapTheme): void {
    const { map } = this;
    for (const layer of layers) if (map.getLayer(layer) !== undefined) map.removeLayer(layer);
    if (map.getSource(sourceId) !== undefined) map.removeSource(sourceId);
    const [casing = '', gap = '', leg = '', stop = '', alarm = ''] = layers;
    const { outline, alarm: red, hovered } = vehicleColours[theme];
    map.addSource(sourceId, { type: 'geojson', data: trackFeatures(this.tracks), tolerance: 0.3 });
    const round = { 'line-cap': 'round', 'line-join': 'round' } as const;
    map.addLayer({
      id: casing,
      type: 'line',
      source: sourceId,
      filter: ['==', ['get', 'kind'], 'leg'],
      layout: round,
      paint: { 'line-color': ['get', 'colour'], 'line-width': 8, 'line-opacity': 0.32 },
    });
    map.addLayer({
      id: gap,
      type: 'line',
      source: sourceId,
      filter: ['==', ['get', 'kind'], 'gap'],
      paint: { 'line-color': hovered, 'line-width': 1.5, 'line-dasharray': [2, 3], 'line-opacity': 0.75 },
    });
    const colours = bandColours[theme].flatMap((colour, band) => [band, colour]);
    map.addLayer({
      id: leg,
      type: 'line',
      source: sourceId,
      filter: ['==', ['get', 'kind'], 'leg'],
      layout: round,
      paint: {
        'line-color': ['match', ['get', 'band'], ...colours, outline] as never,
        'line-width': 3.5,
      },
    });
    map.addLayer({
      id: stop,
      type: 'circle',
      source: sourceId,
      filter: ['==', ['get', 'kind'], 'stop'],
      paint: {
        'circle-radius': 5,
        'circle-color': outline,
        'circle-stroke-width': 2.5,
        'circle-stroke-color': ['get', 'colour'],
      },
    });
    map.addLayer({
      id: alarm,
      type: 'circle',
      source: sourceId,
      filter: ['==', ['get', 'kind'], 'alarm'],
      paint: {
        'circle-radius': 5,
        'circle-color': red,
        'circle-stroke-width': 2,
        'circle-stroke-color': outline,
      },
    });
  }
}
