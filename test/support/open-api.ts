import { LIST_LIMIT, type Account } from '../../electron/contract/account.ts';
import { IMEIS_PER_REQUEST, type Device } from '../../electron/contract/device.ts';
import type { Failure } from '../../electron/contract/errors.ts';
import type { Position } from '../../electron/contract/position.ts';
import { fail, succeed, type Result } from '../../electron/contract/result.ts';
import type { PaceStatus } from '../../electron/contract/session.ts';
import type { ByImei, CallOptions, Lane, Listed, OpenApi } from '../../electron/openapi/api.ts';

/** An account with everything but its name left empty. */
export function anAccount(account: string, change: Partial<Account> = {}): Account {
  return {
    account,
    userName: account,
    role: 'distributor',
    blocked: false,
    email: '',
    mobile: '',
    telephone: '',
    createTime: null,
    ...change,
  };
}

export function aDevice(imei: string, change: Partial<Device> = {}): Device {
  return {
    imei,
    name: `Device ${imei}`,
    type: 'VT05S',
    plate: '',
    sim: '',
    iccid: '',
    account: 'demo',
    onlineTime: null,
    activatedTime: null,
    platformDueTime: null,
    userDueTime: null,
    extra: {},
    ...change,
  };
}

/** A parked vehicle that is online. */
export function aPosition(imei: string, change: Partial<Position> = {}): Position {
  return {
    imei,
    serverTime: 1_700_000_000,
    gpsTime: 1_699_999_990,
    heartTime: 1_699_999_990,
    systemTime: 1_699_999_990,
    longitude: 8.5,
    latitude: 47.25,
    course: 90,
    speed: 0,
    accTime: null,
    acc: false,
    door: null,
    charge: null,
    fuelSupply: true,
    defence: null,
    dataStatus: 'ok',
    battery: 80,
    mileage: null,
    todayMileage: null,
    externalPower: null,
    extra: {},
    ...change,
  };
}

/** IMEIs 100000, 100001, ... */
export function imeis(count: number, from = 100_000): string[] {
  return Array.from({ length: count }, (_, place) => String(from + place));
}

export const calmPace: PaceStatus = {
  allowedRate: 20,
  actualRate: 0,
  waiting: 0,
  inFlight: 0,
  pausedUntil: null,
  refusals: 0,
};

/** One track request as it arrived. */
export interface Asked {
  readonly at: number;
  readonly imeis: readonly string[];
  readonly lane: Lane;
}

type FleetApi = Pick<OpenApi, 'account' | 'subAccounts' | 'devices' | 'track'>;

/** A provider in memory for the fleet's tests: accounts, lists and positions to be set, requests to be looked at. */
export class FakeApi implements FleetApi {
  readonly root: string;
  readonly #children = new Map<string, Account[]>();
  readonly #devices = new Map<string, Device[]>();
  readonly #failures = new Map<string, Failure>();
  readonly #missing = new Map<string, Failure>();
  readonly #positions = new Map<string, Partial<Position>>();
  readonly #now: () => number;
  readonly #wait: () => Promise<void>;
  readonly tracks: Asked[] = [];
  readonly lists: string[] = [];
  /** Requests under way now, and the most there ever were. */
  underWay = 0;
  mostUnderWay = 0;
  trackFailure: Failure | null = null;

  constructor(
    root = 'demo',
    now: () => number = () => 0,
    wait: () => Promise<void> = () => Promise.resolve(),
  ) {
    this.root = root;
    this.#now = now;
    this.#wait = wait;
  }

  children(parent: string, ...rows: readonly (Account | string)[]): this {
    this.#children.set(
      parent,
      rows.map((row) => (typeof row === 'string' ? anAccount(row) : row)),
    );
    return this;
  }

  devicesOf(account: string, rows: readonly (Device | string)[]): this {
    this.#devices.set(
      account,
      rows.map((row) => (typeof row === 'string' ? aDevice(row, { account }) : row)),
    );
    return this;
  }

  /** A list of an account fails: `children:demo` or `devices:demo`; null heals it. */
  failing(list: string, failure: Failure | null): this {
    if (failure === null) this.#failures.delete(list);
    else this.#failures.set(list, failure);
    return this;
  }

  /** What a device answers beside a parked vehicle's values. */
  position(imei: string, change: Partial<Position>): this {
    this.#positions.set(imei, change);
    return this;
  }

  /** The provider leaves a device out for this reason. */
  missing(imei: string, failure: Failure): this {
    this.#missing.set(imei, failure);
    return this;
  }

  /** The provider answers for a device again. */
  found(imei: string): this {
    this.#missing.delete(imei);
    return this;
  }

  account(account: string, options: CallOptions): Promise<Result<Account>> {
    return this.#answer(`account:${account}`, options, () =>
      anAccount(account, { userName: `Name of ${account}` }),
    );
  }

  subAccounts(account: string | null, options: CallOptions): Promise<Result<Listed<Account>>> {
    const name = account ?? this.root;
    return this.#answer(`children:${name}`, options, () => listed(this.#children.get(name) ?? []));
  }

  devices(account: string | null, options: CallOptions): Promise<Result<Listed<Device>>> {
    const name = account ?? this.root;
    return this.#answer(`devices:${name}`, options, () => listed(this.#devices.get(name) ?? []));
  }

  async track(asked: readonly string[], options: CallOptions): Promise<Result<ByImei<Position>>> {
    if (asked.length > IMEIS_PER_REQUEST) throw new Error('more than 100 IMEIs');
    this.tracks.push({ at: this.#now(), imeis: asked, lane: options.lane });
    this.underWay += 1;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
    await this.#wait();
    this.underWay -= 1;
    if (options.signal?.aborted === true) return fail({ code: 'cancelled' });
    if (this.trackFailure !== null) return fail(this.trackFailure);
    const found = new Map<string, Position>();
    const missing = new Map<string, Failure>();
    for (const imei of asked) {
      const failure = this.#missing.get(imei);
      if (failure === undefined) found.set(imei, aPosition(imei, this.#positions.get(imei)));
      else missing.set(imei, failure);
    }
    return succeed({ found, missing });
  }

  async #answer<T>(request: string, options: CallOptions, give: () => T): Promise<Result<T>> {
    this.lists.push(request);
    this.underWay += 1;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
    await this.#wait();
    this.underWay -= 1;
    if (options.signal?.aborted === true) return fail({ code: 'cancelled' });
    const failure = this.#failures.get(request);
    return failure === undefined ? succeed(give()) : fail(failure);
  }
}

function listed<T>(rows: readonly T[]): Listed<T> {
  return { rows, mayBeCut: rows.length === LIST_LIMIT, unreadable: 0 };
}
