import { z } from 'zod';

/** How an action ended, as far as the console knows. */
export const auditResults = ['done', 'failed', 'unknown', 'started', 'refused'] as const;
export type AuditResult = (typeof auditResults)[number];

/** What is written of one action, before it has its place in the chain. Holds no secret. */
export interface AuditEntry {
  /** Unix milliseconds of this computer. */
  readonly at: number;
  /** User of the operating system. */
  readonly user: string;
  /** Server and account signed in with; empty when nobody was. */
  readonly server: string;
  readonly account: string;
  /** What was done, as `thing.verb`: `session.signIn`, `job.start`, `account.block`. */
  readonly action: string;
  /** On what: an account, an IMEI, a file name, a job's id. */
  readonly target: string;
  readonly result: AuditResult;
  /** Further words: a reason typed, counts, the provider's code and message. */
  readonly detail: string;
}

/** A row of the audit: an entry, its number (1, 2, 3 ...) and its link in the chain. */
export interface AuditRow extends AuditEntry {
  readonly seq: number;
  /** `hash` of the row before; `AUDIT_BEGIN` for the first. */
  readonly previous: string;
  readonly hash: string;
}

/** What stands in `previous` of the first row. */
export const AUDIT_BEGIN = '0'.repeat(64);

/** Longest text kept in one field, so that an exported cell (32,767 characters) holds it whole. */
export const AUDIT_TEXT_LIMIT = 8_000;

/**
 * A text as the audit keeps it: only what survives a cell of a workbook unchanged, so that a row exported and read
 * back has the same hash. Control characters and line breaks become a space, halves of surrogate pairs U+FFFD.
 */
export function auditText(text: string): string {
  return text
    .slice(0, AUDIT_TEXT_LIMIT)
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]+/g, ' ')
    .trim();
}

/** An entry with every text as the audit keeps it; what the chain's hash is taken of. */
export function auditEntry(entry: AuditEntry): AuditEntry {
  return {
    at: Math.round(entry.at),
    user: auditText(entry.user),
    server: auditText(entry.server),
    account: auditText(entry.account),
    action: auditText(entry.action),
    target: auditText(entry.target),
    result: entry.result,
    detail: auditText(entry.detail),
  };
}

/** The very text whose SHA-256 (lower-case hex, UTF-8) is the row's hash: a JSON array in this order. */
export function auditHashText(row: Omit<AuditRow, 'hash'>): string {
  return JSON.stringify([
    row.previous,
    row.seq,
    row.at,
    row.user,
    row.server,
    row.account,
    row.action,
    row.target,
    row.result,
    row.detail,
  ]);
}

/** What is wrong with a chain at one row. */
export interface AuditFlaw {
  readonly seq: number;
  readonly flaw: 'changed' | 'missing' | 'reordered' | 'unlinked';
  /** In plain words. */
  readonly detail: string;
}

/**
 * Checks rows that should follow each other without a gap.
 *
 * @param rows in the order they are found
 * @param sha256 lower-case hex of the UTF-8 text
 * @param first what the first row must follow; null when rows before it are not at hand
 * @returns every flaw, at most `limit`
 */
export function verifyAudit(
  rows: Iterable<AuditRow>,
  sha256: (text: string) => string,
  first: { readonly seq: number; readonly hash: string } | null = { seq: 0, hash: AUDIT_BEGIN },
  limit = 100,
): AuditFlaw[] {
  const flaws: AuditFlaw[] = [];
  let before = first;
  for (const row of rows) {
    if (flaws.length >= limit) break;
    const flaw = flawOf(row, before, sha256);
    if (flaw !== null) flaws.push({ seq: row.seq, ...flaw });
    before = row;
  }
  return flaws;
}

function flawOf(
  row: AuditRow,
  before: { readonly seq: number; readonly hash: string } | null,
  sha256: (text: string) => string,
): Pick<AuditFlaw, 'flaw' | 'detail'> | null {
  if (sha256(auditHashText(row)) !== row.hash) {
    return { flaw: 'changed', detail: `row ${row.seq} is not what was written` };
  }
  if (before === null) return null;
  if (row.seq <= before.seq) {
    return { flaw: 'reordered', detail: `row ${row.seq} stands after row ${before.seq}` };
  }
  if (row.seq > before.seq + 1) {
    return { flaw: 'missing', detail: `rows ${before.seq + 1} to ${row.seq - 1} are missing` };
  }
  if (row.previous !== before.hash) {
    return { flaw: 'unlinked', detail: `row ${row.seq} does not follow the row before it` };
  }
  return null;
}

/** Which rows the Audit screen asks for; newest first. */
export const auditQuery = z.object({
  /** Words in any field; empty = all. */
  text: z.string().max(200).default(''),
  user: z.string().max(200).default(''),
  action: z.string().max(100).default(''),
  /** The whole target, and how it begins; empty = any. */
  target: z.string().max(200).default(''),
  targetBegins: z.string().max(200).default(''),
  result: z.enum(auditResults).nullable().default(null),
  /** Unix milliseconds, begin included, end not; null = open. */
  begin: z.number().int().nullable().default(null),
  end: z.number().int().nullable().default(null),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1_000).default(200),
});
export type AuditQuery = z.infer<typeof auditQuery>;

export interface AuditPage {
  readonly total: number;
  readonly rows: readonly AuditRow[];
}

/** Who and what the audit knows, for filters. */
export interface AuditNames {
  readonly users: readonly string[];
  readonly actions: readonly string[];
}

/** Outcome of checking the whole chain. */
export interface AuditVerdict {
  readonly rows: number;
  /** Hash of the last row: write it down elsewhere to prove later that nothing was cut off at the end. */
  readonly lastHash: string;
  readonly flaws: readonly AuditFlaw[];
}

/** Columns of an exported audit, in their order; the checker reads them by place. */
export const AUDIT_COLUMNS = [
  'No.',
  'Time',
  'User',
  'Server',
  'Account',
  'Action',
  'Target',
  'Result',
  'Detail',
  'Time (Unix ms)',
  'Hash before',
  'Hash',
] as const;

/** What the sheet `Proof` of an export names as its format. */
export const AUDIT_PROOF_FORMAT = 'watchdesk-audit-1';
