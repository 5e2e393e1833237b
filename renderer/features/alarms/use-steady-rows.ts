import { computed, ref, watch, type Ref } from 'vue';
import { useAlarmsStore } from './alarms.store.ts';
import { rowOf, steady, type Anchor } from './steady-rows.ts';

/** What a list can tell and do of where its rows are (`VirtualList`). */
export interface SteadyList {
  readonly active: () => number;
  readonly setActive: (index: number) => void;
  readonly isFocused: () => boolean;
  readonly focus: () => void;
  readonly placeOf: (index: number) => number;
  readonly keep: (index: number, place: number) => unknown;
  readonly first: () => number;
  readonly end: () => number;
  readonly toTop: () => void;
}

/**
 * Keeps the inbox still under the hand while alarms come in: the row under the pointer (else that of the keyboard,
 * the chosen one, or the first in view of a list that is scrolled) stays where it is on screen, what is new goes in
 * above it and is counted, and the mark of the keyboard stays with its alarm.
 */
export function useSteadyRows(list: Readonly<Ref<SteadyList | null>>): {
  /** How many alarms came in above what is in view. */
  readonly above: Readonly<Ref<number>>;
  /** The alarm under the pointer; null when there is none. */
  readonly hovered: Ref<number | null>;
  /** Call when the keyboard's mark was set by a hand. */
  readonly touch: () => void;
  readonly showNew: () => void;
} {
  const store = useAlarmsStore();
  const hovered = ref<number | null>(null);
  const came = ref(0);
  /** The alarm that the keyboard's mark belongs to. */
  let marked: number | null = null;
  let lost: Anchor | null = null;
  /** Another filter shows another list: nothing of it is to stay. */
  let other = false;

  function touch(): void {
    marked = store.rows.get(list.value?.active() ?? -1)?.id ?? null;
  }

  function showNew(): void {
    came.value = 0;
    list.value?.toTop();
  }

  watch(
    () => store.filter,
    () => {
      other = true;
      came.value = 0;
      lost = null;
      marked = null;
    },
    { deep: true, flush: 'sync' },
  );

  watch(
    () => store.rows,
    (now, before) => {
      const shown = list.value;
      if (shown === null) return;
      if (other) {
        other = false;
        shown.setActive(0);
        return;
      }
      const anchorOf = (id: number | null): Anchor[] => {
        const index = rowOf(before, id);
        const inView = index !== null && index >= shown.first() && index < shown.end();
        return id !== null && inView ? [{ id, place: shown.placeOf(index) }] : [];
      };
      const wanted = [
        ...anchorOf(hovered.value),
        ...(shown.isFocused() ? anchorOf(marked) : []),
        ...anchorOf(store.chosen),
      ];
      // A list at its top that nobody holds shows what is new at once; one in hand or further down does not move.
      if (wanted.length > 0 || shown.first() > 0) {
        for (let index = shown.first(); index < shown.end(); index += 1) {
          wanted.push(...anchorOf(before.get(index)?.id ?? null));
        }
      }
      const found = steady(before, now, lost === null ? wanted : [lost, ...wanted]);
      const searched = lost !== null;
      lost = null;
      if (found !== null && (found.moved !== 0 || searched)) {
        came.value += Math.max(0, found.moved);
        shown.keep(found.index, found.anchor.place);
      } else if (found === null && wanted[0] !== undefined && !searched) {
        // More came in at once than are read: they are looked for where so many more rows would put them.
        const more = store.total - total;
        if (more > 0) {
          [lost] = wanted;
          came.value += more;
          store.show(shown.first() + more, shown.end() + more);
        }
      }
      const index = rowOf(now, marked);
      if (index !== null) shown.setActive(index);
    },
    { flush: 'post' },
  );

  let total = store.total;
  watch(
    () => store.rows,
    () => {
      total = store.total;
    },
    { flush: 'post' },
  );

  watch(
    () => list.value?.first() ?? 0,
    (first) => {
      if (first === 0) came.value = 0;
    },
  );
  // After rows went away above, no more can be above than there are.
  const above = computed(() => Math.min(came.value, list.value?.first() ?? 0));
  return { above, hovered, touch, showNew };
}
