import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  contentProblem,
  fillPlaceholders,
  MESSAGE_LENGTH_LIMIT,
  messageLength,
  messagePlaceholders,
  messageProblem,
  placeholdersIn,
  unknownPlaceholders,
} from '../../../electron/contract/message.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc
    .array(fc.constantFrom('👩‍👩‍👧', 'e\u0301', '🇨🇭', 'ä', 'a', '\u0301', '漢'), { maxLength: 200 })
    .map((parts) => parts.join('')),
);
const segments = new Intl.Segmenter('en', { granularity: 'grapheme' });

describe('the length of a message', () => {
  it.each([
    ['', 0],
    ['Hello', 5],
    ['é', 1],
    ['e\u0301', 2],
    ['漢字', 2],
    ['😀', 2],
    ['👩‍👩‍👧', 8],
    ['a\nb', 3],
  ])('counts %j as %i', (text, length) => {
    expect(messageLength(text)).toBe(length);
  });

  it('is never less than any way a provider may count: code points, or what the eye sees', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(messageLength(text)).toBeGreaterThanOrEqual(Array.from(text).length);
        expect(messageLength(text)).toBeGreaterThanOrEqual(Array.from(segments.segment(text)).length);
      }),
    );
  });

  it('adds up: two texts after each other are as long as both', () => {
    fc.assert(
      fc.property(anyText, anyText, (one, two) => {
        expect(messageLength(one + two)).toBe(messageLength(one) + messageLength(two));
      }),
    );
  });
});

describe('a message', () => {
  it('may have exactly 300 characters', () => {
    expect(messageProblem('x'.repeat(MESSAGE_LENGTH_LIMIT))).toBeNull();
    expect(messageProblem('x'.repeat(MESSAGE_LENGTH_LIMIT + 1))).toBe('tooLong');
    expect(messageProblem('😀'.repeat(150))).toBeNull();
    expect(messageProblem(`${'😀'.repeat(150)}x`)).toBe('tooLong');
  });

  it('may not be empty, hold half a character or control characters', () => {
    expect(messageProblem(' \n\t')).toBe('empty');
    expect(messageProblem('a\ud83d')).toBe('brokenCharacter');
    expect(messageProblem('\ude00b')).toBe('brokenCharacter');
    expect(messageProblem('a\u0000b')).toBe('controlCharacter');
    expect(messageProblem('one\ntwo\tthree\r\n')).toBeNull();
  });

  it('that has no problem reaches the provider as the very same text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        if (messageProblem(text) === null) expect(decodeURIComponent(encodeURIComponent(text))).toBe(text);
      }),
    );
  });
});

describe('placeholders', () => {
  const values = { account: 'north', username: 'North {devices} Ltd', devices: '3', expires: '2030-01-01' };

  it('are found once each; other braces are text', () => {
    expect(placeholdersIn('{devices} of {account}, {devices} {Account} {x} {}')).toEqual([
      'account',
      'devices',
    ]);
    expect(placeholdersIn('none {')).toEqual([]);
  });

  it('are filled once: what a value says is never filled again', () => {
    expect(fillPlaceholders('Dear {username}: {devices} until {expires} {other}', values)).toBe(
      'Dear North {devices} Ltd: 3 until 2030-01-01 {other}',
    );
  });

  it('leave any text without them as it is, dollars and all', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        if (placeholdersIn(text).length === 0) expect(fillPlaceholders(text, values)).toBe(text);
      }),
    );
    expect(fillPlaceholders('{account}', { ...values, account: '$& $1' })).toBe('$& $1');
    expect(messagePlaceholders).toHaveLength(4);
  });
});

describe('the text as it is written', () => {
  it.each([
    ['Dear {username}, {devices} vehicles', []],
    ['{nonsense} for {account}', ['{nonsense}']],
    ['{Account} and {ACCOUNT}', ['{Account}', '{ACCOUNT}']],
    ['{account', ['{account']],
    ['a } and { b', ['}', '{ b']],
    ['{}', ['{}']],
  ])('finds in %j what is no placeholder: %j', (content, unknown) => {
    expect(unknownPlaceholders(content)).toEqual(unknown);
    expect(contentProblem(content)).toBe(unknown.length > 0 ? 'placeholder' : null);
  });

  it('is not too long before its placeholders are filled, and is without any', () => {
    expect(contentProblem(`${'x'.repeat(MESSAGE_LENGTH_LIMIT)}{account}`)).toBeNull();
    expect(contentProblem('x'.repeat(MESSAGE_LENGTH_LIMIT + 1))).toBe('tooLong');
  });
});
