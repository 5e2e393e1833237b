import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packFlags } from '../../../../../../electron/contract/live.ts';
import { vehicleStates } from '../../../../../../electron/contract/position.ts';
import type { VehicleState } from '../../../../../../electron/contract/position.ts';
import { Directory } from '../../../../../../renderer/bridge/directory.ts';
import {
  arrange,
  numberOf,
  TableLines,
  TextRanks,
} from '../../../../../../renderer/features/live/table/arrange.ts';
import type { Arrangement, TableSource } from '../../../../../../renderer/features/live/table/arrange.ts';
import { wordKey } from '../../../../../../renderer/features/live/table/cell-text.ts';
import { numberFilter, textFilter } from '../../../../../../renderer/features/live/table/filters.ts';
import { columnsOf, directoryChunk } from '../../../builders.ts';

interface Row {
  readonly plate: string;
  readonly account?: string;
  readonly state?: VehicleState;
  readonly speed?: number;
  readonly heart?: number;
}

const now = 1_700_000_000;

function fleet(rows: readonly Row[]): { source: TableSource; all: Uint32Array } {
  const directory = new Directory();
  directory.put(
    directoryChunk(
      0,
      rows.map(({ plate, account }, at) => ({
        imei: String(100_000 + at),
        plate,
        ...(account === undefined ? {} : { account }),
      })),
    ),
  );
  return {
    source: { directory, columns: columnsOf(rows), now, asked: new Map() },
    all: Uint32Array.from(rows.keys()),
  };
}

function plain(over: Partial<Arrangement> = {}): Arrangement {
  return {
    filters: new Map(),
    order: { column: 'plate', descending: false },
    grouping: 'none',
    wordOf: () => '',
    ...over,
  };
}

describe('the rows of the table', () => {
  const { source, all } = fleet([
    { plate: 'B 10', speed: 30, state: 'moving', account: 'south' },
    { plate: 'B 9', speed: 80, state: 'moving', account: 'north' },
    { plate: '', state: 'offline', account: 'north' },
    { plate: 'ä 1', speed: 0, state: 'parked', account: 'north', heart: now - 7_200 },
  ]);
  const slots = (over: Partial<Arrangement>): number[] => [
    ...arrange(all, source, new TextRanks(), plain(over)).slots,
  ];

  it('stand in the order of a text as people read it, the empty ones last either way', () => {
    expect(slots({})).toEqual([3, 1, 0, 2]);
    expect(slots({ order: { column: 'plate', descending: true } })).toEqual([0, 1, 3, 2]);
  });

  it('stand in the order of a number, the unknown ones last either way', () => {
    expect(slots({ order: { column: 'speed', descending: false } })).toEqual([3, 0, 1, 2]);
    expect(slots({ order: { column: 'speed', descending: true } })).toEqual([1, 0, 3, 2]);
  });

  it('are narrowed by every filter', () => {
    expect(slots({ filters: new Map([['speed', numberFilter('>20', false)]]) })).toEqual([1, 0]);
    expect(slots({ filters: new Map([['age', numberFilter('>1h', true)]]) })).toEqual([3]);
    expect(slots({ filters: new Map([['plate', textFilter('b')]]) })).toEqual([1, 0]);
    const both = new Map([['plate', textFilter('b')] as const, ['account', textFilter('NORTH')] as const]);
    expect(slots({ filters: both })).toEqual([1]);
  });

  it('stand in the order of what had to be asked, and are narrowed by it, once it has come', () => {
    const order = { column: 'mileage', descending: true } as const;
    const asked = new Map([['mileage', Float64Array.of(5_000, 90_000, NaN, 20_000)] as const]);
    const filters = new Map([['mileage', numberFilter('>10000', false)] as const]);
    const known = (over: Partial<Arrangement>): number[] => [
      ...arrange(all, { ...source, asked }, new TextRanks(), plain(over)).slots,
    ];
    expect(slots({ order })).toEqual([0, 1, 2, 3]);
    expect(known({ order })).toEqual([1, 3, 0, 2]);
    expect(known({ order, filters })).toEqual([1, 3]);
  });

  it('are narrowed by what a state is called on screen', () => {
    const wordOf: Arrangement['wordOf'] = (id, slot) => wordKey(id, source, slot) ?? '';
    expect(slots({ filters: new Map([['state', textFilter('moving')]]), wordOf })).toEqual([1, 0]);
  });

  it('stand under their group, groups in their own order', () => {
    const arranged = arrange(all, source, new TextRanks(), plain({ grouping: 'account' }));
    expect(arranged.groups).toEqual([
      { key: 'north', count: 3 },
      { key: 'south', count: 1 },
    ]);
    expect([...arranged.slots]).toEqual([3, 1, 2, 0]);
    const byState = arrange(all, source, new TextRanks(), plain({ grouping: 'state' }));
    expect(byState.groups.map(({ key }) => vehicleStates[Number(key)])).toEqual([
      'moving',
      'parked',
      'offline',
    ]);
  });
});

describe('the lines on screen', () => {
  it('name every row once, whatever is folded, and find it again', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(counts, fc.array(fc.integer({ min: 0, max: 5 })), (sizes, fold) => {
        const total = sizes.reduce((sum, size) => sum + size, 0);
        const groups = sizes.map((count, at) => ({ key: String(at), count }));
        const folded = new Set(fold.map(String));
        const lines = new TableLines(
          { slots: Uint32Array.from({ length: total }, (_, at) => at), groups },
          folded,
        );
        const shown: number[] = [];
        const heads: number[] = [];
        for (let at = 0; at < lines.count; at += 1) {
          const line = lines.at(at);
          if (line?.kind === 'row') {
            shown.push(line.slot);
            expect(lines.lineOf(line.slot)).toBe(at);
          } else if (line) heads.push(line.group);
        }
        expect(heads).toEqual(groups.map((_, at) => at));
        const open = groups.filter(({ key }) => !folded.has(key)).reduce((sum, { count }) => sum + count, 0);
        expect(new Set(shown).size).toBe(open);
        expect(shown).toHaveLength(open);
        expect(lines.at(lines.count)).toBeNull();
      }),
    );
  });
});

describe('what a cell says', () => {
  it('is unknown where the provider did not tell, never a number that means so', () => {
    const { source } = fleet([{ plate: 'A' }]);
    for (const id of [
      'speed',
      'course',
      'latitude',
      'longitude',
      'battery',
      'age',
      'gpsTime',
      'due',
      'acc',
    ] as const) {
      expect(numberOf(id, source, 0)).toBeNaN();
    }
    expect(wordKey('acc', source, 0)).toBeNull();
    source.columns.flags[0] = packFlags({
      acc: true,
      door: false,
      charge: null,
      fuelSupply: true,
      defence: null,
    });
    expect(wordKey('acc', source, 0)).toBe('word.on');
    expect(wordKey('door', source, 0)).toBe('word.closed');
  });

  it('is an age of zero for a clock that runs ahead', () => {
    const { source } = fleet([{ plate: 'A', heart: now + 86_400 }]);
    expect(numberOf('age', source, 0)).toBe(0);
  });
});
