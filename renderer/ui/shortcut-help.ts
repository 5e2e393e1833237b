import type { Ref } from 'vue';
import { ref } from 'vue';
import { useI18n } from 'vue-i18n';
import type { KeyPress } from './key-press.ts';
import { useShortcuts } from './shortcuts.ts';

/** Keys that show the list of shortcuts, in every window. */
export const helpKeys: readonly KeyPress[] = [{ key: 'F1' }, { key: '?' }];

/** Whether the list of shortcuts is open; its keys open and close it. */
export function useShortcutHelp(): Ref<boolean> {
  const { t } = useI18n();
  const open = ref(false);
  useShortcuts(() => ({
    title: t('keys.everywhere'),
    shortcuts: [
      {
        keys: helpKeys,
        does: t('keys.show'),
        run: () => {
          open.value = !open.value;
        },
      },
    ],
  }));
  return open;
}
