import { describe, expect, it } from 'vitest';
import { bestOf } from '../../../../../renderer/windows/console/palette-search.ts';

const text = (entry: string): string => entry.toLowerCase();

describe('What the palette shows of many', () => {
  it('shows the plate that was typed before the many that hold it', () => {
    const holding = Array.from({ length: 40 }, (_, number) => `X KA 12${number}`);
    const { shown, found } = bestOf([...holding, 'KA 123', 'KA 12'], text, 'ka 12', 12);
    expect(shown.slice(0, 2)).toEqual(['KA 12', 'KA 123']);
    expect(shown).toHaveLength(12);
    expect(found).toBe(42);
  });

  it('finds a line among several, and a plate as it is said over the radio', () => {
    const entries = ['a\n0bm 13-845\n1\n0bm13845', 'b\n0bm 13-84\n2\n0bm1384'];
    expect(bestOf(entries, text, '0BM1384', 1).shown).toEqual([entries[1]]);
    expect(bestOf(entries, text, '0bm 13-84', 1).shown).toEqual([entries[1]]);
  });

  it('keeps the order of equals, and shows all when there are few', () => {
    expect(bestOf(['one ka', 'two ka'], text, 'ka', 12)).toEqual({ shown: ['one ka', 'two ka'], found: 2 });
    expect(bestOf([], text, 'ka', 12)).toEqual({ shown: [], found: 0 });
  });
});
