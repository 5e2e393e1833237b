import { useToast } from '@nuxt/ui/composables';
import { ref } from 'vue';
import type { Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import type { FleetColumn, FleetTableExport } from '../../../../electron/contract/fleet-table.ts';
import { vehicleStates } from '../../../../electron/contract/position.ts';
import { call } from '../../../bridge/calls.ts';
import { useFormatter } from '../../../i18n/format.ts';
import { useFailureToast } from '../../../ui/use-failure-toast.ts';
import { inputWords } from './cell-text.ts';
import { shapeOf } from './columns.ts';
import { useTableStore } from './table.store.ts';

/** Writes the table as it is shown into a workbook, where the user wants it. */
export function useTableExport(groupTitle: (key: string) => string): {
  readonly busy: Readonly<Ref<boolean>>;
  readonly run: () => Promise<void>;
} {
  const { t } = useI18n();
  const table = useTableStore();
  const format = useFormatter();
  const toast = useToast();
  const showFailure = useFailureToast();
  const busy = ref(false);

  function titleOf(id: FleetColumn): string {
    const { title, unit } = shapeOf(id);
    const name = t(title);
    const metric = format.value.options.units === 'metric';
    switch (unit) {
      case 'speed':
        return t(metric ? 'table.units.kmh' : 'table.units.mph', { name });
      case 'distance':
        return t(metric ? 'table.units.km' : 'table.units.miles', { name });
      case null:
        return name;
      default:
        return t(`table.units.${unit}`, { name });
    }
  }

  function wordsOf(id: keyof typeof inputWords): [string, string] {
    const [yes, no] = inputWords[id];
    return [t(`word.${yes}`), t(`word.${no}`)];
  }

  function request(): FleetTableExport {
    const { slots, groups } = table.arranged;
    const { units, timeZone } = format.value.options;
    return {
      name: t('table.sheet'),
      columns: table.columns.map((id) => ({ id, title: titleOf(id) })),
      slots: Array.from(slots),
      groups: groups.map(({ key, count }) => ({ title: groupTitle(key), count })),
      words: {
        states: vehicleStates.map((state) => t(`state.${state}`)),
        yesNo: {
          acc: wordsOf('acc'),
          door: wordsOf('door'),
          charge: wordsOf('charge'),
          fuelSupply: wordsOf('fuelSupply'),
          defence: wordsOf('defence'),
        },
      },
      units,
      timeZone,
      suggested: t('table.suggested'),
    };
  }

  async function run(): Promise<void> {
    busy.value = true;
    const result = await call('fleet.exportTable', request());
    busy.value = false;
    if (!result.ok) showFailure(result.failure);
    else if (result.value !== null) tell(result.value);
  }

  function tell(path: string): void {
    toast.add({
      title: t('table.exported'),
      description: path,
      color: 'success',
      icon: 'i-lucide-file-spreadsheet',
      actions: [{ label: t('table.show'), onClick: () => void show() }],
    });
  }

  async function show(): Promise<void> {
    const result = await call('fleet.showExport');
    if (!result.ok) showFailure(result.failure);
  }

  return { busy, run };
}
