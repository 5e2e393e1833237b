import { onScopeDispose, shallowRef, watch } from 'vue';
import type { ShallowRef } from 'vue';
import { useBasemapsStore } from '../../bridge/basemaps.store.ts';
import { useSettingsStore } from '../../bridge/settings.store.ts';
import type { BasemapStatus } from '../../map/basemap/basemaps.ts';
import type { MapView } from '../../map/map-view.ts';

/** Makes maps look as the settings say: labels, clusters, gliding, tails, basemap. */
export function useMapLook(): {
  /** What the map shows of its basemap; null until it says something. */
  readonly status: Readonly<ShallowRef<BasemapStatus | null>>;
  /** Begins with a map that was just opened; once. */
  readonly dress: (view: MapView) => void;
  /** Asks for the chosen basemap again. */
  readonly retry: () => void;
} {
  const settings = useSettingsStore();
  const basemaps = useBasemapsStore();
  const status = shallowRef<BasemapStatus | null>(null);
  let view: MapView | null = null;
  let shown = '';
  let stop: (() => void) | null = null;

  function look(): void {
    const { labels, clustering, gliding, tails } = settings.settings.map;
    view?.setLabels(labels);
    view?.setClustering(clustering);
    view?.setGliding(gliding);
    view?.setTails(tails);
  }

  function basemap(): void {
    const entry = basemaps.byId(settings.settings.basemap);
    const wanted = JSON.stringify(entry.basemap);
    if (!view || wanted === shown) return;
    shown = wanted;
    void view.setBasemap(entry.basemap);
  }

  function dress(opened: MapView): void {
    view = opened;
    shown = JSON.stringify({ kind: 'builtin' });
    stop = opened.onBasemap((next) => {
      status.value = next;
    });
    look();
    void basemaps.load();
    basemap();
  }

  function retry(): void {
    shown = '';
    basemap();
  }

  onScopeDispose(() => {
    stop?.();
    view = null;
  });

  watch(() => settings.settings.map, look);
  watch([() => settings.settings.basemap, () => basemaps.entries], basemap);

  return { status, dress, retry };
}
