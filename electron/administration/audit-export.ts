import { AUDIT_BEGIN, AUDIT_COLUMNS, AUDIT_PROOF_FORMAT, type AuditRow } from '../contract/audit.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import { pagesOf, type TableSheet, type TableValue, type WriteTable } from '../contract/table.ts';

/** The audit as an export reads it (`AuditStore` of the archive). */
export interface AuditSource {
  /** First and last row of a period, null without any. */
  ends(period: AuditPeriod): Promise<Result<{ readonly first: AuditRow; readonly last: AuditRow } | null>>;
  slice(seq: number, limit: number): Result<readonly AuditRow[]>;
}

/** A period in Unix milliseconds, begin included, end not; null is open. */
export interface AuditPeriod {
  readonly begin: number | null;
  readonly end: number | null;
}

const PAGE = 1_000;
const WIDTHS = [8, 20, 16, 28, 18, 22, 28, 10, 60, 16, 66, 66];

/**
 * Writes the rows of a period, all of them, with the proof that none was changed, taken out or put in between:
 * `npm run verify-audit FILE` checks it by the file alone. Gives the path of the workbook.
 */
export async function exportAudit(
  audit: AuditSource,
  period: AuditPeriod,
  target: string,
  writeTable: WriteTable,
): Promise<Result<string>> {
  const sheets = await auditSheets(audit, period);
  return sheets.ok ? writeTable(target, 'Audit', sheets.value) : sheets;
}

/** The sheets of an audit that prove themselves, for a workbook that holds them beside others. */
export async function auditSheets(
  audit: AuditSource,
  period: AuditPeriod,
): Promise<Result<readonly TableSheet[]>> {
  // The chain stays whole, so that rows between the first and the last of other times are in it too.
  const range = await audit.ends(period);
  if (!range.ok) return range;
  if (range.value === null) return fail({ code: 'input.period', detail: 'no row in this period' });
  const { first, last } = range.value;
  return succeed([
    {
      name: 'Audit',
      header: true,
      columns: AUDIT_COLUMNS.map((title, place) => ({ title, width: WIDTHS[place] ?? 20 })),
      pages: () => chainPages(audit, first.seq, last.seq),
    },
    {
      name: 'Proof',
      header: false,
      columns: [
        { title: '', width: 28 },
        { title: '', width: 90 },
      ],
      pages: pagesOf(proofRows(first, last)),
    },
  ]);
}

async function* chainPages(
  audit: AuditSource,
  first: number,
  last: number,
): AsyncGenerator<Result<readonly (readonly TableValue[])[]>, void, undefined> {
  for (let seq = first; seq <= last;) {
    const slice = audit.slice(seq, PAGE);
    if (!slice.ok) {
      yield slice;
      return;
    }
    const rows = slice.value.filter((row) => row.seq <= last);
    const newest = rows.at(-1);
    if (newest === undefined) return;
    yield succeed(rows.map(cellsOf));
    seq = newest.seq + 1;
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}

function cellsOf(row: AuditRow): TableValue[] {
  return [
    row.seq,
    { time: Math.floor(row.at / 1_000) },
    row.user,
    row.server,
    row.account,
    row.action,
    row.target,
    row.result,
    row.detail,
    String(row.at),
    row.previous,
    row.hash,
  ];
}

function proofRows(first: AuditRow, last: AuditRow): TableValue[][] {
  return [
    ['Format', AUDIT_PROOF_FORMAT],
    ['First row', String(first.seq)],
    ['Last row', String(last.seq)],
    ['Hash before the first row', first.seq === 1 ? AUDIT_BEGIN : first.previous],
    ['Hash of the last row', last.hash],
    [],
    ['How to check', 'npm run verify-audit FILE, with this workbook as FILE. It needs nothing but the file.'],
    [
      'What it proves',
      'Each hash is the SHA-256 of the row and of the hash before it, so no row was changed, taken out or put in ' +
        'between the first and the last. Whoever wrote the hash of the last row down elsewhere can also tell that ' +
        'the whole chain was not written anew.',
    ],
  ];
}
