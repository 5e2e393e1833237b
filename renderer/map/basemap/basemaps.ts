/** What a pane can show under its vehicles. Plain data: kept in walls and settings. */
export type Basemap =
  | { readonly kind: 'builtin' }
  /** A MapLibre style by address. */
  | { readonly kind: 'style'; readonly name: string; readonly url: string; readonly attribution?: string }
  /** Raster tiles; `{z}`, `{x}`, `{y}` (and optionally `{s}` with `subdomains`, `{r}`) in the address. */
  | {
      readonly kind: 'raster';
      readonly name: string;
      readonly url: string;
      /** Shown on the map; most providers require it. */
      readonly attribution: string;
      readonly maxZoom: number;
      readonly tileSize: 256 | 512;
    }
  /** A PMTiles archive registered with `MapEngine.addArchive` under this key. */
  | { readonly kind: 'archive'; readonly name: string; readonly key: string };

export const builtinBasemap: Basemap = { kind: 'builtin' };

/** Presets offered beside the built-in one. Nothing is asked of them until the user chooses one. */
export const basemapPresets: readonly Basemap[] = [
  builtinBasemap,
  { kind: 'style', name: 'OpenFreeMap Liberty', url: 'https://tiles.openfreemap.org/styles/liberty' },
  { kind: 'style', name: 'OpenFreeMap Dark', url: 'https://tiles.openfreemap.org/styles/dark' },
  {
    kind: 'raster',
    name: 'OpenStreetMap',
    url: 'https://tile.openstreetmap.org/{z}/{x}/{y}.png',
    attribution: '© OpenStreetMap contributors',
    maxZoom: 19,
    tileSize: 256,
  },
];

/** What a pane shows now, and why, when that is not what was asked for. */
export type BasemapStatus =
  | { readonly kind: 'loading'; readonly wanted: Basemap }
  | { readonly kind: 'shown'; readonly wanted: Basemap }
  /** The built-in basemap stands in. `reason` is for people. The pane tries again by itself. */
  | { readonly kind: 'fallback'; readonly wanted: Basemap; readonly reason: string };

/** The host names a basemap loads from, for an allow-list; empty for those that need no network. */
export function basemapHosts(basemap: Basemap): readonly string[] {
  if (basemap.kind !== 'style' && basemap.kind !== 'raster') return [];
  try {
    return [new URL(basemap.url.replaceAll(/[{}]/g, '')).host];
  } catch {
    return [];
  }
}

/** null when the description can be used, otherwise what is wrong with it, for people. */
export function basemapProblem(basemap: Basemap): string | null {
  if (basemap.kind === 'builtin' || basemap.kind === 'archive') return null;
  let url: URL;
  try {
    url = new URL(basemap.url);
  } catch {
    return 'This is not a web address.';
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return 'The address must begin with https:// or http://.';
  if (basemap.kind === 'raster') {
    const missing = ['{z}', '{x}', '{y}'].filter((part) => !basemap.url.includes(part));
    if (missing.length > 0) return `The address of raster tiles lacks ${missing.join(', ')}.`;
  }
  return null;
}
