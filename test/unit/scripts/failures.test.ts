import { describe, expect, test } from 'vitest';
import { describeFailures, failuresIn } from '../../../scripts/lib/failures.mjs';

const spec = (title: string, status: string, message?: string) => ({
  title,
  file: 'walls.test.ts',
  line: 12,
  tests: [{ status, results: [{ errors: message === undefined ? [] : [{ message }] }] }],
});

describe('failures of an end-to-end run', () => {
  test('are found in files and in the blocks within them, skipped tests among them', () => {
    const report = {
      suites: [
        { specs: [spec('opens', 'expected'), spec('waits', 'skipped')] },
        { suites: [{ specs: [spec('closes', 'unexpected', 'no such window')] }] },
      ],
    };
    expect(failuresIn(report)).toEqual([
      { title: 'walls.test.ts:12 › waits', errors: [] },
      { title: 'walls.test.ts:12 › closes', errors: ['no such window'] },
    ]);
  });

  test('are told names first, so that a log cut short still says which tests to look at', () => {
    const failures = [
      { title: 'a.test.ts:1 › one', errors: ['first reason'] },
      {
        title: 'b.test.ts:2 › two',
        errors: [Array.from({ length: 90 }, (_, line) => `line ${line}`).join('\n')],
      },
    ];
    const lines = describeFailures(failures).split('\n');
    expect(lines.slice(0, 2)).toEqual(['- a.test.ts:1 › one', '- b.test.ts:2 › two']);
    expect(lines).toContain('first reason');
    expect(lines).toContain('line 39');
    expect(lines).not.toContain('line 40');
  });

  test('are told without the colours of a terminal', () => {
    expect(
      failuresIn({ specs: [spec('opens', 'unexpected', '\u001b[31mred\u001b[39m')] })[0]?.errors,
    ).toEqual(['red']);
  });
});
