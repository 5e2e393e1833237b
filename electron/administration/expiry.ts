import { byDue, type DueTerm, type ExpiryPart, type ExpiryRow } from '../contract/administration.ts';
import type { Device } from '../contract/device.ts';
import type { TableSheet, TableValue } from '../contract/table.ts';
import { pagesFrom } from '../contract/table.ts';

const DAY = 86_400;

/** The terms of an expiry calendar, soonest first, with the most days left that belong to each. */
const terms: readonly (readonly [DueTerm, number])[] = [
  ['in7', 7],
  ['in30', 30],
  ['in90', 90],
];

/** In which term a due time falls. Times in Unix seconds; null (the provider says 0) is `untold`. */
export function termOf(due: number | null, now: number): DueTerm {
  if (due === null) return 'untold';
  if (due <= now) return 'overdue';
  return terms.find(([, days]) => due - now <= days * DAY)?.[0] ?? 'later';
}

/**
 * Every device with its due times, the soonest first.
 *
 * @param now Unix seconds of the provider's clock
 * @param isOnline whether the device beats now; null when it is not known
 */
export function expiryRows(
  devices: Iterable<Device>,
  now: number,
  isOnline: (imei: string) => boolean | null,
): ExpiryRow[] {
  const rows: ExpiryRow[] = [];
  for (const { imei, name, plate, account, userDueTime, platformDueTime } of devices) {
    const told = [userDueTime, platformDueTime].filter((due) => due !== null);
    const due = told.length === 0 ? null : Math.min(...told);
    const term = termOf(due, now);
    rows.push({
      imei,
      name,
      plate,
      account,
      userDue: userDueTime,
      platformDue: platformDueTime,
      due,
      term,
      daysLeft: due === null ? null : Math.floor((due - now) / DAY),
      expiredButAlive: term === 'overdue' && isOnline(imei) === true,
    });
  }
  return rows.sort(byDue);
}

/** What the overview is made of. */
export interface DueFleet {
  /** Accounts in a fixed order. */
  readonly accounts: readonly string[];
  /** Devices that an account owns itself. */
  readonly devicesOf: (account: string) => readonly Device[];
  /** Unix seconds of the provider's clock. */
  readonly now: number;
  /** Whether the device beats now; null when it is not known. */
  readonly isOnline: (imei: string) => boolean | null;
}

/** Devices after which a part of the overview ends; an account is never cut in two. */
const PART = 2_000;

/** A part of the overview, from an account on: a few milliseconds of work. Each part is sorted by itself. */
export function expiryPart({ accounts, devicesOf, now, isOnline }: DueFleet, from: number): ExpiryPart {
  const devices: Device[] = [];
  let next = from;
  for (; next < accounts.length && devices.length < PART; next += 1) {
    devices.push(...devicesOf(accounts[next] ?? ''));
  }
  return { rows: expiryRows(devices, now, isOnline), next: next < accounts.length ? next : null };
}

/** The whole overview; other work gets its turn between the parts. */
export async function wholeExpiry(fleet: DueFleet): Promise<ExpiryRow[]> {
  const rows: ExpiryRow[] = [];
  for (let from: number | null = 0; from !== null;) {
    const part: ExpiryPart = expiryPart(fleet, from);
    rows.push(...part.rows);
    from = part.next;
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
  return rows.sort(byDue);
}

function cellsOf(row: ExpiryRow): TableValue[] {
  return [
    row.account,
    row.plate,
    row.name,
    row.imei,
    row.userDue === null ? null : { time: row.userDue },
    row.platformDue === null ? null : { time: row.platformDue },
    row.daysLeft,
    row.term,
    row.expiredButAlive ? 'yes' : '',
  ];
}

/** The overview as a workbook: whom to renew, and what is expired but alive. */
export function expirySheets(rows: readonly ExpiryRow[]): TableSheet[] {
  const sheet = (name: string, some: readonly ExpiryRow[]): TableSheet => ({
    name,
    header: true,
    columns: [
      { title: 'Account', width: 24 },
      { title: 'Plate', width: 16 },
      { title: 'Device', width: 24 },
      { title: 'IMEI', width: 18 },
      { title: 'User due', width: 20 },
      { title: 'Platform due', width: 20 },
      { title: 'Days left', width: 10 },
      { title: 'Term', width: 10 },
      { title: 'Still sending', width: 14 },
    ],
    pages: pagesFrom(some, cellsOf),
  });
  return [
    sheet(
      'To renew',
      rows.filter(({ term }) => term !== 'later' && term !== 'untold'),
    ),
    sheet(
      'Expired but alive',
      rows.filter((row) => row.expiredButAlive),
    ),
    sheet('All', rows),
  ];
}
