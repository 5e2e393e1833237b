import { z } from 'zod';
import { gives, id, nothing } from '../call.ts';
import { reportRequest, type ReportRun } from '../report.ts';

export const reportCalls = {
  'reports.start': gives<ReportRun>()(reportRequest),
  'reports.runs': gives<readonly ReportRun[]>()(nothing),
  'reports.pause': gives<ReportRun>()(id),
  'reports.resume': gives<ReportRun>()(id),
  'reports.cancel': gives<ReportRun>()(id),
  'reports.chooseTarget': gives<string | null>()(z.object({ suggested: z.string().max(500) })),
  'reports.show': gives<null>()(id),
} as const;
