import fs from 'node:fs';
import { byExitCode } from './checks.mjs';
import { inRoot } from './paths.mjs';
import { run } from './run.mjs';

/**
 * What tells electron-builder to pack the Electron that runs here instead of fetching one.
 *
 * @param {import('../electron-runtime/find.mjs').ElectronRuntime} electron
 */
export const thisElectron = (electron) => [
  `-c.electronDist=${electron.folder}`,
  `-c.electronVersion=${electron.version}`,
];

/**
 * Packs out/ into a folder under dist/, fuses on, without any installer around it.
 *
 * @param {import('../electron-runtime/find.mjs').ElectronRuntime} electron
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<import('./checks.mjs').Outcome>}
 */
export async function packageApp(electron, env) {
  fs.rmSync(inRoot('dist'), { recursive: true, force: true });
  const { code, output } = await run(
    'electron-builder',
    ['--dir', '--publish', 'never', ...thisElectron(electron)],
    {
      env,
      quiet: true,
    },
  );
  return code === 0 ? { passed: 1, failed: 0, notes: '' } : { passed: 0, failed: 1, notes: output };
}

/**
 * Starts what was packed and looks at it from outside; see scripts/smoke.mjs.
 *
 * @param {NodeJS.ProcessEnv} env needs a display
 */
export const smokeTest = (env) => byExitCode('node', [inRoot('scripts/smoke.mjs')], env);
