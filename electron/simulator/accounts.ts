import { DEMO_ACCOUNT, DEMO_PASSWORD, RIVAL_ACCOUNT } from './demo.ts';
import { md5 } from './digest.ts';
import type { Geography } from './geography.ts';
import { companyName, phoneNumber } from './names.ts';
import { Random, hash } from './random.ts';

/** 1 distributor, 2 end user, 3 virtual account (open-api.md 2.11). */
type RoleType = 1 | 2 | 3;

export interface AccountEntry {
  readonly index: number;
  readonly account: string;
  readonly username: string;
  readonly email: string;
  readonly mobile: string;
  readonly telephone: string;
  readonly createtime: number;
  readonly roletype: RoleType;
  /** Number of the account above; -1 at the top. */
  readonly parent: number;
  readonly children: readonly number[];
  /** Where its vehicles live. */
  readonly town: number;
}

interface Draft extends Omit<AccountEntry, 'children'> {
  readonly children: number[];
}

/** Where the branches of the demo distributor are, and where some of their dealers are instead. */
const branches = [
  'DE',
  'PL',
  'IT',
  'FR',
  'CZ',
  'GR',
  'AT',
  'GB',
  'HU',
  'DE',
  'NL',
  'ES',
  'RO',
  'BE',
  'BG',
  'CH',
  'UA',
  'SE',
];
const outposts = [
  'UA',
  'AT',
  'EG',
  'HU',
  'BG',
  'ES',
  'AE',
  'RO',
  'NL',
  'BR',
  'RS',
  'KE',
  'PT',
  'SA',
  'SK',
  'US',
  'ZA',
  'DK',
];
/** Every so many dealers one is an outpost. */
const OUTPOST_EVERY = 5;

const firstDay = 1_451_606_400;
const year = 31_536_000;

/** The tree of accounts, who is blocked, and who signs in with what. */
export class Accounts {
  readonly entries: readonly AccountEntry[];
  private readonly byName: ReadonlyMap<string, AccountEntry>;
  private readonly blocked: Set<number>;
  private readonly digests = new Map<number, string>();
  private readonly initialDigest = md5(DEMO_PASSWORD);

  constructor(geography: Geography, seed: number, count: number, extra: readonly string[]) {
    const { entries, blocked } = grow(geography, seed, count, extra);
    this.entries = entries;
    this.blocked = blocked;
    this.byName = new Map(entries.map((entry) => [entry.account, entry]));
  }

  find(account: string): AccountEntry | undefined {
    return this.byName.get(account);
  }

  at(index: number): AccountEntry {
    const entry = this.entries[index];
    if (entry === undefined) throw new RangeError(`no account ${index}`);
    return entry;
  }

  /** Whether `index` is `top` itself or somewhere below it. */
  isWithin(index: number, top: number): boolean {
    for (let at = index; at !== -1; at = this.at(at).parent) if (at === top) return true;
    return false;
  }

  isBlocked(index: number): boolean {
    return this.blocked.has(index);
  }

  setBlocked(index: number, blocked: boolean): void {
    if (blocked) this.blocked.add(index);
    else this.blocked.delete(index);
  }

  /** md5 of the password, 32 lower-case characters. */
  digestOf(index: number): string {
    return this.digests.get(index) ?? this.initialDigest;
  }

  setDigest(index: number, digest: string): void {
    this.digests.set(index, digest);
  }
}

function grow(
  geography: Geography,
  seed: number,
  count: number,
  extra: readonly string[],
): { entries: readonly AccountEntry[]; blocked: Set<number> } {
  const random = new Random(hash(seed, 1));
  const entries: Draft[] = [];
  const blocked = new Set<number>();
  const townsOf = new Map<string, number[]>();
  geography.towns.forEach((town, index) => {
    const list = townsOf.get(town.country) ?? [];
    list.push(index);
    townsOf.set(town.country, list);
  });

  const add = (parent: number, roletype: RoleType, town: number, fixed?: string): Draft => {
    const index = entries.length;
    const { country } = geography.town(town);
    const company = companyName(random, country);
    const account = fixed ?? `${company.slug}${index}`;
    const entry: Draft = {
      index,
      account,
      username: fixed === undefined ? company.name : `${fixed} name`,
      email: random.chance(0.9) ? `${account.replace(/[^a-z0-9]/g, '')}@example.com` : '',
      mobile: random.chance(0.8) ? phoneNumber(random, country) : '',
      telephone: random.chance(0.4) ? phoneNumber(random, country) : '',
      createtime: firstDay + Math.floor(random.next() * 7 * year),
      roletype,
      parent,
      children: [],
      town,
    };
    entries.push(entry);
    if (parent >= 0) entries[parent]?.children.push(index);
    return entry;
  };
  const townIn = (country: string): number => {
    const list = townsOf.get(country) ?? [0];
    return list[Math.floor(random.next() ** 1.3 * list.length)] ?? 0;
  };
  const townNear = (town: number): number => {
    const roads = geography.roadsAt[town] ?? [];
    const road = roads[Math.floor(random.next() * roads.length)];
    return road === undefined || random.chance(0.4) ? town : geography.roadEnd(road);
  };

  const demo = add(-1, 1, townIn('DE'), DEMO_ACCOUNT);
  const regionCount = Math.min(count, Math.max(1, Math.round(Math.cbrt(count) * 0.75)));
  const dealerCount = Math.min(count - regionCount, Math.round(regionCount * Math.cbrt(count) * 0.95));
  const regions = Array.from({ length: regionCount }, (_, at) =>
    add(demo.index, 1, townIn(branches[at % branches.length] ?? 'DE')),
  );
  const dealers = Array.from({ length: dealerCount }, (_, at) => {
    const region = regions[at % regions.length] ?? demo;
    const abroad = at % OUTPOST_EVERY === OUTPOST_EVERY - 1;
    const outpost = outposts[Math.floor(at / OUTPOST_EVERY) % outposts.length];
    const country = abroad && outpost !== undefined ? outpost : geography.town(region.town).country;
    return add(region.index, 1, townIn(country));
  });
  // A list shows at most 500 rows, the account itself among them: nobody gets more customers than that.
  for (let left = count - regionCount - dealerCount; left > 0; left -= 1) {
    const dealer = dealers[Math.floor(random.next() ** 1.4 * dealers.length)] ?? demo;
    const host = dealer.children.length < 480 ? dealer : (dealers[left % dealers.length] ?? demo);
    const customer = add(host.index, random.chance(0.95) ? 2 : 3, townNear(host.town));
    if (random.chance(0.03)) blocked.add(customer.index);
  }
  for (const name of extra) add(demo.index, 2, demo.town, name);
  const rival = add(-1, 1, townIn('FR'), RIVAL_ACCOUNT);
  for (let k = 1; k <= 3; k += 1) add(rival.index, 2, townNear(rival.town), `${RIVAL_ACCOUNT}${k}`);
  return { entries, blocked };
}
