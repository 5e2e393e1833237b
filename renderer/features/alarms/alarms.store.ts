import { defineStore } from 'pinia';
import { computed, nextTick, reactive, ref, shallowRef, watch } from 'vue';
import type { AlarmPriority } from '../../../electron/contract/alarm.ts';
import type { Acknowledged, AlarmOutcome, AlarmsNew } from '../../../electron/contract/alarm-deeds.ts';
import {
  alarmSettings,
  openStates,
  type AlarmDetails,
  type AlarmFilter,
  type AlarmRow,
  type AlarmSettings,
  type AlarmSettingsPatch,
  type AlarmState,
  type AlarmStatus,
} from '../../../electron/contract/alarm-desk.ts';
import type { Failure } from '../../../electron/contract/errors.ts';
import type { Result } from '../../../electron/contract/result.ts';
import { call } from '../../bridge/calls.ts';
import { useEvent } from '../../bridge/events.ts';
import { useSessionStore } from '../../bridge/session.store.ts';
import { draftsKey, readDrafts, writeDrafts } from './note-drafts.ts';

/** Rows that are read at once. */
const PAGE = 100;
/** Milliseconds that a list is left alone while alarms pour in: so many times what drawing it took, at least and at most. */
const REST = 12;
const SHORTEST_REST = 400;
const LONGEST_REST = 2_000;

/** The filter that an inbox opens with: everything that still wants somebody, the most urgent first. */
export function inboxFilter(): AlarmFilter {
  return { states: [...openStates], priorities: [], types: [], query: '', owner: null, order: 'priority' };
}

/** The inbox as main tells it: what there is, the rows on screen, and the alarm that is looked at. */
export const useAlarmsStore = defineStore('alarms', () => {
  const session = useSessionStore();
  const status = shallowRef<AlarmStatus | null>(null);
  const settings = shallowRef<AlarmSettings>(alarmSettings.parse({}));
  const filter = ref<AlarmFilter>(inboxFilter());
  const rows = shallowRef<ReadonlyMap<number, AlarmRow>>(new Map());
  const total = shallowRef(0);
  const loaded = shallowRef(false);
  const failure = shallowRef<Failure | null>(null);
  const chosen = ref<number | null>(null);
  const details = shallowRef<AlarmDetails | null>(null);
  const selected = reactive(new Set<number>());
  /** Notes that are written and not added yet, by alarm: they wait there, whatever else is looked at meanwhile. */
  const drafts = reactive(new Map<number, string>());

  /** Where the drafts of this account are remembered; null while nobody is signed in. */
  let key: string | null = null;
  let range = { first: 0, end: PAGE };
  let asked = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let rest = SHORTEST_REST;

  const counts = computed(() => status.value?.counts ?? null);
  const filtered = computed(() => {
    const { states, ...rest } = filter.value;
    const { states: usual, ...plain } = inboxFilter();
    return (
      states.join() !== usual.join() ||
      JSON.stringify({ ...rest, order: '' }) !== JSON.stringify({ ...plain, order: '' })
    );
  });

  useEvent('alarms.changed', (next) => {
    const before = status.value?.version;
    status.value = next;
    if (before !== next.version) refreshSoon();
  });
  useEvent('alarms.settings', (next) => {
    settings.value = next;
  });
  useEvent('session.changed', ({ connection }) => {
    if (connection.state !== 'signedOut') return;
    status.value = null;
    rows.value = new Map();
    total.value = 0;
    loaded.value = false;
    chosen.value = null;
    details.value = null;
    selected.clear();
    key = null;
    drafts.clear();
  });

  /** Reads status and settings; call when a window has signed in. */
  async function load(): Promise<void> {
    const [now, rules] = await Promise.all([call('alarms.status'), call('alarms.settings')]);
    if (now.ok) status.value = now.value;
    if (rules.ok) settings.value = rules.value;
    recall();
  }

  /** Takes up the notes that were not added before the console was closed. */
  function recall(): void {
    const who = session.status;
    if (!who?.account) return;
    key = draftsKey(who.server ?? '', who.account);
    for (const [id, text] of readDrafts(localStorage.getItem(key))) {
      if (!drafts.has(id)) drafts.set(id, text);
    }
  }
  watch(drafts, () => {
    if (key === null) return;
    const text = writeDrafts(drafts);
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  });

  function refreshSoon(): void {
    if (!loaded.value || timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      void refresh();
      if (chosen.value !== null) void readDetails();
    }, rest);
  }

  /** Reads the rows on screen anew. */
  async function refresh(): Promise<void> {
    asked += 1;
    const mine = asked;
    const offset = Math.max(0, range.first - PAGE / 2);
    const limit = Math.min(500, Math.max(PAGE, range.end - offset + PAGE / 2));
    const page = await call('alarms.list', { filter: plainFilter(), offset, limit });
    // A later question has been asked meanwhile: its answer counts.
    if (mine !== asked) return;
    loaded.value = true;
    failure.value = page.ok ? null : page.failure;
    if (!page.ok) return;
    total.value = page.value.total;
    const known = new Map([...rows.value.values()].map((row) => [row.id, row] as const));
    rows.value = new Map(
      page.value.rows.map((row, place) => [offset + place, unchanged(known.get(row.id), row)] as const),
    );
    const began = performance.now();
    await nextTick();
    rest = Math.min(LONGEST_REST, Math.max(SHORTEST_REST, REST * (performance.now() - began)));
  }

  function show(first: number, end: number): void {
    range = { first, end };
    const missing = Array.from(
      { length: Math.max(0, Math.min(end, total.value) - first) },
      (_, place) => first + place,
    ).some((index) => !rows.value.has(index));
    if (missing) void refresh();
  }

  /** What is sent: a copy without anything reactive in it. */
  function plainFilter(): AlarmFilter {
    const { states, priorities, types, ...rest } = filter.value;
    return { ...rest, states: [...states], priorities: [...priorities], types: [...types] };
  }

  async function readDetails(): Promise<void> {
    const id = chosen.value;
    if (id === null) return;
    const result = await call('alarms.details', { id });
    if (id !== chosen.value) return;
    const next = result.ok ? result.value : null;
    // Nothing is drawn anew for an answer that says the same.
    if (JSON.stringify(next) !== JSON.stringify(details.value)) details.value = next;
  }

  watch(chosen, (id) => {
    if (details.value?.row.id !== id) details.value = null;
    void readDetails();
  });
  watch(
    filter,
    () => {
      selected.clear();
      range = { first: 0, end: PAGE };
      if (loaded.value) void refresh();
    },
    { deep: true },
  );

  async function done<T>(result: Promise<Result<T>>): Promise<Failure | null> {
    const answer = await result;
    await Promise.all([refresh(), readDetails()]);
    return answer.ok ? null : answer.failure;
  }

  async function acknowledge(ids: readonly number[]): Promise<Result<Acknowledged>> {
    const result = await call('alarms.acknowledge', { ids: [...ids] });
    await Promise.all([refresh(), readDetails()]);
    return result;
  }
  /** Makes what one acknowledgement took over new again. */
  const takeBack = (undo: number): Promise<Failure | null> => done(call('alarms.takeBack', { undo }));
  const close = (ids: readonly number[], outcome: AlarmOutcome, text: string): Promise<Failure | null> =>
    done(call('alarms.close', { ids: [...ids], outcome, text: text.trim() }));
  const setState = (ids: readonly number[], state: AlarmState): Promise<Failure | null> =>
    done(call('alarms.setState', { ids: [...ids], state }));
  /** null = whoever works here, "" = nobody. */
  const setOwner = (ids: readonly number[], owner: string | null): Promise<Failure | null> =>
    done(call('alarms.setOwner', { ids: [...ids], owner }));
  const note = (ids: readonly number[], text: string): Promise<Failure | null> =>
    done(call('alarms.note', { ids: [...ids], text }));
  const step = (id: number, text: string, ticked: boolean): Promise<Failure | null> =>
    done(call('alarms.step', { id, step: text, done: ticked }));

  /** No sound of the type of an alarm on its device for so many minutes; 0 ends it. */
  const mute = (id: number, minutes: number): Promise<Failure | null> =>
    done(call('alarms.mute', { id, minutes }));

  /** Adds what was written for an alarm to its timeline; the draft stays when that fails. */
  async function addDraft(id: number): Promise<Failure | null> {
    const text = drafts.get(id)?.trim() ?? '';
    if (text === '') {
      drafts.delete(id);
      return null;
    }
    const failure = await note([id], text);
    if (failure === null && drafts.get(id)?.trim() === text) drafts.delete(id);
    return failure;
  }

  /** How many new ones pass the filter, by priority. */
  const countNew = (): Promise<Result<AlarmsNew>> => call('alarms.newOf', { filter: plainFilter() });

  /** Acknowledges what passes the filter and is of these priorities, up to a line. */
  async function acknowledgeAll(
    priorities: readonly AlarmPriority[],
    upTo: number,
  ): Promise<Result<Acknowledged>> {
    const passing = { ...plainFilter(), priorities: [...priorities] };
    const result = await call('alarms.acknowledgeAll', { filter: passing, upTo });
    await Promise.all([refresh(), readDetails()]);
    return result;
  }

  /** Changes rules; gives the failure (the old ones stay), or null. */
  async function changeSettings(patch: AlarmSettingsPatch): Promise<Failure | null> {
    const result = await call('alarms.changeSettings', patch);
    if (!result.ok) return result.failure;
    settings.value = result.value;
    void refresh();
    return null;
  }

  /** Lets the user choose a sound file in the system's dialog; gives the failure, or null. */
  async function chooseSound(): Promise<Failure | null> {
    const result = await call('alarms.chooseSound');
    if (!result.ok) return result.failure;
    settings.value = result.value;
    return null;
  }

  function clearFilter(): void {
    filter.value = { ...inboxFilter(), order: filter.value.order };
  }

  return {
    status,
    settings,
    filter,
    rows,
    total,
    loaded,
    failure,
    chosen,
    details,
    selected,
    drafts,
    counts,
    filtered,
    load,
    refresh,
    show,
    plainFilter,
    acknowledge,
    takeBack,
    close,
    addDraft,
    countNew,
    acknowledgeAll,
    setState,
    setOwner,
    note,
    step,
    mute,
    changeSettings,
    chooseSound,
    clearFilter,
  };
});

/** The row there was when the new one says the same, so that its line is not drawn anew. */
function unchanged(before: AlarmRow | undefined, now: AlarmRow): AlarmRow {
  return before !== undefined && JSON.stringify(before) === JSON.stringify(now) ? before : now;
}
