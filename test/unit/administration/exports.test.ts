import ExcelJS from 'exceljs';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { exportAudit } from '../../../electron/administration/audit-export.ts';
import {
  expiryPart,
  expiryRows,
  expirySheets,
  termOf,
  wholeExpiry,
} from '../../../electron/administration/expiry.ts';
import {
  jobSheets,
  serverName,
  slipSheets,
  slipsPage,
  templateSheets,
} from '../../../electron/administration/exports.ts';
import { MessageTemplates } from '../../../electron/administration/templates.ts';
import { AuditStore } from '../../../electron/archive/audit.ts';
import { byDue, type ExpiryPart } from '../../../electron/contract/administration.ts';
import type { Device } from '../../../electron/contract/device.ts';
import type { JobStatus } from '../../../electron/contract/job.ts';
import { fail, succeed } from '../../../electron/contract/result.ts';
import type { TableSheet, WriteTable } from '../../../electron/contract/table.ts';
import { verifyAuditExport } from '../../../electron/reports/audit-proof.ts';
import { forkWorker } from '../../../electron/reports/forked-worker.ts';
import { readTable } from '../../../electron/reports/read-table.ts';
import { writeTable } from '../../../electron/reports/write-table.ts';
import { freshArchive, value } from '../../support/archive.ts';
import { auditOf, jobRow, storedJob } from '../../support/jobs.ts';
import { aDevice } from '../../support/open-api.ts';

const folder = mkdtempSync(join(tmpdir(), 'exports-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const worker = fileURLToPath(new URL('../../../electron/reports/worker.ts', import.meta.url));
const script = fileURLToPath(new URL('../../../scripts/verify-audit.mjs', import.meta.url));
let files = 0;
const target = (): string => join(folder, `${(files += 1)}.xlsx`);

const write: WriteTable = (path, title, sheets) =>
  writeTable(
    forkWorker(worker),
    { target: path, title, author: 'olga', id: 'test', timeZone: 'UTC', now: 0 },
    sheets,
  );

/** Rows of a sheet as an independent reader finds them. */
async function read(path: string, sheet: string): Promise<unknown[][]> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(path);
  const rows: unknown[][] = [];
  book.getWorksheet(sheet)?.eachRow((row) => rows.push((row.values as unknown[]).slice(1)));
  return rows;
}

async function changeCell(path: string, change: (sheet: ExcelJS.Worksheet) => void): Promise<void> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(path);
  const sheet = book.getWorksheet('Audit');
  if (sheet === undefined) throw new Error('no sheet');
  change(sheet);
  await book.xlsx.writeFile(path);
}

describe('an exported audit', () => {
  const nasty = ['=1+1', 'a\tb\nc', '_x0041_', '<&>"\'', '漢字 👩‍👧', ' space ', 'half \ud800', '\u0085\u2028'];
  // The library that changes files here reads the escape of a text like the third one wrongly; Excel does not.
  const savable = nasty.filter((text) => !text.startsWith('_x'));
  async function exported(
    count = 40,
    texts = nasty,
    period: Parameters<typeof exportAudit>[1] = { begin: null, end: null },
  ): Promise<string> {
    const { archive, dispose } = freshArchive();
    const audit = new AuditStore(archive);
    for (let row = 0; row < count; row += 1) {
      value(
        audit.append({
          ...auditOf('account.block'),
          at: row,
          target: texts[row % texts.length] ?? '',
          detail: `row ${row}`,
        }),
      );
    }
    const path = value(await exportAudit(audit, period, target(), write));
    dispose();
    return path;
  }
  const flaws = async (path: string): Promise<string[]> =>
    value(await verifyAuditExport(path)).flaws.map(({ seq, flaw }) => `${seq} ${flaw}`);

  it('proves itself whole, whatever its texts hold', async () => {
    const proof = value(await verifyAuditExport(await exported()));
    expect(proof).toMatchObject({ rows: 40, firstSeq: 1, lastSeq: 40, flaws: [] });
  });

  it('of a period proves itself too', async () => {
    const proof = value(await verifyAuditExport(await exported(40, nasty, { begin: 10, end: 20 })));
    expect(proof).toMatchObject({ rows: 10, firstSeq: 11, lastSeq: 20, flaws: [] });
  });

  it('still proves itself after another program has saved it', async () => {
    const path = await exported(40, savable);
    await changeCell(path, () => undefined);
    expect(await flaws(path)).toEqual([]);
  });

  it('shows a changed, a missing, a moved, an added and a cut-off row', async () => {
    const broken = async (change: (sheet: ExcelJS.Worksheet) => void): Promise<string[]> => {
      const path = await exported(8, savable);
      await changeCell(path, change);
      return flaws(path);
    };
    expect(
      await broken((sheet) => {
        sheet.getCell('H4').value = 'failed';
      }),
    ).toEqual(['3 changed']);
    expect(
      await broken((sheet) => {
        sheet.spliceRows(5, 1);
      }),
    ).toEqual(['5 missing']);
    expect(
      await broken((sheet) => {
        const row = sheet.getRow(3).values as ExcelJS.CellValue[];
        sheet.spliceRows(3, 1);
        sheet.insertRow(6, row.slice(1));
      }),
    ).toContain('2 reordered');
    expect(
      await broken((sheet) => {
        sheet.insertRow(4, ['x', 'y']);
      }),
    ).toContain('0 changed');
    expect(
      await broken((sheet) => {
        sheet.spliceRows(9, 1);
      }),
    ).toEqual(['8 missing']);
  });

  it('is checked from the command line by the file alone', async () => {
    const run = (path: string): Promise<{ code: number; output: string }> =>
      new Promise((resolve) => {
        execFile(process.execPath, [script, path], (error, stdout, stderr) => {
          resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr });
        });
      });
    const path = await exported(5, savable);
    expect(await run(path)).toMatchObject({
      code: 0,
      output: expect.stringContaining('The chain is whole.') as string,
    });
    await changeCell(path, (sheet) => {
      sheet.getCell('I2').value = 'nothing';
    });
    expect(await run(path)).toMatchObject({
      code: 1,
      output: expect.stringContaining('changed: row 1') as string,
    });
    expect((await run(join(folder, 'none.xlsx'))).code).toBe(2);
  });

  it('of a period without rows is refused, and a workbook that is none too', async () => {
    const { archive, dispose } = freshArchive();
    const nothing = await exportAudit(new AuditStore(archive), { begin: null, end: null }, target(), write);
    expect(nothing).toMatchObject({ ok: false, failure: { code: 'input.period' } });
    dispose();
    const other = value(await write(target(), 'x', templateSheets(false)));
    expect(await verifyAuditExport(other)).toMatchObject({
      ok: false,
      failure: { code: 'table.unreadable' },
    });
  });
});

describe('exported results', () => {
  const status: JobStatus = {
    ...storedJob({ state: 'done', finishedAt: 9_000 }),
    counts: { unchanged: 0, refused: 0, waiting: 0, sent: 0, done: 1_500, failed: 1, unknown: 0 },
    total: 1_501,
    rate: 0,
    secondsLeft: null,
    canCheck: true,
    canInvert: true,
  };
  const failure = {
    code: 'provider.20005',
    provider: { code: 20_005, message: "Target doesn't exist." },
  } as const;
  const rows = Array.from({ length: 1_501 }, (_, index) =>
    jobRow({
      index,
      target: index === 0 ? '=1+1' : `account-${index}`,
      ...(index === 7 ? { state: 'failed', failure } : { state: 'done' }),
    }),
  );

  it('hold every row, names always as text, with the words of the provider', async () => {
    const path = value(
      await write(
        target(),
        'Results',
        jobSheets(status, (from, limit) => succeed(rows.slice(from, from + limit))),
      ),
    );
    const found = await read(path, 'Rows');
    expect(found).toHaveLength(1_502);
    expect(found[1]?.slice(0, 3)).toEqual([1, '=1+1', 'done']);
    expect(found[8]?.slice(2, 7)).toEqual([
      'failed',
      'not blocked',
      'blocked',
      20_005,
      "Target doesn't exist.",
    ]);
    expect((await read(path, 'Job')).map(([name]) => name)).toContain('Reason');
  });

  it('leave no half file when rows cannot be read to the end', async () => {
    const path = target();
    const written = await write(
      path,
      'Results',
      jobSheets(status, (from, limit) =>
        from === 0 ? succeed(rows.slice(0, limit)) : fail({ code: 'archive.damaged' }),
      ),
    );
    expect(written).toMatchObject({ ok: false, failure: { code: 'archive.damaged' } });
    expect(await readTable(path)).toMatchObject({ ok: false, failure: { code: 'file.unreadable' } });
  });
});

describe('password slips', () => {
  const slips = [{ account: '<b>north</b>', userName: '=cmd', password: `p'"&<1` }];

  it('of a workbook say first that they are secret, then stand in a table with a head, then as blocks to cut', async () => {
    const path = value(await write(target(), 'Slips', slipSheets(slips, 'api.example.com')));
    const [warning] = await read(path, 'Read first');
    expect(warning).toEqual([expect.stringContaining('holds passwords')]);
    const [head, first] = await read(path, 'Slips');
    expect(head).toEqual(['Customer', 'Account', 'New password', 'Server', 'What to do']);
    expect(first?.slice(0, 4)).toEqual(['=cmd', '<b>north</b>', `p'"&<1`, 'api.example.com']);
    expect((await read(path, 'To cut')).slice(0, 4)).toEqual([
      ['Customer', '=cmd'],
      ['Server', 'api.example.com'],
      ['Account', '<b>north</b>'],
      ['New password', `p'"&<1`],
    ]);
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(path);
    expect(book.getWorksheet('Slips')?.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 });
  });

  it('call the server as a person types it, and the demo by its name', () => {
    expect(
      [
        ['https://api.example.com/', false],
        ['http://fleet.example.com:8080/open', false],
        ['http://127.0.0.1:40123/', true],
      ].map(([base, demo]) => serverName(String(base), demo === true)),
    ).toEqual(['api.example.com', 'fleet.example.com:8080/open', 'Demo fleet']);
  });

  it('of a page hold text only, and load nothing', () => {
    const page = slipsPage(slips, 'https://api.example.com');
    expect(page).toContain('&lt;b&gt;north&lt;/b&gt;');
    expect(page).toContain('p&#39;&quot;&amp;&lt;1');
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<script|src=|url\(/);
  });
});

describe('templates of messages', () => {
  it('are kept by id, listed by name, and removed; a damaged shelf is empty', () => {
    let text: string | null = null;
    const shelf = new MessageTemplates({
      read: () => text,
      write: (written) => {
        text = written;
        return succeed(null);
      },
    });
    expect(shelf.list()).toEqual([]);
    value(shelf.save({ id: '1', name: 'Renewal', content: 'Dear {username}' }));
    value(shelf.save({ id: '2', name: 'Maintenance', content: 'Tonight' }));
    value(shelf.save({ id: '1', name: 'Renewal', content: 'Hello {username}' }));
    expect(shelf.list().map(({ id, content }) => [id, content])).toEqual([
      ['2', 'Tonight'],
      ['1', 'Hello {username}'],
    ]);
    expect(value(shelf.remove('2')).map(({ id }) => id)).toEqual(['1']);
    text = '{"broken":';
    expect(shelf.list()).toEqual([]);
  });
});

describe('the expiry overview', () => {
  const now = 1_700_000_000;
  const day = 86_400;

  it.each([
    [null, 'untold'],
    [now, 'overdue'],
    [now + 1, 'in7'],
    [now + 7 * day, 'in7'],
    [now + 7 * day + 1, 'in30'],
    [now + 90 * day, 'in90'],
    [now + 91 * day, 'later'],
  ])('calls %s %s', (due, term) => {
    expect(termOf(due, now)).toBe(term);
  });

  it('takes the earlier of both due times, the soonest first, and finds what is expired but alive', () => {
    const devices = [
      aDevice('1', { userDueTime: now + 50 * day, platformDueTime: now + 3 * day }),
      aDevice('2', {}),
      aDevice('3', { userDueTime: now - 2 * day }),
      aDevice('4', { platformDueTime: now - day }),
    ];
    const rows = expiryRows(devices, now, (imei) => (imei === '2' ? null : imei !== '4'));
    expect(
      rows.map(({ imei, term, daysLeft, expiredButAlive }) => [imei, term, daysLeft, expiredButAlive]),
    ).toEqual([
      ['3', 'overdue', -2, true],
      ['4', 'overdue', -1, false],
      ['1', 'in7', 3, false],
      ['2', 'untold', null, false],
    ]);
    expect(expirySheets(rows).map((sheet: TableSheet) => sheet.name)).toEqual([
      'To renew',
      'Expired but alive',
      'All',
    ]);
  });

  it('comes in parts of whole accounts, which together are everything, once, in the same order', async () => {
    const owned = (account: string): Device[] =>
      Array.from({ length: 30 }, (_, place) =>
        aDevice(`${account}${place}`, { account, userDueTime: now + ((place * 7_919) % 97) * day }),
      );
    const accounts = Array.from({ length: 150 }, (_, place) => `${1_000 + place}`);
    const fleet = { accounts, devicesOf: owned, now, isOnline: () => true };
    const parts: ExpiryPart[] = [];
    for (let from: number | null = 0; from !== null; from = parts.at(-1)?.next ?? null) {
      parts.push(expiryPart(fleet, from));
    }
    expect(parts.map(({ rows }) => rows.length)).toEqual([2_010, 2_010, 480]);
    const whole = expiryRows(accounts.flatMap(owned), now, () => true);
    expect(parts.flatMap(({ rows }) => rows).sort(byDue)).toEqual(whole);
    expect(await wholeExpiry(fleet)).toEqual(whole);
  });
});
