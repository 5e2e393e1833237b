import { run } from './run.mjs';

/** @typedef {{ passed: number, failed: number, notes: string }} Outcome what a check found, and what somebody should read about it */

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {string[]} [after] names of checks that have to pass first; this one fails with them
 * @property {boolean} [alone] nothing else runs beside it, because its tests feel a busy machine
 * @property {() => Promise<Outcome>} look
 */

/**
 * A check that is one program: passed when it exits with 0.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Outcome>}
 */
export async function byExitCode(program, args, env) {
  const { code, output } = await run(program, args, { env, quiet: true });
  return code === 0 ? { passed: 1, failed: 0, notes: '' } : { passed: 0, failed: 1, notes: output };
}

/** @param {Check} check @returns {Promise<Outcome>} */
async function lookSafely(check) {
  try {
    return await check.look();
  } catch (error) {
    return {
      passed: 0,
      failed: 1,
      notes: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

/**
 * Runs checks, two at a time, each as soon as what it waits for has passed. Order in the list is priority.
 *
 * @param {Check[]} checks
 * @param {(check: Check, outcome: Outcome, milliseconds: number) => void} report called as each one ends
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runChecks(checks, report) {
  /** @type {Map<string, Outcome>} */
  const done = new Map();
  const waiting = [...checks];
  /** @type {Map<string, Promise<void>>} */
  const running = new Map();
  let somethingAlone = false;

  /** @param {Check} check @param {Promise<Outcome>} outcome @param {number} started */
  const finish = async (check, outcome, started) => {
    done.set(check.name, await outcome);
    running.delete(check.name);
    if (check.alone) somethingAlone = false;
    report(check, await outcome, performance.now() - started);
  };
  /** @param {Check} check */
  const mayStart = (check) =>
    (check.after ?? []).every((name) => done.has(name)) &&
    (check.alone ? running.size === 0 : running.size < 2);

  while (waiting.length > 0 || running.size > 0) {
    /** @type {Check | undefined} */
    const next = somethingAlone ? undefined : waiting.find(mayStart);
    if (next === undefined) {
      await Promise.race(running.values());
      continue;
    }
    waiting.splice(waiting.indexOf(next), 1);
    const blocker = next.after?.find((name) => (done.get(name)?.failed ?? 0) > 0);
    const outcome = blocker
      ? Promise.resolve({ passed: 0, failed: 1, notes: `not run, because ${blocker} failed\n` })
      : lookSafely(next);
    somethingAlone = next.alone ?? false;
    running.set(next.name, finish(next, outcome, performance.now()));
  }
  return [...done.values()].reduce(
    (sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }),
    { passed: 0, failed: 0 },
  );
}
