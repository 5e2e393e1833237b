import { defineStore } from 'pinia';
import { computed, effectScope, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue';
import type { VehicleState } from '../../../electron/contract/position.ts';
import { vehicleStates } from '../../../electron/contract/position.ts';
import { withBelow } from '../../bridge/account-tree.ts';
import { useAccountsStore } from '../../bridge/accounts.store.ts';
import { findDevices, noOrder, orderLabels, queryWords, sortDevices } from '../../bridge/device-search.ts';
import type { DeviceOrder } from '../../bridge/device-search.ts';
import type { LiveFeed } from '../../bridge/live-feed.ts';
import { useLivePulse } from '../../bridge/use-live-feed.ts';

/** The list is put in order anew at most this often while positions change. */
const REORDER_MILLISECONDS = 1_000;

/** Pause after ordering the labels, as a multiple of what it took. */
const RELABEL_PAUSE = 20;

export const liveViews = ['map', 'table', 'polling'] as const;
export type LiveViewName = (typeof liveViews)[number];

/** What Live shows: the filter, the devices that pass it, and which one is selected. */
export const useLiveStore = defineStore('live', () => {
  const accounts = useAccountsStore();

  const query = ref('');
  const states = reactive(new Set<VehicleState>());
  const account = ref<string | null>(null);
  const order = ref<DeviceOrder>('name');
  const selected = ref<number | null>(null);
  const view = ref<LiveViewName>('map');

  /** Slots that pass the filter, in the order of the list. */
  const slots = shallowRef<Uint32Array>(new Uint32Array(0));
  /** How many pass query and account, by code of `vehicleStates`. */
  const byState = shallowRef<readonly number[]>(vehicleStates.map(() => 0));
  /** One byte a slot for the map, 0 hides; null = all are shown. */
  const visible = shallowRef<Uint8Array | null>(null);

  const accountsWanted = computed(() =>
    account.value === null ? null : withBelow(accounts.tree, [account.value]),
  );
  const filtered = computed(
    () => states.size > 0 || account.value !== null || queryWords(query.value).length > 0,
  );

  // What follows the feed lives as long as the store, whichever component binds it first.
  const following = effectScope();
  let feed: LiveFeed | null = null;
  let labels = noOrder;
  let labelsStale = true;
  let labelsDue = 0;
  let relabelling: ReturnType<typeof setTimeout> | null = null;

  /** Binds the store to the window's feed, once. */
  function bind(to: LiveFeed): void {
    if (feed) return;
    feed = to;
    following.run(() => {
      onScopeDispose(
        to.onChange((change) => {
          if (change.directory) labelsStale = true;
        }),
      );
      watch(useLivePulse(to, ['positions', 'directory'], REORDER_MILLISECONDS), recompute);
      watch([query, () => [...states], accountsWanted, order], recompute, { immediate: true });
    });
  }

  function recompute(): void {
    if (!feed) return;
    const { directory, columns } = feed;
    if (labelsStale) relabel(feed);
    const wanted = { query: query.value, states: null, accounts: accountsWanted.value };
    const passing = findDevices(directory, columns, wanted);
    const counts = vehicleStates.map(() => 0);
    for (const slot of passing) {
      const code = columns.state[slot] ?? 0;
      counts[code] = (counts[code] ?? 0) + 1;
    }
    byState.value = counts;
    const codes = new Set([...states].map((state) => vehicleStates.indexOf(state)));
    const shown = codes.size === 0 ? passing : passing.filter((slot) => codes.has(columns.state[slot] ?? 0));
    visible.value = filtered.value ? maskOf(shown, directory.size) : null;
    slots.value = sortDevices(shown, order.value, columns, labels);
    if (selected.value !== null && selected.value >= directory.size) selected.value = null;
  }

  /** Ordering 100,000 labels takes some 100 ms, so while devices pour in it is done for a small share of the time. */
  function relabel(from: LiveFeed): void {
    const now = performance.now();
    if (now < labelsDue) {
      relabelling ??= setTimeout(() => {
        relabelling = null;
        recompute();
      }, labelsDue - now);
      return;
    }
    labels = orderLabels(from.directory);
    labelsStale = false;
    labelsDue = performance.now() + (performance.now() - now) * RELABEL_PAUSE;
  }

  function toggleState(state: VehicleState): void {
    if (!states.delete(state)) states.add(state);
  }

  function clear(): void {
    query.value = '';
    states.clear();
    account.value = null;
  }

  return {
    query,
    states,
    account,
    order,
    selected,
    view,
    slots,
    byState,
    visible,
    filtered,
    bind,
    toggleState,
    clear,
  };
});

function maskOf(slots: Uint32Array, size: number): Uint8Array {
  const mask = new Uint8Array(size);
  for (const slot of slots) mask[slot] = 1;
  return mask;
}
