import type { FeatureCollection } from 'geojson';
import type { GeoJSONSource, LayerSpecification, Map as MapLibreMap } from 'maplibre-gl';
import type { MapTheme } from './theme.ts';

/** A layer over the source of its tool. */
export type ToolLayer = Extract<LayerSpecification, { source: string }>;

/**
 * What a tool draws, below the vehicles: what lay above them would be missing from frames in which vehicles alone are
 * drawn. It is on the map only while there is something in it: a source that shows nothing still costs a tenth of each
 * frame where the GPU is software.
 */
export class ToolLayers {
  private readonly map: MapLibreMap;
  private readonly source: string;
  /** The layer of the vehicles; it is on the map as soon as a style can take layers. */
  private readonly above: string;
  private readonly layers: (theme: MapTheme) => readonly ToolLayer[];
  private data: FeatureCollection = { type: 'FeatureCollection', features: [] };
  private theme: MapTheme = 'dark';

  constructor(
    map: MapLibreMap,
    source: string,
    above: string,
    layers: (theme: MapTheme) => readonly ToolLayer[],
  ) {
    this.map = map;
    this.source = source;
    this.above = above;
    this.layers = layers;
  }

  /** Puts on the map what there is to show; again after every change of style, when the vehicles are on it. */
  install(theme: MapTheme): void {
    this.theme = theme;
    this.show(this.data);
  }

  show(data: FeatureCollection): void {
    this.data = data;
    const { map } = this;
    if (map.getLayer(this.above) === undefined) return;
    const source = map.getSource<GeoJSONSource>(this.source);
    if (data.features.length === 0) {
      if (source !== undefined) this.remove();
    } else if (source === undefined) {
      map.addSource(this.source, { type: 'geojson', data });
      for (const layer of this.layers(this.theme)) map.addLayer(layer, this.above);
    } else {
      void source.setData(data);
    }
  }

  private remove(): void {
    const { map } = this;
    for (const { id } of this.layers(this.theme)) if (map.getLayer(id) !== undefined) map.removeLayer(id);
    map.removeSource(this.source);
  }
}
