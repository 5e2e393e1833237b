import { z } from 'zod';
import { commandKinds, commandRequest, type CommandKind } from './command.ts';
import { imei } from './device.ts';
import type { Failure } from './errors.ts';
import { vehicleStates } from './position.ts';

/** Unit that the operator means by the value of "set mileage"; the API does not say which one it takes (2.5). */
export const mileageUnits = ['km', 'm'] as const;
export type MileageUnit = (typeof mileageUnits)[number];

/** A command as an operator means it: what is sent, and for "set mileage" in which unit the number is meant. */
export const meantCommand = z
  .object({ request: commandRequest, unit: z.enum(mileageUnits).nullable().default(null) })
  .refine(({ request, unit }) => request.kind !== 'setMileage' || unit !== null, {
    message: 'Say whether the value is in kilometres or in metres',
    path: ['unit'],
  });
export type MeantCommand = z.infer<typeof meantCommand>;

const tri = z.boolean().nullable();
const reading = z.number().nullable();

/** What is known of a vehicle at the moment of decision. Null: not known. */
export const commandSituation = z.object({
  imei: z.string(),
  /** Plate, else name, else IMEI. */
  label: z.string(),
  /** The account that owns it. */
  account: z.string(),
  state: z.enum(vehicleStates),
  /** km/h, of the last fix. */
  speed: reading,
  /** Seconds between the fix and the provider's clock. */
  fixAge: reading,
  /** Seconds since the device last beat. */
  heartAge: reading,
  /** Unix seconds of the provider. */
  heartTime: reading,
  acc: tri,
  /** Seconds that the ACC has been as it is; null: not told, and in records of before it was asked for. */
  accAge: reading.default(null),
  /** Degrees WGS84. */
  latitude: reading,
  longitude: reading,
  fuelSupply: tri,
  door: tri,
  defence: tri,
  /** Metres. */
  mileage: reading,
  /** Whether the provider was asked just now; false: it could not be, this is the last known. */
  fresh: z.boolean(),
  /** Unix seconds of the provider. */
  serverTime: z.number(),
});
export type CommandSituation = Readonly<z.infer<typeof commandSituation>>;

/**
 * A command's life. `held` waits for its device to beat again, `asks` is held and wants to be confirmed anew because
 * the situation changed. `sending` is on disk before the request leaves, `waiting` was taken by the provider. The
 * others are ends; only `timedOut` may still become `answered`, when somebody asks once more.
 */
export const commandStates = [
  'held',
  'asks',
  'sending',
  'waiting',
  'answered',
  'timedOut',
  'refused',
  'notSent',
  'unknown',
  'cancelled',
  'expired',
] as const;
export type CommandState = (typeof commandStates)[number];

/** What the device's own text says; `unclear` where it says neither. */
export const commandVerdicts = ['success', 'failure', 'unclear'] as const;
export type CommandVerdict = (typeof commandVerdicts)[number];

/**
 * What telemetry shows after a command, apart from what the device says. `none`: nothing to see for this command;
 * `notTold`: this device does not tell it; `alreadySo`: it was so before the command.
 */
export const effectStates = ['none', 'waiting', 'observed', 'notObserved', 'notTold', 'alreadySo'] as const;
export type EffectState = (typeof effectStates)[number];

/** Why something is dangerous or refused; texts by these names in i18n. */
export const cautions = [
  'moves',
  'speedUnknown',
  'oldFix',
  'noFix',
  'offline',
  'notActive',
  'ignitionOn',
  'moved',
  'otherAccount',
  'notCurrent',
] as const;
export type Caution = (typeof cautions)[number];

const text = z.string();
const moment = z.number().nullable();

/** One command with all that is known of it, as the log keeps it. Times are Unix milliseconds. */
export const commandRecord = z.object({
  id: text,
  imei: text,
  label: text,
  account: text,
  command: meantCommand,
  state: z.enum(commandStates),
  verdict: z.enum(commandVerdicts).nullable(),
  /** The device's own text. */
  answer: text,
  /** The provider's id to ask with; null until it took the command. */
  commandId: text.nullable(),
  failure: z.custom<Failure>((value) => typeof value === 'object' && value !== null).nullable(),
  effect: z.enum(effectStates),
  effectAt: moment,
  reason: text,
  /** Why the guard was overridden; empty when it was not. */
  override: text,
  /** The operator, else the user of the operating system. */
  by: text,
  /** The second operator; empty when none signed. */
  signedBy: text,
  situation: commandSituation,
  /** Why it asks anew. */
  changes: z.array(z.enum(cautions)),
  createdAt: z.number(),
  sentAt: moment,
  settledAt: moment,
  /** When a held command gives up. */
  expiresAt: moment,
  /** Unix seconds of the provider after which a beat counts as "it is back". */
  heldSince: z.number(),
  /** How often the provider was asked for the answer (at most 30, once more on request). */
  queries: z.number(),
  /** The job it belongs to; null for a command of its own. */
  job: text.nullable(),
});
export type CommandRecord = Readonly<z.infer<typeof commandRecord>>;

/** Rules of the control room, kept with the account's archive. */
export const commandPolicy = z.object({
  /** Whether the guard of a stop can be overridden at all. */
  overrideAllowed: z.boolean().default(false),
  /** km/h up to which a vehicle counts as standing. */
  stopSpeed: z.number().min(0).max(50).default(5),
  /** Seconds that what proves the standing (the fix, or the heartbeat of a parked device) may be old for a stop. */
  stopFixAge: z.number().int().min(10).max(86_400).default(180),
  /** Whether a stop needs a second operator. */
  twoPersonStop: z.boolean().default(false),
});
export type CommandPolicy = Readonly<z.infer<typeof commandPolicy>>;

export interface CommandRules {
  readonly policy: CommandPolicy;
  /** Names of those who may sign as second operator. */
  readonly operators: readonly string[];
}

/** A second operator's signature. */
export const signature = z.object({
  operator: z.string().trim().min(1).max(100),
  pin: z.string().regex(/^\d{4,12}$/u, 'A PIN has 4 to 12 digits'),
});
export type Signature = z.infer<typeof signature>;

export const reasonText = z.string().trim().min(3, 'Say why, in at least three letters').max(500);

/** Hours that a command may wait for its device. */
export const HOLD_HOURS = { min: 1, max: 168, usual: 24 } as const;

export const sendCommandInput = z.object({
  imei,
  command: meantCommand,
  reason: reasonText,
  /** Reason for overriding the guard; null: not overridden. */
  override: reasonText.nullable().default(null),
  signature: signature.nullable().default(null),
  /** Wait for the device for so many hours when it is offline; null: send now. */
  holdHours: z.number().int().min(HOLD_HOURS.min).max(HOLD_HOURS.max).nullable().default(null),
});
export type SendCommandInput = z.infer<typeof sendCommandInput>;

export const confirmHeldInput = z.object({
  id: z.string().min(1).max(100),
  override: reasonText.nullable().default(null),
  signature: signature.nullable().default(null),
});
export type ConfirmHeldInput = z.infer<typeof confirmHeldInput>;

/** What the log shows; newest first. */
export const commandQuery = z.object({
  /** Words that all occur in plate, IMEI, account, command, reason, answer or operator. */
  text: z.string().max(200).default(''),
  state: z.enum(commandStates).nullable().default(null),
  kind: z
    .enum(commandKinds as [CommandKind, ...CommandKind[]])
    .nullable()
    .default(null),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1_000).default(100),
});
export type CommandQuery = z.infer<typeof commandQuery>;

export interface CommandPage {
  readonly total: number;
  readonly rows: readonly CommandRecord[];
}

/** Devices at once: a job. */
export const commandJobInput = z.object({
  imeis: z.array(imei).min(1).max(20_000),
  command: meantCommand,
  reason: reasonText,
  override: reasonText.nullable().default(null),
});
export type CommandJobInput = z.infer<typeof commandJobInput>;

/** Whether a command is at its end and nothing further happens by itself. */
export function isSettled(state: CommandState): boolean {
  return state !== 'held' && state !== 'asks' && state !== 'sending' && state !== 'waiting';
}
