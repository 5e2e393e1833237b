import { onScopeDispose, shallowRef, watch } from 'vue';
import type { ShallowRef } from 'vue';
import type { AskedRow } from '../../../../electron/contract/fleet-table.ts';
import { MOST_ASKED } from '../../../../electron/contract/fleet-table.ts';
import { call } from '../../../bridge/calls.ts';

/** Milliseconds before rows that came into sight are asked, and between two looks at those in sight. */
const SETTLE = 120;
const AGAIN = 3_000;

/**
 * The fields that positions do not carry, for the rows on screen.
 *
 * @param imeis of the rows on screen; empty when no column needs them
 */
export function useAskedRows(
  imeis: () => readonly string[],
): Readonly<ShallowRef<ReadonlyMap<string, AskedRow>>> {
  const rows = shallowRef<ReadonlyMap<string, AskedRow>>(new Map());
  let timer: ReturnType<typeof setTimeout> | null = null;

  function later(milliseconds: number): void {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => void ask(), milliseconds);
  }

  async function ask(): Promise<void> {
    const wanted = imeis().slice(0, MOST_ASKED);
    if (wanted.length === 0) return;
    const result = await call('fleet.askedRows', { imeis: [...wanted] });
    // Without an answer the cells stay as they are; the connection says what is wrong.
    if (result.ok) rows.value = new Map(result.value.map((row) => [row.imei, row]));
    if (timer !== null) later(AGAIN);
  }

  watch(
    () => imeis().join(),
    () => {
      later(SETTLE);
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  });
  return rows;
}
