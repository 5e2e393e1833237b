import { useEventListener, useIntervalFn } from '@vueuse/core';
import { computed, ref, watch } from 'vue';
import type { ComputedRef, Ref, ShallowRef } from 'vue';
import type { AlarmRow } from '../../../electron/contract/alarm-desk.ts';
import type { Pane, SavedView } from '../../../electron/contract/wall.ts';
import { useLiveFeed, useLivePulse, usePastSecond } from '../../bridge/use-live-feed.ts';
import { placeOf } from '../../map/geometry.ts';
import type { PaneMap } from './use-pane-map.ts';
import { viewAt } from './rotation.ts';
import { useNewestAlarm } from './use-newest-alarm.ts';

/** Milliseconds between two looks at whether the next view of a rotation is due. */
const LOOK_EVERY = 250;
/** Near enough to see where an alarm happened on the built-in basemap. */
const ALARM_ZOOM = 10.5;

/**
 * Moves the camera of a pane as its mode says: after one vehicle, a set, or from view to view. Somebody who moves the
 * map by hand suspends that until they resume it.
 */
export function usePaneMode(
  map: PaneMap,
  pane: () => Pane,
  box: Readonly<ShallowRef<HTMLElement | null>>,
): {
  readonly suspended: Readonly<Ref<boolean>>;
  readonly resume: () => void;
  /** The view that a rotation shows now. */
  readonly rotating: ComputedRef<SavedView | null>;
  /** The alarm that an alarm pane shows now. */
  readonly alarm: Readonly<ShallowRef<AlarmRow | null>>;
} {
  const feed = useLiveFeed();
  const pulse = useLivePulse(feed, ['directory'], 500);
  const suspended = ref(false);
  const turn = ref(0);
  let began = performance.now();

  const mode = computed(() => pane().mode);
  const past = usePastSecond();
  const alarm = useNewestAlarm(
    () => (mode.value.kind === 'alarm' ? mode.value.priorities : null),
    () => past.value,
  );
  /** Slots of the vehicles the mode names, as far as they are known. */
  const wanted = computed(() => {
    pulse();
    const now = mode.value;
    const ofAlarm = now.kind === 'alarm' && alarm.value ? [alarm.value.imei] : [];
    const imeis = now.kind === 'follow' ? [now.imei] : now.kind === 'sight' ? now.imeis : ofAlarm;
    return imeis.map((imei) => feed.directory.slotOf(imei)).filter((slot) => slot !== null);
  });
  const rotating = computed(() =>
    mode.value.kind === 'rotate'
      ? (pane().views[turn.value % Math.max(1, pane().views.length)] ?? null)
      : null,
  );

  function apply(): void {
    const view = map.view.value;
    if (!view) return;
    const slots = suspended.value ? [] : wanted.value;
    const { kind } = mode.value;
    map.guided.value = wanted.value;
    view.setFollowed(wanted.value);
    if (kind === 'follow') view.follow(slots[0] ?? null);
    else if (kind === 'sight') view.keepInSight(slots);
    else view.follow(null);
  }

  function suspend(): void {
    if (mode.value.kind !== 'free') suspended.value = true;
  }

  function resume(): void {
    suspended.value = false;
    began = performance.now() - turn.value * secondsEach() * 1_000;
    apply();
    show(rotating.value);
    goToAlarm();
  }

  function goToAlarm(): void {
    if (mode.value.kind !== 'alarm' || suspended.value || alarm.value === null) return;
    const { longitude: lng, latitude: lat } = alarm.value;
    const [slot] = wanted.value;
    const told = lng === null || lat === null ? null : { lng, lat };
    // Its alarm tells the place of its last repeat; in the past that may be later than what is shown.
    const recorded = past.value === null || slot === undefined ? null : placeOf(feed.columns, slot);
    const place = recorded ?? told;
    if (place !== null) map.view.value?.setCamera({ ...place, zoom: ALARM_ZOOM }, true);
  }

  function secondsEach(): number {
    return mode.value.kind === 'rotate' ? mode.value.seconds : 1;
  }

  function show(view: SavedView | null): void {
    if (view && !suspended.value) map.view.value?.setCamera(view.camera, true);
  }

  useIntervalFn(() => {
    if (mode.value.kind !== 'rotate' || suspended.value) return;
    turn.value = viewAt(pane().views.length, mode.value.seconds, performance.now() - began);
  }, LOOK_EVERY);

  watch(
    () => JSON.stringify(mode.value),
    () => {
      suspended.value = false;
      began = performance.now();
      turn.value = 0;
      apply();
      show(rotating.value);
    },
  );
  watch([map.view, () => wanted.value.join()], apply);
  watch(map.view, () => {
    show(rotating.value);
  });
  watch(rotating, show);
  watch([() => alarm.value?.id, () => alarm.value?.lastAt, map.view], goToAlarm);
  useEventListener(box, 'wheel', suspend, { passive: true });
  let pressed = false;
  useEventListener(box, 'pointerdown', () => {
    pressed = true;
  });
  useEventListener(window, 'pointerup', () => {
    pressed = false;
  });
  useEventListener(box, 'pointermove', (event: PointerEvent) => {
    if (pressed && event.buttons === 1) suspend();
  });
  useEventListener(box, 'keydown', (event: KeyboardEvent) => {
    if (/^(Arrow|\+|-|=)/u.test(event.key)) suspend();
  });

  return { suspended, resume, rotating, alarm };
}
