import type { ChangeBook } from './changes.ts';
import { fraction, hash } from './random.ts';
import type { Vehicle } from './vehicles.ts';

/** A device that has not been heard for this long counts as offline, in seconds. */
export const OFFLINE_AFTER = 25 * 60;
const BEAT_SECONDS = 60;
const daySeconds = 86_400;

export interface Silence {
  readonly from: number;
  /** Infinity: as things stand, for good. */
  readonly until: number;
}

/** When a device could be heard. */
export class Contact {
  private readonly seed: number;
  private readonly changes: ChangeBook;
  private readonly ahead: number;

  /** @param ahead seconds that the habits of devices are ahead of the world's clock */
  constructor(seed: number, changes: ChangeBook, ahead: number) {
    this.seed = seed;
    this.changes = changes;
    this.ahead = ahead;
  }

  /** The silence that `time` lies in, or undefined when the device could be heard then. */
  silenceAt(vehicle: Vehicle, time: number): Silence | undefined {
    if (vehicle.life === 'never') return { from: 0, until: Infinity };
    if (vehicle.lostAt !== null && time >= vehicle.lostAt) return { from: vehicle.lostAt, until: Infinity };
    const outage = this.changes
      .of(vehicle.index)
      .outages.findLast(({ from, until }) => time >= from && (until === null || time < until));
    if (outage !== undefined) return { from: outage.from, until: outage.until ?? Infinity };
    const daily = this.dailySilence(vehicle, Math.floor((time + this.ahead) / daySeconds));
    return daily !== undefined && time >= daily.from && time < daily.until ? daily : undefined;
  }

  /** The silence of a day (days since 1970 by the clock of habits) of a device that goes offline now and then. */
  dailySilence(vehicle: Vehicle, date: number): Silence | undefined {
    if (!vehicle.flaps || fraction(this.seed, vehicle.index, date, 60) < 0.45) return undefined;
    const start = date * daySeconds - this.ahead;
    const from = start + Math.floor(fraction(this.seed, vehicle.index, date, 61) * 20 * 3_600);
    return { from, until: from + 1_800 + Math.floor(fraction(this.seed, vehicle.index, date, 62) * 9_000) };
  }

  /** The last moment, at or before `now`, when the device could be heard; null: never. */
  lastContact(vehicle: Vehicle, now: number): number | null {
    if (vehicle.life === 'never') return null;
    return this.silenceAt(vehicle, now)?.from ?? now;
  }

  /** When the device last beat, at or before `now`; 0: never. Whole seconds. */
  heartTime(vehicle: Vehicle, now: number): number {
    const last = this.lastContact(vehicle, now);
    if (last === null) return 0;
    const phase = (hash(this.seed, vehicle.index, 63) % BEAT_SECONDS) - this.ahead;
    return Math.floor((last - phase) / BEAT_SECONDS) * BEAT_SECONDS + phase;
  }

  isOffline(vehicle: Vehicle, now: number): boolean {
    return now - this.heartTime(vehicle, now) > OFFLINE_AFTER;
  }

  /** When something measured at `time` reached the server; Infinity: not as things stand, or never. */
  deliveredAt(vehicle: Vehicle, time: number): number {
    return this.silenceAt(vehicle, time)?.until ?? time;
  }
}
