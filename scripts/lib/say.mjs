/** One line for the person at the terminal. @param {string} text */
export function say(text) {
  process.stdout.write(`watchdesk: ${text}\n`);
}

/** Something the person has to do; shown without a stack trace by {@link runScript}. */
export class NeedsPerson extends Error {}

/**
 * Runs the body of a script and turns how it ended into the exit code.
 * A {@link NeedsPerson} prints its message only; anything else is a bug and prints its stack.
 *
 * @param {() => Promise<number | void>} body resolves to the exit code, 0 when it says nothing
 */
export async function runScript(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    if (error instanceof NeedsPerson) process.stderr.write(`\nwatchdesk: ${error.message}\n`);
    else console.error(error);
    process.exitCode = 1;
  }
}

/** Seconds since a `performance.now()` mark, for people. @param {number} since */
export const secondsSince = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
