/** Longest excerpt of one failure, in lines: what went wrong and where, without a page of HTML after it. */
const longestExcerpt = 40;

/** @typedef {{ title: string, errors: string[] }} Failure `title` says where the test is and what it promises */

/**
 * @typedef {object} Suite a file or a describe block of Playwright's JSON report
 * @property {Suite[]} [suites]
 * @property {{ title: string, file: string, line: number, tests: { status: string, results: { errors: { message?: string }[] }[] }[] }[]} [specs]
 */

/** @param {string} text @returns {string} without the colours of a terminal */
const plain = (text) => text.replace(/\u001b\[[0-9;]*m/g, '');

/**
 * The tests of an end-to-end run that did not do what they promise, skipped ones among them.
 *
 * @param {Suite} suite the report of Playwright, or a suite in it
 * @returns {Failure[]}
 */
export function failuresIn(suite) {
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests
      .filter((test) => test.status !== 'expected')
      .map((test) => ({
        title: `${spec.file}:${spec.line} › ${spec.title}`,
        errors: test.results.flatMap((result) => result.errors.map((error) => plain(error.message ?? ''))),
      })),
  );
  return [...own, ...(suite.suites ?? []).flatMap(failuresIn)];
}

/**
 * What went wrong, names first: a log that is cut short still tells which tests to look at.
 *
 * @param {readonly Failure[]} failures
 * @returns {string}
 */
export function describeFailures(failures) {
  const names = failures.map(({ title }) => `- ${title}`);
  const details = failures.flatMap(({ title, errors }) => [
    '',
    title,
    ...errors.flatMap((error) => error.split('\n').slice(0, longestExcerpt)),
  ]);
  return [...names, ...details].join('\n');
}
