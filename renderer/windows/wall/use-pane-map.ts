import { useDebounceFn, useEventListener, useResizeObserver } from '@vueuse/core';
import { computed, onBeforeUnmount, onMounted, shallowRef, watch } from 'vue';
import type { ComputedRef, ShallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Bounds } from '../../../electron/contract/live.ts';
import type { Pane, PaneCamera } from '../../../electron/contract/wall.ts';
import { useBasemapsStore } from '../../bridge/basemaps.store.ts';
import { useAccountsStore } from '../../bridge/accounts.store.ts';
import { useSettingsStore } from '../../bridge/settings.store.ts';
import { useLiveFeed, useLivePulse } from '../../bridge/use-live-feed.ts';
import { FirstFit } from '../../features/live/first-fit.ts';
import { fleetSource } from '../../features/live/fleet-source.ts';
import { useMapEngine } from '../../features/live/use-map-engine.ts';
import { useMapTheme } from '../../features/live/use-map-theme.ts';
import { useWallsStore } from '../../features/walls/walls.store.ts';
import { useFormatter } from '../../i18n/format.ts';
import type { BasemapReason } from '../../map/basemap/fault.ts';
import { sightOf } from '../../map/in-sight.ts';
import type { MapHover, MapView } from '../../map/map-view.ts';
import { openMapView } from '../../map/open-map-view.ts';
import type { MapTheme } from '../../map/theme.ts';
import { followsPositions, maskOf } from './pane-filter.ts';
import type { PaneSight } from './pane-filter.ts';

/** What passes a filter is found anew at most this often while vehicles move. */
const REFILTER_MILLISECONDS = 1_000;

export interface PaneMapOptions {
  readonly box: Readonly<ShallowRef<HTMLElement | null>>;
  readonly pane: () => Pane;
  /** Accessible name of the map. */
  readonly label: string;
  /** Counts how often the pane's camera was set from outside. */
  readonly resets: () => number;
  /** Somebody or the pane's mode looks elsewhere now; null when it shows all again. */
  readonly looked: (camera: PaneCamera | null) => void;
  /** What the pane shows now; null when it goes. */
  readonly sight: (sight: PaneSight | null) => void;
}

export interface PaneMap {
  readonly view: Readonly<ShallowRef<MapView | null>>;
  /** Why the built-in basemap stands in for the chosen one; null when it does not. */
  readonly standIn: Readonly<ShallowRef<BasemapReason | null>>;
  readonly hover: Readonly<ShallowRef<MapHover | null>>;
  readonly selected: ShallowRef<number | null>;
  /** Vehicles that the camera is guided by. */
  readonly guided: ShallowRef<readonly number[]>;
  readonly bounds: Readonly<ShallowRef<Bounds | null>>;
  /** Where it looks now. */
  readonly camera: Readonly<ShallowRef<PaneCamera | null>>;
  readonly mask: ComputedRef<Uint8Array | null>;
  /** Vehicles pass the filter, and none of them is where the pane looks. */
  readonly outOfSight: ComputedRef<boolean>;
  /** Shows all that pass, and goes on doing so until somebody looks elsewhere. */
  readonly fit: () => void;
  /** Goes to a place and stays there. */
  readonly goTo: (camera: PaneCamera) => void;
}

/** The map of one pane: its filter, labels, basemap and camera are those of the pane at all times. */
export function usePaneMap(options: PaneMapOptions): PaneMap {
  const { t } = useI18n();
  const format = useFormatter();
  const feed = useLiveFeed();
  const engine = useMapEngine();
  const windowTheme = useMapTheme();
  const accounts = useAccountsStore();
  const walls = useWallsStore();
  const basemaps = useBasemapsStore();
  const settings = useSettingsStore();
  void basemaps.load();
  const directoryPulse = useLivePulse(feed, ['directory'], REFILTER_MILLISECONDS);
  const movePulse = useLivePulse(feed, ['positions'], REFILTER_MILLISECONDS);

  const view = shallowRef<MapView | null>(null);
  const standIn = shallowRef<BasemapReason | null>(null);
  const hover = shallowRef<MapHover | null>(null);
  const selected = shallowRef<number | null>(null);
  const guided = shallowRef<readonly number[]>([]);
  const bounds = shallowRef<Bounds | null>(null);
  const source = fleetSource(feed, (speed) => format.value.speed(speed) ?? '');
  const camera = shallowRef<PaneCamera | null>(null);
  let firstFit: FirstFit | null = null;
  /** Nobody has looked elsewhere: the pane shows all that pass. */
  let fitting = options.pane().camera === null;

  const filter = computed(() => options.pane().filter);
  const mask = computed(() => {
    directoryPulse();
    if (followsPositions(filter.value)) movePulse();
    const { directory, columns } = feed;
    return maskOf(filter.value, { directory, columns, tree: accounts.tree, groups: walls.status.groups });
  });
  const theme = computed<MapTheme>(() => {
    const { basemap } = options.pane();
    if (basemap === 'builtin-dark') return 'dark';
    return basemap === 'builtin-light' ? 'light' : windowTheme.value;
  });

  const outOfSight = computed(() => {
    movePulse();
    if (mask.value === null || bounds.value === null) return false;
    return sightOf(feed.columns, feed.directory.size, mask.value, bounds.value) === 'elsewhere';
  });

  const basemap = computed(() => basemaps.byId(options.pane().basemap).basemap);

  function attend(): void {
    if (!view.value) return;
    const now = view.value.bounds;
    bounds.value = now;
    feed.attend(`pane-${options.pane().id}`, {
      viewports: [now],
      followed: [...guided.value],
      selected: selected.value === null ? [] : [selected.value],
    });
    options.sight({ mask: mask.value, bounds: now });
  }

  function open(element: HTMLElement): void {
    const kept = options.pane().camera;
    const map = openMapView(engine, element, {
      label: options.label,
      lostNotice: t('map.lost'),
      loadingNotice: t('map.loading'),
      noGraphics: t('map.undrawable'),
      theme: theme.value,
      basemap: basemap.value,
      animate: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      ...(kept === null ? {} : { camera: kept }),
    });
    view.value = map;
    if (map === null) return;
    map.onBasemap((status) => {
      standIn.value = status.kind === 'fallback' ? status.reason : null;
    });
    map.onMove(({ camera: { lng, lat, zoom } }) => {
      attend();
      camera.value = { lng, lat, zoom };
      if (!isFree()) fitting = false;
      if (!fitting) options.looked(camera.value);
    });
    map.onHover((at) => {
      hover.value = at;
    });
    map.onClick(({ picked }) => {
      selected.value = picked?.slot ?? null;
    });
    map.onCondition(attend);
    map.setFilter(mask.value);
    map.setLabels(options.pane().labels);
    look();
    map.setSource(source);
    if (fitting && isFree()) firstFit = new FirstFit(feed, element, fitAll, () => !isFree());
    attend();
  }

  /** Clusters, gliding and tails are those of Live. */
  function look(): void {
    const { clustering, gliding, tails } = settings.settings.map;
    view.value?.setClustering(clustering);
    view.value?.setGliding(gliding);
    view.value?.setTails(tails);
  }

  /** A mode that guides the camera is never overruled by what would show all. */
  const isFree = (): boolean => options.pane().mode.kind === 'free';

  function fit(): void {
    fitting = true;
    options.looked(null);
    fitAll();
  }

  function goTo(place: PaneCamera): void {
    firstFit?.end();
    fitting = false;
    view.value?.setCamera(place, true);
  }

  function fitAll(): void {
    const { columns, size } = source;
    const shown = mask.value;
    const slots: number[] = [];
    for (let slot = 0; slot < size; slot += 1) {
      if (columns.gpsTime[slot] !== 0 && (shown === null || shown[slot] === 1)) slots.push(slot);
    }
    view.value?.fitTo(slots);
  }

  onMounted(() => {
    if (options.box.value) open(options.box.value);
  });
  onBeforeUnmount(() => {
    firstFit?.end();
    view.value?.destroy();
    view.value = null;
    feed.attend(`pane-${options.pane().id}`, null);
    options.sight(null);
  });
  for (const touch of ['pointerdown', 'wheel', 'keydown'] as const) {
    useEventListener(
      options.box,
      touch,
      () => {
        fitting = false;
      },
      { passive: true },
    );
  }
  const fitSoon = useDebounceFn(() => {
    if (fitting && isFree()) fitAll();
  }, 250);
  useResizeObserver(options.box, () => void fitSoon());
  const seekSoon = useDebounceFn(() => {
    // Who moves the camera by hand keeps it, unless the new filter would leave them with nothing to see.
    if (isFree() && (fitting || outOfSight.value)) fitAll();
  }, 250);
  watch(
    () => JSON.stringify(filter.value),
    () => void seekSoon(),
  );
  watch(mask, (now) => {
    view.value?.setFilter(now);
    attend();
  });
  watch(selected, (slot) => {
    view.value?.setSelected(slot === null ? [] : [slot]);
    attend();
  });
  watch(guided, attend);
  watch(() => settings.settings.map, look);
  watch(theme, (now) => view.value?.setTheme(now));
  watch(basemap, (now) => void view.value?.setBasemap(now));
  watch(
    () => options.pane().labels,
    (labels) => view.value?.setLabels(labels),
  );
  watch(options.resets, () => {
    firstFit?.end();
    const kept = options.pane().camera;
    fitting = kept === null;
    if (kept !== null) view.value?.setCamera(kept);
    else if (isFree()) fitAll();
  });

  return { view, standIn, hover, selected, guided, bounds, camera, mask, outOfSight, fit, goTo };
}
