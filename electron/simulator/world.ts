import { Accounts } from './accounts.ts';
import { Alarms } from './alarms.ts';
import { ChangeBook } from './changes.ts';
import type { WorldClock } from './clock.ts';
import { CommandBook } from './commands.ts';
import { Contact } from './contact.ts';
import { Driving } from './driving.ts';
import { Geography } from './geography.ts';
import { GeofenceBook } from './geofences.ts';
import { Motion } from './motion.ts';
import { Telemetry } from './telemetry.ts';
import { Vehicles } from './vehicles.ts';

export interface WorldSize {
  readonly seed: number;
  /** Accounts below the demo distributor. */
  readonly accounts: number;
  /** Devices in the demo distributor's tree. */
  readonly vehicles: number;
  /** Further customers of the demo distributor, by name; for names that break software. */
  readonly extraAccounts: readonly string[];
  /** Whether the first devices have plates that break careless software. */
  readonly oddTexts: boolean;
  /** Alarm numbers that no device raises by itself. */
  readonly quietAlarms: readonly number[];
  /** Unix seconds whose habits the world has at its start; by default its own. */
  readonly habitsOf?: number | undefined;
}

/** Accounts, devices and everything they do. The same seed, size and time give the same world. */
export class World {
  readonly clock: WorldClock;
  readonly size: WorldSize;
  readonly geography: Geography;
  readonly accounts: Accounts;
  readonly vehicles: Vehicles;
  readonly changes: ChangeBook;
  readonly contact: Contact;
  readonly motion: Motion;
  readonly telemetry: Telemetry;
  readonly geofences: GeofenceBook;
  readonly alarms: Alarms;
  readonly commands: CommandBook;

  constructor(size: WorldSize, clock: WorldClock) {
    const { seed } = size;
    this.size = size;
    this.clock = clock;
    this.geography = new Geography();
    const startedAt = clock.now();
    const ahead = Math.round((size.habitsOf ?? startedAt) - startedAt);
    this.accounts = new Accounts(this.geography, seed, size.accounts, size.extraAccounts);
    this.vehicles = new Vehicles(this.geography, this.accounts, size, { startedAt, ahead });
    this.changes = new ChangeBook();
    this.contact = new Contact(seed, this.changes, ahead);
    this.motion = new Motion(new Driving(this.geography, seed), this.contact, this.changes, seed);
    this.telemetry = new Telemetry(this.motion, this.contact, this.changes, seed);
    this.geofences = new GeofenceBook(this.motion);
    this.alarms = new Alarms(this.motion, this.contact, this.changes, this.geofences, { ...size, ahead });
    this.commands = new CommandBook(this.motion, this.contact, this.changes, seed);
  }

  /** The world's time, after everything that was due until then has happened. */
  now(): number {
    const now = this.clock.now();
    this.commands.settle(now);
    return now;
  }
}
