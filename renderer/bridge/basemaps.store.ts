import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { BasemapEntry, WebBasemap } from '../../electron/contract/basemap.ts';
import { basemapPresets, builtinBasemap } from '../../electron/contract/basemap.ts';
import type { Failure } from '../../electron/contract/errors.ts';
import { call } from './calls.ts';
import { useEvent } from './events.ts';

const builtin: BasemapEntry = basemapPresets[0] ?? {
  id: 'builtin',
  basemap: builtinBasemap,
  own: false,
  origins: [],
  path: null,
};

/** The basemaps that can be chosen, the same in every window. */
export const useBasemapsStore = defineStore('basemaps', () => {
  const entries = shallowRef<readonly BasemapEntry[]>(basemapPresets);
  let asked = false;

  useEvent('basemaps.changed', (next) => {
    entries.value = next;
  });

  /** Reads what the user added, once a window. Gives the failure, or null. */
  async function load(): Promise<Failure | null> {
    if (asked) return null;
    asked = true;
    const result = await call('basemaps.list');
    if (!result.ok) {
      asked = false;
      return result.failure;
    }
    entries.value = result.value;
    return null;
  }

  /** The entry of an id; the built-in one for an id that is not there any more. */
  function byId(id: string): BasemapEntry {
    return entries.value.find((entry) => entry.id === id) ?? builtin;
  }

  /** Adds a basemap of the web; gives its entry or the failure. */
  function add(basemap: WebBasemap): ReturnType<typeof call<'basemaps.add'>> {
    return call('basemaps.add', basemap);
  }

  /** Lets the user choose a PMTiles file; gives its entry, null when cancelled, or the failure. */
  function chooseArchive(): ReturnType<typeof call<'basemaps.chooseArchive'>> {
    return call('basemaps.chooseArchive');
  }

  async function remove(id: string): Promise<Failure | null> {
    const result = await call('basemaps.remove', { id });
    if (!result.ok) return result.failure;
    entries.value = result.value;
    return null;
  }

  return { entries, load, byId, add, chooseArchive, remove };
});
