import type { Map as MapLibreMap } from 'maplibre-gl';
import type { MapEngine } from '../engine.ts';
import { mapFonts } from '../basemap/builtin-style.ts';
import { placeOf } from '../geometry.ts';
import { Listeners } from '../listeners.ts';
import type { PointedVehicle } from '../pointers.ts';
import type { VehicleSource } from '../source.ts';
import type { MapTheme } from '../theme.ts';
import { cameraOf, VehicleLayer, vehicleLayerId } from './layer.ts';
import type { LayerHost } from './layer.ts';
import type { VehicleView } from './layout.ts';
import { pickAt } from './pick-at.ts';
import type { ClusterAt } from './pick-at.ts';
import type { Picked } from './pick.ts';
import { Presenter } from './presenter.ts';
import { Tails } from './tails.ts';

const ageTick = 20_000;

/** The vehicles of one pane: where they come from, how they are shown, and when they are drawn. */
export class VehicleScene implements LayerHost {
  readonly tails = new Tails();
  readonly fontFamily = mapFonts.map((name) => (name.includes(' ') ? `"${name}"` : name)).join(', ');
  theme: MapTheme;
  source: VehicleSource | null = null;
  view: VehicleView = {
    mask: null,
    labels: 'none',
    clustering: 'auto',
    selected: new Set(),
    hovered: null,
    followed: new Set(),
    alarmed: new Set(),
  };
  gliding = false;
  readonly drawn: () => void;
  private guided: readonly number[] = [];
  private readonly map: MapLibreMap;
  private readonly layer: VehicleLayer;
  private readonly presenter: Presenter;
  private readonly changes = new Listeners<VehicleSource>();
  private readonly timer: ReturnType<typeof setInterval>;
  private stopSource: (() => void) | null = null;
  private readonly seenAgain = (): void => {
    this.presenter.request();
  };

  /** @param drawn told after vehicles were drawn */
  constructor(map: MapLibreMap, engine: MapEngine, theme: MapTheme, drawn: () => void) {
    this.drawn = drawn;
    this.map = map;
    this.theme = theme;
    this.layer = new VehicleLayer(this, engine.mercator);
    this.presenter = new Presenter(map, this.layer);
    void engine.fontsReady().then(() => {
      this.layer.redrawTexts();
      this.presenter.request();
    });
    document.addEventListener('visibilitychange', this.seenAgain);
    // Ages fade even when nothing arrives.
    this.timer = setInterval(() => {
      this.presenter.request();
    }, ageTick);
  }

  /** Puts the layer on top of a style that has just loaded. */
  install(): void {
    if (this.map.getLayer(vehicleLayerId) === undefined) this.map.addLayer(this.layer);
    this.presenter.setReady(true);
  }

  /** The drawing surface is gone until `install` is called again. */
  suspend(): void {
    this.presenter.setReady(false);
  }

  setSource(source: VehicleSource | null): void {
    this.stopSource?.();
    this.source = source;
    this.layer.forgetGlides();
    this.stopSource =
      source?.onChange(() => {
        this.tails.record(source.columns);
        this.presenter.request();
        this.changes.tell(source);
      }) ?? null;
    this.keepTails();
    this.presenter.request();
  }

  /** Called after positions have changed. Returns what ends the subscription. */
  onChange(listener: (source: VehicleSource) => void): () => void {
    return this.changes.add(listener);
  }

  setView(change: Partial<VehicleView>): void {
    this.view = { ...this.view, ...change };
    if (change.selected !== undefined || change.followed !== undefined) this.keepTails();
    this.presenter.request();
  }

  /** The vehicles the camera is guided by. */
  setGuided(slots: readonly number[]): void {
    this.guided = slots;
    this.keepTails();
  }

  setTailSeconds(seconds: number): void {
    this.tails.seconds = seconds;
    this.keepTails();
    this.presenter.request();
  }

  setGliding(on: boolean): void {
    this.gliding = on;
    this.layer.forgetGlides();
    this.presenter.request();
  }

  setTheme(theme: MapTheme): void {
    this.theme = theme;
    this.layer.recolour();
    this.presenter.request();
  }

  /** What lies at a point of the pane. */
  pickAt(point: { readonly x: number; readonly y: number }): {
    readonly cluster: ClusterAt | null;
    readonly picked: Picked | null;
  } {
    if (this.source === null) return { cluster: null, picked: null };
    return pickAt(this.layer.layout, cameraOf(this.map), this.source, this.view.mask, point);
  }

  /** Vehicles that get a pointer while they are outside the pane, with their places in it. */
  pointed(): readonly PointedVehicle[] {
    const { source } = this;
    if (source === null) return [];
    return [...new Set([...this.view.followed, ...this.guided])].flatMap((slot) => {
      const place = placeOf(source.columns, slot);
      if (place === null) return [];
      const { x, y } = this.map.project(place);
      return [{ slot, x, y, label: source.label(slot, 'plate') || source.label(slot, 'name') }];
    });
  }

  destroy(): void {
    clearInterval(this.timer);
    document.removeEventListener('visibilitychange', this.seenAgain);
    this.stopSource?.();
    this.changes.clear();
    this.presenter.destroy();
  }

  private keepTails(): void {
    this.tails.keep(new Set([...this.view.selected, ...this.view.followed, ...this.guided]));
    if (this.source !== null) this.tails.record(this.source.columns);
  }
}
