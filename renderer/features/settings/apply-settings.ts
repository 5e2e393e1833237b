import { useMediaQuery } from '@vueuse/core';
import { computed, provide, watchEffect } from 'vue';
import { useI18n } from 'vue-i18n';
import { useSettingsStore } from '../../bridge/settings.store.ts';
import { Formatter, formatterKey } from '../../i18n/format.ts';
import { localeOf } from '../../i18n/failures.ts';
import { resolveTimeZone } from '../../i18n/zoned-time.ts';
import { vehicleColours } from '../../map/theme.ts';

/**
 * Makes a window follow the settings: theme, language, direction of writing, units and time zone. Call once in the
 * root component of a window.
 */
export function applySettings(): void {
  const store = useSettingsStore();
  const { locale } = useI18n();
  const prefersDark = useMediaQuery('(prefers-color-scheme: dark)');

  const formatter = computed(() => {
    const { language, units, timeZone } = store.settings;
    return new Formatter({ language, units, timeZone: resolveTimeZone(timeZone) });
  });
  provide(formatterKey, formatter);

  watchEffect(() => {
    const { theme, language } = store.settings;
    const dark = theme === 'dark' || (theme === 'system' && prefersDark.value);
    const root = document.documentElement;
    root.classList.toggle('dark', dark);
    root.classList.toggle('light', !dark);
    // The marks in lists and panels have the very colours of the map.
    const colours = vehicleColours[dark ? 'dark' : 'light'].states;
    for (const [state, colour] of Object.entries(colours)) root.style.setProperty(`--state-${state}`, colour);
    root.lang = language;
    root.dir = localeOf(language).direction;
    locale.value = language;
  });
}
