import { createHash } from 'node:crypto';
import {
  AUDIT_BEGIN,
  AUDIT_COLUMNS,
  AUDIT_PROOF_FORMAT,
  auditResults,
  verifyAudit,
  type AuditFlaw,
  type AuditRow,
} from '../contract/audit.ts';
import type { Failure } from '../contract/errors.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import { WorkbookFile } from './table/workbook-file.ts';
import { XmlProblem } from './table/xml.ts';
import { ZipProblem } from './table/zip.ts';

/** What an exported audit proves by itself. */
export interface AuditProof {
  readonly rows: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** To be compared with what the console shows, or with one written down earlier. */
  readonly lastHash: string;
  readonly flaws: readonly AuditFlaw[];
}

const UNPACKED_LIMIT = 4_000_000_000;

/**
 * Checks an exported audit by the workbook alone: every row, their order, and that none is missing between.
 *
 * @param onRow told of every row that can be read
 */
export async function verifyAuditExport(
  path: string,
  onRow: (row: AuditRow) => void = () => undefined,
): Promise<Result<AuditProof>> {
  try {
    const book = await WorkbookFile.open(path, UNPACKED_LIMIT);
    const rows: AuditRow[] = [];
    const unreadable: AuditFlaw[] = [];
    for (const sheet of book.sheets.filter(({ name }) => name.startsWith('Audit'))) {
      let header = true;
      await book.readSheet(sheet, ({ line, cells }) => {
        if (header) {
          header = false;
          return;
        }
        const texts: string[] = AUDIT_COLUMNS.map(() => '');
        for (const { column, text } of cells) texts[column] = text;
        const row = rowOf(texts);
        if (row !== null) rows.push(row);
        else
          unreadable.push({
            seq: 0,
            flaw: 'changed',
            detail: `line ${line} of ${sheet.name} is no row of the audit`,
          });
      });
    }
    const facts = await proofSheet(book);
    if (facts.get('Format') !== AUDIT_PROOF_FORMAT) {
      return fail({ code: 'table.unreadable', concerns: path, detail: 'it is no exported audit' });
    }
    rows.forEach(onRow);
    return succeed(proofOf(rows, unreadable, facts));
  } catch (error) {
    return fail(unreadableFailure(error, path));
  }
}

/** The failure for a file that is no workbook or cannot be read; an error of another kind is a bug and is thrown on. */
export function unreadableFailure(error: unknown, path: string): Failure {
  if (error instanceof ZipProblem || error instanceof XmlProblem) {
    return { code: 'table.unreadable', concerns: path, detail: error.message };
  }
  if (error instanceof Error && 'code' in error) {
    return { code: 'file.unreadable', concerns: path, detail: error.message };
  }
  throw error;
}

function proofOf(
  rows: readonly AuditRow[],
  unreadable: readonly AuditFlaw[],
  facts: ReadonlyMap<string, string>,
): AuditProof {
  const before = {
    seq: Number(facts.get('First row')) - 1,
    hash: facts.get('Hash before the first row') ?? AUDIT_BEGIN,
  };
  const flaws = [...unreadable, ...verifyAudit(rows, sha256, before)];
  const last = rows.at(-1);
  const told = { seq: Number(facts.get('Last row')), hash: facts.get('Hash of the last row') ?? '' };
  if ((last?.seq ?? before.seq) < told.seq) {
    const detail = `rows ${(last?.seq ?? before.seq) + 1} to ${told.seq} are missing`;
    flaws.push({ seq: told.seq, flaw: 'missing', detail });
  } else if ((last?.hash ?? before.hash) !== told.hash) {
    flaws.push({
      seq: told.seq,
      flaw: 'unlinked',
      detail: 'the last row is not the one that was exported last',
    });
  }
  return {
    rows: rows.length,
    firstSeq: rows[0]?.seq ?? 0,
    lastSeq: last?.seq ?? 0,
    lastHash: last?.hash ?? before.hash,
    flaws,
  };
}

async function proofSheet(book: WorkbookFile): Promise<ReadonlyMap<string, string>> {
  const facts = new Map<string, string>();
  const sheet = book.sheets.find(({ name }) => name === 'Proof');
  if (sheet === undefined) return facts;
  await book.readSheet(sheet, ({ cells }) => {
    const name = cells.find((cell) => cell.column === 0)?.text;
    const value = cells.find((cell) => cell.column === 1)?.text;
    if (name !== undefined && value !== undefined) facts.set(name, value);
  });
  return facts;
}

function rowOf(texts: readonly string[]): AuditRow | null {
  const [seq = '', , user = '', server = '', account = '', action = '', target = '', resultText = ''] = texts;
  const [detail = '', at = '', previous = '', hash = ''] = texts.slice(8);
  const result = auditResults.find((known) => known === resultText);
  if (result === undefined || !/^\d+$/.test(seq) || !/^\d+$/.test(at)) return null;
  return {
    seq: Number(seq),
    at: Number(at),
    user,
    server,
    account,
    action,
    target,
    result,
    detail,
    previous,
    hash,
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
