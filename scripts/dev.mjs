import { bootstrap } from './bootstrap.mjs';
import { hasDisplay } from './lib/display.mjs';
import { run } from './lib/run.mjs';
import { NeedsPerson, runScript } from './lib/say.mjs';

// npm run dev: the app with hot reload. `Explore the demo fleet` on its first screen signs in to the demo.
await runScript(async () => {
  const { env } = await bootstrap();
  if (!hasDisplay()) throw new NeedsPerson('npm run dev opens a window, and there is no display here');
  const asRoot = process.getuid?.() === 0 ? { NO_SANDBOX: '1' } : {};
  return (await run('electron-vite', ['dev', ...process.argv.slice(2)], { env: { ...env, ...asRoot } })).code;
});
