import { z } from 'zod';
import type { Plan, RowState } from './job.ts';

/** The kinds of job on accounts. */
export const accountJobKinds = ['block', 'unblock', 'password', 'message'] as const;
export type AccountJobKind = (typeof accountJobKinds)[number];

/** Shortest and longest password that the console generates or takes. */
export const PASSWORD_LENGTH = { min: 6, max: 64, default: 12 } as const;

/** Letters and digits that nobody mistakes for another on paper: no 0 O o, 1 l I i, 5 S s, 2 Z z, 8 B. */
export const PASSWORD_ALPHABET = 'ACDEFGHJKLMNPQRTUVWXYabcdefghjkmnpqrtuvwxy34679';

/** Limits of files that plans are read from. */
export const TABLE_LIMITS = {
  /** Bytes on disk; a larger file is refused before it is opened. */
  bytes: 100_000_000,
  /** Bytes of one part of a workbook once unpacked. */
  unpackedBytes: 1_000_000_000,
  rows: 200_000,
  columns: 200,
  /** Characters of one cell; the rest is cut and told. */
  cellLength: 32_767,
} as const;

/** What a table that was read says of one of its rows. */
export interface TableRow {
  /** Line in the file, counted from 1, as a spreadsheet or an editor shows it. */
  readonly line: number;
  readonly cells: readonly string[];
  /** Columns (from 0) whose value is the last computed one of a formula, lies in a merged cell, or holds NULs. */
  readonly formulas: readonly number[];
  readonly merged: readonly number[];
  readonly nuls: readonly number[];
}

/** What was noticed of a whole file. */
export const tableNotices = ['macros', 'moreSheets', 'hiddenRows', 'cutCells'] as const;
export type TableNotice = (typeof tableNotices)[number];

/** A sheet or a text file as rows of text. */
export interface Table {
  readonly format: 'xlsx' | 'csv';
  /** `utf-8`, `utf-16le`, `utf-16be`, `windows-1252`; null for a workbook. */
  readonly encoding: string | null;
  /** What separates columns; null for a workbook. */
  readonly separator: string | null;
  /** Name of the sheet; null for text. */
  readonly sheet: string | null;
  readonly notices: readonly TableNotice[];
  /** All rows that hold something, the header too. */
  readonly rows: readonly TableRow[];
}

/** Why a row of the input is not in the plan as it stands. */
export const planProblems = [
  'missingAccount',
  'comma',
  'badCharacter',
  'tooLong',
  'duplicate',
  'outsideTree',
  'ownAccount',
  'formula',
  'merged',
  'nul',
  'missingPassword',
  'badPassword',
  'badMessage',
] as const;
export type PlanProblemCode = (typeof planProblems)[number];

export interface PlanProblem {
  /** Line in the file or pasted text; null when it came from a selection. */
  readonly line: number | null;
  readonly target: string;
  readonly problem: PlanProblemCode;
  /** In plain words; never a password. */
  readonly detail: string;
  /** A row with an error is left out of the plan; one with a warning is in it. */
  readonly severity: 'error' | 'warning';
}

/** So many problems come with a draft; the others are asked for page by page (`plans.problems`). */
export const FIRST_PROBLEMS = 200;

/** A plan made from some input, with what is wrong with that input. */
export interface PlanDraft {
  /** Under which main keeps every problem while the draft is looked at. */
  readonly id: string;
  readonly plan: Plan;
  readonly problemCounts: Readonly<Record<PlanProblem['severity'], number>>;
  /** The first `FIRST_PROBLEMS` of them, in the order of their lines. */
  readonly problems: readonly PlanProblem[];
  /** Rows of the input that named somebody or should have. */
  readonly rowsRead: number;
  /** How the file was understood; null when there was none. */
  readonly source: {
    readonly file: string;
    readonly format: Table['format'];
    readonly encoding: string | null;
    readonly separator: string | null;
    readonly sheet: string | null;
    readonly notices: readonly TableNotice[];
    /** Header as found, for each column that is used; other columns are ignored and named. */
    readonly columns: Readonly<Record<string, string>>;
    readonly ignored: readonly string[];
  } | null;
}

/** Whom a plan is for. An empty list means nobody, never everybody. */
export const planTargets = z.discriminatedUnion('from', [
  z.object({ from: z.literal('accounts'), accounts: z.array(z.string().max(200)).max(200_000) }),
  z.object({ from: z.literal('text'), text: z.string().max(20_000_000) }),
  z.object({ from: z.literal('file'), path: z.string().min(1).max(4_000) }),
]);
export type PlanTargets = z.infer<typeof planTargets>;

const newPassword = z.string().min(PASSWORD_LENGTH.min).max(PASSWORD_LENGTH.max);

/** Where new passwords come from. Typed and filed ones stay in main's memory and are never written down. */
export const passwordSource = z.discriminatedUnion('mode', [
  z.object({
    mode: z.literal('generated'),
    length: z
      .number()
      .int()
      .min(PASSWORD_LENGTH.min)
      .max(PASSWORD_LENGTH.max)
      .default(PASSWORD_LENGTH.default),
  }),
  z.object({ mode: z.literal('typed'), password: newPassword }),
  z.object({ mode: z.literal('file') }),
]);

/** What a plan is to be made of. */
export const planRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('block'), targets: planTargets }),
  z.object({ kind: z.literal('unblock'), targets: planTargets }),
  z.object({ kind: z.literal('password'), targets: planTargets, password: passwordSource }),
  z.object({ kind: z.literal('message'), targets: planTargets, content: z.string().max(2_000) }),
]);
export type PlanRequest = z.infer<typeof planRequest>;

/** How hard a password is to guess. */
export interface PasswordStrength {
  /** Bits of entropy: of the generator for a generated one, else an upper estimate. */
  readonly bits: number;
  readonly grade: 'weak' | 'fair' | 'good' | 'strong';
}

/** What the console still holds of the passwords of a job. */
export interface PasswordHolding {
  /** Accounts whose new password is set and in memory. */
  readonly held: number;
  /** Those of them of which nobody was told yet: they are lost with the session. */
  readonly untold: number;
  /** Accounts whose new password was shown or written to a slip, in memory or not. */
  readonly told: number;
  /** Accounts whose new password is set, no longer in memory, and was never told: they need another one. */
  readonly lost: number;
}

/** A slip for one customer. It holds a secret: shown and exported only on purpose. */
export interface PasswordSlip {
  readonly account: string;
  readonly userName: string;
  readonly password: string;
}

export const messageTemplate = z.object({
  id: z.string().min(1).max(100),
  name: z.string().trim().min(1).max(100),
  content: z.string().min(1).max(2_000),
});
export type MessageTemplate = z.infer<typeof messageTemplate>;

/** Something that this console did to one account: by a job, or by itself. */
export interface AccountEvent {
  /** Unix milliseconds. */
  readonly at: number;
  /** Empty when no job did it. */
  readonly job: string;
  /** Kind of the job, or the action as the audit calls it. */
  readonly kind: string;
  /** Title of the job; empty when no job did it. */
  readonly title: string;
  readonly reason: string;
  readonly by: string;
  readonly state: RowState;
  readonly detail: string;
}

/** When something is due: overdue, within so many days, later, or not told by the provider. */
export const dueTerms = ['overdue', 'in7', 'in30', 'in90', 'later', 'untold'] as const;
export type DueTerm = (typeof dueTerms)[number];

/** A device in the expiry overview. Times in Unix seconds, null when the provider tells none. */
export interface ExpiryRow {
  readonly imei: string;
  readonly name: string;
  readonly plate: string;
  readonly account: string;
  readonly userDue: number | null;
  readonly platformDue: number | null;
  /** The earlier of the two. */
  readonly due: number | null;
  readonly term: DueTerm;
  /** Whole days; negative when overdue. */
  readonly daysLeft: number | null;
  /** Overdue, and still sending. */
  readonly expiredButAlive: boolean;
}

/** A part of the expiry overview, so that a fleet of any size is told between other work. */
export interface ExpiryPart {
  readonly rows: readonly ExpiryRow[];
  /** What the next part begins with; null: this was the last. */
  readonly next: number | null;
}

/** The order of the expiry overview: the soonest first, what is not told last. */
export function byDue(a: ExpiryRow, b: ExpiryRow): number {
  const [first, second] = [a.due ?? Infinity, b.due ?? Infinity];
  if (first !== second) return first < second ? -1 : 1;
  return a.imei < b.imei ? -1 : a.imei > b.imei ? 1 : 0;
}
