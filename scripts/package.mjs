import { bootstrap } from './bootstrap.mjs';
import { buildIfChanged } from './lib/build.mjs';
import { packageApp, thisElectron } from './lib/packaging.mjs';
import { run } from './lib/run.mjs';
import { NeedsPerson, runScript, say } from './lib/say.mjs';

// npm run package: the app as a folder in dist/, which needs nothing from the network.
// npm run package -- --installers: installers for this platform; electron-builder fetches its tools for that.
await runScript(async () => {
  const { electron, env } = await bootstrap();
  await buildIfChanged(env);
  if (process.argv.includes('--installers')) {
    return (await run('electron-builder', ['--publish', 'never', ...thisElectron(electron)], { env })).code;
  }
  const { failed, notes } = await packageApp(electron, env);
  if (failed > 0) throw new NeedsPerson(`electron-builder failed:\n${notes}`);
  say(`the packaged app is in dist/, with Electron ${electron.version}`);
  return 0;
});
