import { computed, ref, shallowRef, watch } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import type { Pane, PaneLoan } from '../../../electron/contract/wall.ts';
import { noFilter } from '../../../electron/contract/wall.ts';
import { call } from '../../bridge/calls.ts';
import { useLiveFeed, useLivePulse } from '../../bridge/use-live-feed.ts';
import { nearest, placeOf } from '../../map/geometry.ts';
import type { LngLat, Neighbour } from '../../map/geometry.ts';
import { useLoans } from './loans.store.ts';
import type { PaneMap } from './use-pane-map.ts';

/** So many of the nearest vehicles are shown, those within so many metres. */
const NEAREST = 3;
const NEAR = 50_000;
/** Near enough to see where an alarm of a vehicle without a place came up. */
const ALARM_ZOOM = 10.5;

export interface PaneLent {
  readonly loan: ComputedRef<PaneLoan | null>;
  /** The pane as it is shown: by itself, or with the vehicle of the alarm and the units nearest to it in sight. */
  readonly shown: ComputedRef<Pane>;
  /** The units nearest to the vehicle when the alarm came, with distance and direction as they are now. */
  readonly units: ComputedRef<readonly Neighbour[]>;
  /** Counts how often the pane was given back, so that its camera goes where it was. */
  readonly returns: Readonly<Ref<number>>;
}

/** What a pane shows while it is lent to an alarm. What it shows by itself is kept and comes back untouched. */
export function usePaneLoan(pane: () => Pane): PaneLent {
  const loans = useLoans();
  const feed = useLiveFeed();
  const pulse = useLivePulse(feed, ['positions', 'directory'], 1_000);
  const returns = ref(0);
  const loan = computed(() => loans.of(pane().id));
  /** IMEIs, chosen once for each alarm, so that the view does not jump from unit to unit. */
  const near = shallowRef<readonly string[]>([]);
  /** How many vehicles had a place when they were chosen. */
  let among = 0;

  const alarmed = computed(() => {
    pulse();
    return loan.value === null ? null : feed.directory.slotOf(loan.value.alarm.imei);
  });

  /** Vehicles that have a place: in a window that has just loaded, more of them every moment. */
  const placed = computed(() => {
    pulse();
    if (loan.value === null) return 0;
    const { gpsTime } = feed.columns;
    let count = 0;
    for (let slot = 0; slot < feed.directory.size; slot += 1) if (gpsTime[slot] !== 0) count += 1;
    return count;
  });

  function chooseNear(slot: number | null): void {
    const from = slot === null ? null : placeOf(feed.columns, slot);
    if (slot === null || from === null) return;
    among = placed.value;
    near.value = nearest(feed.columns, feed.directory.size, from, NEAREST, slot)
      .filter(({ distance }) => distance <= NEAR)
      .map((unit) => feed.directory.imei[unit.slot] ?? '');
  }

  watch(
    [() => loan.value?.alarm.id ?? null, alarmed, placed],
    ([id, slot, known], [before]) => {
      if (id !== before) {
        near.value = [];
        among = 0;
      }
      if (id === null && before !== undefined && before !== null) returns.value += 1;
      if (id !== null && known > among) chooseNear(slot);
    },
    { immediate: true },
  );

  const shown = computed((): Pane => {
    if (loan.value === null) return pane();
    const imeis = [loan.value.alarm.imei, ...near.value];
    // Without the camera of its own, which is for when the pane is given back.
    return { ...pane(), camera: null, filter: noFilter, labels: 'plate', mode: { kind: 'sight', imeis } };
  });

  const units = computed(() => {
    pulse();
    const from = alarmed.value === null ? null : placeOf(feed.columns, alarmed.value);
    if (from === null) return [];
    const wanted = new Set(near.value);
    // A whole scan finds their distances, because it is one pass over columns and this is one pane for a minute.
    return nearest(feed.columns, feed.directory.size, from, NEAREST * 4, alarmed.value ?? -1).filter(
      ({ slot }) => wanted.has(feed.directory.imei[slot] ?? ''),
    );
  });

  return { loan, shown, units, returns };
}

/** Lets the vehicle that a pane shows for its alarm glow. */
export function useAlarmGlow(map: PaneMap, imei: () => string | null): void {
  const feed = useLiveFeed();
  const pulse = useLivePulse(feed, ['directory'], 1_000);
  const slot = computed(() => {
    pulse();
    const wanted = imei();
    return wanted === null ? null : feed.directory.slotOf(wanted);
  });
  watch([map.view, slot], () => map.view.value?.setAlarmed(slot.value === null ? [] : [slot.value]));
}

/** Draws the last ten minutes of the vehicle of the alarm, and the place where it came up, while the pane is lent. */
export function useLoanTrace(map: PaneMap, loan: ComputedRef<PaneLoan | null>): void {
  let turn = 0;

  async function draw(): Promise<void> {
    turn += 1;
    const mine = turn;
    const view = map.view.value;
    const alarm = loan.value?.alarm;
    if (view === null) return;
    const { longitude: lng = null, latitude: lat = null } = alarm ?? {};
    const mark: LngLat | null = lng === null || lat === null ? null : { lng, lat };
    view.setTrace([], mark);
    if (alarm === undefined) return;
    if (map.guided.value.length === 0 && mark !== null) view.showPlace(mark, ALARM_ZOOM);
    const track = await call('alarms.track', { id: alarm.id });
    // Without a track the place and the vehicle are shown all the same.
    if (mine !== turn || !track.ok) return;
    const way = track.value.points.map(({ longitude, latitude }) => ({ lng: longitude, lat: latitude }));
    view.setTrace(way, mark);
  }

  watch([map.view, () => loan.value?.alarm.id], () => void draw(), { immediate: true, flush: 'post' });
}
