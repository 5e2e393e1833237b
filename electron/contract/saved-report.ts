import { z } from 'zod';
import { reportLayout, reportScope, reportWhat } from './report.ts';

/**
 * Periods told from the moment a report is made, by the calendar of its zone. Weeks begin on Monday; "last 7 days" are
 * the seven whole days before today.
 */
export const reportPresets = [
  'today',
  'yesterday',
  'last7',
  'last30',
  'thisWeek',
  'lastWeek',
  'thisMonth',
  'lastMonth',
] as const;
export type ReportPreset = (typeof reportPresets)[number];

const minute = z.number().int().min(0).max(1_439);

/** When a report is made by itself: at a minute of the day on the wall clock of the report's zone. */
export const reportSchedule = z.discriminatedUnion('every', [
  z.object({ every: z.literal('day'), minute }),
  /** 1 is Monday. */
  z.object({ every: z.literal('week'), weekday: z.number().int().min(1).max(7), minute }),
  /** A month that is shorter is served on its last day. */
  z.object({ every: z.literal('month'), day: z.number().int().min(1).max(31), minute }),
]);
export type ReportSchedule = z.infer<typeof reportSchedule>;

/** A report as a person saves it. */
export const savedReportDraft = z.object({
  name: z.string().trim().min(1).max(100),
  what: reportWhat,
  scope: reportScope,
  preset: z.enum(reportPresets),
  /** IANA name. */
  timeZone: z.string().min(1).max(100),
  /** Absolute path; null: the export folder. */
  folder: z.string().min(1).max(4_000).nullable(),
  /** File name without ending; `{report}`, `{from}`, `{to}` and `{date}` stand for what they name. */
  pattern: z.string().trim().min(1).max(200),
  schedule: reportSchedule.nullable(),
  /** Left out: the usual one. */
  layout: reportLayout.optional(),
});
export type SavedReportDraft = z.infer<typeof savedReportDraft>;

export interface SavedReport extends SavedReportDraft {
  readonly id: string;
  /** Unix seconds; null without a schedule. */
  readonly nextRun: number | null;
}

export const DEFAULT_PATTERN = '{report} {from} to {to}';
