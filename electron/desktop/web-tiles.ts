import { app, session, type Session } from 'electron';
import { TILE_CACHE_LIMIT } from '../contract/basemap.ts';
import { mayFetch } from './page-rules.ts';

/** Keeps the cache of tiles within its limit. Electron wants this before it is ready. */
export function limitTileCache(): void {
  app.commandLine.appendSwitch('disk-cache-size', String(TILE_CACHE_LIMIT));
}

/**
 * Fetches map tiles, styles, fonts and pictures of basemaps for the pages, which never ask the web themselves: only
 * from origins of basemaps, redirects included, without cookies, and cached on disk as the server allows.
 */
export class WebTiles {
  readonly #origins: () => readonly string[];
  #session: Session | null = null;

  constructor(origins: () => readonly string[]) {
    this.#origins = origins;
  }

  /** Answers with what the server sent, with 403 for another host and with 502 when it does not answer. */
  async fetch(url: string, signal: AbortSignal | null = null): Promise<Response> {
    if (!mayFetch(url, this.#origins())) return new Response(null, { status: 403 });
    try {
      const answer = await this.#tiles().fetch(url, { credentials: 'omit', signal });
      if (!answer.ok) return new Response(null, { status: answer.status });
      const type = answer.headers.get('content-type') ?? 'application/octet-stream';
      return new Response(answer.body, {
        headers: { 'content-type': type, 'x-content-type-options': 'nosniff' },
      });
    } catch {
      return new Response(null, { status: 502 });
    }
  }

  /** Bytes on disk. */
  cacheSize(): Promise<number> {
    return this.#tiles().getCacheSize();
  }

  clearCache(): Promise<void> {
    return this.#tiles().clearCache();
  }

  #tiles(): Session {
    if (this.#session !== null) return this.#session;
    const tiles = session.fromPartition('persist:tiles');
    // A redirect is a request of its own, and asked here again.
    tiles.webRequest.onBeforeRequest((details, answer) => {
      answer({ cancel: !mayFetch(details.url, this.#origins()) });
    });
    tiles.on('will-download', (event) => {
      event.preventDefault();
    });
    this.#session = tiles;
    return tiles;
  }
}
