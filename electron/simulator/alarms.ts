import {
  DEVICE_OFFLINE,
  ENGINE_OFF,
  ENGINE_ON,
  FENCE_IN,
  FENCE_OUT,
  alarmAfter,
  alarmFor,
} from './alarm-kinds.ts';
import type { ChangeBook } from './changes.ts';
import { OFFLINE_AFTER } from './contact.ts';
import type { Contact } from './contact.ts';
import type { GeofenceBook } from './geofences.ts';
import type { Motion } from './motion.ts';
import { fraction, hash } from './random.ts';
import type { Beginning, Vehicle } from './vehicles.ts';
import type { WorldSize } from './world.ts';

/** One alarm as the server keeps it (open-api.md 2.8). Times are Unix seconds. */
export interface AlarmRow {
  readonly imei: string;
  readonly type: number;
  readonly longitude: number;
  readonly latitude: number;
  readonly gpstime: number;
  readonly systemtime: number;
  readonly speed: number;
  readonly course: number;
  readonly geofence: number;
}

const daySeconds = 86_400;
/** The server keeps alarms this long. */
const KEPT_DAYS = 366;
/** A device that is offline for a while delivers its alarms at most this much later, in seconds. */
const LONGEST_DAILY_DELAY = 11_000;

/** The alarms of the world: those of its own history, of geofences, and those raised by hand. */
export class Alarms {
  private readonly motion: Motion;
  private readonly contact: Contact;
  private readonly changes: ChangeBook;
  private readonly geofences: GeofenceBook;
  private readonly seed: number;
  private readonly quiet: ReadonlySet<number>;
  private readonly ahead: number;

  constructor(
    motion: Motion,
    contact: Contact,
    changes: ChangeBook,
    geofences: GeofenceBook,
    { seed, quietAlarms, ahead }: Pick<WorldSize, 'seed' | 'quietAlarms'> & Pick<Beginning, 'ahead'>,
  ) {
    this.motion = motion;
    this.contact = contact;
    this.changes = changes;
    this.geofences = geofences;
    this.seed = seed;
    this.quiet = new Set(quietAlarms);
    this.ahead = ahead;
  }

  /**
   * Alarms whose system time lies from `begin` to `end`, both included, in the order of their system time.
   * At most `most`; what reached the server after `now` is not there yet.
   */
  list(vehicle: Vehicle, begin: number, end: number, now: number, most = Infinity): AlarmRow[] {
    if (vehicle.life === 'never') return [];
    const last = Math.min(end, now);
    const from = Math.max(begin, vehicle.online, now - KEPT_DAYS * daySeconds);
    const rows: AlarmRow[] = [];
    const keep = (row: AlarmRow): void => {
      if (row.systemtime >= from && row.systemtime <= last) rows.push(row);
    };
    for (const row of this.raised(vehicle, now)) keep(row);
    const firstDay = Math.floor((from - this.longestDelay(vehicle, from) + this.ahead) / daySeconds);
    for (let date = firstDay; this.midnight(date) <= last; date += 1) {
      for (const row of this.ofDay(vehicle, date, last)) keep(row);
      const settled = rows.filter(({ systemtime }) => systemtime < this.midnight(date + 1)).length;
      if (settled >= most) break;
    }
    rows.sort((a, b) => a.systemtime - b.systemtime || a.gpstime - b.gpstime || a.type - b.type);
    return rows.length > most ? rows.slice(0, most) : rows;
  }

  /** Unix seconds at which a day (days since 1970 by the clock of habits) begins. */
  private midnight(date: number): number {
    return date * daySeconds - this.ahead;
  }

  private longestDelay(vehicle: Vehicle, from: number): number {
    const { outages } = this.changes.of(vehicle.index);
    return outages.reduce(
      (longest, outage) =>
        (outage.until ?? Infinity) >= from ? Math.max(longest, from - outage.from) : longest,
      LONGEST_DAILY_DELAY,
    );
  }

  private *raised(vehicle: Vehicle, now: number): Generator<AlarmRow> {
    const crossings = this.geofences.crossings(vehicle, now);
    for (const { at, type, geofence } of [...this.changes.of(vehicle.index).raised, ...crossings]) {
      const row = this.row(vehicle, type, at, this.contact.deliveredAt(vehicle, at), geofence);
      if (row !== null) yield row;
    }
  }

  private *ofDay(vehicle: Vehicle, date: number, last: number): Generator<AlarmRow> {
    const from = this.midnight(date);
    const until = Math.min(from + daySeconds, last + 1);
    const temper = fraction(this.seed, vehicle.index, 90);
    const count = Math.floor(temper * temper * 2.4 + fraction(this.seed, vehicle.index, date, 91));
    for (let k = 0; k < count; k += 1) {
      const salt = date * 16 + k;
      const at = from + Math.floor(fraction(this.seed, vehicle.index, salt, 92) * daySeconds);
      if (at >= until) continue;
      const type = alarmFor(this.motion.at(vehicle, at).phase, fraction(this.seed, vehicle.index, salt, 93));
      if (this.quiet.has(type)) continue;
      const row = this.measured(vehicle, type, at);
      if (row !== null) yield row;
      const after = alarmAfter(type);
      const later = at + 60 + (hash(this.seed, vehicle.index, salt, 94) % 540);
      const second = after === undefined || later >= until ? null : this.measured(vehicle, after, later);
      if (second !== null) yield second;
    }
    if (vehicle.tellsIgnition && vehicle.model.ignition) yield* this.ignition(vehicle, from, until);
    const silence = this.contact.dailySilence(vehicle, date);
    if (silence !== undefined && silence.until - silence.from > OFFLINE_AFTER && vehicle.index % 2 === 0) {
      const row = this.row(vehicle, DEVICE_OFFLINE, silence.from, silence.from + OFFLINE_AFTER, 0);
      if (row !== null) yield row;
    }
  }

  private *ignition(vehicle: Vehicle, from: number, until: number): Generator<AlarmRow> {
    let state = this.motion.at(vehicle, from);
    while (state.until < until) {
      const at = Math.ceil(state.until);
      const next = this.motion.at(vehicle, at);
      if (next.ignition !== state.ignition && at < until) {
        const row = this.measured(vehicle, next.ignition ? ENGINE_ON : ENGINE_OFF, at);
        if (row !== null) yield row;
      }
      if (next.until <= state.until) break;
      state = next;
    }
  }

  /** An alarm of the device: reaches the server within seconds, or when the device is back on the network. */
  private measured(vehicle: Vehicle, type: number, at: number): AlarmRow | null {
    const delivered = this.contact.deliveredAt(vehicle, at);
    const travel = delivered === at ? 1 + (hash(this.seed, vehicle.index, at + this.ahead, 95) % 9) : 0;
    const fenced = type === FENCE_IN || type === FENCE_OUT;
    const geofence = fenced ? 100_000 + (hash(this.seed, vehicle.account, 96) % 9_000) : 0;
    return this.row(vehicle, type, at, delivered + travel, geofence);
  }

  private row(
    vehicle: Vehicle,
    type: number,
    at: number,
    systemtime: number,
    geofence: number,
  ): AlarmRow | null {
    if (!Number.isFinite(systemtime) || systemtime > vehicle.platformDue) return null;
    const blind = vehicle.life === 'noFix';
    const state = this.motion.at(vehicle, at);
    return {
      imei: vehicle.imei,
      type,
      longitude: blind ? 0 : Math.round(state.lon * 1e6) / 1e6,
      latitude: blind ? 0 : Math.round(state.lat * 1e6) / 1e6,
      gpstime: Math.floor(at),
      systemtime: Math.ceil(systemtime),
      speed: Math.round(state.speed * 3.6),
      course: Math.round(state.course) % 360,
      geofence,
    };
  }
}
