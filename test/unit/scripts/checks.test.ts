import { describe, expect, test } from 'vitest';
import { byExitCode, runChecks } from '../../../scripts/lib/checks.mjs';
import type { Check, Outcome } from '../../../scripts/lib/checks.mjs';

const good: Outcome = { passed: 1, failed: 0, notes: '' };
const bad: Outcome = { passed: 0, failed: 1, notes: 'broken' };

/** Checks that record when they begin and end. */
function recorder(): { events: string[]; check: (name: string, rest?: Partial<Check>) => Check } {
  const events: string[] = [];
  const check = (name: string, rest: Partial<Check> = {}): Check => ({
    name,
    look: async () => {
      events.push(`+${name}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      events.push(`-${name}`);
      return good;
    },
    ...rest,
  });
  return { events, check };
}

const ignore = (): void => undefined;

describe('runChecks', () => {
  test('adds up what every check counted', async () => {
    const checks: Check[] = [
      { name: 'unit', look: () => Promise.resolve({ passed: 40, failed: 2, notes: '' }) },
      { name: 'lint', look: () => Promise.resolve(good) },
    ];
    expect(await runChecks(checks, ignore)).toEqual({ passed: 41, failed: 2 });
  });

  test('never runs more than two at a time', async () => {
    const { events, check } = recorder();
    await runChecks([check('a'), check('b'), check('c'), check('d')], ignore);
    let running = 0;
    const most = Math.max(...events.map((event) => (running += event.startsWith('+') ? 1 : -1)));
    expect(most).toBe(2);
    expect(events).toHaveLength(8);
  });

  test('leaves a check that wants to be alone alone', async () => {
    const { events, check } = recorder();
    await runChecks([check('a'), check('quiet', { alone: true }), check('b')], ignore);
    const begin = events.indexOf('+quiet');
    expect(events[begin + 1]).toBe('-quiet');
    expect(events).toHaveLength(6);
  });

  test('starts a check after those it waits for', async () => {
    const { events, check } = recorder();
    await runChecks([check('smoke', { after: ['package'] }), check('package')], ignore);
    expect(events).toEqual(['+package', '-package', '+smoke', '-smoke']);
  });

  test('counts a check as failed, and does not run it, when what it waits for failed', async () => {
    const { events, check } = recorder();
    const build: Check = { name: 'build', look: () => Promise.resolve(bad) };
    const told: string[] = [];
    const sum = await runChecks([build, check('e2e', { after: ['build'] })], ({ name }, { notes }) =>
      told.push(`${name}: ${notes.trim()}`),
    );
    expect(sum).toEqual({ passed: 0, failed: 2 });
    expect(events).toEqual([]);
    expect(told).toEqual(['build: broken', 'e2e: not run, because build failed']);
  });

  test('counts a check that breaks as failed and shows why', async () => {
    const told: string[] = [];
    const check: Check = { name: 'types', look: () => Promise.reject(new Error('no compiler')) };
    const sum = await runChecks([check], (_check, { notes }) => told.push(notes));
    expect(sum).toEqual({ passed: 0, failed: 1 });
    expect(told.join()).toContain('no compiler');
  });
});

describe('byExitCode', () => {
  test('passes with 0 and keeps quiet', async () => {
    expect(await byExitCode('node', ['-e', 'console.log("chatter")'], process.env)).toEqual(good);
  });

  test('fails with anything else and keeps what the program said', async () => {
    const outcome = await byExitCode('node', ['-e', 'console.error("why"); process.exit(3)'], process.env);
    expect(outcome).toEqual({ passed: 0, failed: 1, notes: 'why\n' });
  });

  test('fails when there is no such program', async () => {
    expect((await byExitCode('no-such-program-here', [], process.env)).failed).toBe(1);
  });
});
