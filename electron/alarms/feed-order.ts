import { readFlag } from '../contract/live.ts';
import type { VehicleState } from '../contract/position.ts';

/** What the order of the feed depends on, of one device. Times in milliseconds of one running clock. */
export interface FeedSubject {
  /** -Infinity = never. */
  readonly askedAt: number;
  /** Followed or selected in a window. */
  readonly watched: boolean;
  /** Its telemetry hints at trouble. */
  readonly troubled: boolean;
  /** When its last alarm came in; -Infinity = none yet. */
  readonly alarmedAt: number;
  /** It cannot raise alarms (never online, expired, blocked), or the provider refuses it. */
  readonly asleep: boolean;
}

/** Seconds after which alarms of a device are asked for again. */
const TROUBLED = 10;
const WATCHED = 15;
const ALARMED = 20;
const ASLEEP = 3_600;
/** Milliseconds for which a device counts as recently alarming. */
const ALARMED_FOR = 1_800_000;
/** Part of the longest age at which an ordinary device is asked, so that there is time left to keep it. */
const SHARE = 0.6;

/** Whether what a device tells beside its position hints at trouble, before the alarm itself has been read. */
export function hintsAtTrouble(state: VehicleState, before: VehicleState, flags: number): boolean {
  if (readFlag(flags, 'fuelSupply') === false) return true;
  const wasOnline = before === 'moving' || before === 'idle';
  if (state === 'offline' && wasOnline) return true;
  const armed = readFlag(flags, 'defence') === true;
  return armed && (state === 'moving' || readFlag(flags, 'door') === true);
}

/** States in which a device raises no alarms. */
export function isAsleep(state: VehicleState): boolean {
  return state === 'neverOnline' || state === 'expired' || state === 'blocked';
}

/**
 * Seconds after which a device is due.
 *
 * @param now milliseconds of the same clock as the subject's
 * @param longestAge seconds
 */
export function feedInterval(subject: FeedSubject, now: number, longestAge: number): number {
  if (subject.asleep) return Math.max(ASLEEP, longestAge);
  if (subject.troubled) return TROUBLED;
  if (subject.watched) return WATCHED;
  const ordinary = Math.max(ALARMED, longestAge * SHARE);
  return now - subject.alarmedAt < ALARMED_FOR ? Math.min(ALARMED, ordinary) : ordinary;
}

/**
 * Who is asked next, most urgent first: those that are due by the share of their interval that has passed. Every third
 * place goes to whoever was asked longest ago, so that many urgent ones never keep the others from their turn.
 */
export function feedOrder<Subject extends FeedSubject>(
  subjects: Iterable<Subject>,
  now: number,
  longestAge: number,
  most: number,
): Subject[] {
  const due: { subject: Subject; ratio: number; age: number }[] = [];
  for (const subject of subjects) {
    const age = (now - subject.askedAt) / 1_000;
    const ratio = age / feedInterval(subject, now, longestAge);
    if (ratio >= 1) due.push({ subject, ratio: subject.askedAt === -Infinity ? never(subject) : ratio, age });
  }
  const byRatio = due.toSorted((a, b) => b.ratio - a.ratio);
  const byAge = due
    .filter(({ subject }) => !subject.asleep)
    .toSorted((a, b) => (a.age === b.age ? 0 : b.age > a.age ? 1 : -1));
  const chosen = new Set<Subject>();
  const takeFrom = (list: { subject: Subject }[]): void => {
    for (let next = list.shift(); next !== undefined; next = list.shift()) {
      if (chosen.has(next.subject)) continue;
      chosen.add(next.subject);
      return;
    }
  };
  while (chosen.size < most && byRatio.length > 0) {
    takeFrom(chosen.size % 3 === 2 && byAge.length > 0 ? byAge : byRatio);
  }
  return [...chosen];
}

/** Among those that were never asked: trouble first, then what is looked at, then the rest, the sleeping last. */
function never({ troubled, watched, asleep }: FeedSubject): number {
  if (asleep) return 1;
  return troubled ? 1e6 : watched ? 1e5 : 1e3;
}
