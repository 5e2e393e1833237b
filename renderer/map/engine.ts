import '@fontsource-variable/inter/index.css';
import 'maplibre-gl/dist/maplibre-gl.css';
import '../../resources/fonts/map-scripts.css';
import { addProtocol, removeProtocol, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import worldUrl from '../../resources/basemap/world.pmtiles?url';
import { archiveAddress } from '../../electron/contract/basemap.ts';
import { Archives } from './basemap/archives.ts';
import type { ArchiveDescription, ReadRange } from './basemap/archives.ts';
import { BasemapFault } from './basemap/fault.ts';
import { drawnInSoftware } from './basemap/moving-detail.ts';
import { MercatorTable } from './geometry.ts';

const protocol = 'watchdesk-tiles';
const tileAddress = /^[a-z-]+:\/\/([^/]+)\/(\d+)\/(\d+)\/(\d+)$/;
const builtinKey = 'builtin';

const scriptsFamily = 'Watchdesk Scripts';

/**
 * What all panes of a window share: MapLibre's worker, the tile archives, the fonts. One for each window, made
 * before its first `MapView` and destroyed after its last.
 */
export class MapEngine {
  readonly mercator = new MercatorTable();
  /** Whether maps of this window are drawn without a GPU. */
  readonly software = drawnInSoftware();
  private readonly archives = new Archives();
  private world: Promise<ArrayBuffer> | null = null;
  private fonts: Promise<void> | null = null;

  constructor() {
    setWorkerUrl(workerUrl);
    addProtocol(protocol, async ({ url }, abort) => {
      const [, key = '', z, x, y] = tileAddress.exec(url) ?? [];
      const data = await this.archives.tile(
        decodeURIComponent(key),
        Number(z),
        Number(x),
        Number(y),
        abort.signal,
      );
      return { data: data ?? new ArrayBuffer(0) };
    });
    this.archives.add(builtinKey, async (offset, length) => {
      const world = await this.loadWorld();
      return world.slice(offset, offset + length);
    });
  }

  /** Makes a PMTiles archive known under a key; `read` delivers ranges of its bytes. */
  addArchive(key: string, read: ReadRange): void {
    this.archives.add(key, read);
  }

  /** Makes an archive known that main reads from the user's disk, unless it is already. */
  ensureArchive(key: string): void {
    if (this.archives.has(key)) return;
    this.addArchive(key, async (offset, length, signal) => {
      const answer = await fetch(archiveAddress(key), {
        headers: { range: `bytes=${offset}-${offset + length - 1}` },
        ...(signal === undefined ? {} : { signal }),
      });
      if (answer.status !== 206) throw new BasemapFault('fileGone');
      return answer.arrayBuffer();
    });
  }

  /** Rejects with a `BasemapFault` when the archive cannot be used. */
  describeArchive(key: string): Promise<ArchiveDescription> {
    return this.archives.describe(key);
  }

  /** The address template under which MapLibre finds the tiles of an archive. */
  tilesOf(key: string): string {
    return `${protocol}://${encodeURIComponent(key)}/{z}/{x}/{y}`;
  }

  get builtinTiles(): string {
    return this.tilesOf(builtinKey);
  }

  /**
   * Fonts must be there before text is drawn with them, every script of them (they are small): a name drawn too early
   * stays a row of boxes. A font that does not load is left out.
   */
  fontsReady(): Promise<void> {
    const scripts = [...document.fonts].filter(({ family }) => family.includes(scriptsFamily));
    this.fonts ??= Promise.allSettled([
      document.fonts.load('500 16px "Inter Variable"', 'Aa0ÄŁŐ'),
      document.fonts.load('500 16px "Inter Variable"', 'ЖΩ'),
      ...scripts.map((face) => face.load()),
    ]).then(() => undefined);
    return this.fonts;
  }

  destroy(): void {
    removeProtocol(protocol);
  }

  private async loadWorld(): Promise<ArrayBuffer> {
    this.world ??= fetch(worldUrl).then((response) => {
      if (!response.ok) throw new Error(`The built-in basemap could not be read (${response.status}).`);
      return response.arrayBuffer();
    });
    try {
      return await this.world;
    } catch (failure) {
      this.world = null;
      throw failure;
    }
  }
}
