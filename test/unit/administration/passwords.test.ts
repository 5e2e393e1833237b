import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  generatedStrength,
  generatePassword,
  passwordProblem,
  typedStrength,
} from '../../../electron/administration/passwords.ts';
import { PASSWORD_ALPHABET } from '../../../electron/contract/administration.ts';

describe('a generated password', () => {
  it('has the length asked for and no character that is mistaken for another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 6, max: 64 }), (length) => {
        const password = generatePassword(length);
        expect(password).toHaveLength(length);
        expect(password).not.toMatch(/[0Oo1lIi5Ss2Zz8B]/);
        expect(passwordProblem(password)).toBeNull();
      }),
    );
  });

  it('takes every character of the alphabet, each place drawn by its own', () => {
    expect(new Set(PASSWORD_ALPHABET).size).toBe(PASSWORD_ALPHABET.length);
    const drawn = Array.from({ length: PASSWORD_ALPHABET.length }, (_, place) =>
      generatePassword(1, () => place),
    );
    expect(drawn.join('')).toBe(PASSWORD_ALPHABET);
    const asked: number[] = [];
    generatePassword(12, (limit) => {
      asked.push(limit);
      return 0;
    });
    expect(asked).toEqual(Array.from({ length: 12 }, () => PASSWORD_ALPHABET.length));
  });

  it('does not come twice in 2,000', () => {
    const all = new Set(Array.from({ length: 2_000 }, () => generatePassword(10)));
    expect(all.size).toBe(2_000);
  });

  it('is as strong as its length says', () => {
    expect(generatedStrength(12)).toEqual({ bits: 67, grade: 'strong' });
    expect(generatedStrength(8).grade).toBe('fair');
  });
});

describe('a typed password', () => {
  it.each([
    ['password1', 'weak'],
    ['aaaaaaaaaaaa', 'weak'],
    ['12345678', 'weak'],
    ['north2024x', 'weak'],
    ['tulpe72x', 'fair'],
    ['correct horse battery', 'strong'],
    ['Tr0ub4dor&3', 'strong'],
  ])('%s is %s', (password, grade) => {
    expect(typedStrength(password, 'north').grade).toBe(grade);
  });

  it('is never made weaker by one more character of another kind', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{6,20}$/), (password) => {
        fc.pre(typedStrength(password).bits > 10);
        expect(typedStrength(`${password}#`).bits).toBeGreaterThan(typedStrength(password).bits);
      }),
    );
  });

  it.each([
    ['abc', 'shorter than 6 characters'],
    ['x'.repeat(65), 'longer than 64 characters'],
    ['abc\u0000defg', 'holds a control character'],
    ['abcdef\ud800', 'holds a broken character'],
    [' abcdef', 'begins or ends with a space'],
    ['pass wörd 漢', null],
  ])('%j: %s', (password, problem) => {
    expect(passwordProblem(password)).toBe(problem);
  });
});
