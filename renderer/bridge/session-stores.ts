import type { Pinia } from 'pinia';

/** Stores that belong to the console or this window, not to whoever is signed in. */
const lasting: ReadonlySet<string> = new Set([
  'session',
  'settings',
  'basemaps',
  'sign-in',
  'accounts',
  'walls',
  'wall-window',
]);

/**
 * What a screen knows of one account (who is selected, what a filter names, what a form holds) must never meet
 * another account. Install it before any store is used.
 *
 * @returns forgets every store of the session that ended; whoever uses one afterwards gets a new one. Nothing that
 *   used one before may still be on screen then.
 */
export function sessionStores(pinia: Pinia): () => void {
  const made = new Map<string, () => void>();
  pinia.use(({ store }) => {
    made.set(store.$id, () => {
      store.$dispose();
    });
  });
  return () => {
    for (const [id, dispose] of made) {
      if (lasting.has(id)) continue;
      dispose();
      made.delete(id);
      // Else the next one would begin with what this one held.
      Reflect.deleteProperty(pinia.state.value, id);
    }
  };
}
