import { computed, reactive, ref, watch, type ComputedRef, type Ref } from 'vue';
import { visibleRows, type AccountRow } from './account-tree.ts';
import { useAccountsStore } from './accounts.store.ts';

/** The account tree as a screen shows it: what is open, and what a search finds. */
export interface AccountTreeRows {
  /** Narrows the rows to accounts that match, and what they stand under. */
  readonly query: Ref<string>;
  readonly rows: ComputedRef<readonly AccountRow[]>;
  /** Opens or closes what stands below an account. */
  readonly fold: (account: string, open: boolean) => void;
  /** Opens everything above an account, so that it can be seen. */
  readonly reveal: (account: string) => void;
}

export function useAccountRows(): AccountTreeRows {
  const accounts = useAccountsStore();
  const query = ref('');
  const expanded = reactive(new Set<string>());
  const rows = computed(() => visibleRows(accounts.tree, expanded, query.value));

  const seen = new Set<string>();
  // Once only: a top that somebody closed stays closed when the list is read again.
  watch(
    () => accounts.tree.roots,
    (roots) => {
      for (const root of roots) {
        if (!seen.has(root)) expanded.add(root);
        seen.add(root);
      }
    },
    { immediate: true },
  );

  function fold(account: string, open: boolean): void {
    if (open) expanded.add(account);
    else expanded.delete(account);
  }

  function reveal(account: string): void {
    let parent = accounts.tree.nodes.get(account)?.parent ?? null;
    while (parent !== null && !expanded.has(parent)) {
      expanded.add(parent);
      parent = accounts.tree.nodes.get(parent)?.parent ?? null;
    }
  }

  return { query, rows, fold, reveal };
}
