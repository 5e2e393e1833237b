import fs from 'node:fs/promises';
import path from 'node:path';

/**
 * electron-builder copies a given Electron as it is; what serves development only does not ship.
 *
 * @param {import('electron-builder').AfterPackContext} context
 */
export default async function removeDevelopmentFiles(context) {
  if (context.electronPlatformName === 'darwin') return;
  await fs.rm(path.join(context.appOutDir, 'resources', 'default_app.asar'), { force: true });
  await fs.rm(path.join(context.appOutDir, 'version'), { force: true });
}
