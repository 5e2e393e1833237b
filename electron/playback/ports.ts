import type { Alarm } from '../contract/alarm.ts';
import type { TrackPoint } from '../contract/playback.ts';
import type { Result } from '../contract/result.ts';
import type { TimeStretch, TrackColumns } from '../contract/track.ts';
import type { PagedEnd } from '../openapi/api.ts';

/** What playback needs of the house; the composition root gives it. Times are Unix seconds. */

export type ReadPages<T> = (
  imei: string,
  begin: number,
  end: number,
  signal: AbortSignal,
  onPage: (rows: readonly T[]) => void,
) => Promise<PagedEnd>;

/** What was read before. Null where there is no archive. */
export interface TrackArchive {
  put(imei: string, points: TrackColumns, read: TimeStretch): Result<null>;
  read(imei: string, period: TimeStretch): Iterable<Result<TrackColumns>>;
  missing(imei: string, period: TimeStretch): Result<readonly TimeStretch[]>;
}

export interface AlarmArchive {
  putCovering(imei: string, alarms: readonly Alarm[], read: TimeStretch): Result<number>;
  read(imei: string, period: TimeStretch): Iterable<Result<readonly Alarm[]>>;
  missing(imei: string, period: TimeStretch): Result<readonly TimeStretch[]>;
}

export interface PlaybackNeeds {
  readonly tracks: TrackArchive;
  readonly alarms: AlarmArchive;
  readonly readTrack: ReadPages<TrackPoint>;
  readonly readAlarms: ReadPages<Alarm>;
  /** The provider's clock in Unix seconds. */
  readonly serverTime: () => number;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** Lets everything else that waits in this process have its turn. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
