import { z } from 'zod';
import type { Caution } from './command-desk.ts';
import type { Failure } from './errors.ts';
import type { VehicleState } from './position.ts';

/** What a row or a plan says besides its target: flat, plain data. Never a password or a digest. */
export const jobData = z.record(
  z.string().min(1).max(50),
  z.union([z.string().max(10_000), z.number(), z.boolean(), z.null()]),
);
export type JobData = z.infer<typeof jobData>;

/** At most this many rows in a plan. */
export const PLAN_ROW_LIMIT = 200_000;

export const planRow = z.object({ target: z.string().min(1).max(200), data: jobData });
export type PlanRow = z.infer<typeof planRow>;

/** A plan: plain data that says what is to be done to whom. Nothing is sent by having one. */
export const plan = z.object({
  version: z.literal(1),
  /** Which kind of job: `block`, `unblock`, `password`, `message` ... */
  kind: z.string().min(1).max(50),
  title: z.string().max(200),
  /** Server and account that it was made for; it runs under no other. */
  server: z.string().max(500),
  account: z.string().max(100),
  /** User of the operating system that made it, and when in Unix milliseconds. */
  createdBy: z.string().max(200),
  createdAt: z.number().int(),
  /** What holds for every row. */
  parameters: jobData,
  rows: z.array(planRow).max(PLAN_ROW_LIMIT),
});
export type Plan = z.infer<typeof plan>;

/** A plan as a file: JSON that can be saved, sent to a colleague and opened again. */
export const planFile = z.object({
  format: z.literal('watchdesk-plan'),
  plan,
  /** SHA-256 of what the plan does (`planHashText`), lower-case hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type PlanFile = z.infer<typeof planFile>;

/** What a row would do: change something, nothing (already so), or it cannot be done. */
export type Verdict = 'change' | 'unchanged' | 'error';

/** The vehicle that a row is about, as the console knew it when it looked; nobody was asked for it. */
export interface PreviewVehicle {
  /** Plate, else name, else IMEI. */
  readonly label: string;
  /** The account that owns it. */
  readonly account: string;
  readonly state: VehicleState;
  /** km/h of the last fix; null: not known. */
  readonly speed: number | null;
  /** Seconds between the last fix and the provider's clock; null: it has none. */
  readonly fixAge: number | null;
  readonly acc: boolean | null;
  /** Degrees WGS84; both null without a fix. */
  readonly latitude: number | null;
  readonly longitude: number | null;
  /** Why what the job does to it may be dangerous; `sameName`: a geofence of this name is on it already. */
  readonly cautions: readonly (Caution | 'sameName')[];
}

export interface PreviewRow {
  /** Place in the plan, from 0. */
  readonly index: number;
  readonly target: string;
  readonly verdict: Verdict;
  /** In plain words, before and after; empty where there is nothing to say. */
  readonly before: string;
  readonly after: string;
  readonly failure: Failure | null;
  /** Left out where the target is no device of the directory. */
  readonly vehicle?: PreviewVehicle;
}

/** Who and what is touched by the rows that change something. Null: not known here. */
export interface BlastRadius {
  /** Accounts below the targets that are not targets themselves. */
  readonly accountsBelow: number | null;
  readonly vehicles: number | null;
  readonly vehiclesMoving: number | null;
  readonly openAlarms: number | null;
  /** km/h of the fastest of the vehicles that move; left out where none does or it is not known. */
  readonly fastest?: number;
  /** Vehicles that move and are therefore, or for another reason, not touched; left out where there are none. */
  readonly refusedMoving?: number;
  /**
   * Left out: the lists behind these figures are read. Else the figures are too low: accounts are still being read, or
   * this many of those that are touched could not be.
   */
  readonly tooLow?: { readonly loading: boolean; readonly unread: number };
}

/** What the person must type to confirm; `nothing` only needs the button. */
export type Confirmation =
  | { readonly type: 'nothing' }
  /** The number of rows that change, in digits. */
  | { readonly type: 'count'; readonly count: number };

export interface Preview {
  /** Binds the confirmation to this plan and to this outcome of the preview. */
  readonly hash: string;
  readonly kind: string;
  readonly title: string;
  readonly parameters: JobData;
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly requests: number;
  /** Seconds at the learned pace; null when no pace is known. */
  readonly seconds: number | null;
  readonly blast: BlastRadius;
  readonly confirmation: Confirmation;
}

export const jobOptions = z.object({
  /** Requests under way at the same time. */
  concurrency: z.number().int().min(1).max(64).default(8),
  /** Requests a second at most; null: as the pacer allows. */
  perSecond: z.number().min(0.01).max(1_000).nullable().default(null),
  /** Pause when this per cent of the rows tried has failed (judged from 20 rows on); null: never. */
  stopAfterPercent: z.number().min(1).max(100).nullable().default(10),
});
export type JobOptions = z.infer<typeof jobOptions>;

export const startJob = z.object({
  /** `Preview.hash`. */
  hash: z.string().length(64),
  /** What was typed to confirm. */
  typed: z.string().max(100),
  reason: z.string().max(1_000),
  options: jobOptions.default(() => jobOptions.parse({})),
  /** Unix milliseconds; null: now. */
  scheduledFor: z.number().int().nullable().default(null),
});
export type StartJob = z.infer<typeof startJob>;

/**
 * A job's life: scheduled -> running <-> paused -> done or cancelled. `pausing` and `cancelling` wait for requests
 * under way. `checking` asks the provider about rows of unknown outcome.
 */
export const jobStates = [
  'scheduled',
  'running',
  'pausing',
  'paused',
  'checking',
  'cancelling',
  'cancelled',
  'done',
] as const;
export type JobState = (typeof jobStates)[number];

/**
 * A row's life. `unchanged` and `refused` are never sent (already so; cannot be done). `sent` means that the intent
 * is on disk; after a crash it becomes `unknown`. `unknown` is never sent again by itself.
 */
export const rowStates = ['unchanged', 'refused', 'waiting', 'sent', 'done', 'failed', 'unknown'] as const;
export type RowState = (typeof rowStates)[number];

/** Why a job stands still. */
export const pauseReasons = [
  'operator',
  'restart',
  'failures',
  'permission',
  'connection',
  'unanswered',
  'disk',
  'secrets',
  'missedTime',
  'fault',
] as const;
export type PauseReason = (typeof pauseReasons)[number];

export interface JobStatus {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly reason: string;
  readonly by: string;
  readonly server: string;
  readonly account: string;
  readonly parameters: JobData;
  readonly state: JobState;
  readonly pausedBecause: PauseReason | null;
  /** What paused it. */
  readonly failure: Failure | null;
  readonly counts: Readonly<Record<RowState, number>>;
  /** Rows that were or will be sent: all but `unchanged` and `refused`. */
  readonly total: number;
  /** Rows a second lately; 0 when it stands still. */
  readonly rate: number;
  readonly secondsLeft: number | null;
  readonly options: JobOptions;
  /** Unix milliseconds. */
  readonly createdAt: number;
  readonly scheduledFor: number | null;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** The job whose work this one takes back. */
  readonly inverseOf: string | null;
  readonly canCheck: boolean;
  readonly canInvert: boolean;
}

export interface JobRow {
  readonly index: number;
  readonly target: string;
  readonly data: JobData;
  readonly before: string;
  readonly after: string;
  readonly state: RowState;
  readonly attempts: number;
  /** Unix milliseconds of the last intent and the last outcome. */
  readonly sentAt: number | null;
  readonly settledAt: number | null;
  readonly failure: Failure | null;
  /** What a later look at the provider showed: as wanted or not; null: nobody looked. */
  readonly verified: boolean | null;
  /** How an outcome became known when not by the answer: checked, or decided by whom. */
  readonly note: string;
  /** Whether a person was told what only memory held of it: a new password that was shown or written to a slip. */
  readonly told: boolean;
}

export const rowQuery = z.object({
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1_000).default(200),
  /** Letters in the target, of a preview in plate and account of its vehicle too; empty = all. */
  text: z.string().max(200).default(''),
});
export const jobRowQuery = rowQuery.extend({ state: z.enum(rowStates).nullable().default(null) });
export type JobRowQuery = z.infer<typeof jobRowQuery>;
export const previewRowQuery = rowQuery.extend({
  verdict: z.enum(['change', 'unchanged', 'error']).nullable().default(null),
});
export type PreviewRowQuery = z.infer<typeof previewRowQuery>;

export interface RowsPage<Row> {
  readonly total: number;
  readonly rows: readonly Row[];
}

/** What a person decides about rows of unknown outcome: it did happen, it did not, or send it (again). */
export const unknownDecision = z.enum(['happened', 'didNot', 'sendAgain']);
export type UnknownDecision = z.infer<typeof unknownDecision>;

/** How two plans differ. */
export interface PlanComparison {
  readonly sameKind: boolean;
  readonly sameParameters: boolean;
  readonly onlyInFirst: readonly string[];
  readonly onlyInSecond: readonly string[];
  /** In both, with other data. */
  readonly different: readonly string[];
  readonly same: number;
}

/** The very text whose SHA-256 is a plan's hash: what it does and under which account, not its title or date. */
export function planHashText(of: Plan): string {
  return [...planHashParts(of)].join('');
}

/** That text in parts, one for each row: it is the JSON of an array whose last element are the rows. */
export function* planHashParts(of: Plan): Generator<string, void, undefined> {
  const head = JSON.stringify([of.version, of.kind, of.server, of.account, sorted(of.parameters)]);
  yield `${head.slice(0, -1)},[`;
  for (const [place, row] of of.rows.entries()) {
    yield `${place === 0 ? '' : ','}${JSON.stringify([row.target, sorted(row.data)])}`;
  }
  yield ']]';
}

/** The entries of flat data in the order of their keys, so that equal data is equal text. */
export function sorted(data: JobData): [string, JobData[string]][] {
  return Object.entries(data).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
