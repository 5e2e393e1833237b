import type { AlarmPriority } from './alarm.ts';

/** How a case ended. Written into the timeline: append only. */
export const alarmOutcomes = [
  'resolved',
  'falseAlarm',
  'handedOver',
  'test',
  'duplicate',
  'noAnswer',
  'other',
] as const;
export type AlarmOutcome = (typeof alarmOutcomes)[number];

/** Priorities whose alarms are not closed without saying how they ended. */
export function asksOutcome(priority: AlarmPriority): boolean {
  return priority === 'critical' || priority === 'high';
}

/** New alarms that pass a filter, before they are acknowledged all at once. */
export interface AlarmsNew {
  readonly counts: Readonly<Record<AlarmPriority, number>>;
  /** The newest line that is counted; what comes later was not seen by whoever confirms. */
  readonly upTo: number;
}

/** What an acknowledgement did, and the number to take it back with; null when nothing was acknowledged. */
export interface Acknowledged {
  readonly count: number;
  readonly undo: number | null;
}
