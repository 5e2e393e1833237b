import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { Failure } from '../../../electron/contract/errors.ts';
import type { Pane, PaneLayout, WallWindowState } from '../../../electron/contract/wall.ts';
import { newPane } from '../../../electron/contract/wall.ts';
import { call } from '../../bridge/calls.ts';
import { useEvent } from '../../bridge/events.ts';
import { fillPreset, moveDivider, presetLayout, presetOf } from './pane-layout.ts';
import type { Preset } from './pane-layout.ts';

/** Milliseconds from a change until main has it. */
const KEEP_AFTER = 250;

/** What this wall window shows. Every change is told to main a moment later, which keeps it on the disk. */
export const useWallWindow = defineStore('wall-window', () => {
  const state = shallowRef<WallWindowState | null>(null);
  const layout = shallowRef<PaneLayout | null>(null);
  const panes = shallowRef<ReadonlyMap<string, Pane>>(new Map());
  /** Counts how often the content came from main, so that cameras go where it says. */
  const resets = ref(0);
  /** Somebody is asked whether kiosk is to be left. */
  const leaving = ref(false);
  const preset = computed(() => (layout.value === null ? null : presetOf(layout.value)));
  const spare = new Map<string, Pane>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let known = '';

  useEvent('walls.window', (next) => {
    if (next.windowId === state.value?.windowId) take(next);
  });

  function take(next: WallWindowState): void {
    state.value = next;
    const text = JSON.stringify(next.content);
    // Only its name or kiosk changed: what is shown stays, with what main has not heard of yet.
    if (text === known) return;
    stopTimer();
    known = text;
    layout.value = next.content.layout;
    panes.value = new Map(next.content.panes.map((each) => [each.id, each]));
    resets.value += 1;
  }

  async function load(): Promise<Failure | null> {
    const result = await call('walls.window');
    if (!result.ok) return result.failure;
    take(result.value);
    return null;
  }

  function changePane(id: string, change: Partial<Omit<Pane, 'id'>>): void {
    const before = panes.value.get(id);
    if (before === undefined) return;
    panes.value = new Map(panes.value).set(id, { ...before, ...change });
    keepSoon();
  }

  /** Divides the window anew. Panes that find no room are kept in mind until the window closes. */
  function setPreset(wanted: Preset): void {
    if (layout.value === null) return;
    const waiting = [...spare.keys()];
    const { ids, left } = fillPreset(wanted, layout.value, () => waiting.shift() ?? crypto.randomUUID());
    const all = new Map([...spare, ...panes.value]);
    spare.clear();
    for (const id of [...left, ...waiting]) {
      const pane = all.get(id);
      if (pane) spare.set(id, pane);
    }
    panes.value = new Map(ids.map((id) => [id, all.get(id) ?? newPane(id)]));
    layout.value = presetLayout(wanted, ids);
    keepSoon();
  }

  function drag(path: readonly number[], after: number, part: number): void {
    if (layout.value === null) return;
    layout.value = moveDivider(layout.value, path, after, part);
    keepSoon();
  }

  function keepSoon(): void {
    timer ??= setTimeout(() => void keep(), KEEP_AFTER);
  }

  function stopTimer(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  }

  async function keep(): Promise<void> {
    stopTimer();
    if (layout.value === null) return;
    const content = { layout: layout.value, panes: [...panes.value.values()] };
    known = JSON.stringify(content);
    await call('walls.keep', content);
  }

  /** Saves the whole wall; `name` for one that has none. */
  async function save(name: string | null): Promise<Failure | null> {
    await keep();
    const result = await call('walls.save', { name });
    if (!result.ok) return result.failure;
    take(result.value);
    return null;
  }

  async function setKiosk(on: boolean): Promise<Failure | null> {
    await keep();
    const result = await call('walls.kiosk', { on });
    if (!result.ok) return result.failure;
    take(result.value);
    return null;
  }

  return {
    state,
    layout,
    panes,
    resets,
    leaving,
    preset,
    load,
    changePane,
    setPreset,
    drag,
    save,
    setKiosk,
  };
});
