import type { DueTerm, ExpiryRow } from '../../../electron/contract/administration.ts';
import { unixOf, wallTime } from '../../i18n/zoned-time.ts';

/** A month of the calendar. Unix seconds, end not included. */
export interface DueMonth {
  readonly begin: number;
  readonly end: number;
  /** Devices whose user time, platform time, or either falls in it. */
  readonly user: number;
  readonly platform: number;
  readonly devices: number;
}

/** What the calendar is narrowed to: a term, a month, or nothing. */
export type DueChoice = { readonly term: DueTerm } | { readonly month: number } | null;

/** Months shown: this one and those that follow. */
const MONTHS = 12;

/**
 * The months from now on, with how many devices are due in each.
 *
 * @param now Unix seconds
 * @param timeZone IANA name of the zone whose months these are
 */
export function dueMonths(rows: readonly ExpiryRow[], now: number, timeZone: string): DueMonth[] {
  const { year, month } = wallTime(now, timeZone);
  const first = (ahead: number): number => {
    const date = new Date(Date.UTC(year, month - 1 + ahead, 1));
    const [y, m] = [date.getUTCFullYear(), date.getUTCMonth() + 1];
    return unixOf({ year: y, month: m, day: 1, hour: 0, minute: 0 }, timeZone);
  };
  return Array.from({ length: MONTHS }, (_, ahead) => {
    const [begin, end] = [first(ahead), first(ahead + 1)];
    const within = (due: number | null): boolean => due !== null && due >= begin && due < end;
    let [user, platform, devices] = [0, 0, 0];
    for (const { userDue, platformDue } of rows) {
      if (within(userDue)) user += 1;
      if (within(platformDue)) platform += 1;
      if (within(userDue) || within(platformDue)) devices += 1;
    }
    return { begin, end, user, platform, devices };
  });
}

/** The devices that a choice leaves; a month stands for both due times. */
export function chosenDevices(
  rows: readonly ExpiryRow[],
  choice: DueChoice,
  months: readonly DueMonth[],
): readonly ExpiryRow[] {
  if (choice === null) return rows;
  if ('term' in choice) return rows.filter(({ term }) => term === choice.term);
  const month = months.find(({ begin }) => begin === choice.month);
  if (month === undefined) return rows;
  const within = (due: number | null): boolean => due !== null && due >= month.begin && due < month.end;
  return rows.filter(({ userDue, platformDue }) => within(userDue) || within(platformDue));
}
