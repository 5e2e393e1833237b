import { randomInt } from 'node:crypto';
import { PASSWORD_ALPHABET, PASSWORD_LENGTH, type PasswordStrength } from '../contract/administration.ts';

/** A whole number from 0 up to `limit`, not included, from a cryptographic source. */
export type RandomInt = (limit: number) => number;

/** A password of letters and digits that nobody mistakes for one another on paper. */
export function generatePassword(length: number, random: RandomInt = (limit) => randomInt(limit)): string {
  let password = '';
  for (let place = 0; place < length; place += 1) {
    password += PASSWORD_ALPHABET.charAt(random(PASSWORD_ALPHABET.length));
  }
  return password;
}

/** Strength of a password drawn by `generatePassword`. */
export function generatedStrength(length: number): PasswordStrength {
  return graded(length * Math.log2(PASSWORD_ALPHABET.length));
}

const wellKnown = [
  'password',
  'passwort',
  '123456',
  'qwerty',
  'qwertz',
  'admin',
  'letmein',
  'welcome',
  'abc123',
];

/**
 * An upper estimate of how hard a typed password is to guess: its kinds of characters and its length, less for
 * repeats and runs, little for a well-known one or one that holds the account's name.
 */
export function typedStrength(password: string, account = ''): PasswordStrength {
  const low = password.toLowerCase();
  if (wellKnown.some((word) => low.includes(word))) return graded(8);
  if (account.length >= 3 && low.includes(account.toLowerCase())) return graded(10);
  const kinds: [RegExp, number][] = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/[0-9]/, 10],
    [/[\u0021-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007e ]/, 33],
    [/[^\u0000-\u007f]/, 100],
  ];
  const alphabet = kinds.reduce((sum, [pattern, size]) => (pattern.test(password) ? sum + size : sum), 0);
  return graded(worthOf(Array.from(password)) * Math.log2(Math.max(alphabet, 1)));
}

/** Characters that count: one that repeats or continues a run (aaa, 123, cba) counts a quarter. */
function worthOf(characters: readonly string[]): number {
  let worth = 0;
  let before: number | null = null;
  for (const character of characters) {
    const code = character.codePointAt(0) ?? 0;
    worth += before !== null && Math.abs(code - before) <= 1 ? 0.25 : 1;
    before = code;
  }
  return worth;
}

function graded(bits: number): PasswordStrength {
  const grade = bits < 30 ? 'weak' : bits < 50 ? 'fair' : bits < 65 ? 'good' : 'strong';
  return { bits: Math.round(bits), grade };
}

/** Why a password cannot be set, in plain words; null when it can. Never repeats the password. */
export function passwordProblem(password: string): string | null {
  if (password.length < PASSWORD_LENGTH.min) return `shorter than ${PASSWORD_LENGTH.min} characters`;
  if (password.length > PASSWORD_LENGTH.max) return `longer than ${PASSWORD_LENGTH.max} characters`;
  if (/[\u0000-\u001f\u007f]/.test(password)) return 'holds a control character';
  if (/\p{Surrogate}/u.test(password)) return 'holds a broken character';
  if (password !== password.trim()) return 'begins or ends with a space';
  return null;
}
