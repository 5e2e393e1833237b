import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packColumns } from '../../../electron/archive/packing.ts';
import { columnNames, createColumns, NO_PLACE } from '../../../electron/contract/live.ts';
import { codeRows, decodeRows, POSITION_FORMAT } from '../../../electron/playback/position-coding.ts';
import type { PositionRows } from '../../../electron/playback/position-rows.ts';

const place = fc.oneof(
  fc.integer({ min: -1_800_000_000, max: 1_800_000_000 }),
  fc.integer({ min: -180_000_000, max: 180_000_000 }).map((micro) => micro * 10),
  fc.constant(NO_PLACE),
);
const row = fc.record({
  device: fc.integer({ min: 1, max: 3 }),
  time: fc.integer({ min: 0, max: 119 }),
  longitude: place,
  latitude: place,
  gpsTime: fc.integer({ min: 0, max: 4_294_967_295 }),
  heartTime: fc.integer({ min: 0, max: 4_294_967_295 }),
  course: fc.integer({ min: 0, max: 65_535 }),
  speed: fc.integer({ min: 0, max: 65_535 }),
  flags: fc.integer({ min: 0, max: 1_023 }),
  state: fc.integer({ min: 0, max: 7 }),
  battery: fc.integer({ min: 0, max: 255 }),
});

function rowsOf(values: readonly Record<string, number>[]): PositionRows {
  const columns = createColumns(values.length);
  values.forEach((each, at) => {
    for (const name of columnNames) columns[name][at] = each[name] ?? 0;
  });
  return {
    count: values.length,
    devices: Uint32Array.from(values, ({ device = 0 }) => device),
    times: Uint16Array.from(values, ({ time = 0 }) => time),
    columns,
  };
}

describe('the coding of recorded positions', () => {
  it('brings back every row, wherever vehicles jump to and whatever is unknown', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (values) => {
        const rows = rowsOf(values.toSorted((a, b) => a.device - b.device));
        expect(decodeRows(POSITION_FORMAT, rows.count, codeRows(rows))).toEqual(rows);
      }),
    );
  });

  it('still reads blocks that an earlier console recorded', () => {
    const rows = rowsOf([{ device: 1, time: 0, longitude: 9, heartTime: 7 }]);
    const all = [rows.devices, rows.times, ...columnNames.map((name) => rows.columns[name])];
    expect(decodeRows(1, 1, packColumns(all))).toEqual(rows);
  });

  it('refuses what it does not know and what does not fit', () => {
    const coded = codeRows(rowsOf([{ device: 1, time: 0 }]));
    expect(decodeRows(POSITION_FORMAT + 1, 1, coded)).toBeNull();
    expect(decodeRows(POSITION_FORMAT, 2, coded)).toBeNull();
    expect(decodeRows(POSITION_FORMAT, 1, coded.subarray(1))).toBeNull();
  });
});
