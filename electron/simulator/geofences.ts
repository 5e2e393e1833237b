import { FENCE_IN, FENCE_OUT } from './alarm-kinds.ts';
import type { RaisedAlarm } from './changes.ts';
import { metresBetween } from './geography.ts';
import type { Motion } from './motion.ts';
import type { Vehicle } from './vehicles.ts';

/** A circle that was created through the API (open-api.md 2.4). */
export interface Geofence {
  readonly id: number;
  readonly imei: string;
  readonly name: string;
  /** 0 leaving, 1 entering, 2 both. */
  readonly alarmtype: 0 | 1 | 2;
  readonly lon: number;
  readonly lat: number;
  readonly radius: number;
  readonly createdAt: number;
}

interface Watch {
  readonly fence: Geofence;
  readonly crossings: RaisedAlarm[];
  checkedUntil: number;
  inside: boolean;
}

const STEP = 10;

/** The geofences of the world, and when vehicles crossed them. */
export class GeofenceBook {
  private readonly motion: Motion;
  private readonly watches = new Map<number, Watch[]>();
  private lastId = 500_000;

  constructor(motion: Motion) {
    this.motion = motion;
  }

  create(vehicle: Vehicle, wanted: Omit<Geofence, 'id' | 'imei'>): Geofence {
    this.lastId += 1;
    const fence = { ...wanted, id: this.lastId, imei: vehicle.imei };
    const list = this.watches.get(vehicle.index) ?? [];
    list.push({
      fence,
      crossings: [],
      checkedUntil: wanted.createdAt,
      inside: metresBetween(this.motion.at(vehicle, wanted.createdAt), fence) <= fence.radius,
    });
    this.watches.set(vehicle.index, list);
    return fence;
  }

  list(): Geofence[] {
    return [...this.watches.values()].flatMap((list) => list.map(({ fence }) => fence));
  }

  /** Alarms of the circles of a vehicle up to `now`. */
  crossings(vehicle: Vehicle, now: number): RaisedAlarm[] {
    return (this.watches.get(vehicle.index) ?? []).flatMap((watch) => {
      this.advance(vehicle, watch, now);
      return watch.crossings;
    });
  }

  private advance(vehicle: Vehicle, watch: Watch, now: number): void {
    while (watch.checkedUntil + STEP <= now) {
      const state = this.motion.at(vehicle, watch.checkedUntil);
      const steps =
        state.phase === 'driving'
          ? 1
          : Math.max(1, Math.floor((Math.min(state.until, now) - watch.checkedUntil) / STEP));
      watch.checkedUntil += steps * STEP;
      const { fence } = watch;
      const inside = metresBetween(this.motion.at(vehicle, watch.checkedUntil), fence) <= fence.radius;
      if (inside === watch.inside) continue;
      watch.inside = inside;
      if (fence.alarmtype !== 2 && fence.alarmtype !== (inside ? 1 : 0)) continue;
      watch.crossings.push({
        type: inside ? FENCE_IN : FENCE_OUT,
        at: Math.floor(watch.checkedUntil),
        geofence: fence.id,
      });
    }
  }
}
