import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { usualLayout, type ReportLayout, type ReportRequest } from '../../../electron/contract/report.ts';
import type { ReportDevice } from '../../../electron/reports/ports.ts';
import { readCsvIndependently, readIndependently } from '../../support/independent-reader.ts';
import { filesIn, readWorkbook, rowValues, sheetOf, sheetText } from '../../support/reports.ts';
import { alarmRequest, make, mileageRequest, openReports, type ReportBed } from './support.ts';

const laidOut = (request: ReportRequest, layout: Partial<ReportLayout>): ReportRequest => ({
  ...request,
  layout: { ...usualLayout, ...layout },
});

/** A device whose names a spreadsheet would calculate or a careless writer would break on. */
const odd: ReportDevice = {
  imei: '999999999999999',
  name: '@SUM(A1)',
  plate: '=HYPERLINK("http://example.com";"x")',
  account: 'a;b',
  accountPath: 'demo / "a;b",\nnext line',
};

async function oddBed(): Promise<ReportBed> {
  return openReports(25, { extra: [odd] });
}

describe('a report as text', () => {
  it('is read by another program field by field as it stands in the workbook, whatever the separator', async () => {
    const bed = await oddBed();
    const book = await make(bed, alarmRequest(2), 'book');
    const [header = [], ...rows] = (await readIndependently(book.path)).get('Alarms') ?? [];
    for (const separator of [',', ';', '\t'] as const) {
      const run = await make(bed, laidOut(alarmRequest(2), { format: 'csv', separator }), 'text');
      expect(run.path.endsWith('.csv')).toBe(true);
      const [titles = [], ...fields] = await readCsvIndependently(run.path, separator);
      expect(titles).toEqual(header);
      expect(fields).toHaveLength(rows.length);
      for (const [at, row] of rows.entries()) {
        const told = row.map((cell) =>
          cell === null ? '' : typeof cell === 'object' ? ('time' in cell ? cell.time : cell.seconds) : cell,
        );
        const link = `https://www.openstreetmap.org/?mlat=${told[9] ?? ''}&mlon=${told[8] ?? ''}#map=16/${told[9] ?? ''}/${told[8] ?? ''}`;
        expect(fields[at]).toEqual(
          told.map((value, column) => {
            if (column === 10) return value === '' ? '' : link;
            const text = String(value);
            return typeof value === 'string' && /^[=+\-@]/.test(text) ? `'${text}` : text;
          }),
        );
      }
    }
  });

  it('holds nothing that a spreadsheet would calculate, and begins with a mark only when asked to', async () => {
    const bed = await oddBed();
    const request = { ...mileageRequest(2, 'day'), timeZone: 'UTC' };
    const marked = await make(bed, laidOut(request, { format: 'csv' }), 'marked');
    const plain = await make(bed, laidOut(request, { format: 'csv', bom: false }), 'plain');
    expect([...readFileSync(marked.path).subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(readFileSync(plain.path).toString('utf8').startsWith('Plate,')).toBe(true);
    const rows = await readCsvIndependently(plain.path, ',');
    const row = rows.find((fields) => fields[2] === odd.imei) ?? [];
    expect(row.slice(0, 4)).toEqual([`'${odd.plate}`, `'${odd.name}`, odd.imei, odd.accountPath]);
    expect(row.slice(4)).toEqual(['error 10013', 'error 10013', 'no data']);
  });

  it('has its cover beside it, with the hash of the file and what is missing', async () => {
    const bed = await oddBed();
    const run = await make(bed, laidOut(mileageRequest(2, 'day'), { format: 'csv' }), 'text');
    expect(filesIn(bed.folder)).toEqual(['text.cover.csv', 'text.csv']);
    const cover = readFileSync(join(bed.folder, 'text.cover.csv'), 'utf8');
    expect(cover).toContain(bed.service.proof(run.id)?.fileSha256 ?? 'no hash');
    expect(cover).toMatch(/Not complete: 1 part is missing or in doubt/);
  });
});

describe('a report to be printed', () => {
  it('is handed over as one page with the cover first, titles that repeat, and every row', async () => {
    const printed: { html: string; landscape: boolean }[] = [];
    const bed = await openReports(25, {
      extra: [{ ...odd, plate: '<script>alert(1)</script>' }],
      more: {
        printPdf: (html, landscape) => {
          printed.push({ html, landscape });
          return Promise.resolve(new TextEncoder().encode('%PDF-1.4 as printed'));
        },
      },
    });
    const run = await make(bed, laidOut(alarmRequest(2), { format: 'pdf' }), 'paper');
    expect(run).toMatchObject({ state: 'done', failure: null });
    expect(readFileSync(run.path, 'utf8')).toBe('%PDF-1.4 as printed');
    expect(filesIn(bed.folder)).toEqual(['paper.pdf']);
    const [{ html, landscape } = { html: '', landscape: false }] = printed;
    expect(landscape).toBe(true);
    expect(html.indexOf('Alarm report')).toBeLessThan(html.indexOf('<h2>Alarms</h2>'));
    expect(html).toContain('Not complete: 1 part is missing or in doubt.');
    expect(html).not.toContain('<script>');
    expect(html).toContain('thead { display: table-header-group; }');
    const table = /<h2>Alarms<\/h2>.*?<\/section>/s.exec(html)?.[0] ?? '';
    expect(table.match(/<tr>/g)?.length).toBe(run.rows + 1);
  });

  it('leaves nothing behind when it cannot be printed', async () => {
    const bed = await openReports(5, {
      more: { printPdf: () => Promise.reject(new Error('the printing window crashed')) },
    });
    const run = await make(bed, laidOut(alarmRequest(1), { format: 'pdf' }));
    expect(run).toMatchObject({ state: 'failed', failure: { code: 'internal' } });
    expect(filesIn(bed.folder)).toEqual([]);
  });
});

describe('a chosen layout', () => {
  it('leaves columns out of every sheet, and what is calculated from the others stays right', async () => {
    const bed = await openReports(25);
    const request = laidOut(alarmRequest(2), { without: ['plate', 'account', 'place', 'course'] });
    const run = await make(bed, request);
    const workbook = await readWorkbook(run.path);
    expect(rowValues(sheetOf(workbook, 'Alarms'), 1)).toEqual([
      'Alarm',
      'Type',
      'Device',
      'IMEI',
      'GPS time (UTC)',
      'System time (UTC)',
      'Speed (km/h)',
      'Geofence ID',
    ]);
    expect(rowValues(sheetOf(workbook, 'By device'), 1).slice(0, 2)).toEqual(['Device', 'IMEI']);
    expect(sheetText(sheetOf(workbook, 'Cover'))).toMatch(
      /left out by choice: plate, account, place, course/,
    );
    const byDevice = sheetOf(workbook, 'By device');
    const total = rowValues(byDevice, bed.devices.length + 2).at(-2);
    expect(total).toBe(run.rows);
  });

  it('divides data into a sheet for each account, and nothing is lost or doubled', async () => {
    const bed = await openReports(60);
    const whole = await make(bed, alarmRequest(2), 'whole');
    const divided = await make(bed, laidOut(alarmRequest(2), { group: 'account' }), 'divided');
    const one = (await readIndependently(whole.path)).get('Alarms')?.slice(1) ?? [];
    const sheets = await readIndependently(divided.path);
    const parts = [...sheets].filter(([name]) => name.endsWith(' Alarms'));
    expect(parts.length).toBeGreaterThan(2);
    for (const [name, rows] of parts) {
      const accounts = new Set(rows.slice(1).map((row) => row[5]));
      expect(accounts).toEqual(new Set([`demo / ${name.replace(/ Alarms$/, '')}`]));
    }
    const all = parts.flatMap(([, rows]) => rows.slice(1)).map((row) => JSON.stringify(row));
    expect(all.sort()).toEqual(one.map((row) => JSON.stringify(row)).sort());
  });

  it('divides the matrix of days too, each sheet with totals of its own', async () => {
    const bed = await openReports(60);
    const whole = await make(bed, mileageRequest(2, 'day'), 'whole');
    const divided = await make(bed, laidOut(mileageRequest(2, 'day'), { group: 'account' }), 'divided');
    const total = Number((await readIndependently(whole.path)).get('Per day')?.at(-1)?.[6]);
    const sheets = [...(await readIndependently(divided.path))].filter(([name]) => name.endsWith(' Per day'));
    expect(sheets.reduce((sum, [, rows]) => sum + rows.length - 2, 0)).toBe(bed.devices.length);
    expect(sheets.reduce((sum, [, rows]) => sum + Number(rows.at(-1)?.[6]), 0)).toBeCloseTo(total, 3);
  });

  it('that makes no sense is refused before anything is asked, with what to choose instead', async () => {
    const bed = await openReports(300);
    const refused = async (layout: Partial<ReportLayout>, request = alarmRequest(1)): Promise<string> => {
      const started = await bed.service.start(laidOut(request, layout));
      return started.ok ? 'started' : (started.failure.detail ?? '');
    };
    expect(await refused({ without: ['plate', 'device', 'imei'] })).toMatch(/Keep at least one/);
    expect(await refused({ group: 'device' })).toMatch(/300 sheets, and a workbook takes 250/);
    expect(await refused({ group: 'account', format: 'csv' })).toMatch(/Only a workbook has sheets/);
    expect(await refused({ group: 'device' }, mileageRequest(1, 'day'))).toMatch(
      /cannot be divided by device/,
    );
    expect(filesIn(bed.folder)).toEqual([]);
  });
});
