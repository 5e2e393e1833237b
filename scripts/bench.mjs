import fs from 'node:fs';
import path from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { buildIfChanged } from './lib/build.mjs';
import { hasDisplay, startVirtualDisplay } from './lib/display.mjs';
import { inRoot } from './lib/paths.mjs';
import { run } from './lib/run.mjs';
import { runScript, say } from './lib/say.mjs';

// npm run bench: every program test/bench/*.bench.ts, one after the other. npm run bench -- sweep start: only
// those whose name begins so. Each prints a table and writes its medians as JSON into out/bench/.
await runScript(async () => {
  const wanted = process.argv.slice(2);
  const { env } = await bootstrap();
  await buildIfChanged(env);
  const screen = hasDisplay() ? undefined : await startVirtualDisplay();
  const folder = inRoot('test/bench');
  const programs = fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.bench.ts'))
    .filter((name) => wanted.length === 0 || wanted.some((start) => name.startsWith(start)));
  let worst = 0;
  for (const name of programs) {
    say(`bench ${name}`);
    const benchEnv = screen ? { ...env, DISPLAY: screen.display } : env;
    const { code } = await run('node', ['--expose-gc', path.join(folder, name)], { env: benchEnv });
    worst = Math.max(worst, code);
  }
  screen?.stop();
  return worst;
});
