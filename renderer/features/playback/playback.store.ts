import { defineStore } from 'pinia';
import { computed, reactive, shallowReactive, shallowRef } from 'vue';
import type { Failure } from '../../../electron/contract/errors.ts';
import type { Track, TrackFormat, TrackProgress } from '../../../electron/contract/playback.ts';
import { deriveTrack } from '../../../electron/contract/track-rules.ts';
import type { DerivedTrack, TrackRules } from '../../../electron/contract/track-rules.ts';
import { call } from '../../bridge/calls.ts';
import { useEvent } from '../../bridge/events.ts';
import { useSettingsStore } from '../../bridge/settings.store.ts';
import { resolveTimeZone } from '../../i18n/zoned-time.ts';
import { readPeriod } from './period.ts';
import type { Period, PeriodForm, PeriodProblem } from './period.ts';
import { TrackCursor } from './track-cursor.ts';

/** Vehicles in step at most: more lines cannot be told apart. */
export const MOST_DEVICES = 6;
export const deviceColours = ['#58a6dd', '#f2a65a', '#b48ce8', '#5fd3bc', '#e58fb1', '#b9b34a'] as const;

/** A track that was loaded, with what the rules make of it. */
export interface LoadedTrack {
  readonly track: Track;
  readonly derived: DerivedTrack;
  readonly gaps: ReadonlySet<number>;
  readonly cursor: TrackCursor;
  readonly colour: string;
}

/** What is replayed: which devices, which period, their tracks, and what counts as a stop. */
export const usePlaybackStore = defineStore('playback', () => {
  const settings = useSettingsStore();
  const chosen = shallowReactive(new Set<string>());
  const form = reactive<{ -readonly [Key in keyof PeriodForm]: PeriodForm[Key] }>({
    preset: 'today',
    begin: '',
    end: '',
  });
  const raw = shallowRef<readonly Track[]>([]);
  const period = shallowRef<Period | null>(null);
  const progress = shallowReactive(new Map<string, TrackProgress | null>());
  const failure = shallowRef<Failure | null>(null);
  const exporting = shallowRef(false);
  let reading = 0;

  const rules = computed(() => settings.settings.trackRules);
  const busy = computed(() => progress.size > 0);
  const tracks = computed(() =>
    raw.value.map((track, place): LoadedTrack => {
      const derived = deriveTrack(track.columns, rules.value);
      const gaps = new Set(derived.parts.filter(({ kind }) => kind === 'gap').map(({ first }) => first));
      return {
        track,
        derived,
        gaps,
        cursor: new TrackCursor(track.columns, gaps),
        colour: deviceColours[place % deviceColours.length] ?? deviceColours[0],
      };
    }),
  );
  const points = computed(() => raw.value.reduce((total, { columns }) => total + columns.time.length, 0));

  useEvent('playback.progress', (told) => {
    if (progress.has(told.id)) progress.set(told.id, told);
  });

  /** What is wrong with the period; null when nothing is. */
  function problem(now: number): PeriodProblem | null {
    const read = readPeriod(form, now, zone());
    return typeof read === 'string' ? read : null;
  }

  /** Loads the tracks of the chosen devices. Ends a load that is under way. @param now Unix seconds */
  async function load(now: number, refresh = false): Promise<void> {
    const wanted = readPeriod(form, now, zone());
    if (typeof wanted === 'string' || chosen.size === 0) return;
    await cancel();
    reading += 1;
    const turn = reading;
    failure.value = null;
    const asked = [...chosen].map((imei, place) => ({ imei, id: `${turn}-${place}` }));
    for (const { id } of asked) progress.set(id, null);
    const results = await Promise.all(
      asked.map(async ({ imei, id }) => {
        const result = await call('playback.load', { id, imei, ...wanted, refresh });
        progress.delete(id);
        return result;
      }),
    );
    if (turn !== reading) return;
    const loaded: Track[] = [];
    for (const result of results) {
      if (result.ok) loaded.push(result.value);
      else failure.value = result.failure;
    }
    period.value = wanted;
    raw.value = loaded;
  }

  /** Ends the load under way; what came so far is shown. */
  async function cancel(): Promise<void> {
    await Promise.all([...progress.keys()].map((id) => call('playback.cancel', { id })));
  }

  /** Writes the loaded tracks into the export folder; gives the path, or null and `failure`. */
  async function write(format: TrackFormat): Promise<string | null> {
    if (period.value === null || raw.value.length === 0) return null;
    exporting.value = true;
    const result = await call('playback.export', {
      format,
      imeis: raw.value.map(({ imei }) => imei),
      ...period.value,
      rules: rules.value,
      timeZone: zone(),
    });
    exporting.value = false;
    failure.value = result.ok ? null : result.failure;
    return result.ok ? result.value : null;
  }

  async function setRules(changed: TrackRules): Promise<Failure | null> {
    return settings.change({ trackRules: changed });
  }

  function toggle(imei: string): void {
    if (!chosen.delete(imei) && chosen.size < MOST_DEVICES) chosen.add(imei);
  }

  function zone(): string {
    return resolveTimeZone(settings.settings.timeZone);
  }

  return {
    chosen,
    form,
    tracks,
    points,
    period,
    progress,
    busy,
    failure,
    exporting,
    rules,
    problem,
    load,
    cancel,
    write,
    setRules,
    toggle,
  };
});
