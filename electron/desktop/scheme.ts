import { protocol } from 'electron';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

/** Origin of every page of the console: stable, so that CSP and sender checks can name it. */
export const APP_ORIGIN = 'app://watchdesk';

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
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ]);
}

/** What a page may load. `webHosts` are origins of map tiles that the user configured, nothing else of the web. */
export function contentSecurityPolicy(webHosts: readonly string[]): string {
  const web = webHosts.length === 0 ? '' : ` ${webHosts.join(' ')}`;
  return [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' data: blob:${web}`,
    `connect-src 'self' data: blob:${web}`,
    "font-src 'self' data:",
    "media-src 'self' blob:",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * The file below `root` that a URL of the scheme names; null when it points outside or has no such form.
 * Pure, so that path tricks can be tested without Electron.
 */
export function fileOfUrl(root: string, url: string): string | null {
  if (!URL.canParse(url)) return null;
  const parsed = new URL(url);
  if (parsed.protocol !== 'app:' || parsed.host !== 'watchdesk') return null;
  let path: string;
  try {
    path = decodeURIComponent(parsed.pathname);
  } catch {
    return null;
  }
  if (path.includes('\0')) return null;
  const file = normalize(join(root, path));
  return file.startsWith(root.endsWith(sep) ? root : root + sep) ? file : null;
}

/** Serves the built renderer from `root` under the app's scheme, every page with the CSP. */
export function serveRenderer(root: string, webHosts: () => readonly string[]): void {
  protocol.handle('app', async (request) => {
    const file = fileOfUrl(root, request.url);
    if (file === null) return new Response('Not found', { status: 404 });
    try {
      const body = await readFile(file);
      return new Response(new Uint8Array(body), {
        headers: {
          'content-type': types[extname(file).toLowerCase()] ?? 'application/octet-stream',
          'content-security-policy': contentSecurityPolicy(webHosts()),
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
