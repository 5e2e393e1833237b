import { z } from 'zod';
import { gives, id, nothing } from '../call.ts';
import { reportRequest, type ReportRun } from '../report.ts';
import { savedReportDraft, type SavedReport } from '../saved-report.ts';

export const reportCalls = {
  'reports.start': gives<ReportRun>()(reportRequest),
  'reports.runs': gives<readonly ReportRun[]>()(nothing),
  'reports.pause': gives<ReportRun>()(id),
  'reports.resume': gives<ReportRun>()(id),
  'reports.cancel': gives<ReportRun>()(id),
  'reports.chooseTarget': gives<string | null>()(z.object({ suggested: z.string().max(500) })),
  'reports.show': gives<null>()(id),
  'reports.saved': gives<readonly SavedReport[]>()(nothing),
  /** `id` null makes a new one. */
  'reports.save': gives<SavedReport>()(
    z.object({ id: z.string().max(100).nullable(), draft: savedReportDraft }),
  ),
  'reports.remove': gives<null>()(id),
  'reports.runSaved': gives<ReportRun>()(id),
  'reports.chooseFolder': gives<string | null>()(z.object({ current: z.string().max(4_000) })),
} as const;
