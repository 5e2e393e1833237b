import { usePreferredDark } from '@vueuse/core';
import { computed } from 'vue';
import type { ComputedRef } from 'vue';
import { useSettingsStore } from './settings.store.ts';

/** The theme on screen: the setting, or what the system prefers. */
export function useScreenTheme(): ComputedRef<'dark' | 'light'> {
  const settings = useSettingsStore();
  const prefersDark = usePreferredDark();
  return computed(() => {
    const { theme } = settings.settings;
    if (theme === 'system') return prefersDark.value ? 'dark' : 'light';
    return theme;
  });
}
