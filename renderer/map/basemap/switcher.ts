import type { ErrorEvent, Map as MapLibreMap, StyleSpecification } from 'maplibre-gl';
import { throughMain } from '../../../electron/contract/basemap.ts';
import type { MapEngine } from '../engine.ts';
import type { MapTheme } from '../theme.ts';
import { basemapProblem, builtinBasemap } from './basemaps.ts';
import type { Basemap, BasemapStatus } from './basemaps.ts';
import { builtinStyle } from './builtin-style.ts';
import { BasemapFault, reasonOf } from './fault.ts';
import type { BasemapFaultCode, BasemapReason } from './fault.ts';
import { archiveStyle, rasterStyle } from './foreign-style.ts';

const styleTimeout = 12_000;
const retryAfter = 60_000;
const mendAfter = 2_000;
/** So many tiles have to fail, and none arrive, before the basemap counts as out of reach. */
const tilesUntilFallback = 4;
/** So many have to fail one after the other once some have come: the network went while the map was shown. */
const tilesUntilLost = 8;

function isStyle(value: unknown): value is StyleSpecification {
  return (
    typeof value === 'object' &&
    value !== null &&
    'version' in value &&
    value.version === 8 &&
    'sources' in value &&
    typeof value.sources === 'object' &&
    'layers' in value &&
    Array.isArray(value.layers)
  );
}

/**
 * Puts a basemap under one map and the built-in one in its stead when it does not come, so that a pane is never
 * blank; tries again by itself and says at all times what is shown.
 */
export class BasemapSwitcher {
  private readonly map: MapLibreMap;
  private readonly engine: MapEngine;
  private readonly report: (status: BasemapStatus) => void;
  private theme: MapTheme;
  private wanted: Basemap = builtinBasemap;
  private turn = 0;
  private failures = 0;
  private arrived = false;
  /** A style was set and has not loaded yet: until then every complaint is about the style itself. */
  private settling = false;
  private retry: ReturnType<typeof setTimeout> | null = null;
  private mending: ReturnType<typeof setTimeout> | null = null;
  private loading: AbortController | null = null;
  private readonly stop: () => void;

  constructor(map: MapLibreMap, engine: MapEngine, theme: MapTheme, report: (status: BasemapStatus) => void) {
    this.map = map;
    this.engine = engine;
    this.theme = theme;
    this.report = report;
    const failed = (event: ErrorEvent & { sourceId?: unknown; tile?: unknown }): void => {
      this.failed(event);
    };
    const loaded = (): void => {
      this.settling = false;
    };
    const arrived = (event: { dataType?: string; sourceId?: string; tile?: unknown }): void => {
      if (event.tile === undefined || event.sourceId === 'world') return;
      this.arrived = true;
      this.failures = 0;
    };
    const online = (): void => {
      if (this.retry !== null) void this.show(this.wanted);
    };
    map.on('error', failed);
    map.on('style.load', loaded);
    map.on('sourcedata', arrived);
    window.addEventListener('online', online);
    this.stop = () => {
      map.off('error', failed);
      map.off('style.load', loaded);
      map.off('sourcedata', arrived);
      window.removeEventListener('online', online);
    };
  }

  /** The style to begin a map with, before anything else is known. */
  static firstStyle(engine: MapEngine, theme: MapTheme): StyleSpecification {
    return builtinStyle(theme, engine.builtinTiles);
  }

  /** Whether what is shown has streets; the built-in basemap ends at towns. */
  get hasStreets(): boolean {
    return this.wanted.kind !== 'builtin' && this.retry === null;
  }

  async setTheme(theme: MapTheme): Promise<void> {
    if (theme === this.theme) return;
    this.theme = theme;
    await this.show(this.wanted);
  }

  /** Shows a basemap. Resolves when its style is set or the fallback stands in; never rejects. */
  async show(basemap: Basemap): Promise<void> {
    this.turn += 1;
    const { turn } = this;
    this.clearRetry();
    this.loading?.abort();
    this.wanted = basemap;
    this.failures = 0;
    this.arrived = false;
    if (basemap.kind !== 'builtin') this.report({ kind: 'loading', wanted: basemap });
    try {
      const style = await this.styleOf(basemap);
      if (turn !== this.turn) return;
      this.settling = true;
      this.map.setStyle(style, { diff: false });
      // MapLibre tells at once what it does not accept, and then shows nothing at all.
      if (turn === this.turn) this.report({ kind: 'shown', wanted: basemap });
    } catch (failure) {
      if (turn !== this.turn) return;
      this.fallBack(reasonOf(failure));
    }
  }

  destroy(): void {
    this.turn += 1;
    this.clearRetry();
    if (this.mending !== null) clearTimeout(this.mending);
    this.loading?.abort();
    this.stop();
  }

  private async styleOf(basemap: Basemap): Promise<StyleSpecification> {
    const problem = basemapProblem(basemap);
    if (problem !== null) throw new BasemapFault(problem);
    const builtin = builtinStyle(this.theme, this.engine.builtinTiles);
    switch (basemap.kind) {
      case 'builtin':
        return builtin;
      case 'raster':
        return rasterStyle(builtin, basemap);
      case 'archive': {
        this.engine.ensureArchive(basemap.key);
        const description = await this.engine.describeArchive(basemap.key);
        return archiveStyle(builtin, this.theme, description, basemap.name, this.engine.tilesOf(basemap.key));
      }
      case 'style':
        return await this.loadStyle(basemap.url);
    }
  }

  private async loadStyle(url: string): Promise<StyleSpecification> {
    const abort = new AbortController();
    this.loading = abort;
    const timer = setTimeout(() => {
      abort.abort();
    }, styleTimeout);
    let content: unknown;
    try {
      const response = await fetch(throughMain(url), { signal: abort.signal, credentials: 'omit' });
      if (!response.ok) throw new BasemapFault('refused', response.status);
      content = await response.json().catch(() => null);
    } catch (failure) {
      if (failure instanceof BasemapFault) throw failure;
      throw new BasemapFault('silent', null, { cause: failure });
    } finally {
      clearTimeout(timer);
    }
    if (!isStyle(content)) throw new BasemapFault('noStyle');
    return content;
  }

  private failed(event: {
    readonly error?: unknown;
    readonly sourceId?: unknown;
    readonly tile?: unknown;
  }): void {
    const { sourceId, tile } = event;
    if (sourceId === 'world') this.mendWorld();
    if (this.wanted.kind === 'builtin' || sourceId === 'world' || this.retry !== null) return;
    if (sourceId === undefined) {
      if (this.settling) this.giveUp('damagedStyle');
      return;
    }
    if (tile === undefined && !this.arrived) {
      this.giveUp('noDescription');
      return;
    }
    this.failures += 1;
    if (this.failures >= (this.arrived ? tilesUntilLost : tilesUntilFallback)) this.giveUp('noTiles');
  }

  /** Tiles of the built-in map lie on this machine: one that failed is asked for again, else its place stays empty. */
  private mendWorld(): void {
    this.mending ??= setTimeout(() => {
      this.mending = null;
      if (this.map.getSource('world') !== undefined) this.map.refreshTiles('world');
    }, mendAfter);
  }

  private giveUp(code: BasemapFaultCode): void {
    this.turn += 1;
    this.fallBack({ code, status: null });
  }

  private fallBack(reason: BasemapReason): void {
    this.settling = false;
    this.map.setStyle(builtinStyle(this.theme, this.engine.builtinTiles), { diff: false });
    this.report({ kind: 'fallback', wanted: this.wanted, reason });
    this.clearRetry();
    this.retry = setTimeout(() => {
      void this.show(this.wanted);
    }, retryAfter);
  }

  private clearRetry(): void {
    if (this.retry !== null) clearTimeout(this.retry);
    this.retry = null;
  }
}
