import { z } from 'zod';
import type { AlarmOutcome } from './alarm-deeds.ts';
import type { AlarmState } from './alarm-desk.ts';

/** Which alarms of the past. System times in Unix seconds, end not included. */
export const alarmHistoryQuery = z.object({
  begin: z.number().int().min(0),
  end: z.number().int().min(0),
  query: z.string().max(200),
  types: z.array(z.number().int().min(0).max(1_000_000)).max(200),
});
export type AlarmHistoryQuery = z.infer<typeof alarmHistoryQuery>;

/** What people did with the line of the inbox that an alarm is part of. */
export interface AlarmHandled {
  /** The line. */
  readonly id: number;
  readonly state: AlarmState;
  readonly owner: string;
  readonly acknowledgedBy: string;
  /** Who closed it; "" for the console itself, null while it is open. */
  readonly closedBy: string | null;
  /** Unix milliseconds. */
  readonly closedAt: number | null;
  /** null where nobody said how it ended. */
  readonly outcome: AlarmOutcome | null;
}

export interface AlarmHistoryRow {
  readonly imei: string;
  readonly plate: string;
  readonly name: string;
  readonly account: string;
  readonly type: number;
  readonly systemTime: number;
  readonly gpsTime: number | null;
  readonly longitude: number | null;
  readonly latitude: number | null;
  readonly speed: number | null;
  /** null for what only a search of the past has read: it never was in the inbox. */
  readonly handled: AlarmHandled | null;
}

export interface AlarmGap {
  readonly imei: string;
  readonly plate: string;
  readonly begin: number;
  readonly end: number;
}

export interface AlarmHistory {
  /** Newest first, at most `MOST_LISTED`. */
  readonly rows: readonly AlarmHistoryRow[];
  readonly mayBeMore: boolean;
  readonly devices: number;
  /** Parts of the period of which it is not known that all alarms are here, the first of them. */
  readonly gaps: readonly AlarmGap[];
  readonly gapCount: number;
  /** Devices that have one. */
  readonly gapDevices: number;
  /** Seconds that are asked for, and that are not known, summed over the devices. */
  readonly deviceSeconds: number;
  readonly gapSeconds: number;
}

/** Reading of what the archive lacks from the provider. */
export interface AlarmFill {
  readonly state: 'running' | 'done' | 'cancelled';
  readonly done: number;
  readonly total: number;
  readonly failures: number;
}
