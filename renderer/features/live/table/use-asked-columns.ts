import { onScopeDispose, shallowRef, watch } from 'vue';
import type { ShallowRef } from 'vue';
import type { AskedColumn } from '../../../../electron/contract/fleet-table.ts';
import { call } from '../../../bridge/calls.ts';

/** Milliseconds between two looks at a whole column. */
const AGAIN = 5_000;

/**
 * Whole columns that positions do not carry, while rows are put in order or filtered by them.
 *
 * @param wanted the columns; none when the table is not shown
 */
export function useAskedColumns(wanted: () => readonly AskedColumn[]): {
  /** Index = slot, NaN where unknown. */
  readonly values: Readonly<ShallowRef<ReadonlyMap<AskedColumn, Float64Array>>>;
} {
  const values = shallowRef<ReadonlyMap<AskedColumn, Float64Array>>(new Map());
  let timer: ReturnType<typeof setTimeout> | null = null;
  let turn = 0;

  async function ask(): Promise<void> {
    const columns = [...new Set(wanted())];
    turn += 1;
    const mine = turn;
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (columns.length === 0) return;
    const answers = await Promise.all(
      columns.map(async (column) => ({ column, result: await call('fleet.askedColumn', { column }) })),
    );
    if (mine !== turn) return;
    const next = new Map(values.value);
    // Without an answer the order stays as it is; the connection says what is wrong.
    for (const { column, result } of answers) if (result.ok) next.set(column, result.value);
    values.value = next;
    timer = setTimeout(() => void ask(), AGAIN);
  }

  watch(
    () => wanted().join(),
    () => void ask(),
    { immediate: true },
  );
  onScopeDispose(() => {
    turn += 1;
    if (timer !== null) clearTimeout(timer);
  });
  return { values };
}
