import { computed, type ComputedRef } from 'vue';
import { alarmType, type AlarmPriority } from '../../../electron/contract/alarm.ts';
import { shownType } from '../../../electron/contract/alarm-desk.ts';
import { useTexts } from '../../i18n/failures.ts';
import { alarmIcon } from './alarm-icons.ts';
import { useAlarmsStore } from './alarms.store.ts';

export interface ShownAlarmType {
  readonly name: string;
  readonly icon: string;
  readonly priority: AlarmPriority;
}

/** What alarm types are called and look like here: the control room's words, else those of the language. */
export function useAlarmNames(): ComputedRef<(type: number) => ShownAlarmType> {
  const store = useAlarmsStore();
  const texts = useTexts();
  return computed(() => {
    const { settings } = store;
    const known = new Map<number, ShownAlarmType>();
    return (type) => {
      const before = known.get(type);
      if (before !== undefined) return before;
      const { icon, priority } = shownType(settings, type);
      const name = settings.types[String(type)]?.name ?? texts.alarm(alarmType(type));
      const shown = { name, icon: alarmIcon(icon), priority };
      known.set(type, shown);
      return shown;
    };
  });
}
