import { AlarmHandlingStore } from '../../electron/archive/alarm-handling.ts';
import { AlarmIntakeStore } from '../../electron/archive/alarm-intake.ts';
import type { Archive } from '../../electron/archive/database.ts';
import type { RemovalControl } from '../../electron/archive/history-removal.ts';
import { TrackStore } from '../../electron/archive/track-store.ts';
import type { Alarm } from '../../electron/contract/alarm.ts';
import type { HistoryLimits } from '../../electron/contract/archive.ts';
import { value } from './archive.ts';
import { drive, trackOf } from './tracks.ts';

export const DAY = 86_400;
/** The day (since 1970) of tests about what an archive keeps; `now` is its noon. */
export const today = 1_000;
export const now = today * DAY + 43_200;
export const imei = '358899051025339';
export const other = '358899051025340';
export const limits: HistoryLimits = { tracks: 30, mileage: 100, alarms: 10, gigabytes: 1 };
export const control: RemovalControl = {
  spared: new Set(),
  goOn: () => true,
  turn: () => Promise.resolve(),
};

/** Unix seconds of a moment in the first hours of a day. */
export const at = (day: number): number => day * DAY + 3_600;

export function keepTrack(archive: Archive, device: string, day: number): void {
  const points = trackOf(drive(at(day), 0, 199, 36));
  value(new TrackStore(archive).put(device, points, { begin: day * DAY, end: (day + 1) * DAY }));
}

export function alarm(day: number, over: Partial<Alarm> = {}): Alarm {
  const systemTime = at(day);
  const place = { longitude: 10, latitude: 50, gpsTime: systemTime, speed: 3, course: 90 };
  return { imei, type: 1, systemTime, geofenceId: '0', ...place, ...over };
}

/** Takes alarms into the inbox, each as a line of its own; gives the ids of the lines. */
export function takeIn(archive: Archive, alarms: readonly Alarm[]): number[] {
  const rules = { quiet: () => 1, muted: () => false };
  const readings = alarms.map((each) => ({
    imei: each.imei,
    alarms: [each],
    read: { begin: each.systemTime - 60, end: each.systemTime + 60 },
    cursor: each.systemTime,
  }));
  return value(new AlarmIntakeStore(archive).take(readings, rules, 0)).map(({ id }) => id);
}

export function closeLine(archive: Archive, id: number, day: number): void {
  value(new AlarmHandlingStore(archive).setState([id], 'closed', { by: 'mara', at: at(day) * 1_000 }));
}
