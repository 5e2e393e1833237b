import type { Feature, FeatureCollection } from 'geojson';
import type { Map as MapLibreMap, MapMouseEvent } from 'maplibre-gl';
import { destination, distance } from './geometry.ts';
import type { LngLat } from './geometry.ts';
import { Listeners } from './listeners.ts';
import { mapFonts } from './basemap/builtin-style.ts';
import { vehicleColours } from './theme.ts';
import type { MapTheme } from './theme.ts';
import { ToolLayers } from './tool-layers.ts';
import type { ToolLayer } from './tool-layers.ts';

/** A circle on the map; radius in metres. */
export interface MapCircle {
  readonly centre: LngLat;
  readonly radius: number;
  /** Written above it; none without. */
  readonly name?: string;
}

const sourceId = 'watchdesk-circles';
const edges = 64;
/** Zoom below which circles are too small for names. */
const NAMES_FROM = 8;
const grip = `${sourceId}-grip`;

/**
 * Circles over the map: those that are there, and one that the operator draws. Dragging its middle moves it, dragging
 * its edge changes the radius.
 */
export class CircleTool {
  private readonly map: MapLibreMap;
  private readonly layers: ToolLayers;
  private readonly drawings = new Listeners<MapCircle>();
  private kept: readonly MapCircle[] = [];
  private draft: MapCircle | null = null;
  private dragging: 'centre' | 'edge' | null = null;

  /** @param above the layer that stays above the circles */
  constructor(map: MapLibreMap, above: string) {
    this.map = map;
    this.layers = new ToolLayers(map, sourceId, above, layersOf);
    map.on('mousedown', grip, (event) => {
      const what: unknown = event.features?.[0]?.properties['grip'];
      if (what !== 'centre' && what !== 'edge') return;
      event.preventDefault();
      this.dragging = what;
      map.on('mousemove', this.move);
      map.once('mouseup', this.end);
    });
  }

  /** Shows circles that are there, and the one being drawn; null for none. */
  show(kept: readonly MapCircle[], draft: MapCircle | null): void {
    this.kept = kept;
    this.draft = draft;
    this.layers.show(this.data());
  }

  /** The operator drags the circle being drawn. Gives the way to stop. */
  onDraw(listener: (circle: MapCircle) => void): () => void {
    return this.drawings.add(listener);
  }

  /** Puts them on the map; again after every change of style. */
  install(theme: MapTheme): void {
    this.layers.install(theme);
  }

  private readonly move = (event: MapMouseEvent): void => {
    if (this.draft === null || this.dragging === null) return;
    const { lng, lat } = event.lngLat.wrap();
    const centre = this.dragging === 'centre' ? { lng, lat } : this.draft.centre;
    const radius = this.dragging === 'edge' ? distance(centre, { lng, lat }) : this.draft.radius;
    this.drawings.tell({ centre, radius });
  };

  private readonly end = (): void => {
    this.dragging = null;
    this.map.off('mousemove', this.move);
  };

  private data(): FeatureCollection {
    const features = this.kept.map((circle) => area(circle, 'kept'));
    features.push(...namesOf(this.draft === null ? this.kept : [...this.kept, this.draft]));
    if (this.draft !== null) {
      const { centre, radius } = this.draft;
      const edge = destination(centre, 90, radius);
      features.push(area(this.draft, 'draft'), handle(centre, 'centre'), handle(edge, 'edge'));
    }
    return { type: 'FeatureCollection', features };
  }
}

function layersOf(theme: MapTheme): ToolLayer[] {
  const colours = vehicleColours[theme];
  const isDraft: ['==', ['get', string], string] = ['==', ['get', 'kind'], 'draft'];
  return [
    {
      id: `${sourceId}-area`,
      type: 'fill',
      source: sourceId,
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': colours.hovered, 'fill-opacity': ['case', isDraft, 0.22, 0.1] },
    },
    {
      id: `${sourceId}-line`,
      type: 'line',
      source: sourceId,
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'line-color': colours.hovered, 'line-width': ['case', isDraft, 2.5, 1.5] },
    },
    {
      id: `${sourceId}-name`,
      type: 'symbol',
      source: sourceId,
      filter: ['has', 'name'],
      minzoom: NAMES_FROM,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': mapFonts,
        'text-size': 12,
        'text-anchor': 'bottom',
        'text-offset': [0, -0.2],
        'text-max-width': 14,
      },
      paint: {
        'text-color': colours.hovered,
        'text-halo-color': colours.outline,
        'text-halo-width': 1.5,
      },
    },
    {
      id: grip,
      type: 'circle',
      source: sourceId,
      filter: ['has', 'grip'],
      paint: {
        'circle-radius': 7,
        'circle-color': colours.selected,
        'circle-stroke-width': 2,
        'circle-stroke-color': colours.outline,
      },
    },
  ];
}

function area({ centre, radius }: MapCircle, kind: 'kept' | 'draft'): Feature {
  const ring = Array.from({ length: edges + 1 }, (_, at) => {
    const { lng, lat } = destination(centre, (at % edges) * (360 / edges), radius);
    return [lng, lat];
  });
  return { type: 'Feature', properties: { kind }, geometry: { type: 'Polygon', coordinates: [ring] } };
}

function handle({ lng, lat }: LngLat, name: 'centre' | 'edge'): Feature {
  return {
    type: 'Feature',
    properties: { grip: name },
    geometry: { type: 'Point', coordinates: [lng, lat] },
  };
}

/** Where names stand: at the northern edge, one a circle; circles of the same place share a line each. */
function namesOf(circles: readonly MapCircle[]): Feature[] {
  return circles.flatMap(({ centre, radius, name = '' }) => {
    if (name === '') return [];
    const { lng, lat } = destination(centre, 0, radius);
    return [
      {
        type: 'Feature',
        properties: { name },
        geometry: { type: 'Point', coordinates: [lng, lat] },
      } as const,
    ];
  });
}
