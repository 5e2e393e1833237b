import { useI18n } from 'vue-i18n';
import type { BasemapEntry } from '../../electron/contract/basemap.ts';

/** What a basemap is called on screen. */
export function useBasemapName(): (entry: BasemapEntry) => string {
  const { t } = useI18n();
  return ({ basemap }) => (basemap.kind === 'builtin' ? t('basemap.builtin') : basemap.name);
}
