import type { MapEngine } from './engine.ts';
import type { MapViewOptions } from './map-pane.ts';
import { MapView } from './map-view.ts';

/** Opens a pane; where the machine cannot draw maps, writes `noGraphics` into it instead and returns null. */
export function openMapView(
  engine: MapEngine,
  container: HTMLElement,
  options: MapViewOptions & { readonly noGraphics: string },
): MapView | null {
  try {
    return new MapView(engine, container, options);
  } catch {
    const notice = document.createElement('p');
    notice.className = 'wd-map-notice';
    notice.role = 'alert';
    notice.textContent = options.noGraphics;
    container.replaceChildren(notice);
    return null;
  }
}
