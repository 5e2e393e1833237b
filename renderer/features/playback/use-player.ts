import { useRafFn } from '@vueuse/core';
import { computed, shallowRef, watch } from 'vue';
import { skipFrom } from './skip-stops.ts';
import { rowBefore } from './track-cursor.ts';
import { usePlaybackStore } from './playback.store.ts';

/** Seconds of the track per second of the clock. */
export const playerSpeeds = [1, 5, 10, 30, 60, 120, 300, 600] as const;

/** Plays the loaded tracks, all in step with one clock. */
export function usePlayer() {
  const store = usePlaybackStore();
  const time = shallowRef(0);
  const speed = shallowRef<(typeof playerSpeeds)[number]>(60);
  const playing = shallowRef(false);
  const follow = shallowRef(false);
  /** Playing leaves out the time in which no vehicle drives. */
  const skipStops = shallowRef(true);

  /** From the first point to the last of all tracks; the period where there are none. */
  const span = computed(() => {
    const times = store.tracks.map(({ track }) => track.columns.time).filter(({ length }) => length > 0);
    if (times.length === 0) return store.period ?? { begin: 0, end: 0 };
    return {
      begin: Math.min(...times.map((column) => column[0] ?? 0)),
      end: Math.max(...times.map((column) => column.at(-1) ?? 0)),
    };
  });

  const parts = computed(() => store.tracks.map(({ derived }) => derived.parts));

  const { pause, resume } = useRafFn(
    ({ delta }) => {
      const skipped = skipStops.value ? skipFrom(parts.value, time.value) : null;
      const next = (skipped ?? time.value) + (delta / 1_000) * speed.value;
      time.value = Math.min(span.value.end, next);
      if (next >= span.value.end) setPlaying(false);
    },
    { immediate: false },
  );

  function setPlaying(on: boolean): void {
    const plays = on && span.value.end > span.value.begin;
    if (plays && time.value >= span.value.end) time.value = span.value.begin;
    playing.value = plays;
    if (plays) resume();
    else pause();
  }

  function seek(to: number): void {
    time.value = Math.max(span.value.begin, Math.min(span.value.end, to));
  }

  /** To the point after or before this moment, of whichever vehicle it is. */
  function step(forward: boolean): void {
    setPlaying(false);
    const candidates = store.tracks.flatMap(({ track: { columns } }) => {
      const times = columns.time;
      const found = forward ? rowBefore(times, time.value) + 1 : rowBefore(times, Math.ceil(time.value) - 1);
      const at = times[found];
      return at === undefined ? [] : [at];
    });
    if (candidates.length > 0) seek(forward ? Math.min(...candidates) : Math.max(...candidates));
  }

  function faster(by: 1 | -1): void {
    const at = playerSpeeds.findIndex((value) => value >= speed.value);
    speed.value = playerSpeeds[Math.max(0, Math.min(playerSpeeds.length - 1, at + by))] ?? speed.value;
  }

  watch(
    () => span.value,
    ({ begin, end }) => {
      if (time.value < begin || time.value > end) {
        setPlaying(false);
        time.value = begin;
      }
    },
    { immediate: true },
  );

  function setFollow(on: boolean): void {
    follow.value = on;
  }

  return { time, speed, playing, follow, skipStops, span, setPlaying, setFollow, seek, step, faster };
}

export type Player = ReturnType<typeof usePlayer>;
