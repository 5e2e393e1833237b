import fs from 'node:fs';
import path from 'node:path';
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
 * @param {string} notes
 * @returns {Outcome}
 */
function outcomeOf(passed, failed, code, notes) {
  const missing = failed === 0 && (code !== 0 || passed === 0) ? 1 : 0;
  return { passed, failed: failed + missing, notes };
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
 * Runs the end-to-end tests. Flaky and skipped ones count as failed.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Outcome>}
 */
export async function runPlaywright(env) {
  const file = freshReport('e2e');
  const { code, output } = await run('playwright', ['test', '--reporter=list,json'], {
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file, NO_COLOR: '1' },
    quiet: true,
  });
  if (!fs.existsSync(file)) return outcomeOf(0, 0, code, output);
  const { expected, unexpected, flaky, skipped } = JSON.parse(fs.readFileSync(file, 'utf8')).stats;
  return outcomeOf(expected, unexpected + flaky + skipped, code, output);
}
