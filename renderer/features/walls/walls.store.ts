import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { Failure } from '../../../electron/contract/errors.ts';
import type { Result } from '../../../electron/contract/result.ts';
import type { UnsavedChoice, WallsStatus } from '../../../electron/contract/wall.ts';
import { call } from '../../bridge/calls.ts';
import { useEvent } from '../../bridge/events.ts';

/** What waits for somebody to say what becomes of the changes of a wall. */
export interface UnsavedQuestion {
  /** The wall that was changed. */
  readonly name: string;
  /** Does what waits; gives the failure, or null. */
  readonly goOn: (unsaved: UnsavedChoice) => Promise<Failure | null>;
}

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
  const asking = shallowRef<UnsavedQuestion | null>(null);

  useEvent('walls.changed', (next) => {
    status.value = next;
  });

  function take(result: Result<WallsStatus | null>): Failure | null {
    if (!result.ok) return result.failure;
    if (result.value !== null) status.value = result.value;
    return null;
  }

  /** Opens a saved wall; a wall with changes that would give way for it is asked about first. */
  async function open(id: string): Promise<Failure | null> {
    const result = await call('walls.open', { id, unsaved: 'ask' });
    if (result.ok || result.failure.code !== 'wall.changed') return take(result);
    asking.value = {
      name: result.failure.concerns ?? '',
      goOn: async (unsaved) => take(await call('walls.open', { id, unsaved })),
    };
    return null;
  }

  return {
    status,
    asking,
    open,
    load: async () => take(await call('walls.status')),
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
