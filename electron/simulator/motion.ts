import type { ChangeBook } from './changes.ts';
import type { Contact } from './contact.ts';
import { METRES_PER_DEGREE } from './geography.ts';
import type { Driving, DriveState } from './driving.ts';
import { BRAKE_SECONDS, delayAt, rateAt, timeOf } from './holds.ts';
import type { Hold } from './holds.ts';
import { fraction, hash } from './random.ts';
import type { Vehicle } from './vehicles.ts';

/** A position that a device has measured and told. */
export interface Fix {
  readonly lon: number;
  readonly lat: number;
  /** Unix seconds, whole. */
  readonly time: number;
  /** km/h, whole. */
  readonly speed: number;
  /** Degrees, whole, below 360. */
  readonly course: number;
}

const DRIVING_STEP = 10;
const TURN_STEP = 2;
/** A change of course within a turn step that makes the device report at once, in degrees. */
const TURN_DEGREES = 8;
const IDLE_STEP = 60;
const PARKED_STEP = 25 * 60;
/** The ignition is switched off this long after a vehicle was brought to rest from outside. */
const GIVE_UP_SECONDS = 60;

/** Where vehicles are at a time of the world, with everything that was done to them, and what they tell. */
export class Motion {
  private readonly driving: Driving;
  private readonly contact: Contact;
  private readonly changes: ChangeBook;
  private readonly seed: number;

  constructor(driving: Driving, contact: Contact, changes: ChangeBook, seed: number) {
    this.driving = driving;
    this.contact = contact;
    this.changes = changes;
    this.seed = seed;
  }

  /** The true state at a time, whether or not anybody was told. */
  at(vehicle: Vehicle, time: number): DriveState {
    const { holds } = this.changes.of(vehicle.index);
    if (holds.length === 0) return this.driving.at(vehicle, time);
    const state = this.driving.at(vehicle, time - delayAt(holds, time));
    const hold = holds.findLast(({ from }) => from < time);
    const holding = hold !== undefined && (hold.until === null || hold.until >= time);
    state.startedAt = Math.min(time, timeOf(holds, state.startedAt));
    state.ignitionSince = Math.min(time, timeOf(holds, state.ignitionSince));
    if (state.phase === 'parked') {
      state.since = timeOf(holds, state.since);
      state.until = timeOf(holds, state.until);
      return state;
    }
    const rate = rateAt(holds, time);
    if (holding && rate === 0) return held(state, hold, time);
    const resumed = hold?.until === null || holding ? -Infinity : (hold?.until ?? -Infinity);
    const brake = holding ? hold : holds.find(({ from }) => from >= time);
    state.since = Math.max(resumed, timeOf(holds, state.since));
    state.until = Math.min(
      timeOf(holds, state.until),
      brake === undefined ? Infinity : brake.from + BRAKE_SECONDS,
    );
    state.ignitionSince = Math.max(resumed, state.ignitionSince);
    state.startedAt = Math.max(resumed, state.startedAt);
    state.speed *= rate;
    return state;
  }

  /** True metres driven until a time. */
  odometer(vehicle: Vehicle, time: number): number {
    return this.driving.odometer(vehicle, time - delayAt(this.changes.of(vehicle.index).holds, time));
  }

  /** The last fix measured at or before `time`, or null when the device has measured none. */
  lastFix(vehicle: Vehicle, time: number): Fix | null {
    if (!measures(vehicle) || time < vehicle.online) return null;
    const whole = Math.floor(time);
    const state = this.at(vehicle, whole);
    const begin = Math.min(whole, Math.ceil(state.since));
    if (state.phase !== 'driving') {
      const past = (whole - begin) % restingStep(vehicle, state);
      return this.restingFix(
        vehicle,
        state,
        vehicle.sleeps && state.phase === 'parked' ? begin : whole - past,
      );
    }
    for (let at = whole - (whole % TURN_STEP); at > begin; at -= TURN_STEP) {
      if (this.reports(vehicle, at)) return this.fixAt(vehicle, at);
    }
    return this.fixAt(vehicle, begin);
  }

  /** Fixes measured from `begin` to `end`, both included, that the server has at `now`; at most `most`. */
  fixes(vehicle: Vehicle, begin: number, end: number, now: number, most: number): Fix[] {
    const found: Fix[] = [];
    if (!measures(vehicle)) return found;
    const last = Math.floor(Math.min(end, now));
    for (let at = Math.max(Math.ceil(begin), vehicle.online); at <= last;) {
      const silence = this.contact.silenceAt(vehicle, at);
      if (silence !== undefined && silence.until > now) break;
      const state = this.at(vehicle, at);
      for (const time of this.times(vehicle, state, at, Math.min(state.until, last + 1))) {
        if (!this.has(vehicle, time, now)) continue;
        found.push(
          state.phase === 'driving' ? this.fixAt(vehicle, time) : this.restingFix(vehicle, state, time),
        );
        if (found.length >= most) return found;
      }
      at = Math.max(at + 1, Math.ceil(state.until));
    }
    return found;
  }

  /** The seconds from `from` (included) to `until` (not included) at which a device in this phase measures. */
  private *times(vehicle: Vehicle, state: DriveState, from: number, until: number): Generator<number> {
    const begin = Math.ceil(state.since);
    if (state.phase !== 'driving') {
      const step = restingStep(vehicle, state);
      const first = from <= begin ? begin : begin + Math.ceil((from - begin) / step) * step;
      // A device that sleeps measures once; then `first` is Infinity or no number.
      for (let at = first; at < until; at += step) yield at;
      return;
    }
    if (begin >= from && begin < until) yield begin;
    const next = Math.max(from, begin + 1);
    for (let at = next + (next % TURN_STEP); at < until; at += TURN_STEP)
      if (this.reports(vehicle, at)) yield at;
  }

  /** Whether a driving vehicle reports at this even second: every tenth, and in turns every other. */
  private reports(vehicle: Vehicle, at: number): boolean {
    const phase = (hash(this.seed, vehicle.index, 64) % (DRIVING_STEP / TURN_STEP)) * TURN_STEP;
    if ((at - phase) % DRIVING_STEP === 0) return true;
    const before = this.at(vehicle, at - TURN_STEP);
    if (before.phase !== 'driving') return false;
    const turn = Math.abs(this.at(vehicle, at).course - before.course);
    return Math.min(turn, 360 - turn) > TURN_DEGREES;
  }

  private fixAt(vehicle: Vehicle, time: number): Fix {
    const state = this.at(vehicle, time);
    return toFix(state.lon, state.lat, time, state.speed, state.course);
  }

  /** A standing device's fixes lie some metres around the truth. */
  private restingFix(vehicle: Vehicle, state: DriveState, time: number): Fix {
    const east = (fraction(this.seed, vehicle.index, time, 65) - 0.5) * 9;
    const north = (fraction(this.seed, vehicle.index, time, 66) - 0.5) * 9;
    const scale = Math.cos((state.lat * Math.PI) / 180);
    return toFix(
      state.lon + east / METRES_PER_DEGREE / scale,
      state.lat + north / METRES_PER_DEGREE,
      time,
      0,
      state.course,
    );
  }

  /** Whether a fix measured at `time` had reached the server by `now`: some devices lose what they measure offline. */
  private has(vehicle: Vehicle, time: number, now: number): boolean {
    const silence = this.contact.silenceAt(vehicle, time);
    if (silence === undefined) return true;
    return vehicle.buffers && silence.until <= now;
  }
}

/** Devices that never came online or never found a satellite have no fix to tell. */
function measures(vehicle: Vehicle): boolean {
  return vehicle.life !== 'never' && vehicle.life !== 'noFix';
}

/** Seconds between fixes of a standing device; Infinity when it sleeps after the first. */
function restingStep(vehicle: Vehicle, state: DriveState): number {
  if (state.phase === 'idle') return IDLE_STEP;
  return vehicle.sleeps ? Infinity : PARKED_STEP;
}

/** A vehicle that was brought to rest on its way: its driver soon gives up and switches the ignition off. */
function held(state: DriveState, hold: Hold, time: number): DriveState {
  const rest = hold.from + BRAKE_SECONDS;
  const givenUp = rest + GIVE_UP_SECONDS;
  state.phase = 'parked';
  state.since = rest;
  state.until = hold.until ?? Infinity;
  state.speed = 0;
  state.startedAt = Math.min(rest, state.startedAt);
  state.ignition = time < givenUp;
  state.ignitionSince = state.ignition ? Math.min(rest, state.ignitionSince) : givenUp;
  return state;
}

function toFix(lon: number, lat: number, time: number, speed: number, course: number): Fix {
  return {
    lon: Math.round(lon * 1e6) / 1e6,
    lat: Math.round(lat * 1e6) / 1e6,
    time,
    speed: Math.round(speed * 3.6),
    course: Math.round(course) % 360,
  };
}
