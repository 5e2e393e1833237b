import type { CustomLayerInterface, CustomRenderMethodInput, Map as MapLibreMap } from 'maplibre-gl';
import { Backdrop } from '../gl/backdrop.ts';
import type { MercatorTable } from '../geometry.ts';
import type { VehicleSource } from '../source.ts';
import { vehicleColours } from '../theme.ts';
import type { MapTheme } from '../theme.ts';
import { ClusterPainter } from './cluster-painter.ts';
import { Glider } from './glide.ts';
import { VehicleLayout } from './layout.ts';
import type { VehicleView } from './layout.ts';
import { SpritePainter } from './sprite-painter.ts';
import { TailPainter } from './tail-painter.ts';
import type { Tails } from './tails.ts';
import { TextAtlas } from './text-atlas.ts';
import { TextPainter } from './text-painter.ts';
import { stillCovers } from './view-window.ts';
import type { Camera } from './view-window.ts';

export const vehicleLayerId = 'watchdesk-vehicles';

interface Painters {
  readonly gl: WebGL2RenderingContext;
  readonly sprites: SpritePainter;
  readonly clusters: ClusterPainter;
  readonly texts: TextPainter;
  readonly tails: TailPainter;
  readonly backdrop: Backdrop;
}

/** What the layer reads from its pane each time it lays out. */
export interface LayerHost {
  readonly source: VehicleSource | null;
  readonly view: VehicleView;
  readonly theme: MapTheme;
  readonly gliding: boolean;
  readonly tails: Tails;
  readonly fontFamily: string;
  /** Told after vehicles were drawn. */
  drawn(): void;
}

function sameCamera(a: Camera, b: Camera): boolean {
  return (
    a.x === b.x &&
    a.y === b.y &&
    a.worldSize === b.worldSize &&
    a.width === b.width &&
    a.height === b.height &&
    a.bearing === b.bearing
  );
}

/** Reads the camera of a map as vehicles need it. */
export function cameraOf(map: MapLibreMap): Camera {
  const { lng, lat } = map.getCenter();
  const { clientWidth, clientHeight } = map.getContainer();
  const sin = Math.sin((lat * Math.PI) / 180);
  return {
    x: (lng + 180) / 360,
    y: 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI),
    worldSize: 512 * 2 ** map.getZoom(),
    width: clientWidth,
    height: clientHeight,
    bearing: map.getBearing(),
  };
}

/**
 * All vehicles of a pane as one layer of the map. Lays out when something has changed or the view has left what was
 * laid out; otherwise a frame is up to four draw calls with nothing uploaded. It has to be the topmost layer: what lies
 * above it would be missing when it is drawn alone.
 */
export class VehicleLayer implements CustomLayerInterface {
  readonly id = vehicleLayerId;
  readonly type = 'custom';
  readonly renderingMode = '2d';
  readonly layout: VehicleLayout;
  private readonly host: LayerHost;
  private readonly glider = new Glider();
  private readonly matrix = new Float32Array(16);
  private map: MapLibreMap | null = null;
  private painters: Painters | null = null;
  private atlas: TextAtlas | null = null;
  private ratio = 0;
  private dirty = true;
  private uploaded = 0;
  private captureNext = false;
  /** The camera of the backdrop and the map's matrix for it; null while there is none. */
  private captured: { readonly camera: Camera; readonly main: Float64Array } | null = null;

  constructor(host: LayerHost, mercator: MercatorTable) {
    this.host = host;
    this.layout = new VehicleLayout(mercator);
  }

  onAdd(map: MapLibreMap, gl: WebGL2RenderingContext): void {
    this.map = map;
    this.painters = {
      gl,
      sprites: new SpritePainter(gl, vehicleColours[this.host.theme]),
      clusters: new ClusterPainter(gl),
      texts: new TextPainter(gl),
      tails: new TailPainter(gl),
      backdrop: new Backdrop(gl),
    };
    this.atlas?.clear();
    this.captured = null;
    this.dirty = true;
  }

  onRemove(): void {
    const { painters } = this;
    this.painters = null;
    this.map = null;
    if (painters === null || painters.gl.isContextLost()) return;
    painters.sprites.delete();
    painters.clusters.delete();
    painters.texts.delete();
    painters.tails.delete();
    painters.backdrop.delete();
  }

  /** After another theme was chosen. */
  recolour(): void {
    this.painters?.sprites.setColours(vehicleColours[this.host.theme]);
    this.dirty = true;
  }

  /** Fonts have arrived: texts drawn before are drawn again. */
  redrawTexts(): void {
    this.atlas = null;
    this.dirty = true;
  }

  invalidate(): void {
    this.dirty = true;
  }

  forgetGlides(): void {
    this.glider.forget();
  }

  /**
   * Lays out now. @returns whether the picture differs from the one drawn last; a change that shows nowhere in this
   * pane needs no frame.
   */
  refresh(): boolean {
    const { map, painters } = this;
    if (map === null || painters === null) return false;
    this.lay(cameraOf(map), painters);
    const { layout, host } = this;
    let print = layout.sprites.fingerprint() ^ layout.clusterBytes.fingerprint() ^ layout.texts.fingerprint();
    print = (print + host.tails.version) | 0;
    const changed = print !== this.uploaded;
    this.uploaded = print;
    return changed || (host.gliding && this.glider.active);
  }

  /** A frame of the whole map. */
  render(_gl: WebGL2RenderingContext | WebGLRenderingContext, args: CustomRenderMethodInput): void {
    const { map, painters, host, layout } = this;
    if (map === null || painters === null) return;
    const camera = cameraOf(map);
    const main = args.defaultProjectionData.mainMatrix;
    this.captured = null;
    if (this.captureNext) {
      painters.backdrop.capture();
      this.captured = { camera, main: Float64Array.from(main) };
      this.captureNext = false;
    }
    if (host.source === null) return;
    const gliding = host.gliding && this.glider.active;
    if (this.dirty || gliding || layout.window === null || !stillCovers(layout.window, camera)) {
      this.lay(camera, painters);
    }
    this.paint(painters, map, camera, main);
    if (host.gliding && this.glider.active) map.triggerRepaint();
  }

  /**
   * Draws what `refresh` has laid out over the copy of the map. @returns false when there is no copy for this camera:
   * then the whole map has to be drawn, and the copy is taken on the way.
   */
  drawAlone(): boolean {
    const { map, painters, captured, host } = this;
    if (map === null || painters === null || host.gliding) return false;
    const camera = cameraOf(map);
    if (captured === null || !sameCamera(camera, captured.camera) || !painters.backdrop.draw()) {
      this.captureNext = true;
      return false;
    }
    this.paint(painters, map, camera, captured.main);
    return true;
  }

  private paint(painters: Painters, map: MapLibreMap, camera: Camera, main: ArrayLike<number>): void {
    const { layout, host } = this;
    const { window } = layout;
    if (window === null) return;
    const colours = vehicleColours[host.theme];
    const ratio = map.getPixelRatio();
    const matrix = this.matrixFor(main, camera, window.originX, window.originY);
    painters.gl.disable(painters.gl.DEPTH_TEST);
    painters.tails.draw(matrix, host.tails, window, ratio, colours.tail);
    painters.clusters.draw(matrix, ratio, colours);
    painters.sprites.draw(matrix, ratio, camera.bearing);
    painters.texts.draw(matrix, colours.text, colours.textHalo);
    host.drawn();
  }

  private lay(camera: Camera, painters: Painters): void {
    const { host, layout, map } = this;
    if (host.source === null || map === null) return;
    const ratio = map.getPixelRatio();
    if (this.atlas === null || this.ratio !== ratio) {
      this.atlas = new TextAtlas(ratio, 12, host.fontFamily);
      this.ratio = ratio;
    }
    if (host.gliding) this.glider.begin(performance.now());
    layout.update(host.source, host.view, camera, this.atlas, ratio, host.gliding ? this.glider : null);
    painters.sprites.upload(layout.sprites);
    painters.clusters.upload(layout.clusterBytes);
    painters.texts.upload(layout.texts, this.atlas);
    this.dirty = false;
  }

  /** The map's matrix moved to the window's origin in 64 bits, then rounded: no trembling at street scale. */
  private matrixFor(main: ArrayLike<number>, camera: Camera, originX: number, originY: number): Float32Array {
    const x = originX + Math.round(camera.x - originX);
    const { matrix } = this;
    for (let row = 0; row < 4; row += 1) {
      const [m0 = 0, m1 = 0, m3 = 0] = [main[row], main[row + 4], main[row + 12]];
      matrix[row] = m0;
      matrix[row + 4] = m1;
      matrix[row + 8] = main[row + 8] ?? 0;
      matrix[row + 12] = m0 * x + m1 * originY + m3;
    }
    return matrix;
  }
}
