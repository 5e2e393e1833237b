import type { AlarmMuteStore } from '../archive/alarm-mutes.ts';
import type { AlarmMute } from '../contract/alarm-desk.ts';
import type { Failure } from '../contract/errors.ts';
import { succeed, type Result } from '../contract/result.ts';

/** Who wants no sound of which type on which device, and until when. Kept in the archive, asked for with every alarm. */
export class MuteBook {
  readonly #store: AlarmMuteStore;
  readonly #now: () => number;
  readonly #mutes = new Map<string, AlarmMute>();

  /** @param now Unix milliseconds */
  constructor(store: AlarmMuteStore, now: () => number, onFailure: (failure: Failure) => void) {
    this.#store = store;
    this.#now = now;
    const kept = store.read();
    if (!kept.ok) onFailure(kept.failure);
    for (const mute of kept.ok ? kept.value : []) this.#mutes.set(keyOf(mute.imei, mute.type), mute);
  }

  /** The mute that holds now; null when there is none. */
  of(imei: string, type: number): AlarmMute | null {
    const mute = this.#mutes.get(keyOf(imei, type));
    return mute !== undefined && mute.until > this.#now() ? mute : null;
  }

  /** All that hold now, the first to end first. */
  current(): AlarmMute[] {
    const now = this.#now();
    return [...this.#mutes.values()].filter(({ until }) => until > now).sort((a, b) => a.until - b.until);
  }

  put(mute: AlarmMute): Result<null> {
    const kept = this.#store.put(mute);
    if (kept.ok) this.#mutes.set(keyOf(mute.imei, mute.type), mute);
    return kept;
  }

  remove(imei: string, type: number): Result<null> {
    if (!this.#mutes.has(keyOf(imei, type))) return succeed(null);
    const gone = this.#store.remove(imei, type);
    if (gone.ok) this.#mutes.delete(keyOf(imei, type));
    return gone;
  }
}

function keyOf(imei: string, type: number): string {
  return `${imei} ${type}`;
}
