import { Marker } from 'maplibre-gl';
import type { Map as MapLibreMap } from 'maplibre-gl';
import type { LngLat } from './geometry.ts';

/** The mark of a place that somebody typed: above the vehicles, and never mistaken for one. */
export class PlacePin {
  private readonly map: MapLibreMap;
  private marker: Marker | null = null;

  constructor(map: MapLibreMap) {
    this.map = map;
  }

  put(place: LngLat | null): void {
    this.marker?.remove();
    this.marker = null;
    if (place === null) return;
    const element = document.createElement('div');
    element.className = 'wd-map-pin';
    this.marker = new Marker({ element, anchor: 'center' }).setLngLat(place).addTo(this.map);
    element.ariaHidden = 'true';
  }
}
