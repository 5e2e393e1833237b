import { call } from '../../bridge/calls.ts';
import { useEvent } from '../../bridge/events.ts';
import { useWallsStore } from '../../features/walls/walls.store.ts';

/** Asks what becomes of the changes of a saved wall before this window closes, signed in or not. */
export function useUnsavedClose(): void {
  const walls = useWallsStore();
  const own = new URL(window.location.href).searchParams.get('window');
  useEvent('walls.askUnsaved', ({ windowId, name }) => {
    if (windowId !== own) return;
    walls.asking = {
      name,
      goOn: async (unsaved) => {
        const closed = await call('walls.closeWindow', { unsaved });
        return closed.ok ? null : closed.failure;
      },
    };
  });
}
