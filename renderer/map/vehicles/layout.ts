import { NO_NUMBER } from '../../../electron/contract/live.ts';
import type { PositionColumns } from '../../../electron/contract/live.ts';
import { vehicleStates } from '../../../electron/contract/position.ts';
import { placeOf, mercatorX, mercatorY, wrapX } from '../geometry.ts';
import type { MercatorTable } from '../geometry.ts';
import type { LabelChoice, VehicleSource, VisibleMask } from '../source.ts';
import { ageOf, tierOf, tierOpacity } from './age.ts';
import { ClusterBytes } from './cluster-painter.ts';
import { Clusters, clusterSize, gather, joinTouching, shortCount } from './clusters.ts';
import { cull, Culled } from './cull.ts';
import type { Glider } from './glide.ts';
import { LabelGrid, placeLabel } from './label-grid.ts';
import { SpriteBytes } from './sprite-painter.ts';
import { spriteOf } from './sprite-art.ts';
import { TextBytes } from './text-painter.ts';
import type { TextAtlas } from './text-atlas.ts';
import { stateRank, thin, Thinned } from './thin.ts';
import { windowOf } from './view-window.ts';
import type { Camera, ViewWindow } from './view-window.ts';

/** When vehicles are gathered to clusters: never, where many share the view, or as long as it helps. */
export type Clustering = 'never' | 'auto' | 'always';

/** What a pane asks of its vehicles. */
export interface VehicleView {
  readonly mask: VisibleMask;
  readonly labels: LabelChoice;
  readonly clustering: Clustering;
  readonly selected: ReadonlySet<number>;
  readonly hovered: number | null;
  readonly followed: ReadonlySet<number>;
  readonly alarmed: ReadonlySet<number>;
}

const moving = vehicleStates.indexOf('moving');
const clusterCell = 72;
/** Above this many vehicles in view clusters are easier to read and to draw; and back below the lower one. */
const clusterFrom = 1_500;
const clusterUntil = 1_200;
/** At street scale vehicles are never gathered. */
const clusterLastZoom = 13.5;
/** From here on a mark that stands for several vehicles on one spot says how many. */
const stackZoom = 13;
const mostLabels = 250;
const labelCandidates = 1_500;
const margin = 0.2;

/** Diameter of a vehicle's mark in CSS pixels at a zoom level. */
export function markSize(zoom: number): number {
  return Math.max(10, Math.min(30, 5 + zoom * 1.9));
}

/**
 * Turns the columns into what the painters draw for one pane. Scans, projects and sorts numbers; makes an object for
 * no vehicle.
 */
export class VehicleLayout {
  readonly sprites = new SpriteBytes();
  readonly clusterBytes = new ClusterBytes();
  readonly texts = new TextBytes();
  window: ViewWindow | null = null;
  clustered = false;
  /** Vehicles in the laid-out window. */
  inWindow = 0;
  readonly clusters = new Clusters();
  readonly culled = new Culled();
  private readonly thinned = new Thinned();
  private readonly grid = new LabelGrid();
  private readonly mercator: MercatorTable;

  constructor(mercator: MercatorTable) {
    this.mercator = mercator;
  }

  /** @param atlas null when no text can be drawn yet @param ratio device pixels of a CSS pixel */
  update(
    source: VehicleSource,
    view: VehicleView,
    camera: Camera,
    atlas: TextAtlas | null,
    ratio: number,
    glider: Glider | null,
  ): void {
    const window = windowOf(camera, margin);
    this.window = window;
    const { columns } = source;
    const zoom = Math.log2(camera.worldSize / 512);
    cull(this.culled, columns, source.size, view.mask, window, this.mercator);
    this.inWindow = this.culled.count;
    this.clustered = this.decideClustered(view.clustering, zoom);
    this.sprites.clear();
    this.clusterBytes.clear();
    this.texts.clear();
    const now = source.serverTime();
    const size = markSize(zoom);
    if (this.clustered) {
      this.layClusters(columns, view, window, size, now, atlas);
    } else {
      this.underlay(columns, view, window, size);
      this.laySprites(source, view, window, size, now, atlas, ratio, glider);
    }
    this.overlay(columns, view, window, size, now);
  }

  private decideClustered(clustering: Clustering, zoom: number): boolean {
    if (clustering === 'never' || zoom >= clusterLastZoom) return false;
    if (clustering === 'always') return this.inWindow > 1;
    return this.inWindow > (this.clustered ? clusterUntil : clusterFrom);
  }

  private pushVehicle(
    columns: PositionColumns,
    slot: number,
    x: number,
    y: number,
    size: number,
    now: number,
  ): void {
    const state = columns.state[slot] ?? 0;
    const course = columns.course[slot] ?? NO_NUMBER;
    const sprite = state === moving && course === NO_NUMBER ? spriteOf.movingAnywhere : state;
    const opacity = tierOpacity[tierOf(ageOf(columns, slot, now))] ?? 1;
    this.sprites.push(x, y, sprite, opacity, size, course === NO_NUMBER ? 0 : course % 360);
  }

  private layClusters(
    columns: PositionColumns,
    view: VehicleView,
    window: ViewWindow,
    size: number,
    now: number,
    atlas: TextAtlas | null,
  ): void {
    const { clusters, culled } = this;
    gather(clusters, culled, columns.state, window, clusterCell);
    joinTouching(clusters, window.worldSize);
    const alarmed = new Set<number>();
    for (const { x, y } of this.marked(columns, view, window, view.alarmed))
      alarmed.add(clusters.nearest(x, y));
    for (let at = 0; at < clusters.count; at += 1) {
      const members = clusters.members[at] ?? 0;
      const x = clusters.x[at] ?? 0;
      const y = clusters.y[at] ?? 0;
      if (members === 0) continue;
      if (members === 1) {
        if (alarmed.has(at)) this.sprites.push(x, y, spriteOf.alarm, 1, size * 2, 0);
        this.pushVehicle(columns, culled.slots[clusters.row[at] ?? 0] ?? 0, x, y, size, now);
        continue;
      }
      const shares = [
        (clusters.moving[at] ?? 0) / members,
        (clusters.idle[at] ?? 0) / members,
        (clusters.parked[at] ?? 0) / members,
      ] as const;
      this.clusterBytes.push(x, y, shares, alarmed.has(at), clusterSize(members));
      if (atlas !== null) this.write(shortCount(members), x, y, atlas, 0, 0);
    }
  }

  /**
   * A number centred on a place, put together of digits so that a changing count draws no new text.
   *
   * @param right, down how far from the place, in device pixels
   */
  private write(text: string, x: number, y: number, atlas: TextAtlas, right: number, down: number): void {
    let width = 0;
    for (const letter of text) width += atlas.box(letter).width - atlas.overlap;
    let left = right - (width + atlas.overlap) / 2;
    for (const letter of text) {
      const box = atlas.box(letter);
      this.texts.push(x, y, box, left, down - box.height / 2);
      left += box.width - atlas.overlap;
    }
  }

  private laySprites(
    source: VehicleSource,
    view: VehicleView,
    window: ViewWindow,
    size: number,
    now: number,
    atlas: TextAtlas | null,
    ratio: number,
    glider: Glider | null,
  ): void {
    const { columns } = source;
    const { culled, thinned } = this;
    // The more there are, the wider apart: what the eye cannot tell apart is not drawn.
    const zoom = Math.log2(window.worldSize / 512);
    const crowded = culled.count > 4_000 ? 0.8 : 0.45;
    thin(thinned, culled, columns.state, window, size * crowded);
    const order = this.byRank(columns.state);
    for (const place of order) {
      const row = thinned.rows[place] ?? 0;
      const slot = culled.slots[row] ?? 0;
      let x = culled.x[row] ?? 0;
      let y = culled.y[row] ?? 0;
      const glide = glider?.at(slot, window.originX + x, window.originY + y) ?? null;
      if (glide !== null) {
        this.sprites.push(x, y, spriteOf.fix, 0.8, size, 0);
        x = wrapX(glide.x - window.originX);
        y = glide.y - window.originY;
        // The label goes with its mark.
        culled.x[row] = x;
        culled.y[row] = y;
      }
      this.pushVehicle(columns, slot, x, y, size, now);
      const stack = thinned.stack[place] ?? 1;
      if (atlas !== null && stack > 1 && zoom >= stackZoom) {
        const beside = size * 0.55 * ratio;
        this.write(`×${shortCount(stack)}`, x, y, atlas, beside, -beside);
      }
    }
    if (atlas !== null && view.labels !== 'none') {
      this.label(source, view, view.labels, window, size, order, atlas, ratio);
    }
  }

  /** Places in the thinned list, lowest rank first, so that what matters is drawn on top. */
  private byRank(state: Uint8Array): Uint32Array {
    const { thinned, culled } = this;
    const starts = new Uint32Array(9);
    const rankOf = (place: number): number =>
      stateRank[state[culled.slots[thinned.rows[place] ?? 0] ?? 0] ?? 0] ?? 0;
    for (let place = 0; place < thinned.count; place += 1) {
      const rank = rankOf(place);
      starts[rank + 1] = (starts[rank + 1] ?? 0) + 1;
    }
    for (let rank = 1; rank < starts.length; rank += 1)
      starts[rank] = (starts[rank] ?? 0) + (starts[rank - 1] ?? 0);
    const order = new Uint32Array(thinned.count);
    for (let place = 0; place < thinned.count; place += 1) {
      const rank = rankOf(place);
      const at = starts[rank] ?? 0;
      order[at] = place;
      starts[rank] = at + 1;
    }
    return order;
  }

  private label(
    source: VehicleSource,
    view: VehicleView,
    choice: Exclude<LabelChoice, 'none'>,
    window: ViewWindow,
    size: number,
    order: Uint32Array,
    atlas: TextAtlas,
    ratio: number,
  ): void {
    const { culled, thinned, grid } = this;
    const width = window.halfWidth * 2 * window.worldSize;
    const height = window.halfHeight * 2 * window.worldSize;
    grid.begin(width, height);
    const turn = (-window.camera.bearing * Math.PI) / 180;
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    const screen = (x: number, y: number): readonly [number, number] => [
      (x * cos - y * sin) * window.worldSize + width / 2,
      (x * sin + y * cos) * window.worldSize + height / 2,
    ];
    for (const place of order) {
      const row = thinned.rows[place] ?? 0;
      const [x, y] = screen(culled.x[row] ?? 0, culled.y[row] ?? 0);
      grid.block(x - size * 0.3, y - size * 0.3, size * 0.6, size * 0.6);
    }
    let placed = 0;
    const generation = atlas.generation;
    const offer = (row: number): void => {
      const slot = culled.slots[row] ?? 0;
      const text = source.label(slot, choice);
      if (text === '') return;
      const box = atlas.box(text);
      const dx = culled.x[row] ?? 0;
      const dy = culled.y[row] ?? 0;
      const [x, y] = screen(dx, dy);
      const wish = { slot, x, y, width: box.width / ratio, height: box.height / ratio, mark: size };
      const found = placeLabel(grid, wish);
      if (found === null) return;
      this.texts.push(dx, dy, box, found.left * ratio, found.top * ratio);
      placed += 1;
    };
    const wanted = (row: number): boolean => {
      const slot = culled.slots[row] ?? 0;
      return view.selected.has(slot) || view.followed.has(slot) || view.hovered === slot;
    };
    if (view.selected.size + view.followed.size > 0 || view.hovered !== null) {
      for (let row = 0; row < culled.count; row += 1) if (wanted(row)) offer(row);
    }
    const from = Math.max(0, order.length - labelCandidates);
    for (let at = order.length - 1; at >= from && placed < mostLabels; at -= 1) {
      const row = thinned.rows[order[at] ?? 0] ?? 0;
      if (!wanted(row)) offer(row);
    }
    // The atlas was full and began anew: boxes handed out before are gone, so this once there are no labels.
    if (atlas.generation !== generation) this.texts.clear();
  }

  private *marked(
    columns: PositionColumns,
    view: VehicleView,
    window: ViewWindow,
    slots: Iterable<number>,
  ): Generator<{ readonly slot: number; readonly x: number; readonly y: number }> {
    for (const slot of slots) {
      const place = placeOf(columns, slot);
      if (place === null || (view.mask !== null && view.mask[slot] !== 1)) continue;
      const x = wrapX(mercatorX(place.lng) - window.originX);
      const y = mercatorY(place.lat) - window.originY;
      if (Math.abs(x) <= window.halfWidth && Math.abs(y) <= window.halfHeight) yield { slot, x, y };
    }
  }

  /** Alarms glow under the vehicles. */
  private underlay(columns: PositionColumns, view: VehicleView, window: ViewWindow, size: number): void {
    for (const { x, y } of this.marked(columns, view, window, view.alarmed)) {
      this.sprites.push(x, y, spriteOf.alarm, 1, size * 2, 0);
    }
  }

  /** What the operator has picked is drawn last, whatever was thinned or gathered. */
  private overlay(
    columns: PositionColumns,
    view: VehicleView,
    window: ViewWindow,
    size: number,
    now: number,
  ): void {
    const large = size * 1.2;
    for (const { slot, x, y } of this.marked(columns, view, window, view.followed)) {
      this.pushVehicle(columns, slot, x, y, large, now);
    }
    for (const { slot, x, y } of this.marked(columns, view, window, view.selected)) {
      this.sprites.push(x, y, spriteOf.selected, 1, size * 1.8, 0);
      this.pushVehicle(columns, slot, x, y, large, now);
    }
    if (view.hovered === null || view.selected.has(view.hovered)) return;
    for (const { slot, x, y } of this.marked(columns, view, window, [view.hovered])) {
      this.sprites.push(x, y, spriteOf.hovered, 1, size * 1.6, 0);
      this.pushVehicle(columns, slot, x, y, large, now);
    }
  }
}
