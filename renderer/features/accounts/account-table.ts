import type { AccountNode, AccountOverview } from '../../../electron/contract/account.ts';
import type { AccountColumn, AccountFilter, DueFilter } from '../../../electron/contract/account-table.ts';

/** A row of the table: the account, and what its own devices come to. Times are Unix seconds. */
export interface AccountLine {
  readonly node: AccountNode;
  /** Null while its list was not read. */
  readonly devices: number | null;
  readonly online: number | null;
  readonly due: number | null;
  /** All searched words, folded. */
  readonly text: string;
}

export const noFilter: AccountFilter = {
  query: '',
  roles: [],
  state: 'any',
  due: 'any',
  below: null,
  sort: 'account',
  descending: false,
};

/** Joins accounts with what their devices come to. */
export function accountLines(
  nodes: Iterable<AccountNode>,
  overview: readonly AccountOverview[],
): AccountLine[] {
  const byAccount = new Map(overview.map((row) => [row.account, row]));
  return Array.from(nodes, (node) => {
    const own = byAccount.get(node.account);
    const words = [node.account, node.userName, node.email, node.mobile, node.telephone, node.parent ?? ''];
    return {
      node,
      devices: own?.devices ?? node.deviceCount,
      online: own?.online ?? (node.deviceCount === null ? null : 0),
      due: own?.due ?? null,
      text: words.join('\n').toLowerCase(),
    };
  });
}

const DAY = 86_400;
const termDays: Readonly<Record<Exclude<DueFilter, 'any'>, number>> = {
  overdue: 0,
  in7: 7,
  in30: 30,
  in90: 90,
};

/**
 * The rows that a filter lets through, in its order.
 *
 * @param branch names within `filter.below`; null when it is not narrowed to a branch
 * @param now Unix seconds
 */
export function filterLines(
  lines: readonly AccountLine[],
  filter: AccountFilter,
  branch: ReadonlySet<string> | null,
  now: number,
): AccountLine[] {
  const words = filter.query.toLowerCase().split(/\s+/u).filter(Boolean);
  const kept = lines.filter(
    ({ node, due, text }) =>
      (branch === null || branch.has(node.account)) &&
      (filter.state === 'any' || node.blocked === (filter.state === 'blocked')) &&
      (filter.roles.length === 0 || (node.role !== null && filter.roles.includes(node.role))) &&
      isDue(due, filter.due, now) &&
      words.every((word) => text.includes(word)),
  );
  const turn = filter.descending ? -1 : 1;
  return kept.sort(
    (a, b) =>
      compare(sortValue(a, filter.sort), sortValue(b, filter.sort), turn) ||
      collator.compare(a.node.account, b.node.account),
  );
}

/** Whether a due time is past, or in the days of a filter; overdue is part of every one of them. */
function isDue(due: number | null, filter: DueFilter, now: number): boolean {
  return filter === 'any' || (due !== null && due <= now + termDays[filter] * DAY);
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** What is not told stands at the end, whichever way it is sorted. */
function compare(a: string | number | null, b: string | number | null, turn: number): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const order =
    typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));
  return order * turn;
}

function sortValue(
  { node, devices, online, due }: AccountLine,
  column: AccountColumn,
): string | number | null {
  switch (column) {
    case 'state':
      return node.blocked === null ? null : Number(node.blocked);
    case 'created':
      return node.createTime;
    case 'devices':
      return devices;
    case 'online':
      return online;
    case 'due':
      return due;
    default:
      return node[column] === '' ? null : node[column];
  }
}

/** Least width in rem, and the share of what is left; 0 = none. */
export const columnWidths: Readonly<Record<AccountColumn, readonly [least: number, share: number]>> = {
  account: [8.5, 1.2],
  userName: [8.5, 1.4],
  role: [5.5, 0],
  state: [6, 0],
  email: [14, 0.8],
  mobile: [8.5, 0],
  telephone: [8.5, 0],
  created: [6.5, 0],
  devices: [4, 0],
  online: [4, 0],
  due: [6.75, 0],
  parent: [7.5, 0.8],
};

/** The first of these that is shown gives way first; an account is always named. */
const leavesFirst: readonly AccountColumn[] = [
  'telephone',
  'created',
  'parent',
  'mobile',
  'email',
  'role',
  'online',
  'userName',
  'devices',
  'due',
  'state',
];

/** Rem beside the columns: both edges, the box to tick, the mark for columns without room. */
const BESIDE = 6.5;
/** Rem between two columns. */
export const COLUMN_GAP = 0.75;

/**
 * The columns that have room, whole; the least important leave first, the sorted one stays.
 *
 * @param width rem; 0 = not known yet, then all of them
 */
export function fittingColumns(
  columns: readonly AccountColumn[],
  width: number,
  sorted: AccountColumn,
): AccountColumn[] {
  const left = [...columns];
  if (width === 0) return left;
  const needed = (): number =>
    left.reduce((sum, column) => sum + columnWidths[column][0] + COLUMN_GAP, BESIDE);
  for (const column of leavesFirst) {
    if (needed() <= width) break;
    if (column !== sorted && left.includes(column)) left.splice(left.indexOf(column), 1);
  }
  return left;
}
