import { bootstrap } from './bootstrap.mjs';
import { byExitCode, runChecks } from './lib/checks.mjs';
import { buildIfChanged } from './lib/build.mjs';
import { hasDisplay, startVirtualDisplay } from './lib/display.mjs';
import { runPlaywright, runVitest } from './lib/test-runners.mjs';
import { packageApp, smokeTest } from './lib/packaging.mjs';
import { runScript, secondsSince } from './lib/say.mjs';

// npm test: everything the continuous integration asks for.
// npm test -- --only lint,unit: only these checks and what they wait for.

/**
 * @param {import('./electron-runtime/find.mjs').ElectronRuntime} electron
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.ProcessEnv} screenless `env` without the screen that was made for it: end-to-end tests make their own
 */
function allChecks(electron, env, screenless) {
  /** @type {import('./lib/checks.mjs').Check[]} */
  const checks = [
    { name: 'build', look: () => buildIfChanged(env).then(() => ({ passed: 1, failed: 0, notes: '' })) },
    { name: 'format', look: () => byExitCode('prettier', ['--check', '--log-level', 'warn', '.'], env) },
    { name: 'layers', look: () => byExitCode('depcruise', ['electron', 'renderer'], env) },
    { name: 'dead code', look: () => byExitCode('knip', ['--no-progress'], env) },
    { name: 'types', after: ['build'], look: () => byExitCode('vue-tsc', ['-b', '--pretty', 'false'], env) },
    { name: 'lint', after: ['build'], look: () => byExitCode('eslint', ['.', '--max-warnings', '0'], env) },
    { name: 'package', after: ['build'], look: () => packageApp(electron, env) },
    { name: 'unit', alone: true, look: () => runVitest('unit', env) },
    { name: 'integration', alone: true, look: () => runVitest('integration', env) },
    { name: 'smoke', after: ['package'], alone: true, look: () => smokeTest(env) },
    { name: 'e2e', after: ['build'], alone: true, look: () => runPlaywright(screenless) },
  ];
  return checks;
}

/** @param {import('./lib/checks.mjs').Check[]} checks @param {string[]} names */
function onlyNamed(checks, names) {
  const wanted = new Set(names);
  for (const check of checks.toReversed()) {
    if (wanted.has(check.name)) for (const needed of check.after ?? []) wanted.add(needed);
  }
  return checks.filter((check) => wanted.has(check.name));
}

await runScript(async () => {
  const started = performance.now();
  const { electron, env } = await bootstrap({ tests: true });
  const screen = hasDisplay() ? undefined : await startVirtualDisplay();
  const testEnv = screen ? { ...env, DISPLAY: screen.display } : env;
  const every = allChecks(electron, testEnv, env);
  const only = process.argv.indexOf('--only');
  const checks = only < 0 ? every : onlyNamed(every, (process.argv[only + 1] ?? '').split(','));
  const { passed, failed } = await runChecks(checks, (check, outcome, milliseconds) => {
    const counts =
      outcome.passed + outcome.failed > 1 ? `${outcome.passed} passed, ${outcome.failed} failed` : '';
    const verdict = outcome.failed === 0 ? 'ok  ' : 'FAIL';
    console.log(
      `${verdict} ${check.name.padEnd(12)} ${(milliseconds / 1000).toFixed(1).padStart(6)} s  ${counts}`,
    );
    if (outcome.notes) console.log(outcome.notes.trimEnd().replace(/^/gm, '     '));
  });
  screen?.stop();
  console.log(`in ${secondsSince(started)}`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
