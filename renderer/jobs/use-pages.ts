import { shallowRef, triggerRef, watch, type Ref } from 'vue';
import type { Failure } from '../../electron/contract/errors.ts';
import type { RowsPage } from '../../electron/contract/job.ts';
import type { Result } from '../../electron/contract/result.ts';

const PAGE = 200;

/** Rows of a long list that lies in main, fetched page by page as they come on screen. */
export interface Pages<Row> {
  readonly total: Readonly<Ref<number>>;
  readonly failure: Readonly<Ref<Failure | null>>;
  /** Undefined until its page has come. */
  row(index: number): Row | undefined;
  /** Rows from `first` up to `end` are on screen. */
  show(first: number, end: number): void;
  /** Asks again for what is on screen and forgets the rest. */
  refresh(): void;
}

/**
 * @param fetch reads a page
 * @param query what the pages depend on; a change begins anew
 */
export function usePages<Row>(
  fetch: (offset: number, limit: number) => Promise<Result<RowsPage<Row>>>,
  query: () => unknown,
): Pages<Row> {
  const pages = shallowRef(new Map<number, readonly Row[]>());
  const total = shallowRef(0);
  const failure = shallowRef<Failure | null>(null);
  const asked = new Set<number>();
  let shown = { first: 0, end: PAGE };
  let round = 0;

  async function read(page: number): Promise<void> {
    if (asked.has(page)) return;
    asked.add(page);
    const mine = round;
    const result = await fetch(page * PAGE, PAGE);
    if (mine !== round) return;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    total.value = result.value.total;
    pages.value.set(page, result.value.rows);
    triggerRef(pages);
  }

  function readShown(): void {
    const last = Math.max(shown.first, shown.end - 1);
    for (let page = Math.floor(shown.first / PAGE); page <= Math.floor(last / PAGE); page += 1)
      void read(page);
  }

  function refresh(): void {
    round += 1;
    asked.clear();
    readShown();
  }

  watch(
    query,
    () => {
      pages.value = new Map();
      shown = { first: 0, end: PAGE };
      refresh();
    },
    { immediate: true, deep: true },
  );

  return {
    total,
    failure,
    row: (index) => pages.value.get(Math.floor(index / PAGE))?.[index % PAGE],
    show: (first, end) => {
      shown = { first, end };
      readShown();
    },
    refresh,
  };
}
