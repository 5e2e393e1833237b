import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readIndependently, throughLibreOffice, type ReadCell } from '../../support/independent-reader.ts';
import { alarmRows, ledgerDevices, mileageRows } from '../../support/provider-ledger.ts';
import { alarmRequest, DAY, make, midnight, mileageRequest, openReports, tripsRequest } from './support.ts';

const rounded = (cells: readonly ReadCell[]): ReadCell[] =>
  cells.map((cell) => (typeof cell === 'number' ? Math.round(cell * 1e6) / 1e6 : cell));
const sorted = (rows: readonly (readonly ReadCell[])[]): string[] =>
  rows.map((row) => JSON.stringify(rounded(row))).sort();

describe('workbooks read by openpyxl', () => {
  it('hold in every cell of the matrix of days what the ledger of the provider holds', async () => {
    const bed = await openReports(140);
    const devices = ledgerDevices(bed.simulator);
    const run = await make(bed, mileageRequest(9, 'day'));
    expect(run.gaps).toBe(0);
    const sheet = (await readIndependently(run.path)).get('Per day') ?? [];
    const days = Array.from({ length: 9 }, (_, day) => midnight(9 - day));
    const ledger = mileageRows(
      bed.simulator,
      days.map((begin) => [begin, begin + DAY]),
    );
    const names = (cells: readonly ReadCell[]): ReadCell => cells[2] ?? null;
    const [header = [], ...rows] = sheet;
    const totals = rows.pop() ?? [];
    expect(header.slice(4, 13)).toEqual(
      days.map((begin) => ({ time: `${new Date(begin * 1_000).toISOString().slice(0, 10)} 00:00:00` })),
    );
    expect(rows).toHaveLength(devices.size);
    for (const row of rows) {
      const expected = ledger.get(JSON.stringify(names(row)).replaceAll('"', '')) ?? [];
      expect(rounded(row.slice(4))).toEqual(rounded(expected.slice(4)));
      expect([row[0], row[2]]).toEqual([expected[0], expected[2]]);
    }
    const sums = days.map((_, day) =>
      [...ledger.values()].reduce((sum, values) => sum + Number(values[4 + day]), 0),
    );
    expect(rounded(totals.slice(4, 13))).toEqual(rounded(sums));
  });

  it('hold in every cell of the alarms what the ledger of the provider holds', async () => {
    const bed = await openReports(50);
    const run = await make(bed, alarmRequest(3));
    expect(run.gaps).toBe(0);
    const [, ...rows] = (await readIndependently(run.path)).get('Alarms') ?? [];
    // The bed names devices and accounts more shortly than the console.
    const without = (cells: readonly ReadCell[]): ReadCell[] => cells.filter((_, at) => at !== 3 && at !== 5);
    expect(rows.length).toBeGreaterThan(100);
    expect(sorted(rows.map(without))).toEqual(
      sorted(alarmRows(bed.simulator, midnight(3), midnight(), 0).map(without)),
    );
  });
});

describe('workbooks loaded by LibreOffice', () => {
  it('load without a complaint and give every cell back, every formula recalculated to the value that stands there', async () => {
    const bed = await openReports(30);
    const requests = [mileageRequest(3, 'day'), alarmRequest(2), tripsRequest(1)];
    for (const [index, request] of requests.entries()) {
      const run = await make(bed, request, `office ${index}`);
      expect(run.state).toBe('done');
      const ours = await readIndependently(join(bed.folder, `office ${index}.xlsx`));
      const { cells, complaints } = await throughLibreOffice(run.path);
      expect(complaints).toBe('');
      expect([...cells.keys()]).toEqual([...ours.keys()]);
      for (const [name, rows] of ours) {
        const theirs = cells.get(name) ?? [];
        for (const [at, row] of rows.entries()) {
          const known = row.findLastIndex((cell) => cell !== null && cell !== '');
          const empty = (cell: ReadCell): ReadCell => (cell === '' ? null : cell);
          expect(rounded((theirs[at] ?? []).slice(0, known + 1).map(empty))).toEqual(
            rounded(row.slice(0, known + 1).map(empty)),
          );
        }
      }
    }
  });
});
