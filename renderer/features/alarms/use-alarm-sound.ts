import { onScopeDispose, ref, watch, type Ref } from 'vue';
import type { AlarmSound } from '../../../electron/contract/alarm-desk.ts';
import chimeUrl from '../../../resources/sounds/chime.wav?url';
import knockUrl from '../../../resources/sounds/knock.wav?url';
import pingUrl from '../../../resources/sounds/ping.wav?url';
import sirenUrl from '../../../resources/sounds/siren.wav?url';
import { call } from '../../bridge/calls.ts';
import { useAlarmsStore } from './alarms.store.ts';

const files: Readonly<Partial<Record<AlarmSound, string>>> = {
  siren: sirenUrl,
  chime: chimeUrl,
  ping: pingUrl,
  knock: knockUrl,
};

/** Plays sounds by name through one audio element; an own file is asked of main when it is first needed. */
export class SoundPlayer {
  private readonly element: HTMLAudioElement;
  private own: { readonly name: string; readonly url: string } | null = null;

  constructor(element: HTMLAudioElement) {
    this.element = element;
  }

  /** `volume` 0 to 1; `ownName`: name of the user's file, so that another one is read anew. */
  async play(sound: AlarmSound, volume: number, ownName: string): Promise<void> {
    const url = sound === 'own' ? await this.ownUrl(ownName) : files[sound];
    if (url === undefined) return;
    const { element } = this;
    if (element.dataset['url'] !== url) {
      element.src = url;
      element.dataset['url'] = url;
    }
    element.volume = volume;
    element.currentTime = 0;
    // Without a sound card the element refuses; the visible twin stands there all the same.
    await element.play().catch(() => undefined);
  }

  stop(): void {
    this.element.pause();
  }

  close(): void {
    this.stop();
    if (this.own !== null) URL.revokeObjectURL(this.own.url);
  }

  /** The user's file, or the chime while there is none. */
  private async ownUrl(name: string): Promise<string | undefined> {
    if (this.own?.name === name) return this.own.url;
    const result = await call('alarms.ownSound');
    if (!result.ok || result.value === null) return files.chime;
    const bytes = Uint8Array.from(atob(result.value.data), (letter) => letter.codePointAt(0) ?? 0);
    if (this.own !== null) URL.revokeObjectURL(this.own.url);
    this.own = { name, url: URL.createObjectURL(new Blob([bytes], { type: result.value.type })) };
    return this.own.url;
  }
}

/**
 * Lets the console be heard: once when something comes up, and again every so many seconds while the rule of the most
 * urgent unacknowledged priority says so. Only one window may use it.
 */
export function useAlarmSound(element: Ref<HTMLAudioElement | null>): {
  readonly ringing: Readonly<Ref<boolean>>;
} {
  const store = useAlarmsStore();
  const ringing = ref(false);
  let player: SoundPlayer | null = null;
  let timer: ReturnType<typeof setInterval> | null = null;
  let heard = -1;

  function silence(): void {
    if (timer !== null) clearInterval(timer);
    timer = null;
    ringing.value = false;
  }

  function sound(): void {
    const ring = store.status?.ring;
    if (!ring || !player) return;
    const rule = store.settings.priorities[ring.priority];
    void player.play(rule.sound, rule.volume, store.settings.ownSound);
  }

  // Each by itself: the status comes every second or so, and one without news begins no new interval.
  watch(
    [() => store.status?.ring?.serial, () => store.status?.ring?.priority, () => store.settings, element],
    ([serial, priority, settings, audio]) => {
      if (audio === null) return;
      player ??= new SoundPlayer(audio);
      silence();
      if (serial === undefined || priority === undefined) {
        player.stop();
        return;
      }
      const { repeatSeconds } = settings.priorities[priority];
      const fresh = serial !== heard;
      heard = serial;
      ringing.value = true;
      if (fresh || repeatSeconds > 0) sound();
      if (repeatSeconds > 0) timer = setInterval(sound, repeatSeconds * 1_000);
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    silence();
    player?.close();
  });
  return { ringing };
}
