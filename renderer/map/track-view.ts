import './map.css';
import { Marker } from 'maplibre-gl';
import type { Map as MapLibreMap } from 'maplibre-gl';
import { BasemapSwitcher } from './basemap/switcher.ts';
import type { Basemap, BasemapStatus } from './basemap/basemaps.ts';
import type { MapEngine } from './engine.ts';
import { boundsOf } from './geometry.ts';
import type { LngLat } from './geometry.ts';
import { Listeners } from './listeners.ts';
import { makeMap } from './map-pane.ts';
import type { MapViewOptions } from './map-pane.ts';
import type { MapTheme } from './theme.ts';
import { placeAt } from './tracks/track-features.ts';
import type { DrawnTrack } from './tracks/track-features.ts';
import { TrackLayer } from './tracks/track-layer.ts';

export type { DrawnTrack } from './tracks/track-features.ts';

/** A vehicle at a moment of its track. */
export interface TrackMark extends LngLat {
  /** Degrees clockwise from north; null draws a disc. */
  readonly course: number | null;
  readonly label: string;
  readonly colour: string;
}

/** A point of a track that was clicked. */
export interface TrackClick {
  /** Index of the track and row of its columns. */
  readonly track: number;
  readonly row: number;
}

/** Pixels around a click within which a point counts as meant. */
const REACH = 24;

/**
 * A pane that replays tracks: a basemap, lines coloured by speed, and a mark for each vehicle. Plain class; whoever
 * embeds it gives it an element of its own and calls `destroy` when the element goes.
 */
export class TrackView {
  private readonly container: HTMLElement;
  private readonly map: MapLibreMap;
  private readonly layer: TrackLayer;
  private readonly switcher: BasemapSwitcher;
  private readonly clicks = new Listeners<TrackClick>();
  private readonly moves = new Listeners<null>();
  private readonly basemaps = new Listeners<BasemapStatus>();
  private tracks: readonly DrawnTrack[] = [];
  private readonly marks: {
    readonly marker: Marker;
    readonly arrow: HTMLElement;
    readonly tag: HTMLElement;
  }[] = [];
  private theme: MapTheme;

  constructor(engine: MapEngine, container: HTMLElement, options: MapViewOptions) {
    this.container = container;
    this.theme = options.theme;
    container.classList.add('wd-map');
    container.dataset['theme'] = options.theme;
    const stage = document.createElement('div');
    stage.className = 'wd-map-stage';
    container.append(stage);
    this.map = makeMap(engine, stage, options);
    this.layer = new TrackLayer(this.map);
    this.switcher = new BasemapSwitcher(this.map, engine, options.theme, (status) => {
      this.basemaps.tell(status);
    });
    this.map.on('style.load', () => {
      this.layer.install(this.theme);
    });
    this.map.on('click', ({ lngLat }) => {
      const found = this.nearest(lngLat);
      if (found !== null) this.clicks.tell(found);
    });
    for (const event of ['dragstart', 'wheel'] as const) {
      this.map.on(event, () => {
        this.moves.tell(null);
      });
    }
  }

  setTracks(tracks: readonly DrawnTrack[]): void {
    this.tracks = tracks;
    this.layer.setTracks(tracks);
  }

  /** Puts the vehicles where they are at a moment; cheap enough for every frame. */
  setMarks(marks: readonly TrackMark[]): void {
    while (this.marks.length > marks.length) this.marks.pop()?.marker.remove();
    marks.forEach((mark, place) => {
      const shown = (this.marks[place] ??= this.addMark(mark));
      shown.marker.setLngLat(mark);
      shown.arrow.style.transform = `rotate(${mark.course ?? 0}deg)`;
      shown.arrow.style.background = mark.colour;
      shown.arrow.dataset['shape'] = mark.course === null ? 'disc' : 'arrow';
      if (shown.tag.textContent !== mark.label) shown.tag.textContent = mark.label;
    });
  }

  setTheme(theme: MapTheme): void {
    if (theme === this.theme) return;
    this.theme = theme;
    this.container.dataset['theme'] = theme;
    void this.switcher.setTheme(theme);
  }

  /** Never rejects; the built-in basemap stands in for one that does not come. */
  setBasemap(basemap: Basemap): Promise<void> {
    return this.switcher.show(basemap);
  }

  /** Shows all tracks, or rows `first` to `last` of one. */
  fit(part?: { readonly track: number; readonly first: number; readonly last: number }): void {
    const places = this.tracks.flatMap(({ columns }, track) => {
      if (part !== undefined && part.track !== track) return [];
      const [from, to] = part === undefined ? [0, columns.time.length - 1] : [part.first, part.last];
      // Every hundredth of many points finds the same box.
      const step = Math.max(1, Math.floor((to - from) / 1_000));
      const rows = Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, at) => from + at * step);
      return [...rows, to].filter((row) => row >= 0).map((row) => placeAt(columns, row));
    });
    const bounds = boundsOf(places);
    if (bounds !== null) this.map.fitBounds([...bounds], { padding: 64, maxZoom: 15, duration: 0 });
  }

  /** Keeps a place in the inner half of the pane. */
  keepInSight(place: LngLat): void {
    const { x, y } = this.map.project(place);
    const { clientWidth: width, clientHeight: height } = this.container;
    const inside = x > width / 4 && x < (width * 3) / 4 && y > height / 4 && y < (height * 3) / 4;
    if (!inside) this.map.jumpTo({ center: place });
  }

  zoomBy(levels: number): void {
    this.map.easeTo({ zoom: this.map.getZoom() + levels, duration: 200 });
  }

  onClick(listener: (click: TrackClick) => void): () => void {
    return this.clicks.add(listener);
  }

  /** What is shown of the basemap that was asked for. */
  onBasemap(listener: (status: BasemapStatus) => void): () => void {
    return this.basemaps.add(listener);
  }

  /** The operator has moved the map by hand. */
  onMovedByHand(listener: () => void): () => void {
    return this.moves.add(listener);
  }

  resize(): void {
    this.map.resize();
  }

  destroy(): void {
    for (const { marker } of this.marks) marker.remove();
    this.switcher.destroy();
    this.map.remove();
    this.container.replaceChildren();
  }

  private addMark({ lng, lat, label }: TrackMark): (typeof this.marks)[number] {
    const element = document.createElement('div');
    element.className = 'wd-track-mark';
    const arrow = document.createElement('div');
    arrow.className = 'wd-track-arrow';
    const tag = document.createElement('div');
    tag.className = 'wd-track-tag';
    tag.textContent = label;
    element.append(arrow, tag);
    const marker = new Marker({ element }).setLngLat({ lng, lat }).addTo(this.map);
    return { marker, arrow, tag };
  }

  private nearest({ lng, lat }: LngLat): TrackClick | null {
    const shrink = Math.cos((lat * Math.PI) / 180);
    let best: TrackClick | null = null;
    let least = Infinity;
    this.tracks.forEach(({ columns }, track) => {
      for (let row = 0; row < columns.time.length; row += 1) {
        const place = placeAt(columns, row);
        const square = ((place.lng - lng) * shrink) ** 2 + (place.lat - lat) ** 2;
        if (square >= least) continue;
        least = square;
        best = { track, row };
      }
    });
    const found = best as TrackClick | null;
    const columns = this.tracks[found?.track ?? -1]?.columns;
    if (found === null || columns === undefined) return null;
    const shown = this.map.project(placeAt(columns, found.row));
    const clicked = this.map.project({ lng, lat });
    return Math.hypot(shown.x - clicked.x, shown.y - clicked.y) <= REACH ? found : null;
  }
}

/** Opens a pane; null where the machine cannot draw maps. */
export function openTrackView(
  engine: MapEngine,
  container: HTMLElement,
  options: MapViewOptions,
): TrackView | null {
  try {
    return new TrackView(engine, container, options);
  } catch {
    container.replaceChildren();
    return null;
  }
}
