import type { PasswordSlip } from '../contract/administration.ts';
import { errorText } from '../contract/errors.ts';
import type { JobRow, JobStatus } from '../contract/job.ts';
import { succeed, type Result } from '../contract/result.ts';
import { pagesOf, type TableColumn, type TableSheet, type TableValue } from '../contract/table.ts';
import { templateRows } from './columns.ts';

const PAGE = 1_000;

const column = (title: string, width: number): TableColumn => ({ title, width });

/** The results of a job: what it was, and every row with how it ended. */
export function jobSheets(
  job: JobStatus,
  slice: (index: number, limit: number) => Result<readonly JobRow[]>,
): TableSheet[] {
  return [
    {
      name: 'Job',
      header: false,
      columns: [column('', 24), column('', 80)],
      pages: pagesOf(factsOf(job)),
    },
    {
      name: 'Rows',
      header: true,
      columns: [
        column('No.', 8),
        column('Target', 28),
        column('State', 12),
        column('Before', 20),
        column('After', 36),
        column('Provider code', 14),
        column('Message', 50),
        column('Attempts', 10),
        column('Sent', 20),
        column('Known since', 20),
        column('Verified', 12),
        column('Note', 40),
      ],
      pages: () => rowPages(slice),
    },
  ];
}

async function* rowPages(
  slice: (index: number, limit: number) => Result<readonly JobRow[]>,
): AsyncGenerator<Result<readonly (readonly TableValue[])[]>, void, undefined> {
  for (let index = 0; ; index += PAGE) {
    const rows = slice(index, PAGE);
    if (!rows.ok) {
      yield rows;
      return;
    }
    yield succeed(rows.value.map(cellsOf));
    if (rows.value.length < PAGE) return;
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}

function cellsOf(row: JobRow): TableValue[] {
  const { failure } = row;
  const words =
    failure === null ? '' : (failure.provider?.message ?? failure.detail ?? errorText(failure.code).title);
  return [
    row.index + 1,
    row.target,
    row.state,
    row.before,
    row.after,
    failure?.provider?.code ?? null,
    words,
    row.attempts,
    timeOf(row.sentAt),
    timeOf(row.settledAt),
    row.verified === null ? '' : row.verified ? 'as wanted' : 'not as wanted',
    row.note,
  ];
}

function factsOf(job: JobStatus): TableValue[][] {
  const { counts } = job;
  return [
    ['Job', job.title],
    ['Kind', job.kind],
    ['Reason', job.reason],
    ['By', job.by],
    ['Account', `${job.account} at ${job.server}`],
    ['State', job.state],
    ['Created', timeOf(job.createdAt)],
    ['Started', timeOf(job.startedAt)],
    ['Ended', timeOf(job.finishedAt)],
    ...Object.entries(counts).map(([state, count]) => [`Rows ${state}`, count]),
    ['Job number', job.id],
    ...(job.inverseOf === null ? [] : [['Takes back', job.inverseOf]]),
  ];
}

function timeOf(ms: number | null): TableValue {
  return ms === null ? null : { time: Math.floor(ms / 1_000) };
}

/** A file to fill in for a plan of this kind: only the header. */
export function templateSheets(withPassword: boolean): TableSheet[] {
  const [header = []] = templateRows(withPassword);
  return [
    { name: 'Plan', header: true, columns: header.map((title) => column(title, 28)), pages: pagesOf([]) },
  ];
}

/** What stands on top of every file with passwords. */
export const SECRET_WARNING =
  'This file holds passwords. Hand each slip to its customer only, then delete the file and empty the bin.';

/** What stands on every slip. */
const WHAT_TO_DO = 'Sign in with this account and this password, then set a password of your own.';

/**
 * How a server is called on a slip: as a person types it, never with the port that a demo happens to have.
 *
 * @param base normalised base address; null when nobody is signed in
 */
export function serverName(base: string | null, demo: boolean): string {
  if (demo) return 'Demo fleet';
  return (base ?? '').replace(/^https?:\/\//u, '').replace(/\/+$/u, '');
}

/** Slips as a workbook: what it is, a table to filter or to merge into letters, and blocks to cut apart. */
export function slipSheets(slips: readonly PasswordSlip[], server: string): TableSheet[] {
  const blocks = slips.flatMap(({ account, userName, password }): TableValue[][] => [
    ['Customer', userName],
    ['Server', server],
    ['Account', account],
    ['New password', password],
    ['What to do', WHAT_TO_DO],
    [],
  ]);
  return [
    {
      name: 'Read first',
      header: false,
      columns: [column('', 18), column('', 80)],
      pages: pagesOf([
        [SECRET_WARNING],
        [],
        ['Server', server],
        ['Customers', slips.length],
        ['Sheet "Slips"', 'One row for each customer, to filter or to merge into letters.'],
        ['Sheet "To cut"', 'The same, one block for each customer, to print and cut apart.'],
      ]),
    },
    {
      name: 'Slips',
      header: true,
      columns: [
        column('Customer', 30),
        column('Account', 24),
        column('New password', 24),
        column('Server', 28),
        column('What to do', 70),
      ],
      pages: pagesOf(
        slips.map(({ account, userName, password }) => [userName, account, password, server, WHAT_TO_DO]),
      ),
    },
    {
      name: 'To cut',
      header: false,
      columns: [column('', 18), column('', 70)],
      pages: pagesOf(blocks),
    },
  ];
}

/** Slips as a page to print or to make a PDF of: eight to a sheet of A4, none cut in two. Loads nothing. */
export function slipsPage(slips: readonly PasswordSlip[], server: string): string {
  const slip = ({ account, userName, password }: PasswordSlip): string =>
    `<section><h2>${escaped(userName === '' ? account : userName)}</h2><dl>` +
    `<dt>Server</dt><dd>${escaped(server)}</dd><dt>Account</dt><dd>${escaped(account)}</dd>` +
    `<dt>New password</dt><dd class="secret">${escaped(password)}</dd></dl>` +
    `<footer>${WHAT_TO_DO}</footer></section>`;
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Password slips</title>' +
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><style>` +
    '@page{size:A4;margin:12mm}body{font:11pt sans-serif;margin:0}p{border:1px solid;padding:3mm;margin:0 0 4mm}' +
    'main{display:grid;grid-template-columns:1fr 1fr;gap:4mm}' +
    'section{border:1px dashed;padding:4mm;break-inside:avoid;height:50mm;overflow:hidden}' +
    'h2{font-size:12pt;margin:0 0 3mm;overflow-wrap:anywhere}dl{margin:0}dt{font-size:8pt}footer{font-size:8pt}' +
    'dd{margin:0 0 2mm;overflow-wrap:anywhere}.secret{font:14pt monospace}</style></head><body>' +
    `<p>${escaped(SECRET_WARNING)}</p><main>${slips.map(slip).join('')}</main></body></html>`
  );
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
