import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PositionBlockStore } from '../../../electron/archive/position-store.ts';
import { freshArchive, value } from '../../support/archive.ts';

const BLOCKS = 10;
const BEGIN = 1_800_000_000;

let opened: ReturnType<typeof freshArchive>;
beforeEach(() => {
  opened = freshArchive();
});
afterEach(() => {
  opened.dispose();
});

/** Blocks of two minutes, of a hundred bytes each. */
function keepBlocks(store: PositionBlockStore): void {
  for (let block = 0; block < BLOCKS; block += 1) {
    const [begin, until] = [BEGIN + block * 120, BEGIN + block * 120 + 119];
    value(store.put({ begin, part: 0, until, count: 1, format: 2, rows: new Uint8Array(100) }));
    value(store.finish({ begin, until, bytes: 100 }));
  }
}

const begins = (store: PositionBlockStore): number[] =>
  value(store.spans()).map(({ begin }) => (begin - BEGIN) / 120);

describe('limits of recorded positions', () => {
  it('take out the oldest a go at a time, and say whether there is more', () => {
    const store = new PositionBlockStore(opened.archive, 0);
    keepBlocks(store);
    expect(value(store.keepWithin(0, 800))).toBe(true);
    expect(begins(store)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(value(store.keepWithin(0, 800))).toBe(false);
    expect(value(store.keepWithin(0, 800))).toBe(false);
    expect(begins(store)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    expect(begins(new PositionBlockStore(opened.reopen()))).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('go by age as by size, and never touch what is within both', () => {
    const store = new PositionBlockStore(opened.archive, 0);
    keepBlocks(store);
    let goes = 1;
    while (value(store.keepWithin(BEGIN + 3 * 120, 1_000))) goes += 1;
    expect([goes, begins(store)]).toEqual([3, [3, 4, 5, 6, 7, 8, 9]]);
    expect(value(store.keepWithin(-Infinity, Infinity))).toBe(false);
    expect(begins(store)).toHaveLength(7);
  });
});
