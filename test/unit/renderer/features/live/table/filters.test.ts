import { describe, expect, it } from 'vitest';
import { holds, numberFilter, textFilter } from '../../../../../../renderer/features/live/table/filters.ts';

/** Which of these numbers a typed filter lets pass; null when it is none. */
function passing(typed: string, numbers: readonly number[], ages = false): number[] | null {
  const filter = numberFilter(typed, ages);
  if (filter.kind !== 'range') return null;
  return numbers.filter((number) => number >= filter.low && number <= filter.high);
}

describe('a filter of numbers', () => {
  it('knows more, less, equal and between', () => {
    const numbers = [-5, 0, 10, 15, 20, 50];
    expect(passing('>10', numbers)).toEqual([15, 20, 50]);
    expect(passing('>= 10', numbers)).toEqual([10, 15, 20, 50]);
    expect(passing('<10', numbers)).toEqual([-5, 0]);
    expect(passing('<=10', numbers)).toEqual([-5, 0, 10]);
    expect(passing('15', numbers)).toEqual([15]);
    expect(passing('=15', numbers)).toEqual([15]);
    expect(passing('10-20', numbers)).toEqual([10, 15, 20]);
    expect(passing('-5 .. 0', numbers)).toEqual([-5, 0]);
    expect(passing('>12,5', numbers)).toEqual([15, 20, 50]);
  });

  it('knows seconds, minutes, hours and days of ages', () => {
    const ages = [30, 300, 7_200, 200_000];
    expect(passing('>1h', ages, true)).toEqual([7_200, 200_000]);
    expect(passing('<10m', ages, true)).toEqual([30, 300]);
    expect(passing('1m-1d', ages, true)).toEqual([300, 7_200]);
    expect(passing('> 2 d', ages, true)).toEqual([200_000]);
  });

  it('says of anything else that it is no filter', () => {
    for (const typed of ['fast', '>', '>>5', '20-10', '5x', '>1h']) {
      expect(numberFilter(typed, false)).toEqual({ kind: 'wrong' });
    }
    expect(numberFilter('  ', false)).toEqual({ kind: 'none' });
  });
});

describe('a filter of texts', () => {
  it('wants every word, wherever it stands, whatever its case', () => {
    const filter = textFilter(' Van  north ');
    expect(filter).toEqual({ kind: 'text', words: ['van', 'north'] });
    expect(holds('NORTH-VAN 12', ['van', 'north'])).toBe(true);
    expect(holds('van', ['van', 'north'])).toBe(false);
    expect(textFilter(' ')).toEqual({ kind: 'none' });
  });
});
