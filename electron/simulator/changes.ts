import type { Hold } from './holds.ts';

/** A span of time; `until` null means that it lasts. Unix seconds. */
export interface Span {
  readonly from: number;
  readonly until: number | null;
}

/** An alarm that was not in the world's own history: raised by a test, or by a geofence. */
export interface RaisedAlarm {
  readonly type: number;
  readonly at: number;
  readonly geofence: number;
}

export interface DoorChange {
  readonly at: number;
  readonly locked: boolean;
}

/** What commands and tests have done to one vehicle, each with its time, so that the past stays the past. */
export class Changes {
  readonly holds: Hold[] = [];
  readonly cuts: Span[] = [];
  readonly outages: Span[] = [];
  readonly doors: DoorChange[] = [];
  readonly raised: RaisedAlarm[] = [];
  /** From when on how many metres are added to the odometer that the device tells. */
  readonly odometer: { readonly at: number; readonly add: number }[] = [];

  /** Cuts or restores the fuel supply. Cutting twice or restoring twice changes nothing. */
  setSupply(on: boolean, at: number): void {
    setSpan(this.cuts, !on, at);
    this.setHeld(!on, at);
  }

  setHeld(held: boolean, at: number): void {
    setSpan(this.holds, held, at);
  }

  /** Takes the device off the network, or brings it back. */
  setConnected(connected: boolean, at: number): void {
    setSpan(this.outages, !connected, at);
  }

  supplyCutAt(time: number): boolean {
    return spanAt(this.cuts, time) !== undefined;
  }

  odometerShift(time: number): number {
    return this.odometer.findLast(({ at }) => at <= time)?.add ?? 0;
  }

  doorAt(time: number): DoorChange | undefined {
    return this.doors.findLast(({ at }) => at <= time);
  }
}

function spanAt(spans: readonly Span[], time: number): Span | undefined {
  return spans.find(({ from, until }) => time >= from && (until === null || time < until));
}

function setSpan(spans: Span[], open: boolean, at: number): void {
  const last = spans.at(-1);
  const isOpen = last?.until === null;
  if (open === isOpen) return;
  if (open) spans.push({ from: at, until: null });
  else if (last !== undefined) spans[spans.length - 1] = { from: last.from, until: Math.max(at, last.from) };
}

const untouched: Readonly<Changes> = new Changes();

/** The changes of all vehicles; most have none. */
export class ChangeBook {
  private readonly byVehicle = new Map<number, Changes>();

  /** To look at only; use {@link edit} to change. */
  of(vehicle: number): Readonly<Changes> {
    return this.byVehicle.get(vehicle) ?? untouched;
  }

  edit(vehicle: number): Changes {
    const known = this.byVehicle.get(vehicle);
    if (known !== undefined) return known;
    const made = new Changes();
    this.byVehicle.set(vehicle, made);
    return made;
  }
}
