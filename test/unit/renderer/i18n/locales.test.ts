import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { calls } from '../../../../electron/contract/calls.ts';
import { allFailureCodes } from '../../../../electron/contract/errors.ts';
import { eventNames } from '../../../../electron/contract/events.ts';
import { en } from '../../../../renderer/i18n/en.ts';
import { failureText } from '../../../../renderer/i18n/failures.ts';
import { locales } from '../../../../renderer/i18n/locales.ts';
import { findGaps, flatten } from './completeness.ts';

const [english] = locales;
const texts = flatten(en);
/** Calls, events and failures have dots in their names too. */
const ofTheBridge = new Set<string>([...Object.keys(calls), ...eventNames, ...allFailureCodes()]);

const sources = globSync('renderer/**/*.{ts,vue}', { exclude: (path) => path.includes('i18n/en.ts') }).map(
  (path) => ({
    path,
    code: readFileSync(path, 'utf8'),
  }),
);

/** Strings in single quotes (double ones are attributes of templates) that look like a key: they begin with a top-level name of the messages. */
function usedKeys(code: string): string[] {
  const tops = Object.keys(en).join('|');
  return [...code.matchAll(new RegExp(`'((?:${tops})(?:\\.\\w+)+)'`, 'gu'))].map((match) => match[1] ?? '');
}

/** Template strings that build a key: the pattern that every built key matches. */
function builtKeys(code: string): RegExp[] {
  const tops = Object.keys(en).join('|');
  return [...code.matchAll(new RegExp(`\`((?:${tops})\\.[^\`]*\\$\\{[^\`]+)\``, 'gu'))].map((match) => {
    const pattern = (match[1] ?? '').replaceAll('.', '\\.').replaceAll(/\$\{[^}]+\}/gu, '\\w+');
    return new RegExp(`^${pattern}$`, 'u');
  });
}

describe('Every language', () => {
  it.each(locales.map((locale) => [locale.name, locale] as const))(
    'has in %s every text, placeholder, failure and alarm name that English has',
    (_name, locale) => {
      expect(findGaps(locale, english)).toEqual([]);
    },
  );

  it('is found wanting when it lacks a text, changes a placeholder, or lacks a failure or an alarm', () => {
    const broken = structuredClone(english) as unknown as {
      messages: { shell: Record<string, string> };
      failures: Record<string, unknown>;
      alarms: Record<number, string>;
    };
    delete broken.messages.shell['signOut'];
    broken.messages.shell['accountMenu'] = 'Angemeldet als {name}';
    broken.messages.shell['extra'] = 'zu viel';
    delete broken.failures['cancelled'];
    delete broken.alarms[44];

    expect(findGaps(broken as never, english)).toEqual([
      'placeholders: shell.accountMenu',
      'missing: shell.signOut',
      'unknown: shell.extra',
      'failure: cancelled',
      'alarm: 44',
    ]);
  });

  it('is offered only with a code that is its own', () => {
    expect(new Set(locales.map((locale) => locale.code)).size).toBe(locales.length);
  });
});

describe('The texts on screen', () => {
  it('exist for every key that a source names', () => {
    const unknown = sources.flatMap(({ path, code }) =>
      usedKeys(code)
        .filter((key) => !texts.has(key) && !ofTheBridge.has(key))
        .map((key) => `${path}: ${key}`),
    );
    expect(unknown).toEqual([]);
  });

  it('are all used somewhere', () => {
    const named = new Set(sources.flatMap(({ code }) => usedKeys(code)));
    const built = sources.flatMap(({ code }) => builtKeys(code));
    const unused = [...texts.keys()].filter(
      (key) => !named.has(key) && !built.some((pattern) => pattern.test(key)),
    );
    expect(unused).toEqual([]);
  });

  it('keep the names that the plan of the house gives to pages and buttons', () => {
    const names = [
      en.signin.server,
      en.signin.account,
      en.signin.password,
      en.signin.remember,
      en.signin.signIn,
    ];
    expect(names).toEqual(['Server', 'Account', 'Password', 'Remember me', 'Sign in']);
    expect(en.signin.demo).toBe('Explore the demo fleet');
    expect(Object.values(en.nav).slice(0, 1)).toEqual(['Live']);
    expect(en.live.newWall).toBe('New wall window');
    expect([en.reports.pause, en.reports.resume, en.reports.cancel]).toEqual(['Pause', 'Resume', 'Cancel']);
  });
});

describe('The text of a failure', () => {
  it('comes in the asked language', () => {
    expect(failureText({ code: 'provider.20001' }, 'en').title).toBe('Account or password is wrong');
  });

  it('falls back to English for a language that is not there', () => {
    expect(failureText({ code: 'cancelled' }, 'xx')).toEqual(failureText({ code: 'cancelled' }, 'en'));
  });
});
