import { shallowRef, watch } from 'vue';
import type { ShallowRef } from 'vue';
import type { AlarmRow } from '../../../electron/contract/alarm-desk.ts';
import { call } from '../../bridge/calls.ts';
import { useEvent } from '../../bridge/events.ts';

/** The newest alarm that nobody has closed, followed while `wanted`; null when there is none. */
export function useNewestAlarm(wanted: () => boolean): Readonly<ShallowRef<AlarmRow | null>> {
  const newest = shallowRef<AlarmRow | null>(null);

  async function read(): Promise<void> {
    if (!wanted()) return;
    const result = await call('alarms.list', {
      filter: {
        states: ['new', 'inProgress', 'onHold'],
        priorities: [],
        types: [],
        query: '',
        owner: null,
        order: 'newest',
      },
      offset: 0,
      limit: 1,
    });
    // While the inbox cannot be read, the pane stays where it is.
    if (result.ok) newest.value = result.value.rows[0] ?? null;
  }

  useEvent('alarms.changed', () => void read());
  watch(wanted, () => void read(), { immediate: true });
  return newest;
}
