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

/** Where replayed tracks come from: what the archive holds, or also from the provider. */
export const courtTracks = ['kept', 'asked'] as const;
export type CourtTracks = (typeof courtTracks)[number];

/** Odometer, the provider's mileage and the replayed track beside each other. */
export const mileageCourt = z.object({
  /** Percent of the provider's mileage by which another source may differ before it is flagged. */
  percent: z.number().min(0).max(1_000),
  tracks: z.enum(courtTracks),
});
export type MileageCourt = z.infer<typeof mileageCourt>;
export const usualCourt: MileageCourt = { percent: 5, tracks: 'kept' };

const mileage = {
  kind: z.literal('mileage'),
  per: z.enum(mileageColumns),
  /** Left out: no court is held. */
  court: mileageCourt.optional(),
};
/** Trips, stops and gaps, derived from tracks as playback derives them. */
const trips = { kind: z.literal('trips') };
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
  z.object(trips),
  z.object(listed),
]);
export type ReportWhat = z.infer<typeof reportWhat>;

export const reportFormats = ['xlsx', 'csv', 'pdf'] as const;
export type ReportFormat = (typeof reportFormats)[number];

export const reportGroups = ['none', 'account', 'device'] as const;
export type ReportGroup = (typeof reportGroups)[number];

/** Columns that a report may do without; what else it tells is its point. */
export const optionalColumns = [
  'plate',
  'device',
  'imei',
  'account',
  'gpsTime',
  'place',
  'speed',
  'course',
  'geofence',
] as const;
export type OptionalColumn = (typeof optionalColumns)[number];

/** How a report looks. */
export const reportLayout = z.object({
  format: z.enum(reportFormats),
  without: z.array(z.enum(optionalColumns)).max(optionalColumns.length),
  /** A sheet for each account or device instead of one for all. */
  group: z.enum(reportGroups),
  portrait: z.boolean(),
  /** Of a text file. */
  separator: z.enum([',', ';', '\t']),
  /** Of a text file: a mark at its begin by which spreadsheets know UTF-8. */
  bom: z.boolean(),
});
export type ReportLayout = z.infer<typeof reportLayout>;
export const usualLayout: ReportLayout = {
  format: 'xlsx',
  without: [],
  group: 'none',
  portrait: false,
  separator: ',',
  bom: true,
};

const common = {
  scope: reportScope,
  ...period,
  /** IANA time zone of days and of every time in the workbook. */
  timeZone: z.string().min(1).max(100),
  /** Absolute path of the file; null: the export folder with a name of its own. */
  target: z.string().max(4_000).nullable(),
  /** Left out: the usual one. */
  layout: reportLayout.optional(),
};

export const reportRequest = z.discriminatedUnion('kind', [
  z.object({ ...mileage, ...common }),
  z.object({ ...alarms, ...common }),
  z.object({ ...trips, ...common }),
  z.object({ ...listed, ...common }),
]);
export type ReportRequest = z.infer<typeof reportRequest>;
export type ReportKind = ReportRequest['kind'];

/** Every kind of report, in the order they are offered. */
export const reportKinds = [
  'mileage',
  'alarms',
  'trips',
  ...listedKinds,
] as const satisfies readonly ReportKind[];

/** The saved report that a run was made for. */
export interface ReportOrigin {
  readonly id: string;
  readonly name: string;
  /** Unix seconds when its schedule called for it; null when a person did. */
  readonly due: number | null;
}

/** A report waits for the lists of accounts and devices, which are still being read. */
export interface ListsWait {
  readonly accountsLoaded: number;
  readonly accountsKnown: number;
}

/** Accounts of which a report could not know every device. */
export const listsDoubt = z.object({
  /** Lists of exactly 500 rows, which the provider may have cut (2.7, 2.15). */
  cut: z.number(),
  /** Accounts whose lists were not or could not be read. */
  unread: z.number(),
  /** Some of them by name. */
  names: z.array(z.string()),
});
export type ListsDoubt = z.infer<typeof listsDoubt>;

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
  /** Left out: it does not wait. */
  readonly waitsFor?: ListsWait;
  /** Left out: all devices of its accounts were known. */
  readonly doubt?: ListsDoubt;
}

/** How a kind of report can be divided into sheets: only where its rows come device by device. */
export function groupsOf(kind: ReportKind): readonly ReportGroup[] {
  if (kind === 'mileage') return ['none', 'account'];
  return kind === 'alarms' || kind === 'trips' ? reportGroups : ['none'];
}

/** Columns that a kind of report can do without. */
export function optionalColumnsOf(kind: ReportKind): readonly OptionalColumn[] {
  const names = ['plate', 'device', 'imei', 'account'] as const;
  if (kind === 'alarms') return optionalColumns;
  if (kind === 'trips') return [...names, 'place', 'speed'];
  return kind === 'fleet' ? [...names, 'gpsTime', 'place', 'speed'] : names;
}
