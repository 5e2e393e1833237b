import { useEventListener } from '@vueuse/core';
import { useFailureToast } from '../../ui/use-failure-toast.ts';
import { useWallsStore } from './walls.store.ts';

/** Alt+1 to Alt+9 open the saved walls in the order of their list. */
export function useWallKeys(): void {
  const walls = useWallsStore();
  const showFailure = useFailureToast();
  useEventListener(window, 'keydown', (event: KeyboardEvent) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const number = /^Digit([1-9])$/u.exec(event.code)?.[1];
    const wall = number === undefined ? undefined : walls.status.walls[Number(number) - 1];
    if (wall === undefined) return;
    event.preventDefault();
    void walls.open(wall.id).then((failure) => {
      if (failure) showFailure(failure);
    });
  });
}
