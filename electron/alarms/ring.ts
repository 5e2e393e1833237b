import { alarmPriorities, type AlarmPriority } from '../contract/alarm.ts';
import { shownType, type AlarmCounts, type AlarmSettings, type AlarmState } from '../contract/alarm-desk.ts';

/** The types that have a priority under the settings, of those given. */
export function typesOf(
  settings: Pick<AlarmSettings, 'types'>,
  types: readonly number[],
  priority: AlarmPriority,
): number[] {
  return types.filter((type) => shownType(settings, type).priority === priority);
}

/** Open alarms by priority and state, out of counts by type. */
export function countsByPriority(
  settings: Pick<AlarmSettings, 'types'>,
  counts: readonly { readonly type: number; readonly state: AlarmState; readonly count: number }[],
): AlarmCounts {
  const none = (): { new: number; inProgress: number; onHold: number } => ({
    new: 0,
    inProgress: 0,
    onHold: 0,
  });
  const sums = { critical: none(), high: none(), medium: none(), low: none() };
  for (const { type, state, count } of counts) {
    if (state !== 'closed') sums[shownType(settings, type).priority][state] += count;
  }
  return sums;
}

/**
 * Which priority is to be heard now: the most urgent one with an alarm that nobody acknowledged and a rule that makes
 * a sound; null when all is quiet.
 */
export function ringingPriority(
  settings: Pick<AlarmSettings, 'priorities'>,
  counts: AlarmCounts,
): AlarmPriority | null {
  return (
    alarmPriorities.find(
      (priority) => counts[priority].new > 0 && settings.priorities[priority].sound !== 'none',
    ) ?? null
  );
}

/** Whether the first is more urgent than the second. */
export function isMoreUrgent(first: AlarmPriority, second: AlarmPriority): boolean {
  return alarmPriorities.indexOf(first) < alarmPriorities.indexOf(second);
}
