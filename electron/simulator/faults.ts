import { z } from 'zod';
import { Random } from './random.ts';

/** Every operation of the reference, by a short name of our own. */
export const endpointNames = [
  'authorization',
  'track',
  'playback',
  'geofenceCreate',
  'commandSend',
  'commandQuery',
  'deviceList',
  'alarmList',
  'block',
  'unblock',
  'userInfo',
  'deviceDetail',
  'messageSend',
  'mileage',
  'userList',
  'passwordSet',
] as const;
export type EndpointName = (typeof endpointNames)[number];

const endpoint = z.enum(endpointNames);

/**
 * What happens to a request that a rule catches. `effect` says whether the operation has been carried out
 * by then: a reset with `effect: true` is the answer that got lost after the account was blocked.
 */
const faultAction = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('answer'),
    code: z.int(),
    message: z.string().optional(),
    effect: z.boolean().default(false),
  }),
  z.strictObject({
    do: z.literal('status'),
    status: z.int().min(200).max(599),
    body: z.enum(['html', 'json', 'empty']).default('html'),
    effect: z.boolean().default(false),
  }),
  z.strictObject({ do: z.literal('reset'), effect: z.boolean().default(false) }),
  z.strictObject({ do: z.literal('hang'), effect: z.boolean().default(false) }),
  z.strictObject({ do: z.literal('truncate') }),
  z.strictObject({ do: z.literal('delay'), ms: z.number().min(0), effect: z.boolean().default(false) }),
]);
export type FaultAction = z.infer<typeof faultAction>;

/** Catches requests; all conditions that are given must hold. */
const faultRule = z.strictObject({
  endpoints: z.array(endpoint).optional(),
  /** Catches requests that name this IMEI. */
  imei: z.string().optional(),
  /** Catches requests that name this account as their target. */
  account: z.string().optional(),
  probability: z.number().min(0).max(1).default(1),
  /** Lets this many fitting requests pass first. */
  skip: z.int().min(0).default(0),
  /** Catches this many, then no more; null: for ever. */
  times: z.int().min(0).nullable().default(null),
  action: faultAction,
});
type FaultRule = z.infer<typeof faultRule>;

const commandFault = z.strictObject({
  answer: z.enum(['normal', 'late', 'failure', 'never']).default('normal'),
  /** World seconds until a late answer. */
  seconds: z.number().min(0).default(45),
  text: z.string().default('Cut off the fuel supply: failed! ERROR:103'),
  effect: z.boolean().default(true),
  /** Refused at once with this code: 20017, 20018, 20048 ... */
  refuse: z.int().nullable().default(null),
});
export type CommandFault = z.infer<typeof commandFault>;

/** Everything about the provider that tests and demos switch; plain data, changeable while it runs. */
export const faultSwitches = z.strictObject({
  /** Added to every answer, in milliseconds. */
  latencyMs: z.number().min(0).default(0),
  latencyJitterMs: z.number().min(0).default(0),
  /** No connection is accepted and open ones are cut, as when the network is gone. */
  refuse: z.boolean().default(false),
  rules: z.array(faultRule).default([]),

  /** Requests a second per account; 0: no limit. A burst of one second's worth is allowed. */
  tps: z.number().min(0).default(0),
  /** Requests a minute per account and operation. */
  perMinute: z.partialRecord(endpoint, z.number().min(0)).default({}),
  tpsMessage: z.string().default('request is too frequency'),

  tokenLifeSeconds: z.number().min(1).default(7_200),
  newLoginKillsOld: z.boolean().default(true),
  /** How far off the client's clock may be at sign-in (10014). */
  clockWindowSeconds: z.number().min(0).default(300),
  /** The server's clock is this much ahead of the machine's. */
  clockSkewSeconds: z.number().default(0),
  /** Accounts without the right to use the Open API (10007 on everything but sign-in). */
  openApiOff: z.array(z.string()).default([]),

  /** Fields that the reference lacks. */
  extraFields: z.boolean().default(true),
  shuffleKeys: z.boolean().default(true),
  /** `systemtime` and `acctime` that follow no rule of the reference. */
  clockPatterns: z.boolean().default(true),
  /** Numbers sent as text, the code included. */
  numbersAsText: z.boolean().default(false),
  /** How "unknown" (-1) is sent. */
  unknownAs: z.enum(['minusOne', 'emptyText', 'null', 'missing']).default('minusOne'),
  /** JSON with a comma too many, as some examples of the reference have it. */
  trailingCommas: z.boolean().default(false),
  /** How "no rows" is sent. */
  emptyAs: z.enum(['natural', 'text', 'array', 'null', 'missing', 'code20023']).default('natural'),

  /** Most rows of an account list or a device list. */
  listLimit: z.int().min(1).default(500),
  /** Whether a sub-customer list begins with the account itself, as the example of the reference does. */
  listIncludesSelf: z.boolean().default(true),
  /** An expired IMEI spoils its whole batch with 20046. */
  expiredSpoilsBatch: z.boolean().default(false),
  /** A blocked IMEI spoils its whole batch with 20089. */
  blockedSpoilsBatch: z.boolean().default(false),
  /** An IMEI that is not ours spoils its batch (10013), or is left out of the answer. */
  unauthorised: z.enum(['spoil', 'omit']).default('spoil'),
  /** Fields of track records by IMEI (`*` for all), sent in place of what is true. */
  trackFields: z.record(z.string(), z.record(z.string(), z.union([z.number(), z.string()]))).default({}),
  /** IMEIs that spoil every batch they are in, with the code to answer. */
  spoilers: z.record(z.string(), z.int()).default({}),
  /** IMEIs that are left out of answers without a word. */
  omitted: z.array(z.string()).default([]),

  /** Mileage only before a day's midnight UTC: for all devices (differing by device), or per IMEI (Unix seconds). */
  mileageCap: z.union([z.enum(['none', 'nightly']), z.record(z.string(), z.int())]).default('none'),
  /** One segment of every playback and alarm answer is broken. */
  malformedSegment: z.boolean().default(false),
  /** Full pages of playback and alarms whose rows all share one second, over and over. */
  stalledPage: z.boolean().default(false),

  /** How all devices take commands. */
  command: commandFault.prefault({}),
  /** How single devices take commands, by IMEI. */
  commandBy: z.record(z.string(), commandFault).default({}),
});

export type FaultSwitches = z.infer<typeof faultSwitches>;
/** Switches as they may be written: all optional, the others stay as they are. */
export type FaultInput = z.input<typeof faultSwitches>;

/** What of a request the rules look at. */
export interface RequestFacts {
  readonly endpoint: EndpointName;
  readonly imeis: readonly string[];
  readonly accounts: readonly string[];
}

/** The switches as they stand, and the rules' memory of what they have caught. */
export class Faults {
  private switches: FaultSwitches;
  private memory = new Map<number, { passed: number; caught: number }>();
  private readonly random: Random;

  constructor(seed: number, initial: FaultInput = {}) {
    this.random = new Random(seed);
    this.switches = faultSwitches.parse(initial);
  }

  get current(): FaultSwitches {
    return this.switches;
  }

  /**
   * Changes the given switches and leaves the others. Rules begin to count anew when they are given.
   * Throws when a switch is unknown or its value is not legal.
   */
  set(changes: FaultInput | Readonly<Record<string, unknown>>): FaultSwitches {
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    this.switches = faultSwitches.parse({ ...this.switches, ...given });
    if ('rules' in given) this.memory = new Map();
    return this.switches;
  }

  /** All switches back to what a well-behaved provider does. */
  clear(): FaultSwitches {
    this.switches = faultSwitches.parse({});
    this.memory = new Map();
    return this.switches;
  }

  /** The first rule that catches this request. */
  catch(facts: RequestFacts): FaultAction | null {
    for (const [at, rule] of this.switches.rules.entries()) {
      if (!fits(rule, facts) || (rule.probability < 1 && !this.random.chance(rule.probability))) continue;
      const memory = this.remember(at);
      if (memory.passed < rule.skip) {
        memory.passed += 1;
        continue;
      }
      if (rule.times !== null && memory.caught >= rule.times) continue;
      memory.caught += 1;
      return rule.action;
    }
    return null;
  }

  commandFault(imei: string): CommandFault {
    return this.switches.commandBy[imei] ?? this.switches.command;
  }

  private remember(rule: number): { passed: number; caught: number } {
    const known = this.memory.get(rule);
    if (known !== undefined) return known;
    const made = { passed: 0, caught: 0 };
    this.memory.set(rule, made);
    return made;
  }
}

function fits(rule: FaultRule, { endpoint: name, imeis, accounts }: RequestFacts): boolean {
  if (rule.endpoints !== undefined && !rule.endpoints.includes(name)) return false;
  if (rule.imei !== undefined && !imeis.includes(rule.imei)) return false;
  return rule.account === undefined || accounts.includes(rule.account);
}
