import type { Map as MapLibreMap } from 'maplibre-gl';
import type { VehicleLayer } from './layer.ts';

/** Milliseconds between two pictures that nobody but the data asked for. */
const smallestPause = 15;

/**
 * Decides when changed vehicles are drawn: at once when the last picture is old enough, with the map's own frame while
 * it is moving anyway, not at all when nothing in this pane looks different or nobody can see it.
 */
export class Presenter {
  private readonly map: MapLibreMap;
  private readonly layer: VehicleLayer;
  private frame: number | null = null;
  private last = 0;
  private ready = false;

  constructor(map: MapLibreMap, layer: VehicleLayer) {
    this.map = map;
    this.layer = layer;
  }

  /** Whether the layer is on the map. */
  setReady(ready: boolean): void {
    this.ready = ready;
    if (ready) this.request();
  }

  /** Something that vehicles are drawn from has changed. */
  request(): void {
    this.layer.invalidate();
    if (!this.ready || this.frame !== null || document.hidden) return;
    if (this.map.isMoving()) {
      this.map.triggerRepaint();
    } else if (performance.now() - this.last >= smallestPause) {
      this.present();
    } else {
      this.frame = requestAnimationFrame(() => {
        this.frame = null;
        this.present();
      });
    }
  }

  destroy(): void {
    this.ready = false;
    if (this.frame !== null) cancelAnimationFrame(this.frame);
  }

  private present(): void {
    if (!this.ready) return;
    this.last = performance.now();
    if (this.layer.refresh() && !this.layer.drawAlone()) this.map.redraw();
  }
}
