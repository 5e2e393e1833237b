import type { PaceStatus } from './session.ts';

/** How closely a device is looked at, least first; the code of a level is its place here. */
export const attentionLevels = ['none', 'listed', 'visible', 'selected', 'followed'] as const;
export type AttentionLevel = (typeof attentionLevels)[number];

/** Who waits how long, by how closely a device is looked at. Asleep: exempt from the longest age. */
export type WaitingClass = AttentionLevel | 'asleep';

export interface ClassStatus {
  readonly devices: number;
  /** Past the interval at which the class is to be asked. */
  readonly due: number;
  readonly neverAsked: number;
  /** Age in seconds of the one asked longest ago; null when none was asked. */
  readonly oldest: number | null;
}

/** Once round all devices that are not asleep. */
export interface Pass {
  readonly number: number;
  readonly startedAt: number;
  /** Unix milliseconds; null while it runs. */
  readonly finishedAt: number | null;
  readonly requests: number;
  /** Devices asked, and how many of these for a second time within the pass (those that are watched or move). */
  readonly devices: number;
  readonly again: number;
}

/** Where the bars of the histogram of ages begin, in seconds. */
export const histogramFrom = [0, 10, 30, 60, 120, 300, 900, 3_600] as const;

/** The sweep, to look at. */
export interface SweepStatus {
  readonly paused: boolean;
  readonly underWay: number;
  /** Devices by `ageTiers`: in place i, those asked at least that many seconds ago and less than the next tier. */
  readonly ages: readonly number[];
  /** The same finer, by `histogramFrom`. */
  readonly histogram: readonly number[];
  readonly neverAsked: number;
  readonly classes: Readonly<Record<WaitingClass, ClassStatus>>;
  readonly lastPass: Pass | null;
  readonly runningPass: Pass | null;
}

/** What the console does to keep positions fresh, for the screen that shows it. */
export interface PollingStatus {
  readonly sweep: SweepStatus;
  readonly pace: PaceStatus;
  /** Seconds that no position of a device that can change may be older than. */
  readonly longestAge: number;
  /** Requests a second that the user allows at most. */
  readonly highestRate: number;
}
