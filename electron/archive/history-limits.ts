import type { HistoryKind, KeptHistory } from '../contract/archive.ts';

/** What is kept of one day (UTC): `day` counts from 1970; null for what no age takes out. */
export interface DayAmount {
  readonly day: number | null;
  readonly rows: number;
  readonly bytes: number;
}

/** What is kept of each kind, day by day. */
export type MeasuredHistory = Readonly<Record<HistoryKind, readonly DayAmount[]>>;

export interface HistoryLimits {
  /** Days before today that each kind is kept. */
  readonly days: Readonly<Record<HistoryKind, number>>;
  /** Bytes that tracks, mileage and odometers take together at most. */
  readonly bytes: number;
}

/** Unix seconds, a midnight UTC: what is older goes. */
export type HistoryCutoffs = Readonly<Record<HistoryKind, number>>;

export const historyKinds: readonly HistoryKind[] = ['tracks', 'mileage', 'alarms'];

const DAY = 86_400;

/**
 * From when on each kind is kept. Age goes by whole days; where tracks, mileage and odometers together are too large,
 * their oldest day goes first, never today. Alarms go by age alone: what was done with them cannot be asked again.
 *
 * @param now Unix seconds of the provider's clock
 */
export function cutoffsOf(measured: MeasuredHistory, limits: HistoryLimits, now: number): HistoryCutoffs {
  const today = Math.floor(now / DAY);
  const byAge = (kind: HistoryKind): number => (today - limits.days[kind]) * DAY;
  const pool = [
    ...measured.tracks.filter((amount) => !isBefore(amount, byAge('tracks'))),
    ...measured.mileage.filter((amount) => !isBefore(amount, byAge('mileage'))),
  ].sort((a, b) => (b.day ?? today) - (a.day ?? today));
  let total = 0;
  let bySize = 0;
  for (const { day, bytes } of pool) {
    total += bytes;
    if (total <= limits.bytes || day === null || day >= today) continue;
    bySize = (day + 1) * DAY;
    break;
  }
  return {
    tracks: Math.max(byAge('tracks'), bySize),
    mileage: Math.max(byAge('mileage'), bySize),
    alarms: byAge('alarms'),
  };
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
  return {
    rows,
    bytes,
    days: first === Infinity ? 0 : days,
    perDay: first === Infinity ? bytes : Math.round(bytes / days),
    over: { rows: overRows, bytes: overBytes, before: cutoff },
  };
}

function isBefore({ day }: DayAmount, cutoff: number): boolean {
  return day !== null && day * DAY < cutoff;
}
