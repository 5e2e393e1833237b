import { app, session, shell, type Session } from 'electron';
import { APP_ORIGIN } from './scheme.ts';

/** Pages that links may open in the system's browser. */
const linkHosts = ['www.openstreetmap.org', 'openfreemap.org', 'maplibre.org'];

/** The only permission a page of ours has: to put text on the clipboard when its Copy button is pressed. */
const permissions = ['clipboard-sanitized-write'];

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

/** Opens an https page of the allow-list in the system's browser; false when it is not on the list. */
export async function openLink(url: string): Promise<boolean> {
  if (!URL.canParse(url)) return false;
  const parsed = new URL(url);
  if (parsed.protocol !== 'https:' || !linkHosts.includes(parsed.host)) return false;
  await shell.openExternal(parsed.href);
  return true;
}

/**
 * The rules for every page, set once: no permission, no navigation away, no window that we did not open, no web view,
 * no request but its own files and configured tiles.
 */
export function lockDown(options: { devServer: string | null; webHosts: () => readonly string[] }): void {
  const { devServer, webHosts } = options;
  guardSession(session.defaultSession, devServer, webHosts);
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (!isOurPage(event.url, devServer)) event.preventDefault();
    });
    contents.on('will-redirect', (event) => {
      if (!isOurPage(event.url, devServer)) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => {
      event.preventDefault();
    });
    contents.setWindowOpenHandler(({ url }) => {
      void openLink(url);
      return { action: 'deny' };
    });
  });
}

function guardSession(target: Session, devServer: string | null, webHosts: () => readonly string[]): void {
  target.setPermissionRequestHandler((contents, permission, answer) => {
    answer(permissions.includes(permission) && isOurPage(contents.getURL(), devServer));
  });
  target.setPermissionCheckHandler(
    (contents, permission) =>
      permissions.includes(permission) && contents !== null && isOurPage(contents.getURL(), devServer),
  );
  target.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !mayRequest(details.url, devServer, webHosts()) });
  });
}
