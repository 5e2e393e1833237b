import { z } from 'zod';
import type { Failure } from './errors.ts';
import { imei } from './device.ts';

/** Whom a report covers: accounts (with everything below them when asked) and single devices, merged. */
export const reportScope = z.object({
  accounts: z.array(z.string().min(1).max(100)).max(20_000),
  withBelow: z.boolean(),
  devices: z.array(imei).max(100_000),
});
export type ReportScope = z.infer<typeof reportScope>;

/** Begin included, end not, in Unix seconds. */
const period = {
  begin: z.number().int().min(0).max(4_294_967_295),
  end: z.number().int().min(0).max(4_294_967_295),
};

/** What a column of a mileage report stands for; `total` has one for the whole period only. */
export const mileageColumns = ['total', 'day', 'week', 'month'] as const;
export type MileagePer = (typeof mileageColumns)[number];

const mileage = { kind: z.literal('mileage'), per: z.enum(mileageColumns) };
const alarms = {
  kind: z.literal('alarms'),
  /** Alarm type numbers; empty = all. */
  types: z.array(z.number().int()).max(1_000),
};

/** Reports of what the console knows by itself; the provider is not asked. */
export const listedKinds = ['fleet', 'expiry', 'coverage', 'commands', 'responses'] as const;
export type ListedKind = (typeof listedKinds)[number];
const listed = { kind: z.enum(listedKinds) };

/** What a report tells, without for whom and when. */
export const reportWhat = z.discriminatedUnion('kind', [
  z.object(mileage),
  z.object(alarms),
  z.object(listed),
]);
export type ReportWhat = z.infer<typeof reportWhat>;

const common = {
  scope: reportScope,
  ...period,
  /** IANA time zone of days and of every time in the workbook. */
  timeZone: z.string().min(1).max(100),
  /** Absolute path of the .xlsx; null: the export folder with a name of its own. */
  target: z.string().max(4_000).nullable(),
};

export const reportRequest = z.discriminatedUnion('kind', [
  z.object({ ...mileage, ...common }),
  z.object({ ...alarms, ...common }),
  z.object({ ...listed, ...common }),
]);
export type ReportRequest = z.infer<typeof reportRequest>;
export type ReportKind = ReportRequest['kind'];

/** Every kind of report, in the order they are offered. */
export const reportKinds = ['mileage', 'alarms', ...listedKinds] as const satisfies readonly ReportKind[];

/** The saved report that a run was made for. */
export interface ReportOrigin {
  readonly id: string;
  readonly name: string;
  /** Unix seconds when its schedule called for it; null when a person did. */
  readonly due: number | null;
}

/** A report being made, or made. Broadcast to every window while it changes, at most 5 times a second. */
export interface ReportRun {
  readonly id: string;
  readonly kind: ReportKind;
  readonly request: ReportRequest;
  /** Null for a report of the form. */
  readonly saved: ReportOrigin | null;
  readonly state: 'running' | 'paused' | 'done' | 'failed' | 'cancelled';
  /** Units of work: device-windows asked of the API. */
  readonly done: number;
  readonly total: number;
  readonly rows: number;
  /** Absolute path; set from the start, the file exists when done. */
  readonly path: string;
  readonly startedAt: number;
  readonly finishedAt: number | null;
  /** Parts that are missing in the workbook, with the reason; listed on its cover sheet too. */
  readonly gaps: number;
  readonly failure: Failure | null;
}
