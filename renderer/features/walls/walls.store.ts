import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { Failure } from '../../../electron/contract/errors.ts';
import type { Result } from '../../../electron/contract/result.ts';
import type { WallsStatus } from '../../../electron/contract/wall.ts';
import { call } from '../../bridge/calls.ts';
import { useEvent } from '../../bridge/events.ts';

const nothing: WallsStatus = {
  walls: [],
  startWall: null,
  groups: [],
  problems: [],
  startsWithMachine: null,
};

/** Saved walls and vehicle groups, the same in every window. Actions give the failure, or null. */
export const useWallsStore = defineStore('walls', () => {
  const status = shallowRef(nothing);

  useEvent('walls.changed', (next) => {
    status.value = next;
  });

  function take(result: Result<WallsStatus | null>): Failure | null {
    if (!result.ok) return result.failure;
    if (result.value !== null) status.value = result.value;
    return null;
  }

  return {
    status,
    load: async () => take(await call('walls.status')),
    open: async (id: string) => take(await call('walls.open', { id })),
    rename: async (id: string, name: string) => take(await call('walls.rename', { id, name })),
    duplicate: async (id: string) => take(await call('walls.duplicate', { id })),
    remove: async (id: string) => take(await call('walls.remove', { id })),
    setStart: async (id: string | null) => take(await call('walls.setStart', { id })),
    setStartWithMachine: async (on: boolean) => take(await call('walls.startWithMachine', { on })),
    /** Lets the user choose a file; gives null too when that was cancelled. */
    importFile: async (): Promise<{ readonly failure: Failure | null; readonly done: boolean }> => {
      const result = await call('walls.import');
      return { failure: take(result), done: result.ok && result.value !== null };
    },
  };
});
