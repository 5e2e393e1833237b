import { findElectron } from '../../scripts/electron-runtime/find.mjs';
import { hasDisplay, startVirtualDisplay } from '../../scripts/lib/display.mjs';

/** Playwright's set-up, so that a single end-to-end test can be run by hand too: a screen and an Electron. */
export default async function prepare(): Promise<() => void> {
  const electron = await findElectron();
  Object.assign(process.env, electron.env);
  if (hasDisplay()) return () => undefined;
  const screen = await startVirtualDisplay();
  process.env['DISPLAY'] = screen.display;
  return screen.stop;
}
