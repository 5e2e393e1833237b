import { defineStore } from 'pinia';
import { computed, reactive, ref, shallowReactive, shallowRef, watch } from 'vue';
import type { CommandRecord, CommandState, Signature } from '../../../electron/contract/command-desk.ts';
import type { Failure } from '../../../electron/contract/errors.ts';
import { call } from '../../bridge/calls.ts';
import { useEvent } from '../../bridge/events.ts';

const PAGE = 50;
/** Milliseconds of quiet before a changed search is asked for. */
const SEARCH_QUIET = 200;

/** The command log as the screen shows it: a query, its newest rows, and what can be done with one. */
export const useCommandLogStore = defineStore('command-log', () => {
  const query = reactive({ text: '', state: null as CommandState | null });
  const byId = shallowReactive(new Map<string, CommandRecord>());
  const total = ref(0);
  const loaded = ref(false);
  const failure = shallowRef<Failure | null>(null);
  let limit = PAGE;
  let asked = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;

  const rows = computed(() => [...byId.values()].toSorted((a, b) => b.createdAt - a.createdAt));
  const filtered = computed(() => query.text.trim() !== '' || query.state !== null);

  async function load(): Promise<void> {
    asked += 1;
    const question = asked;
    const page = await call('commands.page', { ...query, limit });
    // A newer question is on its way.
    if (question !== asked) return;
    loaded.value = true;
    failure.value = page.ok ? null : page.failure;
    if (!page.ok) return;
    byId.clear();
    for (const record of page.value.rows) byId.set(record.id, record);
    total.value = page.value.total;
  }

  function soon(): void {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => {
      timer = null;
      void load();
    }, SEARCH_QUIET);
  }

  function more(): void {
    limit = Math.min(1_000, limit * 4);
    void load();
  }

  useEvent('commands.changed', (record) => {
    if (byId.has(record.id)) byId.set(record.id, record);
    // What is new, or may have come into the filter or left it, is for main to tell.
    if (!byId.has(record.id) || filtered.value) soon();
  });
  watch(query, () => {
    limit = PAGE;
    soon();
  });

  async function act(action: 'commands.cancel' | 'commands.askAgain', id: string): Promise<Failure | null> {
    const done = await call(action, { id });
    if (!done.ok) return done.failure;
    byId.set(id, done.value);
    return null;
  }

  /** Sends a held command that asks again. */
  async function confirm(
    id: string,
    override: string | null,
    signature: Signature | null,
  ): Promise<Failure | null> {
    const sent = await call('commands.confirmHeld', { id, override, signature });
    if (!sent.ok) return sent.failure;
    byId.set(id, sent.value);
    return null;
  }

  /** Writes what the query finds into a workbook; gives its path, null when no file was chosen. */
  function exportLog(): ReturnType<typeof call<'commands.export'>> {
    return call('commands.export', { ...query });
  }

  /** Writes all that is known of one command; gives the path, null when no file was chosen. */
  function evidence(id: string): ReturnType<typeof call<'commands.evidence'>> {
    return call('commands.evidence', { id });
  }

  return { query, rows, total, loaded, failure, filtered, load, more, act, confirm, exportLog, evidence };
});
