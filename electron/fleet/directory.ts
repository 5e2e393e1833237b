import type { Device } from '../contract/device.ts';
import type { DirectoryChunk } from '../contract/live.ts';

/** What `put` did. */
export interface Put {
  readonly slot: number;
  readonly change: 'added' | 'changed' | 'same';
}

/**
 * Who the devices are. A device gets a slot when it is first seen and keeps it while somebody is signed in; slots of
 * devices that are gone stay empty. Devices are replaced, never changed.
 */
export class Directory {
  readonly #devices: (Device | null)[] = [];
  readonly #imeis: string[] = [];
  readonly #listedIn: string[] = [];
  readonly #slots = new Map<string, number>();
  readonly #byAccount = new Map<string, Set<number>>();
  /** By slot: the directory's version at its last change, and the load that listed it last. */
  #changedAt = new Uint32Array(1_024);
  #seenIn = new Uint32Array(1_024);
  /** By slot: how deep in the tree the account stands whose list counted. */
  #depth = new Uint32Array(1_024);
  #version = 0;
  #load = 0;
  #present = 0;

  /** Slots handed out, those of devices that are gone included. */
  get size(): number {
    return this.#imeis.length;
  }

  /** Devices that are there. */
  get present(): number {
    return this.#present;
  }

  /** Grows with every change. */
  get version(): number {
    return this.#version;
  }

  slotOf(imei: string): number | null {
    return this.#slots.get(imei) ?? null;
  }

  /** Null when there is no such slot or its device is gone. */
  device(slot: number): Device | null {
    return this.#devices[slot] ?? null;
  }

  /** The IMEI of a slot, also of a device that is gone; "" when there is no such slot. */
  imei(slot: number): string {
    return this.#imeis[slot] ?? '';
  }

  has(slot: number): boolean {
    return this.device(slot) !== null;
  }

  /** The account in whose list the device stood; not always the one that owns it. */
  listedIn(slot: number): string {
    return this.#listedIn[slot] ?? '';
  }

  /** Slots of the devices that an account owns itself, in no particular order. */
  slotsOf(account: string): Iterable<number> {
    return this.#byAccount.get(account) ?? [];
  }

  /** How many devices an account owns itself. */
  countOf(account: string): number {
    return this.#byAccount.get(account)?.size ?? 0;
  }

  /** Begins a load: what is listed from now on has been seen in it. */
  beginLoad(): void {
    this.#load += 1;
  }

  /**
   * Adds a device or replaces what is known of it. When several lists of one load hold it, the deepest account counts
   * as the one it belongs to, whichever list came first.
   *
   * @param listedIn the account whose list holds it
   * @param depth of that account; 0 for the signed-in one
   */
  put(device: Device, listedIn: string, depth: number): Put {
    const slot = this.#slots.get(device.imei) ?? this.#newSlot(device.imei);
    const before = this.device(slot);
    const seen = before !== null && this.#seenIn[slot] === this.#load;
    if (seen && depth < (this.#depth[slot] ?? 0)) return { slot, change: 'same' };
    this.#seenIn[slot] = this.#load;
    this.#depth[slot] = depth;
    const samePlace = this.#listedIn[slot] === listedIn;
    this.#listedIn[slot] = listedIn;
    if (before !== null && sameDevice(before, device))
      return { slot, change: samePlace ? 'same' : 'changed' };
    if (before === null) this.#present += 1;
    if (before?.account !== device.account) {
      if (before !== null) this.#leave(before.account, slot);
      this.#join(device.account, slot);
    }
    this.#devices[slot] = device;
    this.#touch(slot);
    return { slot, change: before === null ? 'added' : 'changed' };
  }

  /**
   * Takes out the devices that the running load has not seen.
   *
   * @param isKnown whether the list of an account is completely known, so that absence means something
   * @returns their slots
   */
  dropUnseen(isKnown: (listedIn: string) => boolean): number[] {
    const dropped: number[] = [];
    for (let slot = 0; slot < this.size; slot += 1) {
      if (this.#seenIn[slot] === this.#load || !this.has(slot)) continue;
      if (!isKnown(this.listedIn(slot))) continue;
      this.#drop(slot);
      dropped.push(slot);
    }
    return dropped;
  }

  /** Slots that changed after `version`, ascending. */
  changedSince(version: number): number[] {
    const changed: number[] = [];
    if (version >= this.#version) return changed;
    for (let slot = 0; slot < this.size; slot += 1) {
      if ((this.#changedAt[slot] ?? 0) > version) changed.push(slot);
    }
    return changed;
  }

  /** The devices of consecutive slots for a window; one that is gone has an empty IMEI. */
  chunk(firstSlot: number, count: number): DirectoryChunk {
    const last = Math.min(this.size, firstSlot + count);
    const devices = this.#devices.slice(firstSlot, last);
    const due = new Uint32Array(devices.length);
    devices.forEach((device, place) => {
      due[place] = device === null ? 0 : dueTime(device);
    });
    return {
      firstSlot,
      imei: devices.map((device) => device?.imei ?? ''),
      name: devices.map((device) => device?.name ?? ''),
      plate: devices.map((device) => device?.plate ?? ''),
      type: devices.map((device) => device?.type ?? ''),
      sim: devices.map((device) => device?.sim ?? ''),
      account: devices.map((device) => device?.account ?? ''),
      due,
    };
  }

  #newSlot(imei: string): number {
    const slot = this.#imeis.length;
    this.#imeis.push(imei);
    this.#devices.push(null);
    this.#listedIn.push('');
    this.#slots.set(imei, slot);
    if (slot >= this.#changedAt.length) {
      this.#changedAt = grown(this.#changedAt);
      this.#seenIn = grown(this.#seenIn);
      this.#depth = grown(this.#depth);
    }
    return slot;
  }

  #drop(slot: number): void {
    const device = this.device(slot);
    if (device === null) return;
    this.#leave(device.account, slot);
    this.#devices[slot] = null;
    this.#present -= 1;
    this.#touch(slot);
  }

  #touch(slot: number): void {
    this.#version += 1;
    this.#changedAt[slot] = this.#version;
  }

  #join(account: string, slot: number): void {
    const slots = this.#byAccount.get(account);
    if (slots === undefined) this.#byAccount.set(account, new Set([slot]));
    else slots.add(slot);
  }

  #leave(account: string, slot: number): void {
    const slots = this.#byAccount.get(account);
    slots?.delete(slot);
    if (slots?.size === 0) this.#byAccount.delete(account);
  }
}

/** The earlier of platform and user due time in Unix seconds; 0 when neither is set. */
export function dueTime({ platformDueTime, userDueTime }: Device): number {
  if (platformDueTime === null) return userDueTime ?? 0;
  return userDueTime === null ? platformDueTime : Math.min(platformDueTime, userDueTime);
}

function grown(column: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(column.length * 2);
  larger.set(column);
  return larger;
}

function sameDevice(one: Device, other: Device): boolean {
  return (
    one.account === other.account &&
    one.name === other.name &&
    one.type === other.type &&
    one.plate === other.plate &&
    one.sim === other.sim &&
    one.iccid === other.iccid &&
    one.onlineTime === other.onlineTime &&
    one.activatedTime === other.activatedTime &&
    one.platformDueTime === other.platformDueTime &&
    one.userDueTime === other.userDueTime &&
    JSON.stringify(one.extra) === JSON.stringify(other.extra)
  );
}
