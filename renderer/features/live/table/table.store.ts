import { defineStore } from 'pinia';
import { computed, effectScope, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue';
import type { FleetColumn } from '../../../../electron/contract/fleet-table.ts';
import { settingsSchema } from '../../../../electron/contract/settings.ts';
import type { LiveFeed } from '../../../bridge/live-feed.ts';
import { useSettingsStore } from '../../../bridge/settings.store.ts';
import { useLiveStore } from '../live.store.ts';
import { arrange, TextRanks } from './arrange.ts';
import type { ArrangedTable, TableGrouping, TableOrder, TableSource } from './arrange.ts';
import { wordKey } from './cell-text.ts';
import { isAsked, shapeOf } from './columns.ts';
import { numberFilter, textFilter } from './filters.ts';
import type { TypedFilter } from './filters.ts';
import { useAskedColumns } from './use-asked-columns.ts';

/** Pause after arranging, as a multiple of what it took: the table gets a small share of the time. */
const PAUSE = 8;
const KM_PER_MILE = 1.609344;

/** The table of the fleet: columns, order, filters, groups, and the rows that come of them. */
export const useTableStore = defineStore('fleet-table', () => {
  const live = useLiveStore();
  const settings = useSettingsStore();

  const order = ref<TableOrder>({ column: 'plate', descending: false });
  const grouping = ref<TableGrouping>('none');
  const folded = reactive(new Set<string>());
  /** As typed, by column. */
  const typed = reactive(new Map<FleetColumn, string>());
  const arranged = shallowRef<ArrangedTable>({ slots: new Uint32Array(0), groups: [] });
  const shown = ref(false);

  const columns = computed<readonly FleetColumn[]>(() => settings.settings.tableColumns);
  const filters = computed(() => {
    const read = new Map<FleetColumn, TypedFilter>();
    for (const [id, text] of typed) {
      if (columns.value.includes(id)) read.set(id, filterOf(id, text));
    }
    return read;
  });
  const filtered = computed(() => [...filters.value.values()].some(({ kind }) => kind !== 'none'));

  /** Columns that rows are put in order or filtered by, which positions do not carry. */
  const asked = useAskedColumns(() =>
    shown.value ? [order.value.column, ...filters.value.keys()].filter(isAsked) : [],
  );

  const following = effectScope();
  const ranks = new TextRanks();
  let feed: LiveFeed | null = null;
  let wordOf: (key: string) => string = (key) => key;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let due = 0;

  /** Binds the store to the window's feed and its words (by i18n key), once. */
  function bind(to: LiveFeed, words: (key: string) => string): void {
    if (feed) return;
    wordOf = words;
    feed = to;
    following.run(() => {
      onScopeDispose(
        to.onChange((change) => {
          if (change.directory) ranks.forget();
        }),
      );
      // The rows of Live are read anew about once a second while positions change, and the table follows them.
      watch(() => live.slots, later);
      watch([order, grouping, filters, shown], now);
      watch(asked.values, now);
    });
  }

  function source(): TableSource | null {
    return (
      feed && {
        directory: feed.directory,
        columns: feed.columns,
        now: feed.serverNow(),
        // What is asked of the provider is of now: no part of a recorded moment.
        asked: feed.pastSecond === null ? asked.values.value : new Map(),
      }
    );
  }

  function now(): void {
    const from = source();
    if (!from || !shown.value) return;
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const begin = performance.now();
    arranged.value = arrange(live.slots, from, ranks, {
      filters: filters.value,
      order: order.value,
      grouping: grouping.value,
      wordOf: (id, slot) => {
        const key = wordKey(id, from, slot);
        return key === null ? '' : wordOf(key);
      },
    });
    const took = performance.now() - begin;
    due = performance.now() + took * PAUSE;
  }

  function later(): void {
    if (timer !== null || !shown.value) return;
    timer = setTimeout(now, Math.max(0, due - performance.now()));
  }

  function filterOf(id: FleetColumn, text: string): TypedFilter {
    const { kind, unit } = shapeOf(id);
    if (kind === 'text' || kind === 'word') return textFilter(text);
    const filter = numberFilter(text, unit === 'seconds');
    if (filter.kind !== 'range') return filter;
    // People type the units they see.
    const perMile = settings.settings.units === 'metric' ? 1 : KM_PER_MILE;
    const factor = unit === 'distance' ? 1_000 * perMile : unit === 'speed' ? perMile : 1;
    return { kind: 'range', low: filter.low * factor, high: filter.high * factor };
  }

  /** Orders by a column; again the other way round. */
  function orderBy(column: FleetColumn): void {
    const same = order.value.column === column;
    order.value = { column, descending: same && !order.value.descending };
  }

  function fold(key: string): void {
    if (!folded.delete(key)) folded.add(key);
  }

  /** Keeps the columns in the settings; gives the failure, or null. */
  function setColumns(next: readonly FleetColumn[]): ReturnType<typeof settings.change> {
    return settings.change({ tableColumns: [...next] });
  }

  function resetColumns(): ReturnType<typeof settings.change> {
    return setColumns(settingsSchema.parse({}).tableColumns);
  }

  return {
    order,
    grouping,
    folded,
    typed,
    filters,
    filtered,
    arranged,
    columns,
    shown,
    bind,
    source,
    orderBy,
    fold,
    setColumns,
    resetColumns,
  };
});
