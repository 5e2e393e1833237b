import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { Failure } from '../../electron/contract/errors.ts';
import type { SavedSignIn, SessionStatus, SignInInput } from '../../electron/contract/session.ts';
import { call } from './calls.ts';
import { useEvent } from './events.ts';

/** The session as main tells it: who is signed in where, and how the connection is. */
export const useSessionStore = defineStore('session', () => {
  const status = shallowRef<SessionStatus | null>(null);
  const saved = shallowRef<readonly SavedSignIn[]>([]);
  /** Whether this window is past the sign-in; a renewal of the sign-in does not leave it. */
  const entered = shallowRef(false);

  const connection = computed(() => status.value?.connection ?? null);

  function take(next: SessionStatus): void {
    status.value = next;
    const { state } = next.connection;
    if (state === 'signedOut') entered.value = false;
    if (state === 'online' || state === 'offline') entered.value = true;
  }

  useEvent('session.changed', take);

  /** Reads what main knows; call once at the start of a window. */
  async function load(): Promise<void> {
    const [now, list] = await Promise.all([call('session.status'), call('session.saved')]);
    if (now.ok) take(now.value);
    if (list.ok) saved.value = list.value;
  }

  async function refreshSaved(): Promise<void> {
    const list = await call('session.saved');
    if (list.ok) saved.value = list.value;
  }

  /** Signs in; gives the failure, or null when it worked. */
  async function signIn(input: SignInInput): Promise<Failure | null> {
    const result = await call('session.signIn', input);
    if (!result.ok) return result.failure;
    return settle(result.value);
  }

  /** Signs in to the built-in demo provider; gives the failure, or null when it worked. */
  async function exploreDemo(): Promise<Failure | null> {
    const result = await call('session.demo');
    return result.ok ? settle(result.value) : result.failure;
  }

  async function signOut(): Promise<Failure | null> {
    const result = await call('session.signOut');
    if (!result.ok) return result.failure;
    take(result.value);
    await refreshSaved();
    return null;
  }

  /** Forgets a saved sign-in and its secret. */
  async function forget(server: string, account: string): Promise<Failure | null> {
    const result = await call('session.forget', { server, account });
    if (!result.ok) return result.failure;
    saved.value = result.value;
    return null;
  }

  async function settle(next: SessionStatus): Promise<Failure | null> {
    take(next);
    await refreshSaved();
    return next.connection.state === 'signedOut' ? next.connection.reason : null;
  }

  return { status, saved, entered, connection, load, signIn, exploreDemo, signOut, forget };
});
