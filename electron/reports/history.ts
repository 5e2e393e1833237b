import { z } from 'zod';
import type { ReportStore } from '../archive/report-store.ts';
import { storedFailure } from '../archive/stored-failure.ts';
import type { Failure } from '../contract/errors.ts';
import { listsDoubt, reportRequest, type ReportRun } from '../contract/report.ts';

/** Ended runs that are remembered. */
export const MOST_RUNS = 200;

const storedRun = z.object({
  id: z.string(),
  request: reportRequest,
  saved: z.object({ id: z.string(), name: z.string(), due: z.number().nullable() }).nullable(),
  state: z.enum(['running', 'paused', 'done', 'failed', 'cancelled']),
  done: z.number(),
  total: z.number(),
  rows: z.number(),
  path: z.string(),
  startedAt: z.number(),
  finishedAt: z.number().nullable(),
  gaps: z.number(),
  failure: z.unknown(),
  doubt: listsDoubt.optional(),
});

/** The runs of the last times. Losing them costs only the list, so a failure is told and never stops a report. */
export interface RunHistory {
  /** Oldest first; one that was under way when the console ended is `failed` with `report.interrupted`. */
  runs(): readonly ReportRun[];
  keep(run: ReportRun): void;
}

/** Where there is no archive, nothing is remembered. */
export const noHistory: RunHistory = { runs: () => [], keep: () => undefined };

/** Runs in the archive. @param onFailure the archive failed; told at every failure */
export function archivedHistory(store: ReportStore, onFailure: (failure: Failure) => void): RunHistory {
  return {
    runs: () => {
      const kept = store.runs();
      if (!kept.ok) {
        onFailure(kept.failure);
        return [];
      }
      return kept.value.flatMap((body): ReportRun[] => {
        const run = runOf(body);
        return run === null ? [] : [run];
      });
    },
    keep: (run) => {
      const kept = store.keepRun(run.id, run.startedAt, JSON.stringify(run), MOST_RUNS);
      if (!kept.ok) onFailure(kept.failure);
    },
  };
}

/** Null for a run that another version of the console wrote in a shape unknown here. */
function runOf(body: unknown): ReportRun | null {
  const parsed = storedRun.safeParse(body);
  if (!parsed.success) return null;
  const { doubt, ...data } = parsed.data;
  const run = {
    ...data,
    kind: data.request.kind,
    failure: storedFailure(data.failure),
    ...(doubt === undefined ? {} : { doubt }),
  };
  if (run.state !== 'running' && run.state !== 'paused') return run;
  return { ...run, state: 'failed', failure: { code: 'report.interrupted' } };
}
