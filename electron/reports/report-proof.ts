import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { AuditRow } from '../contract/audit.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import { unreadableFailure, verifyAuditExport } from './audit-proof.ts';
import { dataHash } from './cover.ts';
import type { SealedPart } from './workbook/model.ts';
import { WorkbookFile } from './table/workbook-file.ts';

const UNPACKED_LIMIT = 4_000_000_000;

/** What a report file proves by itself, and with an exported audit beside it. */
export interface ReportCheck {
  /** SHA-256 over its data; of a file that is no workbook, over all of it. */
  readonly sha256: string;
  /** SHA-256 over all of its bytes. */
  readonly fileSha256: string;
  /** What is not as it was written, in plain words. */
  readonly flaws: readonly string[];
  /** The row of the audit that tells of this report; null when none does, or without an audit. */
  readonly row: AuditRow | null;
}

/** What the cover of a workbook says of its data. */
interface Told {
  readonly hash: string;
  readonly files: readonly (SealedPart & { readonly sheet: string })[];
}

/**
 * Checks a report: a workbook against the hashes on its own cover, and every report against an exported audit, whose
 * chain is checked too. Fails for a file that cannot be read, or a workbook that is no report of this console.
 *
 * @param auditPath an audit exported as .xlsx; null: the report alone
 */
export async function verifyReport(path: string, auditPath: string | null): Promise<Result<ReportCheck>> {
  try {
    const fileSha256 = await sha256Of(path);
    const flaws: string[] = [];
    let sha256 = fileSha256;
    if (path.toLowerCase().endsWith('.xlsx')) {
      const book = await WorkbookFile.open(path, UNPACKED_LIMIT);
      const told = await coverOf(book);
      if (told === null) {
        const detail = 'it is neither an exported audit nor a report of this console';
        return fail({ code: 'table.unreadable', concerns: path, detail });
      }
      flaws.push(...(await flawsOf(book, told)));
      sha256 = told.hash;
    } else if (auditPath === null) {
      const detail = 'a file that is no workbook carries no hash: name an exported audit beside it';
      return fail({ code: 'table.unreadable', concerns: path, detail });
    }
    if (auditPath === null) return succeed({ sha256, fileSha256, flaws, row: null });
    return await withAudit({ sha256, fileSha256, flaws, row: null }, auditPath);
  } catch (error) {
    return fail(unreadableFailure(error, path));
  }
}

async function withAudit(check: ReportCheck, auditPath: string): Promise<Result<ReportCheck>> {
  const { sha256, fileSha256 } = check;
  let row: AuditRow | null = null;
  const audit = await verifyAuditExport(auditPath, (each) => {
    if (each.action.startsWith('report.') && each.detail.includes(`sha256 ${sha256}`)) row = each;
  });
  if (!audit.ok) return audit;
  const flaws = [...check.flaws, ...audit.value.flaws.map(({ flaw, detail }) => `audit, ${flaw}: ${detail}`)];
  const found = row as AuditRow | null;
  if (found === null) flaws.push('no row of this audit tells of a report with these data');
  else if (!found.detail.includes(`file ${fileSha256}`)) {
    flaws.push('the file is not the one that was written: something beside its data was changed');
  }
  return succeed({ ...check, flaws, row: found });
}

async function coverOf(book: WorkbookFile): Promise<Told | null> {
  const cover = book.sheets.find(({ name }) => name === 'Cover');
  if (cover === undefined) return null;
  let hash = '';
  const files: (SealedPart & { readonly sheet: string })[] = [];
  await book.readSheet(cover, ({ cells }) => {
    const text = (column: number): string => cells.find((cell) => cell.column === column)?.text ?? '';
    if (text(0) === 'SHA-256 of the data') hash = text(1);
    else if (hash !== '' && text(1).startsWith('xl/')) {
      files.push({ sheet: text(0), file: text(1), sha256: text(4) });
    }
  });
  return hash === '' ? null : { hash, files };
}

async function flawsOf(book: WorkbookFile, { hash, files }: Told): Promise<string[]> {
  const flaws: string[] = [];
  for (const { sheet, file, sha256 } of files) {
    const found = await book.sha256(file);
    if (found === null) flaws.push(`${sheet} (${file}) is missing`);
    else if (found !== sha256) flaws.push(`${sheet} (${file}) was changed after it was written`);
    const listed = book.sheets.find(({ part }) => part === file);
    if (file.startsWith('xl/worksheets/') && listed?.name !== sheet) {
      flaws.push(`${file} is called "${listed?.name ?? 'nothing'}" and was written as "${sheet}"`);
    }
  }
  const known = new Set(files.map(({ file }) => file));
  for (const { name, part } of book.sheets) {
    if (name !== 'Cover' && !known.has(part)) flaws.push(`the sheet "${name}" was added afterwards`);
  }
  if (dataHash(files) !== hash) flaws.push('the hash on the cover is not that of the files it lists');
  return flaws;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest('hex');
}
