import { protocol } from 'electron';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { basemapRequest } from '../contract/basemap.ts';
import { serveRange } from './archive-files.ts';
import { contentSecurityPolicy, fileOfUrl } from './page-rules.ts';
import type { WebTiles } from './web-tiles.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.geojson': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.wasm': 'application/wasm',
  '.pbf': 'application/x-protobuf',
};

/** Declares the app's scheme. Electron wants this before it is ready, so main.ts calls it at its top level. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: 'app',
      privileges: {
        standard: true,
        secure: true,
        supportFetchAPI: true,
        corsEnabled: true,
        stream: true,
        codeCache: true,
      },
    },
  ]);
}

export interface Served {
  /** Folder of the built renderer. */
  readonly root: string;
  /** Origin of the dev server, whose pages are ours too; null in a built app. */
  readonly devServer: string | null;
  /** The file of a PMTiles archive that the user chose; null for any other key. */
  readonly archivePath: (key: string) => string | null;
  readonly web: WebTiles;
}

/** Serves the built renderer under the app's scheme, every page with the CSP, and what maps need through main. */
export function serveRenderer({ root, devServer, archivePath, web }: Served): void {
  protocol.handle('app', async (request) => {
    const asked = basemapRequest(request.url);
    if (asked?.kind === 'web') return readable(await web.fetch(asked.url, request.signal), devServer);
    if (asked?.kind === 'archive') {
      const path = archivePath(asked.key);
      if (path === null) return new Response('Not found', { status: 404 });
      return readable(await serveRange(path, request.headers.get('range')), devServer);
    }
    const file = fileOfUrl(root, request.url);
    if (file === null) return new Response('Not found', { status: 404 });
    try {
      const body = await readFile(file);
      return new Response(new Uint8Array(body), {
        headers: {
          'content-type': types[extname(file).toLowerCase()] ?? 'application/octet-stream',
          'content-security-policy': contentSecurityPolicy(),
          'x-content-type-options': 'nosniff',
          'cross-origin-opener-policy': 'same-origin',
          // The files change only with the app.
          'cache-control': 'no-cache',
        },
      });
    } catch {
      return new Response('Not found', { status: 404 });
    }
  });
}

/** While developing, pages come from the dev server and need leave to read what the scheme answers. */
function readable(answer: Response, devServer: string | null): Response {
  if (devServer !== null) {
    answer.headers.set('access-control-allow-origin', new URL(devServer).origin);
    answer.headers.set('access-control-allow-headers', 'range');
  }
  return answer;
}
