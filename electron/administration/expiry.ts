import type { DueTerm, ExpiryRow } from '../contract/administration.ts';
import type { Device } from '../contract/device.ts';
import type { TableSheet } from '../contract/table.ts';
import { pagesOf } from '../contract/table.ts';

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
  return rows.sort((a, b) => (a.due ?? Infinity) - (b.due ?? Infinity) || a.imei.localeCompare(b.imei));
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
    pages: pagesOf(
      some.map((row) => [
        row.account,
        row.plate,
        row.name,
        row.imei,
        row.userDue === null ? null : { time: row.userDue },
        row.platformDue === null ? null : { time: row.platformDue },
        row.daysLeft,
        row.term,
        row.expiredButAlive ? 'yes' : '',
      ]),
    ),
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
