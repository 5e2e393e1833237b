import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { inRoot } from './paths.mjs';
import { run } from './run.mjs';
import { NeedsPerson, say, secondsSince } from './say.mjs';

const sources = [
  'electron',
  'renderer',
  'resources',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
];
const stampFile = inRoot('out/.built-from');

/** Every file of the sources with its size and time of change, as one digest. */
function fingerprint() {
  const hash = createHash('sha256');
  /** @param {string} name */
  const add = (name) => {
    const file = inRoot(name);
    const about = fs.statSync(file, { throwIfNoEntry: false });
    if (about?.isDirectory()) for (const entry of fs.readdirSync(file).sort()) add(path.join(name, entry));
    else if (about) hash.update(`${name}\0${about.size}\0${about.mtimeMs}\n`);
  };
  for (const name of sources) add(name);
  return hash.digest('hex');
}

/**
 * Builds the app into out/ unless what is there was built from these very sources.
 *
 * @param {NodeJS.ProcessEnv} env
 */
export async function buildIfChanged(env) {
  const now = fingerprint();
  if (fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === now) return;
  const started = performance.now();
  say('building');
  fs.rmSync(stampFile, { force: true });
  const { code, output } = await run('electron-vite', ['build', '--logLevel', 'warn'], { env, quiet: true });
  if (code !== 0) throw new NeedsPerson(`the build failed:\n${output}`);
  fs.writeFileSync(stampFile, now);
  say(`built in ${secondsSince(started)}`);
}
