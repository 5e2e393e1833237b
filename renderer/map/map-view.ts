import './map.css';
import type { Map as MapLibreMap } from 'maplibre-gl';
import type { Bounds } from '../../electron/contract/live.ts';
import { builtinBasemap } from './basemap/basemaps.ts';
import type { Basemap, BasemapStatus } from './basemap/basemaps.ts';
import { MovingDetail } from './basemap/moving-detail.ts';
import { BasemapSwitcher } from './basemap/switcher.ts';
import { CameraGuide } from './camera-guide.ts';
import type { GuideMode } from './camera-guide.ts';
import { CircleTool } from './circles.ts';
import type { Part } from './clear-part.ts';
import type { MapEngine } from './engine.ts';
import { latitudeAt, longitudeAt, placeOf } from './geometry.ts';
import type { LngLat } from './geometry.ts';
import { Listeners } from './listeners.ts';
import { MapInput } from './map-input.ts';
import { largestZoom, makeMap } from './map-pane.ts';
import type {
  CameraState,
  MapClick,
  MapCondition,
  MapHover,
  MapViewOptions,
  ViewChange,
} from './map-pane.ts';
import { MeasureTool } from './measure.ts';
import type { Measured } from './measure.ts';
import { PlacePin } from './pin.ts';
import { EdgePointers } from './pointers.ts';
import type { LabelChoice, VehicleSource, VisibleMask } from './source.ts';
import type { MapTheme } from './theme.ts';
import { Trace } from './trace.ts';
import { vehicleLayerId } from './vehicles/layer.ts';
import type { Clustering } from './vehicles/layout.ts';
import { VehicleScene } from './vehicles/scene.ts';

const moveReport = 300;

/**
 * One pane: a basemap, all vehicles above it, and what an operator does with them. Plain class; whoever embeds it
 * gives it an element of its own and calls `destroy` when the element goes. The constructor throws when the machine
 * cannot draw maps at all (no WebGL2); `openMapView` (open-map-view.ts) turns that into a notice.
 */
export class MapView {
  readonly container: HTMLElement;
  readonly circles: CircleTool;
  private readonly map: MapLibreMap;
  private readonly scene: VehicleScene;
  private readonly switcher: BasemapSwitcher;
  private readonly detail: MovingDetail | null;
  private readonly guide: CameraGuide;
  private readonly pointers: EdgePointers;
  private readonly input: MapInput;
  private readonly measuring: MeasureTool;
  private readonly trace: Trace;
  readonly pin: PlacePin;
  private readonly notice: HTMLElement;
  private readonly clicks = new Listeners<MapClick>();
  private readonly hovers = new Listeners<MapHover | null>();
  private readonly moves = new Listeners<ViewChange>();
  private readonly basemaps = new Listeners<BasemapStatus>();
  private readonly guides = new Listeners<GuideMode>();
  private readonly measures = new Listeners<Measured>();
  private readonly conditions = new Listeners<MapCondition>();
  private readonly glides: boolean;
  private theme: MapTheme;
  private moveTimer: ReturnType<typeof setTimeout> | null = null;
  private current: MapCondition = 'loading';

  constructor(engine: MapEngine, container: HTMLElement, options: MapViewOptions) {
    this.container = container;
    this.theme = options.theme;
    container.classList.add('wd-map');
    container.dataset['theme'] = options.theme;
    const stage = document.createElement('div');
    stage.className = 'wd-map-stage';
    this.notice = document.createElement('div');
    this.notice.className = 'wd-map-notice';
    this.notice.role = 'status';
    this.notice.hidden = true;
    this.notice.textContent = options.lostNotice;
    container.append(stage, this.notice);
    this.map = makeMap(engine, stage, options);
    options.probe?.map(this.map);
    this.scene = new VehicleScene(this.map, engine, options.theme, () => options.probe?.drawn());
    this.detail = engine.software ? new MovingDetail(this.map) : null;
    // Drawn in software, a glide is a few jerks that every other pane and window waits for.
    this.glides = (options.animate ?? true) && !engine.software;
    this.guide = new CameraGuide(this.map, this.glides, () => this.switcher.hasStreets);
    this.pin = new PlacePin(this.map);
    this.pointers = new EdgePointers(container, (slot) => {
      this.fitTo([slot]);
    });
    this.measuring = new MeasureTool(this.map, vehicleLayerId, (measured) => {
      this.measures.tell(measured);
    });
    this.trace = new Trace(this.map, vehicleLayerId);
    this.circles = new CircleTool(this.map, vehicleLayerId);
    this.switcher = new BasemapSwitcher(this.map, engine, options.theme, (status) => {
      this.basemaps.tell(status);
    });
    this.input = this.makeInput();
    this.listen();
    const { basemap = builtinBasemap } = options;
    if (basemap.kind !== 'builtin') void this.switcher.show(basemap);
  }

  // What is shown

  setSource(source: VehicleSource | null): void {
    this.scene.setSource(source);
    this.updatePointers();
  }

  /** One byte a slot, 0 hides; call again after the mask's bytes have changed. */
  setFilter(mask: VisibleMask): void {
    this.scene.setView({ mask });
  }

  setLabels(labels: LabelChoice): void {
    this.scene.setView({ labels });
  }

  setClustering(clustering: Clustering): void {
    this.scene.setView({ clustering });
  }

  setSelected(slots: Iterable<number>): void {
    this.scene.setView({ selected: new Set(slots) });
  }

  /** Vehicles with an open alarm: the only red on the map. */
  setAlarmed(slots: Iterable<number>): void {
    this.scene.setView({ alarmed: new Set(slots) });
  }

  /** Marks a vehicle as if the pointer were on it (a row of a list is hovered). */
  setHovered(slot: number | null): void {
    if (slot !== this.scene.view.hovered) this.scene.setView({ hovered: slot });
  }

  /** Vehicles that get a pointer at the edge while outside, and a tail. Those of `follow` are among them anyway. */
  setFollowed(slots: Iterable<number>): void {
    this.scene.setView({ followed: new Set(slots) });
    this.updatePointers();
  }

  /** Length of the tails of selected and followed vehicles; 0 for none. */
  setTails(minutes: number): void {
    this.scene.setTailSeconds(minutes * 60);
  }

  /** Marks glide between fixes: an interpolation, so the true fix is drawn beside a gliding mark. Off by default. */
  setGliding(on: boolean): void {
    this.scene.setGliding(on);
  }

  setTheme(theme: MapTheme): void {
    if (theme === this.theme) return;
    this.theme = theme;
    this.container.dataset['theme'] = theme;
    this.scene.setTheme(theme);
    void this.switcher.setTheme(theme);
  }

  /** Never rejects: what comes of it is told by `onBasemap`. */
  setBasemap(basemap: Basemap): Promise<void> {
    return this.switcher.show(basemap);
  }

  // Camera

  get camera(): CameraState {
    const { lng, lat } = this.map.getCenter();
    return { lng, lat, zoom: this.map.getZoom(), bearing: this.map.getBearing() };
  }

  setCamera({ lng, lat, zoom, bearing = 0 }: CameraState, animate = false): void {
    if (animate && this.glides) this.map.easeTo({ center: { lng, lat }, zoom, bearing, duration: 600 });
    else this.map.jumpTo({ center: { lng, lat }, zoom, bearing });
  }

  /** Goes to a place, in the middle of what no card covers. */
  showPlace(place: LngLat, zoom: number): void {
    this.guide.show(place, zoom);
  }

  /** A card lies over this part of the pane; what the camera is guided by is shown beside it. null: it is gone. */
  keepClear(card: Part | null): void {
    this.guide.keepClear(card, this.scene.source?.columns ?? null);
  }

  get bounds(): Bounds {
    const bounds = this.map.getBounds();
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  }

  /** Shows these vehicles (those that have a place) or this box. */
  fitTo(target: readonly number[] | { readonly bounds: Bounds }): void {
    if ('bounds' in target) {
      const [west, south, east, north] = target.bounds;
      this.guide.fitBounds([west, south, east, north]);
      return;
    }
    const columns = this.scene.source?.columns;
    if (columns !== undefined) this.guide.fit(target.flatMap((slot) => placeOf(columns, slot) ?? []));
  }

  /** The camera goes with a vehicle until the operator moves the map; null ends it. */
  follow(slot: number | null): void {
    this.setGuide(slot === null ? { kind: 'free' } : { kind: 'follow', slot });
  }

  /** The camera keeps these vehicles in sight until the operator moves the map; none ends it. */
  keepInSight(slots: readonly number[]): void {
    this.setGuide(slots.length === 0 ? { kind: 'free' } : { kind: 'sight', slots });
  }

  get guideMode(): GuideMode {
    return this.guide.mode;
  }

  /** Where a place is in the pane, in CSS pixels from its top left. */
  project(place: LngLat): { readonly x: number; readonly y: number } {
    const { x, y } = this.map.project(place);
    return { x, y };
  }

  // Events; each returns what ends the subscription

  onClick(listener: (click: MapClick) => void): () => void {
    return this.clicks.add(listener);
  }

  onHover(listener: (hover: MapHover | null) => void): () => void {
    return this.hovers.add(listener);
  }

  /** The view has changed; told at most a few times a second, the last time after it has come to rest. */
  onMove(listener: (change: ViewChange) => void): () => void {
    return this.moves.add(listener);
  }

  onBasemap(listener: (status: BasemapStatus) => void): () => void {
    return this.basemaps.add(listener);
  }

  /** Following began or ended, by a call or because the operator moved the map. */
  onGuide(listener: (mode: GuideMode) => void): () => void {
    return this.guides.add(listener);
  }

  onMeasure(listener: (measured: Measured) => void): () => void {
    return this.measures.add(listener);
  }

  onCondition(listener: (condition: MapCondition) => void): () => void {
    return this.conditions.add(listener);
  }

  get condition(): MapCondition {
    return this.current;
  }

  /** Shows a way that was driven and the place where something happened; empty and null for neither. */
  setTrace(points: readonly LngLat[], mark: LngLat | null): void {
    this.trace.show(points, mark);
  }

  // Tools

  /** While on, clicks set points instead of picking; Backspace takes one back, Escape ends. Off clears. */
  setMeasuring(on: boolean): void {
    this.container.dataset['tool'] = on ? 'measure' : '';
    if (on) this.measuring.start(this.theme);
    else this.measuring.stop();
  }

  get isMeasuring(): boolean {
    return this.measuring.isOn;
  }

  /** The element has changed its size in a way the browser does not tell (normally it does). */
  resize(): void {
    this.map.resize();
  }

  focus(): void {
    this.map.getCanvas().focus();
  }

  destroy(): void {
    if (this.moveTimer !== null) clearTimeout(this.moveTimer);
    this.input.destroy();
    this.scene.destroy();
    this.switcher.destroy();
    this.detail?.destroy();
    this.pointers.destroy();
    this.map.remove();
    this.container.replaceChildren();
  }

  private setGuide(mode: GuideMode): void {
    if (mode.kind === 'free' && this.guide.mode.kind === 'free') return;
    this.guide.begin(mode, this.scene.source?.columns ?? null);
    this.scene.setGuided(mode.kind === 'follow' ? [mode.slot] : mode.kind === 'sight' ? mode.slots : []);
    this.guides.tell(mode);
  }

  private updatePointers(): void {
    this.pointers.update(this.scene.pointed(), this.container.clientWidth, this.container.clientHeight);
  }

  private makeInput(): MapInput {
    return new MapInput(this.map, {
      isMeasuring: () => this.measuring.isOn,
      pickAt: (point) => this.scene.pickAt(point),
      clicked: ({ lng, lat }, picked, additive) => {
        this.clicks.tell({ lng, lat, picked, additive });
      },
      clusterClicked: ({ x, y }) => {
        const zoom = Math.min(this.map.getZoom() + 2, largestZoom);
        this.map.easeTo({ center: [longitudeAt(x), latitudeAt(y)], zoom, duration: this.glides ? 400 : 0 });
      },
      hovered: (slot, { x, y }, clickable) => {
        this.container.dataset['cursor'] = clickable ? 'pick' : '';
        if (slot === this.scene.view.hovered) return;
        this.scene.setView({ hovered: slot });
        this.hovers.tell(slot === null ? null : { slot, x, y });
      },
      measurePoint: ({ lng, lat }) => {
        this.measuring.add({ lng, lat });
      },
      measureUndo: () => {
        this.measuring.undo();
      },
      measureEnd: () => {
        this.setMeasuring(false);
      },
      movedByHand: () => {
        this.setGuide({ kind: 'free' });
      },
    });
  }

  private listen(): void {
    const { map } = this;
    map.on('style.load', () => {
      this.scene.install();
      this.trace.install(this.theme);
      this.circles.install(this.theme);
      this.measuring.install(this.theme);
      this.setCondition('ready');
    });
    map.on('webglcontextlost', () => {
      this.scene.suspend();
      this.setCondition('lost');
    });
    map.on('move', () => {
      this.updatePointers();
      this.reportMove();
    });
    map.on('resize', () => {
      this.updatePointers();
      this.reportMove();
    });
    this.scene.onChange(({ columns }) => {
      this.guide.tick(columns);
      this.updatePointers();
    });
  }

  private reportMove(): void {
    this.moveTimer ??= setTimeout(() => {
      this.moveTimer = null;
      this.moves.tell({ bounds: this.bounds, camera: this.camera });
    }, moveReport);
  }

  private setCondition(condition: MapCondition): void {
    this.notice.hidden = condition !== 'lost';
    if (condition === this.current) return;
    this.current = condition;
    this.conditions.tell(condition);
  }
}

export { MapEngine } from './engine.ts';
export type {
  CameraState,
  MapClick,
  MapCondition,
  MapHover,
  MapViewOptions,
  ViewChange,
} from './map-pane.ts';
