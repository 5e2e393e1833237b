import type { Accounts } from './accounts.ts';
import { RIVAL_ACCOUNT } from './demo.ts';
import type { Geography } from './geography.ts';
import { deviceModels } from './models.ts';
import type { DeviceModel } from './models.ts';
import { plateNumber, simCard } from './names.ts';
import { spotIn } from './plan.ts';
import type { Trade, Worker } from './plan.ts';
import { fraction, hash, pick } from './random.ts';
import type { WorldSize } from './world.ts';

/**
 * How a device fares. `lost`: was heard until some day and then no more. `lapsed` and `overdue`: due time
 * over, the second still beats. `noFix`: beats, but never found a satellite.
 */
type Life = 'well' | 'never' | 'lost' | 'lapsed' | 'overdue' | 'blocked' | 'noFix';

export interface Vehicle extends Worker {
  readonly imei: string;
  readonly account: number;
  readonly trade: Trade;
  readonly model: DeviceModel;
  readonly life: Life;
  readonly country: string;
  /** Goes offline for an hour or so every other day. */
  readonly flaps: boolean;
  /** Keeps what it measured while offline and delivers it later. */
  readonly buffers: boolean;
  /** Sends no positions while parked. */
  readonly sleeps: boolean;
  /** Raises alarms 9 and 10 whenever the engine starts or stops. */
  readonly tellsIgnition: boolean;
  /** Its `systemtime` is the time the engine was last started, as some real servers have it. */
  readonly oddSystemTime: boolean;
  /** Seconds after midnight UTC at which its working day begins, moved to the hour whose habits the world has. */
  readonly shift: number;
  /** Variant of the plan for each of seven days; 0 is a day of rest. */
  readonly week: readonly number[];
  readonly activated: number;
  /** First seen online; 0: never. */
  readonly online: number;
  readonly platformDue: number;
  readonly userDue: number;
  /** When it was last heard, for good; null: still beats. */
  readonly lostAt: number | null;
  /** Metres on the odometer when the device was fitted. */
  readonly fittedAt: number;
}

/** When a world begins. */
export interface Beginning {
  /** Unix seconds: due times and losses are counted from here. */
  readonly startedAt: number;
  /** Seconds that the habits of devices are ahead of the world's clock. */
  readonly ahead: number;
}

const day = 86_400;
const year = 365 * day;
const firstActivation = 1_577_836_800;
const lossCycle = 83 * day;

/** All devices: which account holds which, and what each of them is like. */
export class Vehicles {
  readonly count: number;
  private readonly imeis: string[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly accountOf: Int32Array;
  private readonly firstOf: Int32Array;
  private readonly known: (Vehicle | undefined)[] = [];
  private readonly accounts: Accounts;
  private readonly geography: Geography;
  private readonly seed: number;
  private readonly oddTexts: boolean;
  private readonly beginning: Beginning;

  constructor(
    geography: Geography,
    accounts: Accounts,
    { seed, vehicles: count, oddTexts }: Pick<WorldSize, 'seed' | 'vehicles' | 'oddTexts'>,
    beginning: Beginning,
  ) {
    this.oddTexts = oddTexts;
    this.geography = geography;
    this.accounts = accounts;
    this.seed = seed;
    this.beginning = beginning;
    const quotas = shareOut(accounts, seed, count);
    this.count = quotas.reduce((sum, quota) => sum + quota, 0);
    this.accountOf = new Int32Array(this.count);
    this.firstOf = new Int32Array(quotas.length + 1);
    let index = 0;
    quotas.forEach((quota, account) => {
      this.firstOf[account] = index;
      this.accountOf.fill(account, index, index + quota);
      index += quota;
    });
    this.firstOf[quotas.length] = index;
    const serialShift = hash(seed, 3) % 1_000_000;
    for (let at = 0; at < this.count; at += 1) {
      const serial = (at * 7_919 + serialShift) % 1_000_000;
      const imei = completeImei(`${modelOf(seed, at).typeCode}${String(serial).padStart(6, '0')}`);
      this.imeis.push(imei);
      this.numbers.set(imei, at);
    }
  }

  find(imei: string): Vehicle | undefined {
    const index = this.numbers.get(imei);
    return index === undefined ? undefined : this.at(index);
  }

  at(index: number): Vehicle {
    const known = this.known[index];
    if (known !== undefined) return known;
    const made = this.make(index);
    this.known[index] = made;
    return made;
  }

  imeiAt(index: number): string {
    const imei = this.imeis[index];
    if (imei === undefined) throw new RangeError(`no vehicle ${index}`);
    return imei;
  }

  /** Numbers of the devices directly under an account: from (included) to (not included). */
  rangeOf(account: number): readonly [from: number, to: number] {
    return [this.firstOf[account] ?? 0, this.firstOf[account + 1] ?? 0];
  }

  plateOf(vehicle: Vehicle): string {
    return plateNumber(this.seed, vehicle.index, vehicle.country, this.oddTexts);
  }

  simOf(vehicle: Vehicle): string {
    return fraction(this.seed, vehicle.index, 73) < 0.05
      ? ''
      : simCard(this.seed, vehicle.index, vehicle.country);
  }

  private make(index: number): Vehicle {
    const { seed, geography } = this;
    const { ahead } = this.beginning;
    const habitual = this.beginning.startedAt + ahead;
    const at = (salt: number): number => fraction(seed, index, salt);
    const account = this.accountOf[index] ?? 0;
    const town = this.accounts.at(account).town;
    const country = geography.town(town).country;
    const life = lifeOf(at(10));
    const trade = tradeOf(at(11));
    const localDawn = (4 + at(12) * 6 - geography.town(town).lon / 15) * 3_600;
    const platformDue = dueTime(seed, index, habitual, life) - ahead;
    const activated = firstActivation + Math.floor(at(13) * 5 * year);
    return {
      index,
      imei: this.imeiAt(index),
      account,
      trade,
      home: spotIn(geography, town, seed, index, 1),
      model: modelOf(seed, index),
      life,
      country,
      flaps: at(14) < 0.1,
      buffers: at(15) < 0.7,
      sleeps: at(16) < 0.4,
      tellsIgnition: at(17) < 0.12,
      oddSystemTime: at(18) < 0.5,
      // Some work by daylight, more around the clock, so that the map is never asleep.
      shift: (at(19) < 0.35 ? Math.round(localDawn) : Math.round(at(20) * day)) - ahead,
      week: weekOf(at(21)),
      activated: life === 'never' ? 0 : activated,
      online: life === 'never' ? 0 : activated + Math.floor(at(22) * day),
      platformDue,
      userDue: at(23) < 0.06 ? 0 : platformDue - Math.floor(at(24) * 3) * 10 * day,
      lostAt:
        life === 'lost' ? lossTime(at(25), at(26), habitual) - ahead : life === 'lapsed' ? platformDue : null,
      fittedAt: Math.floor(at(27) * 120_000_000),
    };
  }
}

function modelOf(seed: number, index: number): DeviceModel {
  return pick(deviceModels, fraction(seed, index, 9) ** 1.4);
}

function lifeOf(share: number): Life {
  if (share < 0.015) return 'never';
  if (share < 0.065) return 'lost';
  if (share < 0.08) return 'lapsed';
  if (share < 0.095) return 'overdue';
  if (share < 0.105) return 'blocked';
  if (share < 0.11) return 'noFix';
  return 'well';
}

function tradeOf(share: number): Trade {
  if (share < 0.42) return 'van';
  if (share < 0.7) return 'truck';
  if (share < 0.84) return 'car';
  if (share < 0.95) return 'taxi';
  return 'machine';
}

function weekOf(share: number): readonly number[] {
  if (share < 0.25) return [1, 2, 1, 2, 1, 2, 1];
  if (share < 0.55) return [1, 2, 1, 2, 1, 0, 2];
  if (share < 0.8) return [2, 1, 0, 1, 2, 1, 0];
  return [0, 2, 1, 1, 2, 0, 1];
}

/** Yearly renewals: the last one for those who did not renew, the next one for everybody else. */
function dueTime(seed: number, index: number, startedAt: number, life: Life): number {
  const phase = Math.floor(fraction(seed, index, 30) * year);
  const last = Math.floor((startedAt - phase) / year) * year + phase;
  return life === 'lapsed' || life === 'overdue' ? last : last + year;
}

/** Half of the lost were heard within the last day, the others within the last months. */
function lossTime(kind: number, share: number, startedAt: number): number {
  const cycle = kind < 0.5 ? day : lossCycle;
  const phase = Math.floor(share * cycle);
  const last = Math.floor((startedAt - phase) / cycle) * cycle + phase;
  return Math.min(last, startedAt - 1_600);
}

function completeImei(digits: string): string {
  let sum = 0;
  for (let place = 0; place < 14; place += 1) {
    const digit = digits.charCodeAt(place) - 48;
    const counted = place % 2 === 1 ? digit * 2 : digit;
    sum += counted > 9 ? counted - 9 : counted;
  }
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/** How many devices each account holds: a few big fleets, many small ones, never more than a list can show. */
function shareOut(accounts: Accounts, seed: number, count: number): number[] {
  const weights = accounts.entries.map(({ account, index, roletype, parent }) => {
    if (account.startsWith(RIVAL_ACCOUNT)) return 0;
    if (roletype === 1) return parent === -1 ? 0.6 : 0.25;
    return Math.max(0.02, fraction(seed, index, 40)) ** -0.6;
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const quotas = weights.map((weight) => Math.min(480, Math.floor((count * weight) / total)));
  const fullList = accounts.entries.find(({ roletype }) => roletype === 2);
  if (fullList !== undefined && count >= 3_000) quotas[fullList.index] = 500;
  let left = count - quotas.reduce((sum, quota) => sum + quota, 0);
  for (let at = 0, misses = 0; left !== 0; at = (at + 1) % quotas.length) {
    const quota = quotas[at] ?? 0;
    const step = Math.sign(left);
    const free = (weights[at] ?? 0) > 0 && accounts.entries[at] !== fullList;
    const fits = step > 0 ? quota < 480 : quota > 0;
    misses = free && fits ? 0 : misses + 1;
    // With few accounts there is no place left under the limit; then the first one takes the rest.
    if (misses > quotas.length) {
      quotas[0] = (quotas[0] ?? 0) + left;
      break;
    }
    if (!free || !fits) continue;
    quotas[at] = quota + step;
    left -= step;
  }
  accounts.entries.forEach(({ account, index }) => {
    if (account !== RIVAL_ACCOUNT && account.startsWith(RIVAL_ACCOUNT)) quotas[index] = 4;
  });
  return quotas;
}
