import fs from 'node:fs';
import { run } from './run.mjs';
import { NeedsPerson, say, secondsSince } from './say.mjs';

/** What Electron and a virtual screen need, each with the name it has on newer releases. */
const needed = [
  ['libgtk-3-0', 'libgtk-3-0t64'],
  ['libnss3'],
  ['libasound2', 'libasound2t64'],
  ['libgbm1'],
  ['libxss1'],
  ['libxtst6'],
  ['libnotify4'],
  ['libsecret-1-0'],
  ['xvfb'],
  ['xauth'],
  // A screen with several monitors, one of which a test unplugs.
  ['xserver-xorg-core'],
  ['xserver-xorg-video-dummy'],
  ['x11-xserver-utils'],
];

/** What the tests read workbooks with: programs that had no part in writing them. */
const neededByTests = [['python3-openpyxl'], ['libreoffice-calc']];

/** @param {string[][]} wanted @returns {Promise<string[][]>} the needs that no installed package meets */
async function missingNeeds(wanted) {
  const { output } = await run(
    'dpkg-query',
    ['-W', '-f', '${Package} ${db:Status-Status}\n', ...wanted.flat()],
    {
      quiet: true,
    },
  );
  const installed = new Set(
    output
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return wanted.filter((names) => !names.some((name) => installed.has(name)));
}

/** @param {string[]} names @returns {Promise<string>} the one this release offers */
async function offeredName(names) {
  for (const name of names.toReversed()) {
    const { output } = await run('apt-cache', ['policy', name], { quiet: true });
    if (/Candidate: (?!\(none\))/.test(output)) return name;
  }
  return names[0] ?? '';
}

/**
 * On Debian and its kin: installs the missing system packages as root, otherwise says the exact line to run.
 * Elsewhere the system is left alone.
 *
 * @param {boolean} forTests also what only the tests need
 */
export async function installDebianPackages(forTests) {
  if (process.platform !== 'linux' || !fs.existsSync('/usr/bin/dpkg-query')) return;
  const missing = await missingNeeds(forTests ? [...needed, ...neededByTests] : needed);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    const names = await Promise.all(missing.map(offeredName));
    throw new NeedsPerson(
      `Debian packages are missing${forTests ? ' that Electron or the tests need' : ' that Electron needs'}. Run this once, then start again:\n\n` +
        `  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${names.join(' ')}\n`,
    );
  }
  const started = performance.now();
  say('installing Debian packages');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const update = await run('apt-get', ['update', '-q'], { quiet: true, env });
  const names = await Promise.all(missing.map(offeredName));
  const install = await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...names], {
    quiet: true,
    env,
  });
  if (install.code !== 0) throw new NeedsPerson(`apt-get failed:\n${update.output}${install.output}`);
  say(`Debian packages installed in ${secondsSince(started)}: ${names.join(' ')}`);
}
