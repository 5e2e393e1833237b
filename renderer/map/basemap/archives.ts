import { PMTiles, TileType } from 'pmtiles';
import type { Header, RangeResponse, Source } from 'pmtiles';
import { BasemapFault } from './fault.ts';

/** Reads bytes of an archive. The UI gives one that asks main (a file chosen from disk). */
export type ReadRange = (offset: number, length: number, signal?: AbortSignal) => Promise<ArrayBuffer>;

class RangeSource implements Source {
  private readonly key: string;
  private readonly read: ReadRange;

  constructor(key: string, read: ReadRange) {
    this.key = key;
    this.read = read;
  }

  getKey(): string {
    return this.key;
  }

  async getBytes(offset: number, length: number, signal?: AbortSignal): Promise<RangeResponse> {
    return { data: await this.read(offset, length, signal) };
  }
}

/** What an archive holds, for making a style of it. */
export interface ArchiveDescription {
  readonly tiles: 'vector' | 'raster';
  readonly minZoom: number;
  readonly maxZoom: number;
  readonly attribution: string;
  /** Names of the layers of vector tiles. */
  readonly layers: readonly string[];
}

const rasterTypes: readonly TileType[] = [TileType.Png, TileType.Jpeg, TileType.Webp, TileType.Avif];

function layerNames(metadata: unknown): string[] {
  if (typeof metadata !== 'object' || metadata === null || !('vector_layers' in metadata)) return [];
  const layers: unknown = metadata.vector_layers;
  if (!Array.isArray(layers)) return [];
  return layers.flatMap((layer: unknown) =>
    typeof layer === 'object' && layer !== null && 'id' in layer && typeof layer.id === 'string'
      ? [layer.id]
      : [],
  );
}

function textOf(metadata: unknown, name: string): string {
  if (typeof metadata !== 'object' || metadata === null) return '';
  const value: unknown = Reflect.get(metadata, name);
  return typeof value === 'string' ? value : '';
}

/** PMTiles archives by key, read in ranges; all panes of a window share them. */
export class Archives {
  private readonly open = new Map<string, PMTiles>();

  /** Adds or replaces an archive. Nothing is read yet. */
  add(key: string, read: ReadRange): void {
    this.open.set(key, new PMTiles(new RangeSource(key, read)));
  }

  has(key: string): boolean {
    return this.open.has(key);
  }

  /** The bytes of one tile; null where the archive has none. Rejects when the archive cannot be read. */
  async tile(key: string, z: number, x: number, y: number, signal: AbortSignal): Promise<ArrayBuffer | null> {
    const archive = this.open.get(key);
    if (archive === undefined) throw new Error(`There is no archive "${key}".`);
    const tile = await archive.getZxy(z, x, y, signal);
    return tile?.data ?? null;
  }

  /** Reads header and metadata. Rejects with a `BasemapFault` when this is not a PMTiles archive. */
  async describe(key: string): Promise<ArchiveDescription> {
    const archive = this.open.get(key);
    if (archive === undefined) throw new BasemapFault('fileGone');
    let header: Header;
    let metadata: unknown;
    try {
      header = await archive.getHeader();
      metadata = await archive.getMetadata();
    } catch (failure) {
      if (failure instanceof BasemapFault) throw failure;
      throw new BasemapFault('noArchive', null, { cause: failure });
    }
    const raster = rasterTypes.includes(header.tileType);
    if (!raster && header.tileType !== TileType.Mvt) {
      throw new BasemapFault('otherTiles');
    }
    return {
      tiles: raster ? 'raster' : 'vector',
      minZoom: header.minZoom,
      maxZoom: header.maxZoom,
      attribution: textOf(metadata, 'attribution'),
      layers: layerNames(metadata),
    };
  }
}
