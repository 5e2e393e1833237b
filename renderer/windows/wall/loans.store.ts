import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { PaneLoan } from '../../../electron/contract/wall.ts';
import { call } from '../../bridge/calls.ts';
import { useEvent } from '../../bridge/events.ts';

/** Panes of all walls that are lent to alarms now. */
export const useLoans = defineStore('pane-loans', () => {
  const loans = shallowRef<readonly PaneLoan[]>([]);

  useEvent('walls.lent', (next) => {
    loans.value = next;
  });

  return {
    loans,
    load: async () => {
      const result = await call('walls.lent');
      if (result.ok) loans.value = result.value;
    },
    of: (paneId: string): PaneLoan | null => loans.value.find((loan) => loan.paneId === paneId) ?? null,
  };
});
