import type { Map as MapLibreMap, MapMouseEvent } from 'maplibre-gl';
import type { LngLat } from './geometry.ts';
import { mapDeedOf } from './map-keys.ts';
import type { ClusterAt } from './vehicles/pick-at.ts';
import type { Picked } from './vehicles/pick.ts';

interface PanePoint {
  readonly x: number;
  readonly y: number;
}

/** What the pane does with what an operator does. */
export interface InputHost {
  isMeasuring(): boolean;
  pickAt(point: PanePoint): { readonly cluster: ClusterAt | null; readonly picked: Picked | null };
  clicked(place: LngLat, picked: Picked | null, additive: boolean): void;
  clusterClicked(cluster: ClusterAt): void;
  hovered(slot: number | null, point: PanePoint, clickable: boolean): void;
  measurePoint(place: LngLat): void;
  measureUndo(): void;
  measureEnd(): void;
  /** The operator has moved the map with hand or keyboard. */
  movedByHand(): void;
}

/**
 * Pointer and keyboard of one map (keys: `map-keys.ts`). Enter picks what is in the middle or sets a measuring point
 * there, Backspace takes a point back, Escape ends measuring or clears the selection.
 */
export class MapInput {
  private readonly map: MapLibreMap;
  private readonly host: InputHost;
  private readonly stop: () => void;
  private waiting: MapMouseEvent | null = null;
  private frame: number | null = null;

  constructor(map: MapLibreMap, host: InputHost) {
    this.map = map;
    this.host = host;
    const canvas = map.getCanvas();
    const click = (event: MapMouseEvent): void => {
      const { ctrlKey, metaKey, shiftKey } = event.originalEvent;
      this.press(event.point, event.lngLat, ctrlKey || metaKey || shiftKey);
    };
    const move = (event: MapMouseEvent): void => {
      this.waiting = event;
      this.frame ??= requestAnimationFrame(() => {
        this.frame = null;
        this.hover();
      });
    };
    const out = (): void => {
      this.waiting = null;
      host.hovered(null, { x: 0, y: 0 }, false);
    };
    const key = (event: KeyboardEvent): void => {
      this.key(event);
    };
    const moved = (event: { originalEvent?: unknown }): void => {
      if (event.originalEvent !== undefined && event.originalEvent !== null) host.movedByHand();
    };
    map.on('click', click);
    map.on('mousemove', move);
    map.on('mouseout', out);
    map.on('dragstart', moved);
    map.on('zoomstart', moved);
    canvas.addEventListener('keydown', key);
    this.stop = () => {
      map.off('click', click);
      map.off('mousemove', move);
      map.off('mouseout', out);
      map.off('dragstart', moved);
      map.off('zoomstart', moved);
      canvas.removeEventListener('keydown', key);
    };
  }

  destroy(): void {
    if (this.frame !== null) cancelAnimationFrame(this.frame);
    this.stop();
  }

  private press(point: PanePoint, place: LngLat, additive: boolean): void {
    const { host } = this;
    if (host.isMeasuring()) {
      host.measurePoint(place);
      return;
    }
    const { cluster, picked } = host.pickAt(point);
    if (cluster === null) host.clicked(place, picked, additive);
    else host.clusterClicked(cluster);
  }

  private hover(): void {
    const { waiting, host } = this;
    if (waiting === null || this.map.isMoving() || host.isMeasuring()) return;
    const { cluster, picked } = host.pickAt(waiting.point);
    host.hovered(picked?.slot ?? null, waiting.point, cluster !== null || picked !== null);
  }

  private key(event: KeyboardEvent): void {
    const { host, map } = this;
    switch (mapDeedOf(event.key, host.isMeasuring())) {
      case 'pick': {
        const { clientWidth, clientHeight } = map.getContainer();
        const middle = { x: clientWidth / 2, y: clientHeight / 2 };
        this.press(middle, map.getCenter(), event.shiftKey || event.ctrlKey);
        break;
      }
      case 'undo':
        host.measureUndo();
        break;
      case 'end':
        host.measureEnd();
        break;
      case 'clear':
        host.clicked(map.getCenter(), null, false);
        break;
      case 'move':
        host.movedByHand();
        return;
      case 'zoom':
      case null:
        return;
    }
    event.preventDefault();
  }
}
