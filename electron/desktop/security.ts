import { app, session, shell, type Session } from 'electron';
import { isLinkAllowed, isOurPage, mayRequest } from './page-rules.ts';

/** The only permission a page of ours has: to put text on the clipboard when its Copy button is pressed. */
const permissions = ['clipboard-sanitized-write'];

/** Opens an https page of the allow-list in the system's browser; false when it is not on the list. */
export async function openLink(url: string): Promise<boolean> {
  if (!isLinkAllowed(url)) return false;
  await shell.openExternal(new URL(url).href);
  return true;
}

/**
 * The rules for every page, set once: no permission, no navigation away, no window that we did not open, no web view,
 * no request but for its own files.
 */
export function lockDown({ devServer }: { devServer: string | null }): void {
  guardSession(session.defaultSession, devServer);
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

function guardSession(target: Session, devServer: string | null): void {
  target.setPermissionRequestHandler((contents, permission, answer) => {
    answer(permissions.includes(permission) && isOurPage(contents.getURL(), devServer));
  });
  target.setPermissionCheckHandler(
    (contents, permission) =>
      permissions.includes(permission) && contents !== null && isOurPage(contents.getURL(), devServer),
  );
  target.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !mayRequest(details.url, devServer) });
  });
}
