import { usePreferredDark } from '@vueuse/core';
import { computed } from 'vue';
import type { ComputedRef } from 'vue';
import { useSettingsStore } from '../../bridge/settings.store.ts';
import type { MapTheme } from '../../map/theme.ts';

/** The theme of maps: the setting, or what the system prefers. */
export function useMapTheme(): ComputedRef<MapTheme> {
  const settings = useSettingsStore();
  const prefersDark = usePreferredDark();
  return computed(() => {
    const { theme } = settings.settings;
    if (theme === 'system') return prefersDark.value ? 'dark' : 'light';
    return theme;
  });
}
