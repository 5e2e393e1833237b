import { join, normalize, sep } from 'node:path';

/** Origin of every page of the console: stable, so that CSP and sender checks can name it. */
export const APP_ORIGIN = 'app://watchdesk';

/** Pages that links may open in the system's browser. */
const linkHosts = ['www.openstreetmap.org', 'openfreemap.org', 'www.openmaptiles.org', 'maplibre.org'];

/** Whether a link may be opened in the system's browser. */
export function isLinkAllowed(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host } = new URL(url);
  return protocol === 'https:' && linkHosts.includes(host);
}

/** What a page may load: its own files and nothing of the web. Map tiles come through main (`web-tiles.ts`). */
export function contentSecurityPolicy(): string {
  return [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "connect-src 'self' data: blob:",
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

/** Whether a page's address is ours; in development the dev server's too. */
export function isOurPage(url: string, devServer: string | null): boolean {
  if (!URL.canParse(url)) return false;
  if (url.startsWith(`${APP_ORIGIN}/`)) return true;
  return devServer !== null && new URL(url).origin === new URL(devServer).origin;
}

/** Whether a page may make this request: for its own files, nothing of the web. */
export function mayRequest(url: string, devServer: string | null): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host } = new URL(url);
  if (protocol === 'app:' || protocol === 'data:' || protocol === 'blob:' || protocol === 'devtools:')
    return true;
  return devServer !== null && host === new URL(devServer).host;
}

/** Whether main may fetch this for a map: over http or https, from an origin of a basemap that can be chosen. */
export function mayFetch(url: string, origins: readonly string[]): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, origin } = new URL(url);
  return (protocol === 'https:' || protocol === 'http:') && origins.includes(origin);
}

/** Milliseconds before a page that died is loaded again: at once, and ever later when it dies again within a minute. */
const RELOAD_PAUSES = [100, 1_000, 5_000, 30_000] as const;
const SAME_TROUBLE = 60_000;

/**
 * How long to wait before a page is loaded again that died just now.
 *
 * @param deaths when it died, this time included, in milliseconds, oldest first
 */
export function pauseBeforeReload(deaths: readonly number[]): number {
  const last = deaths.at(-1) ?? 0;
  const recent = deaths.filter((at) => last - at < SAME_TROUBLE).length;
  return RELOAD_PAUSES[Math.min(Math.max(recent, 1), RELOAD_PAUSES.length) - 1] ?? 0;
}

/** Where in itself a page stood, as its address says; "" when it never came so far as to have one. */
export function hashOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hash : '';
}
