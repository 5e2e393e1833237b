import { useToast } from '@nuxt/ui/composables';
import { useI18n } from 'vue-i18n';
import type { Acknowledged } from '../../../electron/contract/alarm-deeds.ts';
import type { Result } from '../../../electron/contract/result.ts';
import { useFormatter } from '../../i18n/format.ts';
import { useFailureToast } from '../../ui/use-failure-toast.ts';
import { useAlarmsStore } from './alarms.store.ts';

/** Milliseconds that the way back is offered. */
const OFFERED = 20_000;

/** Acknowledges alarms and offers the way back; gives whether it worked. */
export function useAcknowledge(): {
  readonly acknowledge: (ids: readonly number[]) => Promise<boolean>;
  readonly tell: (result: Result<Acknowledged>) => boolean;
} {
  const { t } = useI18n();
  const format = useFormatter();
  const toast = useToast();
  const store = useAlarmsStore();
  const showFailure = useFailureToast();

  async function undo(number: number): Promise<void> {
    const failure = await store.takeBack(number);
    if (failure) showFailure(failure);
  }

  function tell(result: Result<Acknowledged>): boolean {
    if (!result.ok) {
      showFailure(result.failure);
      return false;
    }
    const { count, undo: number } = result.value;
    // One alarm shows it itself, with its own way back.
    if (count === 1) return true;
    toast.add({
      id: 'acknowledged',
      title: t('alarms.acknowledgedAll', { count: format.value.integer(count) }, count),
      color: 'success',
      icon: 'i-lucide-check',
      duration: OFFERED,
      ...(number === null
        ? {}
        : {
            actions: [
              {
                label: t('alarms.undo'),
                color: 'neutral' as const,
                variant: 'outline' as const,
                onClick: () => void undo(number),
              },
            ],
          }),
    });
    return true;
  }

  const acknowledge = async (ids: readonly number[]): Promise<boolean> => tell(await store.acknowledge(ids));
  return { acknowledge, tell };
}
