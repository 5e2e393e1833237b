import { describe, expect, it } from 'vitest';
import { readTyped, stepAt, typedText } from '../../../../renderer/ui/moment-typing.ts';

describe('A typed moment', () => {
  it.each([
    ['2026-11-23 14:05', '2026-11-23T14:05'],
    [' 2026-11-23T14:05 ', '2026-11-23T14:05'],
    ['2026-1-3 9:05', '2026-01-03T09:05'],
    ['2026-11-23 14:05:00', '2026-11-23T14:05'],
    ['2028-02-29 00:00', '2028-02-29T00:00'],
  ])('is read out of %j in 24 hours', (text, value) => {
    expect(readTyped(text, 'minute', null)).toBe(value);
  });

  it.each([
    '',
    '2026-11-23',
    '2026-02-30 10:00',
    '2026-13-01 10:00',
    '2026-11-23 24:00',
    '2026-11-23 12:60',
    '2026-11-23 02:05 PM',
    '11/23/2026 14:05',
    '2026-11-23 14:05:30',
    '14:05',
  ])('is not read out of %j', (text) => {
    expect(readTyped(text, 'minute', null)).toBeNull();
  });

  it('without a day is on the day of the field', () => {
    expect(readTyped('6:05', 'minute', '2026-11-23')).toBe('2026-11-23T06:05');
    expect(readTyped('06:05:09', 'second', '2026-11-23')).toBe('2026-11-23T06:05:09');
  });

  it('of the day alone is a time, and a date is none', () => {
    expect(readTyped('6:30', 'time', null)).toBe('06:30');
    expect(readTyped('2026-11-23 06:30', 'time', null)).toBeNull();
    expect(readTyped('6:30 pm', 'time', null)).toBeNull();
  });

  it('is shown with a space between day and time, and read again as it is shown', () => {
    expect(typedText('2026-11-23T14:05')).toBe('2026-11-23 14:05');
    expect(readTyped(typedText('2026-11-23T14:05:09'), 'second', null)).toBe('2026-11-23T14:05:09');
  });
});

describe('A step with the keyboard', () => {
  it.each([
    [0, '2027-11-30 23:59'],
    [6, '2026-12-30 23:59'],
    [10, '2026-12-01 23:59'],
    [12, '2026-12-01 00:59'],
    [16, '2026-12-01 00:00'],
  ])('up at place %i changes the part there and runs over', (caret, text) => {
    expect(stepAt('2026-11-30T23:59', caret, 1).text).toBe(text);
  });

  it('keeps the part chosen', () => {
    expect(stepAt('2026-11-30T23:59', 13, -1)).toEqual({ text: '2026-11-30 22:59', start: 11, end: 13 });
    expect(stepAt('06:30', 4, 1)).toEqual({ text: '06:31', start: 3, end: 5 });
  });

  it('stays within a shorter month', () => {
    expect(stepAt('2026-01-31T10:00', 6, 1).text).toBe('2026-02-28 10:00');
    expect(stepAt('2028-02-29T10:00', 1, 1).text).toBe('2029-02-28 10:00');
  });

  it('goes round the clock in a field of times, and not past the years that can be written', () => {
    expect(stepAt('23:59', 0, 1).text).toBe('00:59');
    expect(stepAt('9999-12-31T23:59', 0, 1).text).toBe('9999-12-31 23:59');
  });
});
