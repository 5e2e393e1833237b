import { shallowRef, watch } from 'vue';
import type { ShallowRef } from 'vue';
import type { AlarmPriority } from '../../../electron/contract/alarm.ts';
import type { AlarmRow } from '../../../electron/contract/alarm-desk.ts';
import { openStates } from '../../../electron/contract/alarm-desk.ts';
import type { Result } from '../../../electron/contract/result.ts';
import { call } from '../../bridge/calls.ts';
import { useEvent } from '../../bridge/events.ts';

/**
 * The newest open alarm of some priorities: now, or at the recorded second that is shown; null when there is none.
 *
 * @param wanted null while nobody asks
 * @param past the recorded second, null for now; read anew when it changes
 */
export function useNewestAlarm(
  wanted: () => readonly AlarmPriority[] | null,
  past: () => number | null,
): Readonly<ShallowRef<AlarmRow | null>> {
  const newest = shallowRef<AlarmRow | null>(null);
  let asking = false;
  let again = false;

  /** One question at a time: while the past is played, the moment changes faster than it is answered. */
  async function read(): Promise<void> {
    const priorities = wanted();
    if (priorities === null) return;
    again = asking;
    if (asking) return;
    asking = true;
    const found = await ask([...priorities], past());
    asking = false;
    // While the inbox cannot be read, the pane stays where it is.
    if (found.ok) newest.value = found.value;
    if (again) await read();
  }

  useEvent('alarms.changed', () => {
    if (past() === null) void read();
  });
  watch([() => wanted()?.join(), past], () => void read(), { immediate: true });
  return newest;
}

async function ask(priorities: AlarmPriority[], at: number | null): Promise<Result<AlarmRow | null>> {
  if (at !== null) return call('alarms.newestAt', { priorities, at });
  const page = await call('alarms.list', {
    filter: { states: [...openStates], priorities, types: [], query: '', owner: null, order: 'newest' },
    offset: 0,
    limit: 1,
  });
  return page.ok ? { ok: true, value: page.value.rows[0] ?? null } : page;
}
