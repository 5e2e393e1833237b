import type { Map as MapLibreMap } from 'maplibre-gl';
import type { Bounds, PositionColumns } from '../../electron/contract/live.ts';
import { clearPart, type Part } from './clear-part.ts';
import { boundsOf, placeOf } from './geometry.ts';
import type { LngLat } from './geometry.ts';

/** What moves the camera of a pane: the operator, one vehicle, or a set that has to stay in sight. */
export type GuideMode =
  | { readonly kind: 'free' }
  | { readonly kind: 'follow'; readonly slot: number }
  | { readonly kind: 'sight'; readonly slots: readonly number[] };

/** A followed vehicle may wander within this part of the pane before the camera goes after it. */
const leash = 0.15;
const sightPadding = 60;
/** A label stands to the right of its mark. */
const labelPadding = 100;
const samePixels = 2;
const sameZoom = 0.02;
const sightLargestZoom = 15;
/** With streets; and where the basemap ends at towns, far enough out to see the next ones. */
const followZoom = { streets: 14, towns: 10.5 } as const;

/** Moves the camera of a map after vehicles. */
export class CameraGuide {
  mode: GuideMode = { kind: 'free' };
  /** So many of a set were brought as near as they fit; from then on the camera moves only when one of it leaves. */
  private fitted = 0;
  private card: Part | null = null;
  private readonly map: MapLibreMap;
  private readonly animate: boolean;
  private readonly hasStreets: () => boolean;

  constructor(map: MapLibreMap, animate: boolean, hasStreets: () => boolean) {
    this.map = map;
    this.animate = animate;
    this.hasStreets = hasStreets;
  }

  /** Goes there at once when a mode begins. */
  begin(mode: GuideMode, columns: PositionColumns | null): void {
    this.mode = mode;
    this.fitted = 0;
    if (columns === null) return;
    if (mode.kind === 'follow') {
      const place = placeOf(columns, mode.slot);
      const least = this.hasStreets() ? followZoom.streets : followZoom.towns;
      if (place !== null) this.go(place, Math.max(this.map.getZoom(), least), 600);
    } else {
      this.tick(columns);
    }
  }

  /** A card lies over this part of the pane: what the camera is guided by is shown beside it. null: it is gone. */
  keepClear(card: Part | null, columns: PositionColumns | null): void {
    if (JSON.stringify(card) === JSON.stringify(this.card)) return;
    this.card = card;
    this.fitted = 0;
    if (columns !== null) this.tick(columns);
  }

  /** Goes to one place. */
  show(place: LngLat, zoom: number): void {
    this.go(place, zoom, 600);
  }

  /** After positions have changed. */
  tick(columns: PositionColumns): void {
    const { mode } = this;
    if (mode.kind === 'follow') {
      const place = placeOf(columns, mode.slot);
      if (place !== null && !this.within(place, leash)) this.go(place, this.map.getZoom(), 500);
    } else if (mode.kind === 'sight') {
      const places = mode.slots.flatMap((slot) => placeOf(columns, slot) ?? []);
      if (places.length <= this.fitted && places.every((place) => this.within(place, 0.45))) return;
      this.fitted = places.length;
      this.fit(places);
    }
  }

  /** Shows all of these places; nothing happens without any. */
  fit(places: readonly LngLat[]): void {
    const bounds = boundsOf(places);
    if (bounds !== null) this.fitBounds(bounds);
  }

  fitBounds([west, south, east, north]: Bounds): void {
    const { left, top, right, bottom } = this.clear();
    const { clientWidth, clientHeight } = this.map.getContainer();
    const padding = Math.min(sightPadding, (right - left) / 5, (bottom - top) / 5);
    const beside = Math.max(padding, Math.min(labelPadding, (right - left) / 4));
    const options = {
      padding: {
        left: left + padding,
        top: top + padding,
        right: clientWidth - right + beside,
        bottom: clientHeight - bottom + padding,
      },
      maxZoom: sightLargestZoom,
    };
    if (this.isThere(this.map.cameraForBounds([west, south, east, north], options))) return;
    this.map.fitBounds([west, south, east, north], {
      ...options,
      duration: this.animate ? 600 : 0,
      linear: true,
    });
  }

  /** Whether the map looks there already, by a pixel or two: a fleet that is fitted again and again hardly moves. */
  private isThere(to: ReturnType<MapLibreMap['cameraForBounds']>): boolean {
    if (to?.center === undefined || to.zoom === undefined) return false;
    const { x, y } = this.map.project(to.center);
    const { clientWidth, clientHeight } = this.map.getContainer();
    const away = Math.max(Math.abs(x - clientWidth / 2), Math.abs(y - clientHeight / 2));
    return away <= samePixels && Math.abs(to.zoom - this.map.getZoom()) <= sameZoom;
  }

  /** Whether a place lies within a part of what is clear, around its middle. @param part of both sides, 0 to 0.5 */
  private within(place: LngLat, part: number): boolean {
    const { x, y } = this.map.project(place);
    const { left, top, right, bottom } = this.clear();
    return (
      Math.abs(x - (left + right) / 2) <= (right - left) * part &&
      Math.abs(y - (top + bottom) / 2) <= (bottom - top) * part
    );
  }

  private go(place: LngLat, zoom: number, duration: number): void {
    const { left, top, right, bottom } = this.clear();
    const { clientWidth, clientHeight } = this.map.getContainer();
    const offset: [number, number] = [(left + right - clientWidth) / 2, (top + bottom - clientHeight) / 2];
    this.map.easeTo({ center: place, zoom, offset, duration: this.animate ? duration : 0 });
  }

  private clear(): Part {
    const { clientWidth, clientHeight } = this.map.getContainer();
    return clearPart(clientWidth, clientHeight, this.card);
  }
}
