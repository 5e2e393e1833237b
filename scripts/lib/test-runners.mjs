import fs from 'node:fs';
import path from 'node:path';
import { describeFailures, failuresIn } from './failures.mjs';
import { cacheFolder } from './paths.mjs';
import { run } from './run.mjs';

/** @typedef {import('./checks.mjs').Outcome} Outcome */

const reportFolder = path.join(cacheFolder, 'test');

/** @param {string} name @returns {string} a report file that does not exist yet */
function freshReport(name) {
  fs.mkdirSync(reportFolder, { recursive: true });
  const file = path.join(reportFolder, `${name}.json`);
  fs.rmSync(file, { force: true });
  return file;
}

/**
 * What a runner counted. A runner that fails without a failed test (a file that does not load, a stray
 * rejection) counts as one failure, and so does one that found no test at all.
 *
 * @param {number} passed
 * @param {number} failed
 * @param {number} code exit code of the runner
 * @param {string} output what the runner printed; told on when something failed
 * @returns {Outcome}
 */
function outcomeOf(passed, failed, code, output) {
  const missing = failed === 0 && (code !== 0 || passed === 0) ? 1 : 0;
  return { passed, failed: failed + missing, notes: failed + missing > 0 ? output : '' };
}

/**
 * Runs one Vitest project. A skipped test counts as failed: it promises what nobody checks.
 *
 * @param {string} project
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Outcome>}
 */
export async function runVitest(project, env) {
  const file = freshReport(project);
  const args = [
    'run',
    '--project',
    project,
    '--reporter=minimal',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ];
  const { code, output } = await run('vitest', args, { env: { ...env, NO_COLOR: '1' }, quiet: true });
  if (!fs.existsSync(file)) return outcomeOf(0, 0, code, output);
  const report = JSON.parse(fs.readFileSync(file, 'utf8'));
  const unloaded = report.testResults.filter(
    (/** @type {{ status: string, assertionResults: unknown[] }} */ suite) =>
      suite.status === 'failed' && suite.assertionResults.length === 0,
  ).length;
  const skipped = report.numPendingTests + (report.numTodoTests ?? 0);
  return outcomeOf(report.numPassedTests, report.numFailedTests + skipped + unloaded, code, output);
}

/**
 * One run of Playwright.
 *
 * @param {string} name of its report
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
async function playwright(name, args, env) {
  const file = freshReport(name);
  const { code, output } = await run('playwright', ['test', '--reporter=list,json', ...args], {
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file, NO_COLOR: '1' },
    quiet: true,
  });
  if (!fs.existsSync(file)) return { passed: 0, failures: [], code, output };
  const report = JSON.parse(fs.readFileSync(file, 'utf8'));
  return { passed: report.stats.expected, failures: failuresIn(report), code, output };
}

/** More failures than this are no coincidence, and are not tried again. */
const mostSecondTries = 4;

/**
 * Runs the end-to-end tests. Skipped ones count as failed. Two consoles, two providers and the drawing of their
 * maps share the cores of a small machine, so the few that fail are tried once more, alone; whoever passes only
 * then is named, because a test that needs that is a fault to find.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Outcome>}
 */
export async function runPlaywright(env) {
  const first = await playwright('e2e', [], env);
  const { passed, failures, code, output } = first;
  if (failures.length === 0) return outcomeOf(passed, 0, code, output);
  const notes = describeFailures(failures);
  if (failures.length > mostSecondTries) return outcomeOf(passed, failures.length, code, notes);
  const second = await playwright('e2e-alone', ['--last-failed', '--workers=1'], env);
  if (second.failures.length > 0 || second.passed !== failures.length) {
    const again = `${notes}\n\nand once more, alone:\n${describeFailures(second.failures)}`;
    return outcomeOf(passed + second.passed, failures.length - second.passed, code, again);
  }
  return {
    passed: passed + second.passed,
    failed: 0,
    notes: `${failures.length} passed only on a second try, alone:\n${notes}`,
  };
}
