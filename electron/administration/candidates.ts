import type { PlanProblem, PlanProblemCode, Table, TableRow } from '../contract/administration.ts';
import type { Failure } from '../contract/errors.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import { matchColumns, type PlanColumn } from './columns.ts';

/** Somebody whom the input names, before it is checked against the tree. */
export interface Candidate {
  readonly line: number | null;
  readonly account: string;
  /** Null where the input has no password column. */
  readonly password: string | null;
}

export interface Candidates {
  readonly found: readonly Candidate[];
  readonly problems: readonly PlanProblem[];
  readonly columns: Readonly<Record<string, string>>;
  readonly ignored: readonly string[];
}

/** A problem that keeps a row out of the plan. */
export function problemAt(
  line: number | null,
  target: string,
  problem: PlanProblemCode,
  detail: string,
  severity: PlanProblem['severity'] = 'error',
): PlanProblem {
  return { line, target, problem, detail, severity };
}

/** Names in pasted text: one a line, or separated by tabs, semicolons or commas (no name can hold a comma). */
export function candidatesFromText(text: string): Candidate[] {
  return text.split(/\r\n|\r|\n/).flatMap((content, place) =>
    content
      .split(/[\t;,]/)
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((account) => ({ line: place + 1, account, password: null })),
  );
}

/**
 * Rows of a table as candidates. The first row is the header; without a recognised `account` column nothing is
 * guessed (`table.header`). Every row that cannot be used is named with its line.
 */
export function candidatesFromTable(table: Table, wantsPassword: boolean): Result<Candidates> {
  const [header, ...rows] = table.rows;
  if (header === undefined) return fail({ code: 'plan.empty' });
  const { places, ignored, twice } = matchColumns(header.cells);
  const account = places.get('account');
  if (account === undefined) return fail(headerFailure('account', header.cells));
  if (twice !== null) return fail({ code: 'table.header', detail: `two columns are called ${twice}` });
  const password = places.get('password');
  if (wantsPassword && password === undefined) return fail(headerFailure('password', header.cells));
  const problems: PlanProblem[] = [];
  const found: Candidate[] = [];
  const used = wantsPassword && password !== undefined ? [account, password] : [account];
  for (const row of rows) {
    const name = (row.cells[account] ?? '').trim();
    const flaw = flawOf(row, name, used);
    if (flaw !== null) problems.push(flaw);
    if (flaw?.severity === 'error') continue;
    const secret = wantsPassword && password !== undefined ? (row.cells[password] ?? '') : null;
    found.push({ line: row.line, account: name, password: secret });
  }
  const taken = new Set<PlanColumn>(wantsPassword ? ['account', 'password'] : ['account']);
  const unused = password !== undefined && !wantsPassword ? [header.cells[password] ?? ''] : [];
  return succeed({
    found,
    problems,
    columns: Object.fromEntries(
      [...places]
        .filter(([name]) => taken.has(name))
        .map(([name, place]) => [name, header.cells[place] ?? '']),
    ),
    ignored: [...ignored, ...unused],
  });
}

function headerFailure(missing: PlanColumn, header: readonly string[]): Failure {
  const seen = header.filter((text) => text.trim() !== '').slice(0, 20);
  const found = seen.length === 0 ? 'no headers' : seen.map((text) => `"${text.slice(0, 60)}"`).join(', ');
  return {
    code: 'table.header',
    concerns: missing,
    detail: `no column is called ${missing}; found ${found}`,
  };
}

function flawOf(row: TableRow, name: string, used: readonly number[]): PlanProblem | null {
  const inUsed = (places: readonly number[]): boolean => places.some((place) => used.includes(place));
  if (inUsed(row.merged)) {
    return problemAt(
      row.line,
      name,
      'merged',
      'lies in merged cells, so it is not clear to which row it belongs',
    );
  }
  if (inUsed(row.nuls)) return problemAt(row.line, name, 'nul', 'holds NUL characters: the file is damaged');
  if (name === '') return problemAt(row.line, '', 'missingAccount', 'names no account');
  if (inUsed(row.formulas)) {
    const detail = 'is a formula; its last computed value is used';
    return problemAt(row.line, name, 'formula', detail, 'warning');
  }
  return null;
}
