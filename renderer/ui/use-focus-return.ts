import { useEventListener, useMutationObserver } from '@vueuse/core';

/** So many places of the focus are kept in mind: more than dialogues ever stand on each other. */
const TRAIL = 12;

/**
 * Gives the focus back when a dialogue closes that no button of its own opened (by a key, from a menu): to the place
 * it had last that is still there. Call once in the root of a window.
 */
export function useFocusReturn(): void {
  let trail: readonly HTMLElement[] = [];

  useEventListener(document, 'focusin', ({ target }) => {
    if (!(target instanceof HTMLElement) || target === document.body) return;
    trail = [...trail.filter((each) => each !== target), target].slice(-TRAIL);
  });

  function giveBack(): void {
    trail = trail.filter((each) => each.isConnected);
    for (const element of trail.toReversed()) {
      if (document.activeElement !== document.body) return;
      element.focus({ preventScroll: true });
    }
  }

  // Dialogues, menus and popovers are children of the body, and leave it when they are closed.
  useMutationObserver(
    document.body,
    (records) => {
      const left = records.some(({ removedNodes }) => removedNodes.length > 0);
      if (left && document.activeElement === document.body) giveBack();
    },
    { childList: true },
  );
}
