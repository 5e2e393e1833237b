import { describe, expect, it } from 'vitest';
import { checkNumber } from '../../../../../renderer/features/settings/check-number.ts';

const age = { low: 10, high: 86_400, whole: true };
const rate = { low: 0.1, high: 100, whole: false };

describe('A typed number', () => {
  it.each([
    ['300', age, 300],
    [' 10 ', age, 10],
    ['86400', age, 86_400],
    ['9', age, null],
    ['86401', age, null],
    ['12.5', age, null],
    ['12.5', rate, 12.5],
    ['12,5', rate, 12.5],
    ['0.05', rate, null],
    ['', rate, null],
    ['1e2', rate, null],
    ['-5', rate, null],
    ['5x', rate, null],
  ])('%j within its bounds', (typed, bounds, value) => {
    expect(checkNumber(typed, bounds)).toBe(value);
  });
});
