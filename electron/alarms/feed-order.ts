import { readFlag } from '../contract/live.ts';
import type { VehicleState } from '../contract/position.ts';

/** What the order of the feed depends on, of one device. Times in milliseconds of one running clock. */
export interface FeedSubject {
  /** -Infinity = never. */
  readonly askedAt: number;
  /** Followed or selected in a window, or among the few that windows show. */
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
const WATCHED_SOONEST = 5;
const WATCHED_LATEST = 15;
const ALARMED = 20;
const ASLEEP = 3_600;
/** Milliseconds for which a device counts as recently alarming. */
const ALARMED_FOR = 1_800_000;
/** Shown vehicles are watched while so many seconds of a third of the requests are enough for them. */
const SHOWN_WITHIN = 30;
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

/** Seconds. */
export interface FeedPace {
  /** Within which everybody is to be asked. */
  readonly longestAge: number;
  /** After which what is watched is asked again. */
  readonly watchedAge: number;
}

/**
 * Seconds after which what is watched is asked again: the fewer there are for the requests, the sooner.
 *
 * @param count how many are watched
 * @param rate requests a second that alarms may take
 */
export function watchedAge(count: number, rate: number): number {
  return Math.min(WATCHED_LATEST, Math.max(WATCHED_SOONEST, (3 * count) / rate));
}

/** Whether so few vehicles are shown that they can be asked as what is watched, without harm to the others. */
export function watchesShown(count: number, rate: number): boolean {
  return 3 * count <= rate * SHOWN_WITHIN;
}

/**
 * Seconds after which a device is due.
 *
 * @param now milliseconds of the same clock as the subject's
 */
export function feedInterval(subject: FeedSubject, now: number, pace: FeedPace): number {
  const { longestAge } = pace;
  if (subject.asleep) return Math.max(ASLEEP, longestAge);
  if (subject.troubled) return TROUBLED;
  if (subject.watched) return pace.watchedAge;
  const ordinary = Math.max(ALARMED, longestAge * SHARE);
  return now - subject.alarmedAt < ALARMED_FOR ? Math.min(ALARMED, ordinary) : ordinary;
}

/**
 * Who is asked next of those that are due: in turn one with trouble, one that is watched, and whoever was asked longest
 * ago, so that none of them keeps the others from their turn. A turn that nobody of its kind is due for goes to the
 * one that is most urgent by the share of its interval that has passed.
 *
 * @param turn how many were asked before: the turns go on where they were
 */
export function feedOrder<Subject extends FeedSubject>(
  subjects: Iterable<Subject>,
  now: number,
  pace: FeedPace,
  most: number,
  turn = 0,
): Subject[] {
  const due: Due<Subject>[] = [];
  for (const subject of subjects) {
    const age = (now - subject.askedAt) / 1_000;
    const ratio = age / feedInterval(subject, now, pace);
    if (ratio >= 1) due.push({ subject, ratio: subject.askedAt === -Infinity ? never(subject) : ratio, age });
  }
  const byRatio = due.toSorted((a, b) => b.ratio - a.ratio);
  const awake = ({ subject }: Due<Subject>): boolean => !subject.asleep;
  const byAge = due.filter(awake).toSorted((a, b) => (a.age === b.age ? 0 : b.age > a.age ? 1 : -1));
  const awakeByRatio = byRatio.filter(awake);
  const turns = [
    new Line(awakeByRatio.filter(({ subject }) => subject.troubled)),
    new Line(awakeByRatio.filter(({ subject }) => subject.watched)),
    new Line(byAge),
  ];
  const rest = new Line(byRatio);
  const chosen = new Set<Subject>();
  while (chosen.size < most) {
    const next = turns[(turn + chosen.size) % turns.length]?.next(chosen) ?? rest.next(chosen);
    if (next === null) break;
    chosen.add(next);
  }
  return [...chosen];
}

interface Due<Subject> {
  readonly subject: Subject;
  readonly ratio: number;
  readonly age: number;
}

/** Devices that are due, most urgent first; gives each once. */
class Line<Subject> {
  readonly #due: readonly Due<Subject>[];
  #at = 0;

  constructor(due: readonly Due<Subject>[]) {
    this.#due = due;
  }

  /** The next that is not chosen yet; null when there is none. */
  next(chosen: ReadonlySet<Subject>): Subject | null {
    for (;;) {
      const due = this.#due[this.#at];
      if (due === undefined) return null;
      this.#at += 1;
      if (!chosen.has(due.subject)) return due.subject;
    }
  }
}

/** Among those that were never asked: trouble first, then what is looked at, then the rest, the sleeping last. */
function never({ troubled, watched, asleep }: FeedSubject): number {
  if (asleep) return 1;
  return troubled ? 1e6 : watched ? 1e5 : 1e3;
}
