import { useI18n } from 'vue-i18n';
import type { KeyPress } from '../../ui/key-press.ts';
import { useShortcuts } from '../../ui/shortcuts.ts';
import { useFailureToast } from '../../ui/use-failure-toast.ts';
import { useWallsStore } from './walls.store.ts';

/** The keys of saved walls in the order of their list. */
export const wallKeys: readonly KeyPress[] = ['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((key) => ({
  key,
  alt: true,
}));

/** Alt+1 to Alt+9 open the saved walls in the order of their list. */
export function useWallKeys(): void {
  const { t } = useI18n();
  const walls = useWallsStore();
  const showFailure = useFailureToast();

  async function open(id: string): Promise<void> {
    const failure = await walls.open(id);
    if (failure) showFailure(failure);
  }

  useShortcuts(() => ({
    title: t('keys.walls'),
    shortcuts: wallKeys.flatMap((press, place) => {
      const wall = walls.status.walls[place];
      return wall === undefined
        ? []
        : [{ keys: [press], does: t('walls.open', { name: wall.name }), run: () => void open(wall.id) }];
    }),
  }));
}
