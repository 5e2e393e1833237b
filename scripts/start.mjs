import { bootstrap } from './bootstrap.mjs';
import { buildIfChanged } from './lib/build.mjs';
import { hasDisplay, startVirtualDisplay } from './lib/display.mjs';
import { inRoot } from './lib/paths.mjs';
import { run } from './lib/run.mjs';
import { runScript, say } from './lib/say.mjs';

// npm start: opens the console; where nobody could see it, plays the tour on a virtual screen.
// npm start -- --tour: plays the tour anyway. Other arguments go to the app.
await runScript(async () => {
  const wishes = process.argv.slice(2);
  const { electron, env } = await bootstrap();
  await buildIfChanged(env);
  if (hasDisplay() && !wishes.includes('--tour')) {
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    return (await run(electron.executable, [...asRoot, inRoot(), ...wishes], { env })).code;
  }
  if (hasDisplay()) return (await run('node', [inRoot('scripts/tour/main.ts')], { env })).code;
  say('no display here: playing the tour on a virtual screen');
  const screen = await startVirtualDisplay();
  try {
    const tour = inRoot('scripts/tour/main.ts');
    return (await run('node', [tour], { env: { ...env, DISPLAY: screen.display } })).code;
  } finally {
    screen.stop();
  }
});
