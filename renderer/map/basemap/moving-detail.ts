import type { Map as MapLibreMap } from 'maplibre-gl';

/** Lines of the built-in basemap that nobody misses while the map is moving, and its names, which then have no halo. */
const restful = ['graticule', 'shore', 'border'];
const names = ['town', 'country'];
const restAfter = 160;

const softwareNames = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Whether WebGL is drawn by the processor: no GPU, a virtual machine, a remote desktop. */
export function drawnInSoftware(): boolean {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (gl === null) return true;
  const about = gl.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = about === null ? '' : gl.getParameter(about.UNMASKED_RENDERER_WEBGL);
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return softwareNames.test(String(name));
}

/**
 * Leaves out some lines of the basemap and the halo of its names, which is drawn as another whole text, while the map is
 * moving, for machines that draw in software. They are back as soon as the map rests.
 */
export class MovingDetail {
  private readonly map: MapLibreMap;
  private readonly halos = new Map<string, number>();
  private timer: ReturnType<typeof setTimeout> | null = null;
  private readonly move = (): void => {
    if (this.timer === null) this.show(false);
    else clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = null;
      this.show(true);
    }, restAfter);
  };

  constructor(map: MapLibreMap) {
    this.map = map;
    map.on('move', this.move);
  }

  destroy(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.map.off('move', this.move);
  }

  private show(visible: boolean): void {
    const { map, halos } = this;
    for (const layer of restful) {
      if (map.getLayer(layer) === undefined) continue;
      // A line of opacity 0 is not drawn at all; unlike visibility this reloads no tile.
      map.setPaintProperty(layer, 'line-opacity', visible ? 1 : 0, { validate: false });
    }
    for (const layer of names) {
      if (map.getLayer(layer) === undefined) continue;
      const width = map.getPaintProperty(layer, 'text-halo-width');
      if (typeof width === 'number' && width > 0) halos.set(layer, width);
      map.setPaintProperty(layer, 'text-halo-width', visible ? (halos.get(layer) ?? 0) : 0, {
        validate: false,
      });
    }
  }
}
