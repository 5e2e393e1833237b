import { AttributionControl, Map as MapLibreMap, ScaleControl } from 'maplibre-gl';
import { throughMain } from '../../electron/contract/basemap.ts';
import type { Bounds } from '../../electron/contract/live.ts';
import type { Basemap } from './basemap/basemaps.ts';
import { BasemapSwitcher } from './basemap/switcher.ts';
import type { MapEngine } from './engine.ts';
import type { LngLat } from './geometry.ts';
import { LoadingHint } from './loading-hint.ts';
import type { MapTheme } from './theme.ts';
import type { Picked } from './vehicles/pick.ts';

/** Where a pane looks; kept in walls. Degrees. */
export interface CameraState extends LngLat {
  /** MapLibre zoom level: 0 shows the world in 512 pixels. */
  readonly zoom: number;
  readonly bearing?: number;
}

export interface MapViewOptions {
  /** Accessible name of the map, translated. */
  readonly label: string;
  /** Said over the map while the graphics processor is lost, translated. */
  readonly lostNotice: string;
  /** Said over the map while its basemap is long in coming, translated. */
  readonly loadingNotice: string;
  readonly theme: MapTheme;
  readonly basemap?: Basemap;
  readonly camera?: CameraState;
  /** false: the camera jumps instead of gliding (reduced motion). In software rendering it always does. */
  readonly animate?: boolean;
  /** For programs that measure a pane; features have no use for it. */
  readonly probe?: MapProbe;
}

export interface MapProbe {
  map(map: MapLibreMap): void;
  /** Vehicles were drawn, as part of a frame of the map or over its copy. */
  drawn(): void;
}

export interface MapClick extends LngLat {
  /** The vehicle under the pointer, and others on the same spot; null for empty ground. */
  readonly picked: Picked | null;
  /** Ctrl, Shift or Cmd was held: add to the selection. */
  readonly additive: boolean;
}

export interface MapHover {
  readonly slot: number;
  /** CSS pixels of the pane. */
  readonly x: number;
  readonly y: number;
}

export interface ViewChange {
  readonly bounds: Bounds;
  readonly camera: CameraState;
}

/** State of the drawing surface. */
export type MapCondition = 'loading' | 'ready' | 'lost';

export const largestZoom = 20;
const europe: CameraState = { lng: 10, lat: 50, zoom: 3.2 };

/** The MapLibre map of a pane, on the built-in basemap. Throws without WebGL2. */
export function makeMap(engine: MapEngine, container: HTMLElement, options: MapViewOptions): MapLibreMap {
  const { lng, lat, zoom, bearing = 0 } = options.camera ?? europe;
  const map = new MapLibreMap({
    container,
    style: BasemapSwitcher.firstStyle(engine, options.theme),
    center: { lng, lat },
    zoom,
    bearing,
    minZoom: 0.5,
    maxZoom: largestZoom,
    maxPitch: 0,
    dragRotate: false,
    touchPitch: false,
    attributionControl: false,
    fadeDuration: 0,
    refreshExpiredTiles: false,
    transformRequest: (url) => ({ url: throughMain(url) }),
    locale: { 'Map.Title': options.label },
    canvasContextAttributes: { powerPreference: 'high-performance', antialias: false },
  });
  map.getCanvas().setAttribute('aria-label', options.label);
  map.addControl(new AttributionControl({ compact: false }), 'bottom-right');
  map.addControl(new ScaleControl({ maxWidth: 140 }), 'bottom-left');
  new LoadingHint(map, container.parentElement ?? container, options.loadingNotice);
  return map;
}
