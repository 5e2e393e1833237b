import { describe, expect, it } from 'vitest';
import { draftsKey, readDrafts, writeDrafts } from '../../../../../renderer/features/alarms/note-drafts.ts';
import { rowOf, steady } from '../../../../../renderer/features/alarms/steady-rows.ts';

const rows = (...ids: number[]): Map<number, { id: number }> =>
  new Map(ids.map((id, index) => [index, { id }]));

describe('rows that stay where they are', () => {
  const before = rows(5, 4, 3, 2);

  it('follow the row under the pointer before any other', () => {
    const wanted = [
      { id: 3, place: 96 },
      { id: 5, place: 0 },
    ];
    expect(steady(before, rows(9, 5, 8, 4, 3, 2), wanted)).toEqual({ anchor: wanted[0], index: 4, moved: 2 });
  });

  it('follow the next one when the first has left the list', () => {
    const wanted = [
      { id: 5, place: 0 },
      { id: 2, place: 144 },
    ];
    expect(steady(before, rows(4, 3, 2), wanted)).toEqual({ anchor: wanted[1], index: 2, moved: -1 });
  });

  it('are lost when none of them is among what is read', () => {
    expect(steady(before, rows(90, 91), [{ id: 5, place: 0 }])).toBeNull();
    expect(rowOf(before, null)).toBeNull();
  });
});

describe('notes that are not added yet', () => {
  it('are remembered for their account, and the empty ones are not', () => {
    const text = writeDrafts(
      new Map([
        [7, 'called twice'],
        [8, '  '],
      ]),
    );
    expect(readDrafts(text)).toEqual(new Map([[7, 'called twice']]));
    expect(writeDrafts(new Map([[8, '']]))).toBeNull();
    expect(draftsKey('https://a', 'demo')).not.toBe(draftsKey('https://b', 'demo'));
  });

  it.each([null, '', '{"7":"x"}', '[[0,"x"]]', '[[7]]'])('count as none when %j is kept', (text) => {
    expect(readDrafts(text).size).toBe(0);
  });
});
