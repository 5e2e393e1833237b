import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { Failure } from '../../electron/contract/errors.ts';
import type { DataPlaces, Settings, SettingsPatch } from '../../electron/contract/settings.ts';
import { settingsSchema } from '../../electron/contract/settings.ts';
import { call } from './calls.ts';
import { useEvent } from './events.ts';

/** What the user set, the same in every window. Defaults until main has answered. */
export const useSettingsStore = defineStore('settings', () => {
  const settings = shallowRef<Settings>(settingsSchema.parse({}));
  const places = shallowRef<DataPlaces | null>(null);

  useEvent('settings.changed', (next) => {
    settings.value = next;
  });

  /** Reads the settings; call once at the start of a window. Gives the failure, or null. */
  async function load(): Promise<Failure | null> {
    const result = await call('settings.read');
    if (!result.ok) return result.failure;
    settings.value = result.value;
    return null;
  }

  async function loadPlaces(): Promise<Failure | null> {
    const result = await call('settings.places');
    if (!result.ok) return result.failure;
    places.value = result.value;
    return null;
  }

  /** Changes some settings; gives the failure (the old ones stay), or null. */
  async function change(patch: SettingsPatch): Promise<Failure | null> {
    const result = await call('settings.change', patch);
    if (!result.ok) return result.failure;
    settings.value = result.value;
    return null;
  }

  /** Lets the user choose the export folder in the system's dialog; gives the failure, or null. */
  async function chooseExportFolder(): Promise<Failure | null> {
    const result = await call('settings.chooseExportFolder');
    if (!result.ok) return result.failure;
    settings.value = result.value;
    return null;
  }

  return { settings, places, load, loadPlaces, change, chooseExportFolder };
});
