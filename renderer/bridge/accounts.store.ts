import { defineStore } from 'pinia';
import { onScopeDispose, shallowRef } from 'vue';
import type { LoadProgress } from '../../electron/contract/account.ts';
import type { Failure } from '../../electron/contract/errors.ts';
import { buildTree, emptyTree } from './account-tree.ts';
import { call } from './calls.ts';
import { useEvent } from './events.ts';

/** The whole tree is sent each time, so while it grows it is read again at most this often. */
const REFRESH_MILLISECONDS = 2_000;

/** The accounts below the signed-in one, and how far loading them has come. */
export const useAccountsStore = defineStore('accounts', () => {
  const tree = shallowRef(emptyTree);
  const progress = shallowRef<LoadProgress | null>(null);
  const failure = shallowRef<Failure | null>(null);

  let timer: ReturnType<typeof setTimeout> | null = null;
  let readAt = Number.NEGATIVE_INFINITY;

  useEvent('accounts.changed', (next) => {
    progress.value = next;
    if (next.accountsKnown === 0) tree.value = emptyTree;
    else refresh(next.state === 'loading' ? REFRESH_MILLISECONDS : 0);
  });
  onScopeDispose(() => {
    if (timer !== null) clearTimeout(timer);
  });

  /** Reads progress and tree; call when a window opens and after each sign-in. */
  async function load(): Promise<void> {
    const now = await call('accounts.progress');
    if (now.ok) progress.value = now.value;
    await readTree();
  }

  /** Forgets everything: somebody else is signed in. */
  function clear(): void {
    tree.value = emptyTree;
    progress.value = null;
    failure.value = null;
  }

  /** Asks main to load everything anew. */
  async function reload(): Promise<Failure | null> {
    const result = await call('accounts.reload');
    if (!result.ok) return result.failure;
    progress.value = result.value;
    return null;
  }

  function refresh(interval: number): void {
    if (timer !== null) {
      if (interval > 0) return;
      clearTimeout(timer);
    }
    timer = setTimeout(
      () => {
        timer = null;
        void readTree();
      },
      Math.max(0, readAt + interval - Date.now()),
    );
  }

  async function readTree(): Promise<void> {
    readAt = Date.now();
    const result = await call('accounts.tree');
    if (result.ok) tree.value = buildTree(result.value);
    failure.value = result.ok ? null : result.failure;
  }

  return { tree, progress, failure, load, reload, clear };
});
