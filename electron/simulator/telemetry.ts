import type { ChangeBook } from './changes.ts';
import type { Contact } from './contact.ts';
import type { DriveState } from './driving.ts';
import type { Fix, Motion } from './motion.ts';
import { fraction, hash } from './random.ts';
import type { Vehicle } from './vehicles.ts';

/** `datastatus` of open-api.md 2.2. */
export const dataStatus = { neverOnline: 1, ok: 2, expired: 3, offline: 4, blocked: 5 } as const;

export interface TrackOptions {
  /** Fields that the reference lacks (field-notes.md). */
  readonly extraFields: boolean;
  /** `systemtime` and `acctime` that follow no rule of the reference. */
  readonly clockPatterns: boolean;
}

/** A track record as it is sent (open-api.md 2.2): numbers as the reference has them, -1 for "unknown". */
export type TrackRecord = Record<string, number | string | readonly number[]> & { imei: string };

const daySeconds = 86_400;

/** What a device tells about itself. */
export class Telemetry {
  private readonly motion: Motion;
  private readonly contact: Contact;
  private readonly changes: ChangeBook;
  private readonly seed: number;

  constructor(motion: Motion, contact: Contact, changes: ChangeBook, seed: number) {
    this.motion = motion;
    this.contact = contact;
    this.changes = changes;
    this.seed = seed;
  }

  statusOf(vehicle: Vehicle, now: number): number {
    if (vehicle.life === 'never') return dataStatus.neverOnline;
    if (vehicle.platformDue < now) return dataStatus.expired;
    if (vehicle.life === 'blocked') return dataStatus.blocked;
    return this.contact.isOffline(vehicle, now) ? dataStatus.offline : dataStatus.ok;
  }

  /**
   * Metres on the odometer as the device has driven them at `time` and counts them at `heard` (SET_MILEAGE
   * may have come in between), rounded; -1 when it has none.
   */
  odometerOf(vehicle: Vehicle, time: number, heard = time): number {
    if (!vehicle.model.mileage || vehicle.life === 'never') return -1;
    const driven = this.motion.odometer(vehicle, time) - this.motion.odometer(vehicle, vehicle.online);
    const shift = this.changes.of(vehicle.index).odometerShift(heard);
    return Math.max(0, Math.round(vehicle.fittedAt + driven + shift));
  }

  /** Kilometres driven in a period as the server knows them at `now`, to ten metres; sums of periods agree. */
  mileage(vehicle: Vehicle, begin: number, end: number, now: number): number {
    const last = this.contact.lastContact(vehicle, now);
    if (last === null) return 0;
    const tens = (time: number): number =>
      Math.floor(this.motion.odometer(vehicle, Math.max(vehicle.online, Math.min(time, last))) / 10);
    return (tens(end) - tens(begin)) / 100;
  }

  record(vehicle: Vehicle, now: number, options: TrackOptions): TrackRecord {
    const servertime = Math.floor(now);
    const last = this.contact.lastContact(vehicle, servertime);
    if (last === null)
      return { ...nothing(vehicle.imei, servertime), ...(options.extraFields ? noExtras : {}) };
    const heard = Math.floor(last);
    const fix = this.motion.lastFix(vehicle, heard);
    const state = this.motion.at(vehicle, heard);
    const heart = Math.max(this.contact.heartTime(vehicle, servertime), fix?.time ?? 0);
    const { model } = vehicle;
    const ignition = model.ignition ? Number(state.ignition) : -1;
    const patterns = options.clockPatterns;
    const record: TrackRecord = {
      imei: vehicle.imei,
      course: fix?.course ?? 0,
      systemtime: fix === null ? 0 : this.systemTime(vehicle, fix, state, patterns),
      gpstime: fix?.time ?? 0,
      speed: fix?.speed ?? 0,
      hearttime: heart,
      servertime,
      longitude: fix?.lon ?? 0,
      latitude: fix?.lat ?? 0,
      acctime:
        ignition !== -1
          ? Math.max(0, Math.floor(servertime - state.ignitionSince))
          : patterns
            ? servertime
            : 0,
      accstatus: ignition,
      ...this.doors(vehicle, state, heard),
      chargestatus: model.charge ? Number(state.ignition) : -1,
      oilpowerstatus: model.relay ? Number(!this.changes.of(vehicle.index).supplyCutAt(heard)) : -1,
      datastatus: this.statusOf(vehicle, servertime),
      battery: this.battery(vehicle, state),
      mileage: fix === null ? -1 : this.odometerOf(vehicle, fix.time, heard),
    };
    const today = this.today(vehicle, fix, servertime);
    // Some devices leave the field out altogether (field-notes.md).
    if (!options.extraFields || today !== -1 || hash(this.seed, vehicle.index, 80) % 2 === 0) {
      record['todaymileage'] = today;
    }
    return options.extraFields ? { ...record, ...this.extras(vehicle, state, fix) } : record;
  }

  private systemTime(vehicle: Vehicle, fix: Fix, state: DriveState, patterns: boolean): number {
    if (patterns && vehicle.oddSystemTime)
      return Math.max(0, Math.floor(Math.min(state.startedAt, fix.time)) - 9);
    return patterns ? fix.time + (hash(this.seed, vehicle.index, fix.time, 81) % 3) : fix.time;
  }

  private doors(
    vehicle: Vehicle,
    state: DriveState,
    heard: number,
  ): { doorstatus: number; defencestatus: number } {
    const { door, defence } = vehicle.model;
    const change = this.changes.of(vehicle.index).doorAt(heard);
    // A command holds until the vehicle is driven again.
    const held = change !== undefined && (state.phase !== 'driving' || state.since <= change.at);
    const guarded = state.phase === 'parked' && hash(this.seed, vehicle.index, 82) % 4 === 0;
    const open =
      state.phase === 'idle' && fraction(this.seed, vehicle.index, Math.floor(state.since), 83) < 0.3;
    return {
      doorstatus: !door ? -1 : held ? Number(!change.locked) : Number(open),
      defencestatus: !defence ? -1 : held ? Number(change.locked) : Number(guarded),
    };
  }

  private battery(vehicle: Vehicle, state: DriveState): number {
    if (!vehicle.model.battery) return -1;
    if (state.ignition) return 100;
    const kept = 100 - (hash(this.seed, vehicle.index, 84) % 35);
    return hash(this.seed, vehicle.index, 85) % 20 === 0 ? 0 : kept;
  }

  /** Metres driven since midnight UTC; nothing measured today means 0. */
  private today(vehicle: Vehicle, fix: Fix | null, servertime: number): number {
    if (!vehicle.model.mileage || fix === null) return -1;
    const midnight = Math.floor(servertime / daySeconds) * daySeconds;
    if (fix.time <= midnight) return 0;
    const from = Math.max(midnight, vehicle.online);
    return Math.round(this.motion.odometer(vehicle, fix.time) - this.motion.odometer(vehicle, from));
  }

  private extras(vehicle: Vehicle, state: DriveState, fix: Fix | null): typeof noExtras {
    const { model } = vehicle;
    const heavy = vehicle.trade === 'truck' || vehicle.trade === 'machine';
    const volts =
      (heavy ? 24.2 : 12.1) + (state.ignition ? 1.9 : 0) + (hash(this.seed, vehicle.index, 86) % 5) / 10;
    return {
      ...noExtras,
      fuel: model.fuel && fix !== null ? String(20 + (hash(this.seed, vehicle.index, 87) % 78)) : '',
      fueltime: model.fuel && fix !== null ? fix.time : 0,
      externalpower: model.externalPower ? volts.toFixed(1) : '',
    };
  }
}

const noExtras = {
  fuel: '',
  fueltime: 0,
  temperature: [] as readonly number[],
  temperaturetime: 0,
  odometer: -1,
  externalpower: '',
};

function nothing(imei: string, servertime: number): TrackRecord {
  return {
    imei,
    course: 0,
    systemtime: 0,
    gpstime: 0,
    speed: 0,
    hearttime: 0,
    servertime,
    longitude: 0,
    latitude: 0,
    acctime: 0,
    accstatus: -1,
    doorstatus: -1,
    chargestatus: -1,
    oilpowerstatus: -1,
    defencestatus: -1,
    datastatus: dataStatus.neverOnline,
    battery: -1,
    mileage: -1,
    todaymileage: -1,
  };
}
