import { join, normalize, sep } from 'node:path';

/** Origin of every page of the console: stable, so that CSP and sender checks can name it. */
export const APP_ORIGIN = 'app://watchdesk';

/** Pages that links may open in the system's browser. */
const linkHosts = ['www.openstreetmap.org', 'openfreemap.org', 'maplibre.org'];

/** Whether a link may be opened in the system's browser. */
export function isLinkAllowed(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host } = new URL(url);
  return protocol === 'https:' && linkHosts.includes(host);
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

/** Whether a page's address is ours; in development the dev server's too. */
export function isOurPage(url: string, devServer: string | null): boolean {
  if (!URL.canParse(url)) return false;
  if (url.startsWith(`${APP_ORIGIN}/`)) return true;
  return devServer !== null && new URL(url).origin === new URL(devServer).origin;
}

/** Whether a renderer may make this request: its own files, and tiles from hosts the user configured. */
export function mayRequest(url: string, devServer: string | null, webHosts: readonly string[]): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, origin, host } = new URL(url);
  if (protocol === 'app:' || protocol === 'data:' || protocol === 'blob:' || protocol === 'devtools:')
    return true;
  if (devServer !== null && host === new URL(devServer).host) return true;
  return webHosts.includes(origin);
}
