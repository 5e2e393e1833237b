import type { Map as MapLibreMap } from 'maplibre-gl';

/** Milliseconds of loading that nobody has to be told of. */
const PATIENCE = 800;

/**
 * Says over a map that its basemap is being loaded, when that takes longer than a moment: vehicles are drawn before
 * there is land under them, and an empty map must not look like a broken one. Ends with the map.
 */
export class LoadingHint {
  private readonly map: MapLibreMap;
  private readonly element: HTMLElement;
  private timer: ReturnType<typeof setTimeout> | null = null;

  /** @param text translated */
  constructor(map: MapLibreMap, container: HTMLElement, text: string) {
    this.map = map;
    this.element = document.createElement('div');
    this.element.className = 'wd-map-loading';
    this.element.role = 'status';
    this.element.hidden = true;
    this.element.textContent = text;
    container.append(this.element);
    for (const event of ['dataloading', 'data', 'idle', 'style.load'] as const) {
      map.on(event, () => {
        this.look();
      });
    }
    map.on('remove', () => {
      this.rest();
      this.element.remove();
    });
    this.look();
  }

  private look(): void {
    const loaded = this.map.isStyleLoaded() === true && this.map.areTilesLoaded();
    if (loaded) this.rest();
    else
      this.timer ??= setTimeout(() => {
        this.element.hidden = false;
      }, PATIENCE);
  }

  private rest(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.element.hidden = true;
  }
}
