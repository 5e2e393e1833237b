import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findElectron } from './electron-runtime/find.mjs';
import { installDebianPackages } from './lib/debian-packages.mjs';
import { installNpmPackages } from './lib/npm-packages.mjs';
import { inRoot } from './lib/paths.mjs';
import { runScript, say } from './lib/say.mjs';

/**
 * Makes a bare machine ready: npm packages, Debian packages, an Electron runtime. What is there already is
 * left alone, so a second run takes a moment. Uses Node's built-ins only, because it runs before npm has
 * installed anything, on whatever Node (20 or newer) the machine has.
 *
 * @param {{ tests?: boolean }} [wanted] `tests`: also what only the tests need
 * @returns {Promise<{ electron: import('./electron-runtime/find.mjs').ElectronRuntime, env: NodeJS.ProcessEnv }>}
 *   the runtime, and the environment for child processes: Node 24 and the tools on the path, Electron chosen
 */
export async function bootstrap({ tests = false } = {}) {
  await installDebianPackages(tests);
  await installNpmPackages();
  process.env['PATH'] = `${inRoot('node_modules/.bin')}${path.delimiter}${process.env['PATH'] ?? ''}`;
  const electron = await findElectron();
  say(`Electron ${electron.version} (from ${electron.origin})`);
  return { electron, env: { ...process.env, ...electron.env } };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runScript(async () => void (await bootstrap()));
