import { useI18n } from 'vue-i18n';
import { mapKeys } from '../../map/map-keys.ts';
import { useShortcuts } from '../../ui/shortcuts.ts';

/**
 * Lists the keys of a map of the fleet among the shortcuts while the current component is on the screen.
 *
 * @param measures whether distances can be measured on it
 */
export function useMapShortcuts(measures: boolean): void {
  const { t } = useI18n();
  useShortcuts(() => ({
    title: t('keys.map.title'),
    shortcuts: mapKeys
      .filter(({ measuring }) => measures || measuring !== true)
      .map(({ does, keys }) => ({
        keys: keys.map((key) => ({ key })),
        does: t(`keys.map.${does}`),
        run: null,
      })),
  }));
}
