import type { InboxQuery } from '../archive/alarm-inbox.ts';
import { alarmPriorities } from '../contract/alarm.ts';
import type { AlarmFilter, AlarmSettings } from '../contract/alarm-desk.ts';
import { typesOf } from './ring.ts';

/**
 * What a filter asks of the inbox under the settings; null when no device can pass.
 *
 * @param all the types there are alarms of
 * @param search devices by words
 */
export function queryOf(
  filter: AlarmFilter,
  settings: Pick<AlarmSettings, 'types'>,
  all: readonly number[],
  search: (words: string) => readonly { readonly imei: string }[],
): InboxQuery | null {
  const types = filter.types.length === 0 ? all : filter.types;
  const priorities = alarmPriorities.filter(
    (priority) => filter.priorities.length === 0 || filter.priorities.includes(priority),
  );
  const groups = priorities.map((priority) => typesOf(settings, types, priority));
  const imeis = filter.query.trim() === '' ? null : search(filter.query).map(({ imei }) => imei);
  if (imeis?.length === 0) return null;
  return {
    states: filter.states,
    typeGroups: filter.order === 'priority' ? groups : [groups.flat()],
    imeis,
    owner: filter.owner,
  };
}
