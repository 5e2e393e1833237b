import { z } from 'zod';

/** Scheme, authority and rest of a web address; the contract runs where no `URL` is. */
const webAddress = /^([a-z][a-z\d+.-]*):\/\/([^/?#\s]*)(\S*)$/i;
const authority = /^(?:\[[\da-f:.]+\]|[^\s:@[\]]+)(?::\d{1,5})?$/i;
const usualPorts: Readonly<Record<string, string>> = { http: ':80', https: ':443' };

/** What a pane can show under its vehicles. Plain data. */
export type Basemap =
  | { readonly kind: 'builtin' }
  /** A MapLibre style by address. */
  | { readonly kind: 'style'; readonly name: string; readonly url: string; readonly attribution?: string }
  /** Raster tiles; `{z}`, `{x}`, `{y}` in the address. */
  | {
      readonly kind: 'raster';
      readonly name: string;
      readonly url: string;
      /** Shown on the map; most providers require it. */
      readonly attribution: string;
      readonly maxZoom: number;
      readonly tileSize: 256 | 512;
    }
  /** A PMTiles archive; main reads the file that belongs to the key. */
  | { readonly kind: 'archive'; readonly name: string; readonly key: string };

/** A basemap that can be chosen. `id` is what settings and walls keep. */
export interface BasemapEntry {
  readonly id: string;
  readonly basemap: Basemap;
  /** Added by the user, and can be removed again. */
  readonly own: boolean;
  /** Origins it loads from, such as `https://tiles.example.com`; empty for those that need no network. */
  readonly origins: readonly string[];
  /** File of an archive. */
  readonly path: string | null;
}

export const builtinBasemap: Basemap = { kind: 'builtin' };

/** Offered beside what the user adds. Nothing is asked of them until the user chooses one. */
export const basemapPresets: readonly BasemapEntry[] = [
  { id: 'builtin', basemap: builtinBasemap, own: false, origins: [], path: null },
  preset('openfreemap-liberty', {
    kind: 'style',
    name: 'OpenFreeMap Liberty',
    url: 'https://tiles.openfreemap.org/styles/liberty',
  }),
  preset('openfreemap-dark', {
    kind: 'style',
    name: 'OpenFreeMap Dark',
    url: 'https://tiles.openfreemap.org/styles/dark',
  }),
  preset('openstreetmap', {
    kind: 'raster',
    name: 'OpenStreetMap',
    url: 'https://tile.openstreetmap.org/{z}/{x}/{y}.png',
    attribution:
      '© <a href="https://www.openstreetmap.org/copyright" target="_blank">OpenStreetMap contributors</a>',
    maxZoom: 19,
    tileSize: 256,
  }),
];

function preset(id: string, basemap: Basemap): BasemapEntry {
  return { id, basemap, own: false, origins: basemapOrigins(basemap), path: null };
}

const shown = {
  name: z.string().trim().min(1).max(80),
  url: z.string().trim().min(1).max(2_000),
};

/** What the user types to add a basemap of the web. */
export const webBasemap = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('style'), ...shown }),
  z.object({
    kind: z.literal('raster'),
    ...shown,
    attribution: z.string().trim().max(500),
    maxZoom: z.number().int().min(1).max(24),
    tileSize: z.union([z.literal(256), z.literal(512)]),
  }),
]);
export type WebBasemap = z.infer<typeof webBasemap>;

/** What is wrong with an address, as a key of the texts on screen. */
export type BasemapProblem = 'missing' | 'address' | 'scheme' | 'secret' | 'tiles';

/** null when the address can be used for this kind of basemap. Pure, so it can run at every key stroke. */
export function addressProblem(kind: WebBasemap['kind'], address: string): BasemapProblem | null {
  const text = address.trim();
  if (text === '') return 'missing';
  const parts = webAddress.exec(text);
  if (parts === null) return 'address';
  const [, scheme = '', host = ''] = parts;
  if (!Object.hasOwn(usualPorts, scheme.toLowerCase())) return 'scheme';
  if (host.includes('@')) return 'secret';
  if (!authority.test(host)) return 'address';
  if (kind === 'raster' && !['{z}', '{x}', '{y}'].every((part) => text.includes(part))) return 'tiles';
  return null;
}

/** The origins that the description itself names; a style may name more inside. */
export function basemapOrigins(basemap: Basemap): readonly string[] {
  if (basemap.kind !== 'style' && basemap.kind !== 'raster') return [];
  const origin = originOf(basemap.url);
  return origin === null ? [] : [origin];
}

/** Scheme and host of an http address (templates too); null when it is none. */
export function originOf(address: string): string | null {
  const [, scheme = '', host = ''] = webAddress.exec(address.trim().replaceAll(/[{}]/g, '')) ?? [];
  const port = usualPorts[scheme.toLowerCase()];
  if (port === undefined || !authority.test(host)) return null;
  const plain = host.toLowerCase();
  return `${scheme.toLowerCase()}://${plain.endsWith(port) ? plain.slice(0, -port.length) : plain}`;
}

/** How pages reach what main reads for them: nothing of the web is asked by a page itself. */
const WEB = 'app://watchdesk/web?url=';
const ARCHIVE = 'app://watchdesk/pmtiles/';

/** The address under which a page gets a file of the web; others stay as they are. */
export function throughMain(address: string): string {
  return /^https?:/i.test(address) ? `${WEB}${encodeURIComponent(address)}` : address;
}

/** The address under which a page gets ranges of the bytes of an archive. */
export function archiveAddress(key: string): string {
  return `${ARCHIVE}${encodeURIComponent(key)}`;
}

/** What an address of the scheme asks main for; null when it names a file of the renderer. */
export function basemapRequest(
  address: string,
):
  { readonly kind: 'web'; readonly url: string } | { readonly kind: 'archive'; readonly key: string } | null {
  const [, url, key] = /^app:\/\/watchdesk\/(?:web\?url=([^#]*)|pmtiles\/([^/?#]+))$/.exec(address) ?? [];
  try {
    if (url !== undefined) return { kind: 'web', url: decodeURIComponent(url) };
    return key === undefined ? null : { kind: 'archive', key: decodeURIComponent(key) };
  } catch {
    // Not encoded as an address has to be.
    return null;
  }
}

/** Bytes of tiles that are kept on disk at most. */
export const TILE_CACHE_LIMIT = 256 * 1_024 * 1_024;
