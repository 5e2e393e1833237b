import type { FeatureCollection } from 'geojson';
import { Map as MapLibreMap, ScaleControl } from 'maplibre-gl';
import type { GeoJSONSource } from 'maplibre-gl';
import { DEGREE } from '../../../electron/contract/live.ts';
import { builtinStyle, mapFonts } from '../../../renderer/map/basemap/builtin-style.ts';
import type { MapEngine } from '../../../renderer/map/engine.ts';
import { MapView } from '../../../renderer/map/map-view.ts';
import type { BenchFleet } from './fleet.ts';

/** One way to show a fleet, set up on a page and ready to be measured. */
export interface Way {
  /** Prepares the next positions outside the measured time. */
  prepare(): void;
  /** Hands the prepared positions over; resolves when the frame that shows them has been drawn. */
  update(): Promise<void>;
  /** The map underneath, for panning. */
  readonly map: MapLibreMap;
  destroy(): void;
}

export type WayName = 'empty' | 'baseline' | 'marks' | 'auto';

export const overview = { lng: 12, lat: 47.5, zoom: 4.4 };
const centre: [number, number] = [overview.lng, overview.lat];

function idle(map: MapLibreMap): Promise<void> {
  return new Promise((resolve) => {
    map.once('idle', () => {
      resolve();
    });
    map.triggerRepaint();
  });
}

function plainMap(engine: MapEngine, container: HTMLElement): MapLibreMap {
  const map = new MapLibreMap({
    container,
    style: builtinStyle('dark', engine.builtinTiles),
    center: centre,
    zoom: overview.zoom,
    fadeDuration: 0,
    maxPitch: 0,
    attributionControl: { compact: false },
  });
  map.addControl(new ScaleControl(), 'bottom-left');
  return map;
}

function featuresOf(fleet: BenchFleet): FeatureCollection {
  const { columns } = fleet;
  return {
    type: 'FeatureCollection',
    features: Array.from({ length: fleet.size }, (_, slot) => ({
      type: 'Feature' as const,
      geometry: {
        type: 'Point' as const,
        coordinates: [(columns.longitude[slot] ?? 0) / DEGREE, (columns.latitude[slot] ?? 0) / DEGREE],
      },
      properties: {
        id: slot,
        name: fleet.label(slot),
        icon: `state-${columns.state[slot] ?? 0}`,
        rotation: columns.course[slot] ?? 0,
      },
    })),
  };
}

function icon(colour: readonly [number, number, number]): ImageData {
  const image = new ImageData(28, 28);
  for (let y = 0; y < 28; y += 1) {
    for (let x = 0; x < 28; x += 1) {
      if (Math.abs(x - 14) > y / 2.5) continue;
      image.data.set([...colour, 255], (y * 28 + x) * 4);
    }
  }
  return image;
}

/** As the best-known open peer feeds its map: one GeoJSON source, clustered, `setData` on every change, symbols. */
async function baseline(engine: MapEngine, container: HTMLElement, fleet: BenchFleet): Promise<Way> {
  const map = plainMap(engine, container);
  await new Promise((resolve) => map.once('load', resolve));
  const colours = [[120, 120, 120], [61, 220, 151], [251, 210, 78], [143, 169, 201], [147, 161, 179]] as const; // prettier-ignore
  colours.forEach((colour, state) => {
    map.addImage(`state-${state}`, icon(colour));
  });
  map.addImage('cluster', icon([40, 60, 80]));
  map.addSource('fleet', {
    type: 'geojson',
    data: featuresOf(fleet),
    cluster: true,
    clusterMaxZoom: 14,
    clusterRadius: 50,
  });
  map.addLayer({
    id: 'fleet',
    type: 'symbol',
    source: 'fleet',
    filter: ['!has', 'point_count'],
    layout: {
      'icon-image': ['get', 'icon'],
      'icon-rotate': ['get', 'rotation'],
      'icon-rotation-alignment': 'map',
      'icon-allow-overlap': true,
      'text-field': ['get', 'name'],
      'text-font': mapFonts,
      'text-size': 12,
      'text-offset': [0, -2],
      'text-optional': true,
    },
    paint: { 'text-color': '#ffffff' },
  });
  map.addLayer({
    id: 'clusters',
    type: 'symbol',
    source: 'fleet',
    filter: ['has', 'point_count'],
    layout: {
      'icon-image': 'cluster',
      'text-field': ['get', 'point_count_abbreviated'],
      'text-font': mapFonts,
      'text-size': 14,
    },
    paint: { 'text-color': '#ffffff' },
  });
  await idle(map);
  let next = featuresOf(fleet);
  return {
    map,
    prepare() {
      fleet.move();
      next = featuresOf(fleet);
    },
    async update() {
      const source = map.getSource<GeoJSONSource>('fleet');
      const loaded = new Promise<void>((resolve) => {
        const look = (event: {
          sourceId?: string;
          isSourceLoaded?: boolean;
          sourceDataType?: string;
        }): void => {
          if (event.sourceId !== 'fleet' || event.isSourceLoaded !== true || !map.areTilesLoaded()) return;
          map.off('sourcedata', look);
          resolve();
        };
        map.on('sourcedata', look);
      });
      void source?.setData(next);
      await loaded;
      await new Promise<void>((resolve) => {
        map.once('render', () => {
          resolve();
        });
        map.triggerRepaint();
      });
    },
    destroy() {
      map.remove();
    },
  };
}

async function ours(
  engine: MapEngine,
  container: HTMLElement,
  fleet: BenchFleet,
  clustering: 'never' | 'auto',
): Promise<Way> {
  const maps: MapLibreMap[] = [];
  let drawn = (): void => undefined;
  // The pane keeps its map to itself; the bench alone looks for it, to pan it and to hear its frames.
  const view = new MapView(engine, container, {
    label: 'Bench',
    lostNotice: '',
    loadingNotice: '',
    theme: 'dark',
    camera: overview,
    probe: {
      map: (made) => {
        maps.push(made);
      },
      drawn: () => {
        drawn();
      },
    },
  });
  view.setClustering(clustering);
  view.setSource(fleet);
  view.setSelected([1, 2, 3]);
  const [shown] = maps;
  if (shown === undefined) throw new Error('The pane has no map.');
  await new Promise((resolve) => shown.once('load', resolve));
  await idle(shown);
  return {
    map: shown,
    prepare() {
      fleet.move();
    },
    update() {
      const done = new Promise<void>((resolve) => {
        drawn = resolve;
      });
      fleet.tell();
      return done;
    },
    destroy() {
      view.destroy();
    },
  };
}

async function empty(engine: MapEngine, container: HTMLElement): Promise<Way> {
  const map = plainMap(engine, container);
  await new Promise((resolve) => map.once('load', resolve));
  await idle(map);
  return {
    map,
    prepare: () => undefined,
    update() {
      map.redraw();
      return Promise.resolve();
    },
    destroy() {
      map.remove();
    },
  };
}

export function setUp(
  name: WayName,
  engine: MapEngine,
  container: HTMLElement,
  fleet: BenchFleet,
): Promise<Way> {
  switch (name) {
    case 'empty':
      return empty(engine, container);
    case 'baseline':
      return baseline(engine, container, fleet);
    case 'marks':
      return ours(engine, container, fleet, 'never');
    case 'auto':
      return ours(engine, container, fleet, 'auto');
  }
}
