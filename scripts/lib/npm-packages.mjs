import fs from 'node:fs';
import { inRoot } from './paths.mjs';
import { run } from './run.mjs';
import { NeedsPerson, say, secondsSince } from './say.mjs';

/** @typedef {{ version?: string, optional?: boolean, link?: boolean }} LockedPackage */

/** @param {string} file @returns {Record<string, LockedPackage> | undefined} packages by folder */
function readLock(file) {
  if (!fs.existsSync(file)) return undefined;
  return JSON.parse(fs.readFileSync(file, 'utf8')).packages;
}

/**
 * Whether node_modules holds what the lockfile names. npm keeps a list of what it installed beside the
 * packages and writes it last, so an interrupted install does not pass for a whole one.
 */
function installed() {
  const wanted = readLock(inRoot('package-lock.json')) ?? {};
  const present = readLock(inRoot('node_modules/.package-lock.json'));
  if (present === undefined || !fs.existsSync(inRoot('node_modules/.bin/node'))) return false;
  return Object.entries(wanted).every(
    ([folder, { version, optional }]) => folder === '' || optional || present[folder]?.version === version,
  );
}

/** Installs the npm packages when node_modules is missing or does not match the lockfile. */
export async function installNpmPackages() {
  if (installed()) return;
  const started = performance.now();
  say('installing npm packages');
  const { code, output } = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    quiet: true,
  });
  if (code !== 0) throw new NeedsPerson(`npm ci failed:\n${output}`);
  if (!installed()) {
    throw new NeedsPerson('npm ci did not install everything; are install scripts of packages switched off?');
  }
  say(`npm packages installed in ${secondsSince(started)}`);
}
