import type { AlarmRow } from './alarms.ts';
import type { Phase } from './driving.ts';
import { LAST_ALARM_TYPE } from './alarm-kinds.ts';
import { OFFLINE_AFTER } from './contact.ts';
import type { CommandWord } from './models.ts';
import type { Provider } from './provider.ts';
import type { Vehicle } from './vehicles.ts';

/** What the world knows about a vehicle, whether or not the API tells it. */
export interface Truth {
  readonly imei: string;
  readonly account: string;
  readonly plate: string;
  readonly model: string;
  readonly phase: Phase;
  /** Seconds that it has been in its phase. */
  readonly phaseFor: number;
  /** km/h. */
  readonly speed: number;
  readonly longitude: number;
  readonly latitude: number;
  /** `datastatus` (open-api.md 2.2). */
  readonly status: number;
  readonly supplyCut: boolean;
}

export interface Wanted {
  readonly phase?: Phase | undefined;
  readonly status?: number | undefined;
  readonly supports?: CommandWord | undefined;
  /** km/h: at least and at most. */
  readonly fasterThan?: number | undefined;
  readonly slowerThan?: number | undefined;
  /** Seconds that it has been in its phase, at least. */
  readonly phaseFor?: number | undefined;
  /** Only devices below this account. */
  readonly below?: string | undefined;
  readonly limit?: number | undefined;
}

/**
 * The hand that reaches into the world past the API: for tests that need a certain vehicle, an alarm now,
 * or a device that goes away and comes back.
 */
export class Control {
  private readonly provider: Provider;

  constructor(provider: Provider) {
    this.provider = provider;
  }

  /** Vehicles that are as wanted right now, in the order of the world. */
  find(wanted: Wanted): Truth[] {
    const { accounts, vehicles } = this.provider.world;
    const top = accounts.find(wanted.below ?? 'demo');
    const found: Truth[] = [];
    if (top === undefined) return found;
    for (let at = 0; at < vehicles.count && found.length < (wanted.limit ?? 20); at += 1) {
      const vehicle = vehicles.at(at);
      if (!accounts.isWithin(vehicle.account, top.index)) continue;
      if (wanted.supports !== undefined && !vehicle.model.commands.includes(wanted.supports)) continue;
      const truth = this.truthOf(vehicle);
      if (wanted.phase !== undefined && truth.phase !== wanted.phase) continue;
      if (wanted.status !== undefined && truth.status !== wanted.status) continue;
      if (wanted.fasterThan !== undefined && truth.speed < wanted.fasterThan) continue;
      if (wanted.slowerThan !== undefined && truth.speed > wanted.slowerThan) continue;
      if (wanted.phaseFor !== undefined && truth.phaseFor < wanted.phaseFor) continue;
      found.push(truth);
    }
    return found;
  }

  truth(imei: string): Truth {
    return this.truthOf(this.vehicle(imei));
  }

  /** Takes a device off the network as if it had last been heard `secondsAgo` (by default: offline at once). */
  disconnect(imei: string, secondsAgo = OFFLINE_AFTER + 120): void {
    const { world } = this.provider;
    world.changes.edit(this.vehicle(imei).index).setConnected(false, world.now() - secondsAgo);
  }

  reconnect(imei: string): void {
    const { world } = this.provider;
    world.changes.edit(this.vehicle(imei).index).setConnected(true, world.now());
  }

  /** Brings a vehicle to rest where it is, without touching its fuel supply, or lets it go on. */
  hold(imei: string, held: boolean): void {
    const { world } = this.provider;
    world.changes.edit(this.vehicle(imei).index).setHeld(held, world.now());
  }

  /** Raises alarms, all in one second: now, or at a time of the world (Unix seconds). */
  raiseAlarm(imei: string, type: number, count = 1, at?: number): void {
    if (!Number.isInteger(type) || type < 0 || type > 10 * LAST_ALARM_TYPE) {
      throw new RangeError(`no alarm type ${type}`);
    }
    const { world } = this.provider;
    const { raised } = world.changes.edit(this.vehicle(imei).index);
    const time = Math.floor(at ?? world.now());
    for (let k = 0; k < count; k += 1) raised.push({ type, at: time, geofence: 0 });
  }

  /** Signs the account in "elsewhere": its token is worth nothing from now on. */
  stealSession(account: string): void {
    this.provider.sessions.replace(this.accountIndex(account));
  }

  /** Lets the account's token grow too old. */
  expireSession(account: string): void {
    this.provider.sessions.expire(this.accountIndex(account));
  }

  /** Moves the world ahead at once. */
  skip(seconds: number): void {
    this.provider.world.clock.skip(seconds);
  }

  /** Every alarm that reached the server from `begin` to `end` (Unix seconds, both included), of all or some devices. */
  alarms(begin: number, end: number, imeis?: readonly string[]): AlarmRow[] {
    const { world } = this.provider;
    const now = Math.floor(world.now());
    const indexes =
      imeis?.map((imei) => this.vehicle(imei).index) ??
      Array.from({ length: world.vehicles.count }, (_, at) => at);
    return indexes.flatMap((index) => world.alarms.list(world.vehicles.at(index), begin, end, now));
  }

  private truthOf(vehicle: Vehicle): Truth {
    const { world } = this.provider;
    const now = world.now();
    const state = world.motion.at(vehicle, now);
    return {
      imei: vehicle.imei,
      account: world.accounts.at(vehicle.account).account,
      plate: world.vehicles.plateOf(vehicle),
      model: vehicle.model.name,
      phase: state.phase,
      phaseFor: now - state.since,
      speed: Math.round(state.speed * 36) / 10,
      longitude: state.lon,
      latitude: state.lat,
      status: world.telemetry.statusOf(vehicle, now),
      supplyCut: world.changes.of(vehicle.index).supplyCutAt(now),
    };
  }

  private vehicle(imei: string): Vehicle {
    const vehicle = this.provider.world.vehicles.find(imei);
    if (vehicle === undefined) throw new RangeError(`no device ${imei}`);
    return vehicle;
  }

  private accountIndex(account: string): number {
    const entry = this.provider.world.accounts.find(account);
    if (entry === undefined) throw new RangeError(`no account ${account}`);
    return entry.index;
  }
}
