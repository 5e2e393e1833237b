import { defineStore } from 'pinia';
import { computed, ref, shallowReactive, shallowRef } from 'vue';
import type { AccountOverview } from '../../../electron/contract/account.ts';
import type {
  AccountColumn,
  AccountFilter,
  SavedAccountView,
} from '../../../electron/contract/account-table.ts';
import type { PlanDraft, PlanRequest, PlanTargets } from '../../../electron/contract/administration.ts';
import type { Failure } from '../../../electron/contract/errors.ts';
import { withBelow } from '../../bridge/account-tree.ts';
import { useAccountsStore } from '../../bridge/accounts.store.ts';
import { call } from '../../bridge/calls.ts';
import { useEvent } from '../../bridge/events.ts';
import { useSettingsStore } from '../../bridge/settings.store.ts';
import { accountLines, filterLines, noFilter } from './account-table.ts';

/** The table of accounts: its filter, its columns, what is selected. Outlives the page. */
export const useAccountsScreen = defineStore('accounts-screen', () => {
  const accounts = useAccountsStore();
  const overview = shallowRef<readonly AccountOverview[]>([]);
  const filter = shallowRef<AccountFilter>(noFilter);
  const selected = shallowReactive(new Set<string>());
  /** Where a range of ticks begins. */
  let tickedLast: string | null = null;
  /** The account whose page is open. */
  const open = ref<string | null>(null);
  const failure = shallowRef<Failure | null>(null);
  const settings = useSettingsStore();
  const columns = computed<readonly AccountColumn[]>(() => settings.settings.accountColumns);
  const views = computed<readonly SavedAccountView[]>(() => settings.settings.accountViews);

  const lines = computed(() => accountLines(accounts.tree.nodes.values(), overview.value));
  const branch = computed(() => {
    const { below } = filter.value;
    return below === null ? null : withBelow(accounts.tree, [below]);
  });
  const rows = computed(() => filterLines(lines.value, filter.value, branch.value, Date.now() / 1_000));
  /** Selected accounts in the order of the tree; names that it does not hold come last: the plan says what of them. */
  const targets = computed(() => {
    const { nodes } = accounts.tree;
    const known = [...nodes.keys()].filter((name) => selected.has(name));
    return [...known, ...[...selected].filter((name) => !nodes.has(name))];
  });

  function narrow(change: Partial<AccountFilter>): void {
    filter.value = { ...filter.value, ...change };
  }

  function sortBy(column: AccountColumn): void {
    const { sort, descending } = filter.value;
    narrow({ sort: column, descending: sort === column && !descending });
  }

  /** Gives the failure when it cannot be kept, or null; so do the next two. */
  function setColumns(next: readonly AccountColumn[]): Promise<Failure | null> {
    return settings.change({ accountColumns: [...next] });
  }

  function saveView(name: string): Promise<Failure | null> {
    const others = views.value.filter((view) => view.name !== name);
    return settings.change({ accountViews: [...others, { name, filter: { ...filter.value } }] });
  }

  function removeView(name: string): Promise<Failure | null> {
    return settings.change({ accountViews: views.value.filter((view) => view.name !== name) });
  }

  function select(names: Iterable<string>): void {
    for (const name of names) selected.add(name);
  }

  /** Ticks or unticks an account; with `range` all rows from the one ticked last to this one, as that one was. */
  function toggle(name: string, range = false): void {
    const [from, until] = [tickedLast, name].map((each) =>
      rows.value.findIndex(({ node }) => node.account === each),
    );
    if (
      range &&
      tickedLast !== null &&
      from !== undefined &&
      until !== undefined &&
      from >= 0 &&
      until >= 0
    ) {
      const take = selected.has(tickedLast);
      for (const { node } of rows.value.slice(Math.min(from, until), Math.max(from, until) + 1)) {
        if (take) selected.add(node.account);
        else selected.delete(node.account);
      }
    } else if (!selected.delete(name)) selected.add(name);
    tickedLast = name;
  }

  async function load(): Promise<void> {
    const result = await call('accounts.overview');
    if (result.ok) overview.value = result.value;
    failure.value = result.ok ? null : result.failure;
  }

  // A job that has come to rest has changed block states.
  useEvent('jobs.changed', (job) => {
    if (['paused', 'done', 'cancelled'].includes(job.state)) void accounts.load();
  });

  /** A plan out of a request; null with `failure` set when none could be made. */
  async function plan(request: PlanRequest): Promise<PlanDraft | null> {
    failure.value = null;
    const result = await call('plans.make', request);
    if (result.ok) return result.value;
    failure.value = result.failure;
    return null;
  }

  /** Selects whom a pasted list or a file names; gives what was read, null when it could not be. */
  async function selectFrom(from: PlanTargets): Promise<PlanDraft | null> {
    const draft = await plan({ kind: 'block', targets: from });
    if (draft !== null) select(draft.plan.rows.map((row) => row.target));
    return draft;
  }

  return {
    overview,
    filter,
    selected,
    open,
    failure,
    columns,
    views,
    lines,
    rows,
    targets,
    narrow,
    sortBy,
    setColumns,
    saveView,
    removeView,
    select,
    toggle,
    load,
    plan,
    selectFrom,
  };
});
