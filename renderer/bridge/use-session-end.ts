import { computed, inject, watch, type ComputedRef, type InjectionKey } from 'vue';
import { useAccountsStore } from './accounts.store.ts';
import { useSessionStore } from './session.store.ts';

/** Forgets the stores of a session; see `sessionStores`. */
export const forgetSessionKey: InjectionKey<() => void> = Symbol('forget-session');

/**
 * Who is signed in where, as one text; null while nobody is. When it changes, everything that was known of the one
 * before is forgotten and the accounts are read anew: a page shows its screens under this text as their key.
 *
 * @param left called after somebody was left
 */
export function useSessionEnd(left: () => void = () => undefined): ComputedRef<string | null> {
  const session = useSessionStore();
  const accounts = useAccountsStore();
  const forget = inject(forgetSessionKey, () => undefined);
  const who = computed(() => {
    const { entered, status } = session;
    return entered ? `${status?.server ?? ''} ${status?.account ?? ''}` : null;
  });
  watch(who, (now, before) => {
    if (before !== null) {
      forget();
      accounts.clear();
      left();
    }
    if (now !== null) void accounts.load();
  });
  return who;
}
