import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { TABLE_LIMITS, type Table } from '../../../electron/contract/administration.ts';
import type { Result } from '../../../electron/contract/result.ts';
import { readTable } from '../../../electron/reports/read-table.ts';
import { readTableApart } from '../../../electron/reports/table-reader.ts';

const folder = mkdtempSync(join(tmpdir(), 'tables-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

let count = 0;
function file(content: string | Buffer, name = 'list.csv'): string {
  count += 1;
  const path = join(folder, `${count}-${name}`);
  writeFileSync(path, content);
  return path;
}

async function workbook(fill: (book: ExcelJS.Workbook) => void): Promise<string> {
  const book = new ExcelJS.Workbook();
  fill(book);
  count += 1;
  const path = join(folder, `${count}.xlsx`);
  await book.xlsx.writeFile(path);
  return path;
}

async function read(path: string): Promise<Table> {
  const result = await readTable(path);
  if (!result.ok) throw new Error(`${result.failure.code} ${result.failure.detail ?? ''}`);
  return result.value;
}

const cells = (table: Table): (readonly string[])[] => table.rows.map((row) => row.cells);
const failure = (result: Result<Table>): string =>
  result.ok ? 'read' : `${result.failure.code}: ${result.failure.detail ?? ''}`;

describe('readTable, text', () => {
  it.each([
    ['commas', ','],
    ['semicolons', ';'],
    ['tabs', '\t'],
    ['bars', '|'],
  ])('finds %s as what separates columns', async (_name, separator) => {
    const table = await read(file(`account${separator}note\r\nnorth${separator}one\nsouth${separator}`));
    expect(table.separator).toBe(separator);
    expect(cells(table)).toEqual([
      ['account', 'note'],
      ['north', 'one'],
      ['south', ''],
    ]);
  });

  it('leaves a comma in a name alone when there is one column only', async () => {
    expect(cells(await read(file('account\nnorth,south\n')))).toEqual([['account'], ['north,south']]);
  });

  it('follows the separator that Excel writes in the first line, and counts lines as the editor does', async () => {
    const table = await read(file('sep=;\naccount;note\na,b;1\n'));
    expect(table.separator).toBe(';');
    expect(table.rows.map((row) => row.line)).toEqual([2, 3]);
  });

  it('keeps quotes, separators and line breaks inside quotes, and the line where each row begins', async () => {
    const table = await read(file('account,note\n"a ""b""","one\ntwo"\n\nsouth,x\n'));
    expect(table.rows.map(({ line, cells: row }) => [line, ...row])).toEqual([
      [1, 'account', 'note'],
      [2, 'a "b"', 'one\ntwo'],
      [5, 'south', 'x'],
    ]);
  });

  it('says in which line a quotation mark is never closed', async () => {
    expect(failure(await readTable(file('account,note\na,"open\nb,c\n')))).toContain('line 2');
  });

  const text = 'account;städt\nÖst;žluť\n';
  it.each([
    ['utf-8', Buffer.from(text)],
    ['utf-8', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)])],
    ['utf-16le', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])],
    ['utf-16le', Buffer.from(text, 'utf16le')],
    ['utf-16be', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(text, 'utf16le').swap16()])],
    ['utf-16be', Buffer.from(text, 'utf16le').swap16()],
  ])('reads %s', async (encoding, bytes) => {
    const table = await read(file(bytes));
    expect(table.encoding).toBe(encoding);
    expect(cells(table)).toEqual([
      ['account', 'städt'],
      ['Öst', 'žluť'],
    ]);
  });

  it('reads Windows-1252, the euro sign and curly quotes too', async () => {
    const table = await read(file(Buffer.from([0x61, 0x3b, 0x80, 0x0a, 0xd6, 0x3b, 0x93, 0x0a])));
    expect(table.encoding).toBe('windows-1252');
    expect(cells(table)).toEqual([
      ['a', '€'],
      ['Ö', '“'],
    ]);
  });

  it('marks cells that hold NULs', async () => {
    const table = await read(file('account,note\nno\0rth,x\nsouth,y\n'));
    expect(table.rows.map((row) => row.nuls)).toEqual([[], [0], []]);
  });

  it('reads any table back as it was written', async () => {
    const cell = fc
      .string({ unit: 'grapheme', maxLength: 8 })
      .map((value) => value.replace(/[\0\ufeff]/g, ''));
    const table = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const written = [['one', 'two', 'three'], ...rows];
        const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;
        const text = written.map((row) => row.map(quoted).join(';')).join('\n');
        const kept = written.filter((row) => row.some((value) => value.trim() !== ''));
        expect(cells(await read(file(text)))).toEqual(kept);
      }),
      { numRuns: 60 },
    );
  });
});

describe('readTable, workbooks', () => {
  it('reads text, numbers, booleans, rich text and long numbers as one sees them', async () => {
    const path = await workbook((book) => {
      const sheet = book.addWorksheet('Accounts');
      sheet.addRow(['account', 'value']);
      sheet.addRow(['north', 100_000]);
      sheet.addRow(['123456789012345', 123_456_789_012_345]);
      sheet.addRow([{ richText: [{ text: 'so' }, { font: { bold: true }, text: 'uth' }] }, true]);
      sheet.addRow([' <a&b> "c"', 'x\ny']);
    });
    const table = await read(path);
    expect(table).toMatchObject({ format: 'xlsx', sheet: 'Accounts', encoding: null, notices: [] });
    expect(cells(table)).toEqual([
      ['account', 'value'],
      ['north', '100000'],
      ['123456789012345', '123456789012345'],
      ['south', 'TRUE'],
      [' <a&b> "c"', 'x\ny'],
    ]);
  });

  it('uses the last value of a formula and marks it', async () => {
    const path = await workbook((book) => {
      const sheet = book.addWorksheet('S');
      sheet.addRow(['account']);
      sheet.addRow([{ formula: 'A1&"x"', result: 'northx' }]);
    });
    const [, row] = (await read(path)).rows;
    expect(row).toMatchObject({ line: 2, cells: ['northx'], formulas: [0] });
  });

  it('marks every row that a merged cell covers, empty ones too', async () => {
    const path = await workbook((book) => {
      const sheet = book.addWorksheet('S');
      sheet.addRows([['account', 'note'], ['a', '1'], ['b'], ['c', '3'], ['d', '4']]);
      sheet.mergeCells('B2:B3');
      sheet.mergeCells('A6:A7');
      sheet.getCell('A6').value = 'e';
    });
    expect((await read(path)).rows.map(({ line, merged }) => [line, merged])).toEqual([
      [1, []],
      [2, [1]],
      [3, [1]],
      [4, []],
      [5, []],
      [6, [0]],
      [7, [0]],
    ]);
  });

  it('takes the first sheet that is shown, and tells of others and of hidden rows', async () => {
    const path = await workbook((book) => {
      book.addWorksheet('Secret', { state: 'hidden' }).addRow(['no']);
      const sheet = book.addWorksheet('Shown');
      sheet.addRows([['account'], ['a'], ['b']]);
      sheet.getRow(3).hidden = true;
    });
    const table = await read(path);
    expect(table.sheet).toBe('Shown');
    expect(cells(table)).toEqual([['account'], ['a'], ['b']]);
    expect([...table.notices].sort()).toEqual(['hiddenRows', 'moreSheets']);
  });

  it('keeps the numbers of rows when there are empty ones between', async () => {
    const path = await workbook((book) => {
      const sheet = book.addWorksheet('S');
      sheet.getCell('A3').value = 'account';
      sheet.getCell('C7').value = 'x';
    });
    expect((await read(path)).rows.map(({ line, cells: row }) => [line, ...row])).toEqual([
      [3, 'account'],
      [7, '', '', 'x'],
    ]);
  });

  it('tells of macros and does not run them', async () => {
    const path = await workbook((book) => book.addWorksheet('S').addRow(['account']));
    const { appendEntry } = await import('../../support/zip.ts');
    appendEntry(path, 'xl/vbaProject.bin', Buffer.from('macro'));
    expect((await read(path)).notices).toEqual(['macros']);
  });
});

describe('readTable, files that are none', () => {
  it('refuses a file of 2 GB by its size before it is opened', async () => {
    const path = file('account\n', 'huge.csv');
    truncateSync(path, 2_000_000_000);
    expect(failure(await readTable(path))).toContain('table.tooLarge: 2000000000 bytes');
  });

  it('refuses more rows than a plan may have, and takes as many as it may', async () => {
    const limits = { ...TABLE_LIMITS, rows: 3 };
    const rows = ['account', 'a', 'b', 'c', 'd'];
    expect(failure(await readTable(file(rows.slice(0, 4).join('\n')), limits))).toBe('read');
    expect(failure(await readTable(file(rows.join('\n')), limits))).toContain('table.tooLarge');
    const sheet = (most: number): Promise<string> =>
      workbook((book) => {
        book.addWorksheet('S').addRows(rows.slice(0, most).map((name) => [name]));
      });
    expect(failure(await readTable(await sheet(4), limits))).toBe('read');
    expect(failure(await readTable(await sheet(5), limits))).toContain('table.tooLarge');
  });

  it('refuses a workbook that unpacks to more than allowed, whatever its directory says', async () => {
    const path = await workbook((book) => {
      book.addWorksheet('S').addRows(Array.from({ length: 500 }, (_, place) => [`account ${place}`]));
    });
    expect(failure(await readTable(path, { ...TABLE_LIMITS, unpackedBytes: 5_000 }))).toContain(
      'table.tooLarge',
    );
  });

  it('tells an old or locked workbook from a damaged one', async () => {
    const old = file(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0, 0, 0, 0]), 'old.xls');
    expect(failure(await readTable(old))).toContain('old workbook');
    expect(failure(await readTable(file('PK\u0003\u0004 but nothing more')))).toContain('no zip archive');
  });

  it('says when the file is not there or is a folder', async () => {
    expect(failure(await readTable(join(folder, 'missing.csv')))).toContain('file.unreadable');
    expect(failure(await readTable(folder))).toContain('table.unreadable');
  });

  it('gives a failure and never throws for a workbook cut or changed anywhere', async () => {
    const path = await workbook((book) => {
      book.addWorksheet('S').addRows([['account'], ['a'], ['b']]);
    });
    const { readFileSync } = await import('node:fs');
    const whole = readFileSync(path);
    const damage = fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255), cut: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(damage, async ({ at, byte, cut }) => {
        const bytes = Buffer.from(cut ? whole.subarray(0, at) : whole);
        if (!cut) bytes[at] = byte;
        const result = await readTable(file(bytes, 'damaged.xlsx'));
        if (!result.ok) expect(result.failure.code).toMatch(/^(table|file)\./);
      }),
      { numRuns: 150 },
    );
  });
});

describe('readTableApart', () => {
  const entry = new URL('../../../electron/reports/table-worker.ts', import.meta.url);

  it('gives what readTable gives, from another thread', async () => {
    const path = file('account;note\na;1\n');
    expect(await readTableApart(entry, path)).toEqual(await readTable(path));
  });

  it('gives up a file that takes too much memory instead of taking the console with it', async () => {
    const path = await workbook((book) => {
      const sheet = book.addWorksheet('S');
      for (let row = 0; row < 30_000; row += 1)
        sheet.addRow([`account ${row}`, `a longer text for row ${row}`]);
    });
    expect(failure(await readTableApart(entry, path, { memory: 8 }))).toContain('table.tooLarge');
  });
});
