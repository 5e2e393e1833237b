import type { HistoryKind, HistoryLimits, KeptHistory } from '../contract/archive.ts';

/** What is kept of one day (UTC): `day` counts from 1970; null for what no age takes out. */
export interface DayAmount {
  readonly day: number | null;
  readonly rows: number;
  readonly bytes: number;
}

/** What is kept of each kind, day by day. */
export type MeasuredHistory = Readonly<Record<HistoryKind, readonly DayAmount[]>>;

/** Unix seconds, a midnight UTC: what is older goes. 0: nothing goes. */
export type HistoryCutoffs = Readonly<Record<HistoryKind, number>>;

export const historyKinds: readonly HistoryKind[] = ['tracks', 'mileage', 'alarms'];

const DAY = 86_400;
const GIGABYTE = 1e9;
/** Days that tell what a day costs: a single old row must not make it look cheap. */
const LATELY = 7;
/** Seconds by which the provider's clock and this computer's may differ; more, and one of them is wrong. */
const CLOCKS_AGREE = DAY;

/**
 * From when on each kind is kept; without a limit all of it is. Age goes by whole days; where tracks, mileage and
 * odometers together are too large, their oldest day goes first, never the newest. Alarms go by age alone: what was
 * done with them cannot be asked again.
 *
 * Age is counted from the newest day that anything is kept of, when that lies before `now`: a clock that runs ahead
 * takes nothing out.
 *
 * @param now Unix seconds of the provider's clock
 */
export function cutoffsOf(measured: MeasuredHistory, limits: HistoryLimits, now: number): HistoryCutoffs {
  const today = Math.min(Math.floor(now / DAY), newestDay(measured));
  const byAge = (kind: HistoryKind): number => {
    const days = limits[kind];
    return days === null ? 0 : Math.max(0, (today - days) * DAY);
  };
  const bySize =
    limits.gigabytes === null
      ? 0
      : sizeCutoff(
          [
            ...measured.tracks.filter((amount) => !isBefore(amount, byAge('tracks'))),
            ...measured.mileage.filter((amount) => !isBefore(amount, byAge('mileage'))),
          ],
          limits.gigabytes * GIGABYTE,
          today,
        );
  return {
    tracks: Math.max(byAge('tracks'), bySize),
    mileage: Math.max(byAge('mileage'), bySize),
    alarms: byAge('alarms'),
  };
}

/** Whether anything may ever be removed. */
export function hasLimits({ tracks, mileage, alarms, gigabytes }: HistoryLimits): boolean {
  return [tracks, mileage, alarms, gigabytes].some((limit) => limit !== null);
}

/** Whether two clocks (Unix seconds) tell the same day or so; else nothing is removed by either. */
export function clocksAgree(provider: number, computer: number): boolean {
  return Math.abs(provider - computer) <= CLOCKS_AGREE;
}

/** What a person is told of one kind: what it takes, of which times, what a day costs, and what is over the limits. */
export function keptOf(amounts: readonly DayAmount[], cutoff: number): KeptHistory {
  let [rows, bytes, overRows, overBytes] = [0, 0, 0, 0];
  let [first, last] = [Infinity, -Infinity];
  for (const amount of amounts) {
    rows += amount.rows;
    bytes += amount.bytes;
    if (isBefore(amount, cutoff)) {
      overRows += amount.rows;
      overBytes += amount.bytes;
    }
    if (amount.day === null) continue;
    first = Math.min(first, amount.day);
    last = Math.max(last, amount.day);
  }
  const days = Math.max(1, last - first + 1);
  const lately = Math.min(days, LATELY);
  const newest = amounts.reduce(
    (sum, { day, bytes: of }) => (day !== null && day > last - lately ? sum + of : sum),
    0,
  );
  return {
    rows,
    bytes,
    days: first === Infinity ? 0 : days,
    perDay: first === Infinity ? bytes : Math.round(newest / lately),
    over: { rows: overRows, bytes: overBytes, before: cutoff },
  };
}

/** The midnight before which days go until the rest takes at most `most` bytes; 0 when all may stay. */
function sizeCutoff(amounts: readonly DayAmount[], most: number, today: number): number {
  const newestFirst = amounts.toSorted((a, b) => (b.day ?? today) - (a.day ?? today));
  let total = 0;
  for (const { day, bytes } of newestFirst) {
    total += bytes;
    if (total > most && day !== null && day < today) return (day + 1) * DAY;
  }
  return 0;
}

function newestDay(measured: MeasuredHistory): number {
  return historyKinds
    .flatMap((kind) => measured[kind])
    .reduce((newest, { day }) => Math.max(newest, day ?? -Infinity), -Infinity);
}

function isBefore({ day }: DayAmount, cutoff: number): boolean {
  return day !== null && day * DAY < cutoff;
}
