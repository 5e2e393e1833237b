import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Cell, ClosedSheet, PackedColumn, SheetSpec } from '../../../electron/reports/workbook/model.ts';
import { TargetFile } from '../../../electron/reports/workbook/target-file.ts';
import { WorkbookWriter } from '../../../electron/reports/workbook/workbook-writer.ts';
import { ZipWriter } from '../../../electron/reports/workbook/zip-writer.ts';
import { ZoneClock } from '../../../electron/reports/zone.ts';
import { readWorkbook, rowValues, sheetOf, temporaryFolder, unzip } from '../../support/reports.ts';

const plain: SheetSpec = {
  name: 'Data',
  columns: [{ title: 'Text', width: 20, kind: { is: 'text' } }],
  header: true,
  frozenColumns: 0,
  totalLabel: null,
  landscape: false,
  shaded: null,
};

const numbers = (...values: number[]): PackedColumn => ({ as: 'numbers', values: Float64Array.from(values) });
const texts = (...values: string[]): PackedColumn => ({ as: 'texts', values });

/** Writes one workbook and gives its path and what `fill` gave. */
async function write<T>(
  fill: (writer: WorkbookWriter) => Promise<T>,
  { zone = 'UTC', rowsPerSheet = 1_048_576 } = {},
): Promise<{ path: string; made: T }> {
  const path = join(await temporaryFolder(), 'book.xlsx');
  const file = await TargetFile.create(path, 'test');
  if (!file.ok) throw new Error(file.failure.code);
  const writer = new WorkbookWriter(new ZipWriter(file.value, 1), new ZoneClock(zone), rowsPerSheet);
  const made = await fill(writer);
  await writer.finish({ title: 'A & B', subject: '<s>', creator: 'demo', createdAt: 1_800_000_000 });
  await file.value.finish(true);
  return { path, made };
}

describe('a workbook', () => {
  it('keeps text as text, whatever it looks like', async () => {
    const plates = [
      '=1+1',
      '+49',
      '-5',
      '@SUM(A1)',
      '00123',
      '350000000000001',
      '1e5',
      "'x",
      ' a\n b ',
      '_x0041_',
      '<&"',
    ];
    const odd = ['a\u0001b', 'tab\there', '卡车 🚚', 'cr\rend'];
    const all = [...plates, ...odd];
    const { path } = await write(async (writer) => {
      await writer.openSheet(plain, true);
      await writer.rows({ count: all.length, columns: [texts(...all)], marks: [] });
      const codes = Uint32Array.from(all.keys());
      await writer.rows({ count: all.length, columns: [{ as: 'codes', codes, texts: all }], marks: [] });
      await writer.closeSheet();
    });
    const sheet = sheetOf(await readWorkbook(path), 'Data');
    const read = [...all, ...all].map((_, index) => sheet.getCell(index + 2, 1).value);
    // This reader undoes _xHHHH_ only in shared texts and never in the texts of cells.
    expect(read.slice(all.length)).toEqual(all);
    expect(read.slice(0, plates.length - 2)).toEqual(plates.slice(0, -2));
    expect(sheet.getCell(2, 1).numFmt).toBe('@');
    expect(sheet.getCell(2, 1).formula).toBeUndefined();
  });

  it('writes numbers as numbers, and leaves cells empty where nothing is known', async () => {
    const columns: SheetSpec['columns'] = [
      { title: 'n', width: 9, kind: { is: 'integer' } },
      { title: 'km', width: 9, kind: { is: 'kilometres' } },
      { title: '°', width: 9, kind: { is: 'coordinate' } },
    ];
    const { path } = await write(async (writer) => {
      await writer.openSheet({ ...plain, columns }, true);
      await writer.rows({
        count: 3,
        columns: [
          numbers(0, Number.NaN, -7),
          numbers(338.21, 1e21, 1e-9),
          numbers(Infinity, -180, 52.520008),
        ],
        marks: [],
      });
      await writer.closeSheet();
    });
    const sheet = sheetOf(await readWorkbook(path), 'Data');
    expect(rowValues(sheet, 2)).toEqual([0, 338.21, null]);
    expect(rowValues(sheet, 3)).toEqual([null, 1e21, -180]);
    expect(rowValues(sheet, 4)).toEqual([-7, 1e-9, 52.520008]);
    expect(sheet.getCell(2, 2).numFmt).toBe('#,##0.00');
  });

  it('writes times as dates on the wall clock of the zone, on both sides of a change of the clocks', async () => {
    const change = Date.UTC(2026, 9, 25, 1) / 1000;
    const columns: SheetSpec['columns'] = [
      { title: 't', width: 20, kind: { is: 'time' } },
      { title: 'd', width: 20, kind: { is: 'duration' } },
    ];
    const { path } = await write(
      async (writer) => {
        await writer.openSheet({ ...plain, columns }, true);
        await writer.rows({
          count: 2,
          columns: [numbers(change - 1, change), numbers(90_061, 1)],
          marks: [],
        });
        await writer.closeSheet();
      },
      { zone: 'Europe/Berlin' },
    );
    const sheet = sheetOf(await readWorkbook(path), 'Data');
    const wall = (row: number): number => Math.round(Number(sheet.getCell(row, 1).value) / 1000);
    expect(sheet.getCell(2, 1).value).toBeInstanceOf(Date);
    expect(wall(2)).toBe(Date.UTC(2026, 9, 25, 2, 59, 59) / 1000);
    expect(wall(3)).toBe(Date.UTC(2026, 9, 25, 2, 0, 0) / 1000);
    expect(sheet.getCell(2, 2).numFmt).toBe('[h]:mm:ss');
  });

  it('sums rows and columns by formulas whose results are there already, and never makes 0 of nothing', async () => {
    const km = { is: 'kilometres' } as const;
    const columns: SheetSpec['columns'] = [
      { title: 'Device', width: 9, kind: { is: 'text' } },
      { title: { day: 46_327 }, width: 9, kind: km, total: true },
      { title: { day: 46_328 }, width: 9, kind: km, total: true },
      { title: 'Sum', width: 9, kind: { is: 'rowSum', from: 1, to: 2, of: 'kilometres' }, total: true },
    ];
    const { path } = await write(async (writer) => {
      await writer.openSheet(
        { ...plain, columns, totalLabel: 'Total', shaded: [1, 2], frozenColumns: 1 },
        true,
      );
      await writer.rows({
        count: 2,
        columns: [
          texts('a', 'b'),
          numbers(0.1, Number.NaN),
          numbers(0.2, Number.NaN),
          numbers(0.1 + 0.2, Number.NaN),
        ],
        marks: [
          { row: 0, column: 2, style: 'partial', text: null },
          { row: 1, column: 1, style: 'missing', text: 'not yet' },
        ],
      });
      await writer.closeSheet();
    });
    const sheet = sheetOf(await readWorkbook(path), 'Data');
    expect(rowValues(sheet, 2)).toEqual(['a', 0.1, 0.2, 0.3]);
    expect(rowValues(sheet, 3)).toEqual(['b', 'not yet', null, 'no data']);
    expect(rowValues(sheet, 4)).toEqual(['Total', 0.1, 0.2, 0.3]);
    expect(sheet.getCell('D2').formula).toBe('IF(COUNT(B2:C2)=0,"no data",SUM(B2:C2))');
    expect(sheet.getCell('B4').formula).toContain('SUBTOTAL(109,B2:B3)');
    expect(sheet.getCell('C2').fill).toMatchObject({ fgColor: { argb: 'FFFDF0D5' } });
    expect(sheet.getCell('B1').value).toBeInstanceOf(Date);
    expect(sheet.autoFilter).toBe('A1:D3');
    expect(sheet.views[0]).toMatchObject({ state: 'frozen', xSplit: 1, ySplit: 1 });
    expect(sheet.pageSetup).toMatchObject({ fitToPage: true, fitToWidth: 1, orientation: 'portrait' });
    expect(sheet.pageSetup.printTitlesRow).toBe('1:1');
  });

  it('links a place to a map, and leaves it out where there is none', async () => {
    const columns: SheetSpec['columns'] = [
      { title: 'x', width: 9, kind: { is: 'coordinate' } },
      { title: 'y', width: 9, kind: { is: 'coordinate' } },
      { title: 'Place', width: 9, kind: { is: 'mapLink', longitude: 0, latitude: 1 } },
    ];
    const { path } = await write(async (writer) => {
      await writer.openSheet({ ...plain, columns }, true);
      const nothing = { as: 'nothing' } as const;
      await writer.rows({
        count: 2,
        columns: [numbers(13.4, Number.NaN), numbers(52.5, 1), nothing],
        marks: [],
      });
      await writer.closeSheet();
    });
    const sheet = sheetOf(await readWorkbook(path), 'Data');
    expect(sheet.getCell('C2').formula).toBe(
      'HYPERLINK("https://www.openstreetmap.org/?mlat=52.5&mlon=13.4#map=16/52.5/13.4","Map")',
    );
    expect(sheet.getCell('C2').result).toBe('Map');
    expect(sheet.getCell('C3').value).toBeNull();
  });

  it('continues a long table on further sheets, each with titles and its own total', async () => {
    const columns: SheetSpec['columns'] = [
      { title: 'Device', width: 9, kind: { is: 'text' } },
      { title: 'n', width: 9, kind: { is: 'integer' }, total: true },
    ];
    const { path, made } = await write(
      async (writer): Promise<ClosedSheet> => {
        await writer.openSheet({ ...plain, columns, totalLabel: 'Total' }, true);
        for (let row = 0; row < 20; row += 4) {
          const batch = [texts('a', 'b', 'c', 'd'), numbers(row, row + 1, row + 2, row + 3)];
          await writer.rows({ count: 4, columns: batch, marks: [] });
        }
        return writer.closeSheet();
      },
      { rowsPerSheet: 10 },
    );
    const workbook = await readWorkbook(path);
    expect(workbook.worksheets.map(({ name }) => name)).toEqual(['Data', 'Data (2)', 'Data (3)']);
    expect(made.parts.map(({ name, firstRow, lastRow }) => [name, firstRow, lastRow])).toEqual([
      ['Data', 2, 9],
      ['Data (2)', 2, 9],
      ['Data (3)', 2, 5],
    ]);
    const values = workbook.worksheets.flatMap((sheet, index) => {
      expect(rowValues(sheet, 1)).toEqual(['Device', 'n']);
      const rows = index < 2 ? 8 : 4;
      return Array.from({ length: rows }, (_, row) => sheet.getCell(row + 2, 2).value);
    });
    expect(values).toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect(rowValues(sheetOf(workbook, 'Data (2)'), 10)).toEqual(['Total', 92]);
  });

  it('fills a sheet to its very last row when it has no totals', async () => {
    const { path } = await write(
      async (writer) => {
        await writer.openSheet(plain, true);
        await writer.rows({ count: 3, columns: [texts('a', 'b', 'c')], marks: [] });
        await writer.closeSheet();
      },
      { rowsPerSheet: 4 },
    );
    expect((await readWorkbook(path)).worksheets).toHaveLength(1);
  });

  it('shows the sheet in front first although it was written last', async () => {
    const { path } = await write(async (writer) => {
      for (const [name, inFront] of [
        ['One', false],
        ['Two', false],
        ['Cover', true],
      ] as const) {
        await writer.openSheet({ ...plain, name }, inFront);
        await writer.closeSheet();
      }
    });
    expect((await readWorkbook(path)).worksheets.map(({ name }) => name)).toEqual(['Cover', 'One', 'Two']);
  });

  it('cuts a text that is longer than a cell and counts it', async () => {
    const { path, made } = await write(async (writer) => {
      await writer.openSheet(plain, true);
      await writer.rows({ count: 2, columns: [texts('x'.repeat(40_000), 'short')], marks: [] });
      return writer.closeSheet();
    });
    expect(made.cutTexts).toBe(1);
    expect(sheetOf(await readWorkbook(path), 'Data').getCell('A2').text).toHaveLength(32_767);
  });

  it('tells the SHA-256 of the file of every sheet', async () => {
    const { path, made } = await write(async (writer) => {
      await writer.openSheet(plain, true);
      await writer.rows({ count: 1, columns: [texts('x')], marks: [] });
      return writer.closeSheet();
    });
    const files = unzip(path);
    for (const { file, sha256 } of made.parts) {
      expect(
        createHash('sha256')
          .update(files.get(file) ?? '')
          .digest('hex'),
      ).toBe(sha256);
    }
    expect(made.parts).toHaveLength(1);
  });

  it('writes cells with styles, times and formulas', async () => {
    const rows: (readonly Cell[])[] = [
      [{ value: 'Title', style: 'title' }, null, { time: 0 }],
      ['=no formula', 5, { value: 3, style: 'integer', formula: 'IF(1<2,3,4)' }],
    ];
    const { path } = await write(async (writer) => {
      const columns = [1, 2, 3].map(() => ({ title: '', width: 9, kind: { is: 'text' } as const }));
      await writer.openSheet({ ...plain, columns, header: false }, true);
      await writer.cells(rows);
      await writer.closeSheet();
    });
    const sheet = sheetOf(await readWorkbook(path), 'Data');
    expect(sheet.getCell('A1').font.bold).toBe(true);
    expect(sheet.getCell('C1').value).toEqual(new Date(0));
    expect(sheet.getCell('A2').value).toBe('=no formula');
    expect(sheet.getCell('C2').value).toEqual({ formula: 'IF(1<2,3,4)', result: 3 });
  });
});
