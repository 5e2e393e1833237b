import { vehicleStates, type VehicleState } from '../contract/position.ts';
import { attentionLevels, type AttentionLevel } from '../contract/sweep.ts';

/**
 * How urgent it is to ask for a device: its age over the interval at which it should be asked, as a key of 0 to 255
 * so that a hundred thousand can be put in order without comparing them.
 */

/** Seconds after which a device is asked again, by how closely it is looked at and what it does. */
const intervals: Readonly<Record<AttentionLevel, Readonly<Record<VehicleState, number>>>> = {
  followed: row({ moving: 3, idle: 3, parked: 5, offline: 20, unknown: 5 }),
  selected: row({ moving: 5, idle: 5, parked: 8, offline: 20, unknown: 8 }),
  visible: row({ moving: 10, idle: 15, parked: 30, offline: 60, unknown: 30 }),
  listed: row({ moving: 15, idle: 20, parked: 30, offline: 60, unknown: 30 }),
  none: row({ moving: 30, idle: 60, parked: 120, offline: 240, unknown: 60 }),
};

function row(
  online: Record<'moving' | 'idle' | 'parked' | 'offline' | 'unknown', number>,
): Record<VehicleState, number> {
  // These change by a person's hand only: a device is put into service, renewed, unblocked.
  return { ...online, neverOnline: 1_800, expired: 3_600, blocked: 600 };
}

/** A device in alarm is asked this often in seconds, unless it is looked at closer. */
const ALARMED = 10;
/** Seconds between questions about a device that the provider refuses to answer for. */
const REFUSED = 1_800;
/** Parts of the longest age: what an interval may be at most, and from where a device goes before all others. */
const INTERVAL_SHARE = 0.6;
const OVERDUE_SHARE = 0.8;

/** Keys from here on: due; due and looked at closest or overdue; never asked. */
export const DUE = 16;
export const PRESSING = 192;
export const NEVER_ASKED = 255;
/** A device may fill up a request that leaves anyway when half of its interval has passed. */
const FILLS = 8;

const asleepStates: readonly VehicleState[] = ['neverOnline', 'expired', 'blocked'];

/** What the key of a device depends on. */
export interface Subject {
  /** Code of `attentionLevels`. */
  readonly level: number;
  /** Code of `vehicleStates`. */
  readonly state: number;
  readonly alarmed: boolean;
  readonly refused: boolean;
}

/** The intervals for one longest age, as a table. */
export class Urgency {
  /** Seconds. Every device that is not asleep is to be asked at least this often. */
  readonly longestAge: number;
  readonly #table: Float64Array;
  readonly #asleep: Uint8Array;

  constructor(longestAge: number) {
    this.longestAge = longestAge;
    const states = vehicleStates.length;
    this.#asleep = Uint8Array.from(vehicleStates, (state) => (asleepStates.includes(state) ? 1 : 0));
    this.#table = new Float64Array(attentionLevels.length * states);
    attentionLevels.forEach((level, levelCode) => {
      vehicleStates.forEach((state, stateCode) => {
        const wanted = intervals[level][state];
        const longest = this.#asleep[stateCode] === 1 ? Infinity : longestAge * INTERVAL_SHARE;
        this.#table[levelCode * states + stateCode] = Math.min(wanted, longest);
      });
    });
  }

  /** Whether a device is exempt from the longest age: it cannot change by itself, or the provider refuses it. */
  asleep({ state, refused }: Pick<Subject, 'state' | 'refused'>): boolean {
    return refused || this.#asleep[state] === 1;
  }

  /** Seconds after which it is asked again. */
  interval(subject: Subject): number {
    if (subject.refused) return REFUSED;
    const interval = this.#table[subject.level * vehicleStates.length + subject.state] ?? this.longestAge;
    return subject.alarmed && !this.asleep(subject) ? Math.min(interval, ALARMED) : interval;
  }

  /**
   * The key of a device; null when it need not even fill up a request.
   *
   * @param age seconds since it was last asked; Infinity when never
   */
  key(subject: Subject, age: number): number | null {
    if (age === Infinity) return NEVER_ASKED;
    const ratio = age / this.interval(subject);
    if (ratio < 0.5) return null;
    if (subject.level === 0 && age >= this.longestAge * OVERDUE_SHARE && !this.asleep(subject)) {
      return within(PRESSING, 8 * Math.log2(age / (this.longestAge * OVERDUE_SHARE)), NEVER_ASKED - 1);
    }
    if (ratio < 1) return FILLS + Math.floor((ratio - 0.5) * 16);
    if (subject.level >= CLOSE) return within(PRESSING, 8 * Math.log2(ratio), NEVER_ASKED - 1);
    return within(DUE, 16 * Math.log2(ratio), PRESSING - 1);
  }
}

/** Selected and followed. */
const CLOSE = attentionLevels.indexOf('selected');

function within(from: number, more: number, to: number): number {
  return Math.min(to, from + Math.floor(Math.max(0, more)));
}
