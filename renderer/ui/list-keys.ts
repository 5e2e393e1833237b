import { useI18n } from 'vue-i18n';
import { useShortcuts } from './shortcuts.ts';

/** What keys do in a list, a tree or a table; of two keys, the first goes back and the second goes on. */
const listKeys = [
  { does: 'step', keys: ['ArrowUp', 'ArrowDown'] },
  { does: 'page', keys: ['PageUp', 'PageDown'] },
  { does: 'ends', keys: ['Home', 'End'] },
  { does: 'choose', keys: ['Enter', ' '] },
] as const;
const treeKeys = [{ does: 'fold', keys: ['ArrowLeft', 'ArrowRight'] }] as const;

type ListKind = 'list' | 'tree';

const rowsOf = (kind: ListKind) => (kind === 'tree' ? [...listKeys, ...treeKeys] : listKeys);

export interface ListMove {
  readonly does: (typeof listKeys | typeof treeKeys)[number]['does'];
  /** It was the second key of its row. */
  readonly second: boolean;
}

/** What a key means for a list; null when it means nothing. */
export function listMove(event: KeyboardEvent, kind: ListKind): ListMove | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  for (const { does, keys } of rowsOf(kind)) {
    const place = keys.findIndex((key) => key === event.key);
    if (place >= 0) return { does, second: place === 1 };
  }
  return null;
}

/** Lists the keys of lists among the shortcuts while the current component is on the screen. */
export function useListShortcuts(kind: () => ListKind): void {
  const { t } = useI18n();
  useShortcuts(() => ({
    title: t('keys.lists'),
    shortcuts: rowsOf(kind()).map(({ does, keys }) => ({
      keys: keys.map((key) => ({ key })),
      does: t(`keys.list.${does}`),
      run: null,
    })),
  }));
}
