import type { JobRow, Plan } from '../contract/job.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { Clock } from './clock.ts';
import { ROWS_PER_SLICE, type Held } from './held.ts';
import type { Journal } from './journal.ts';

export interface InverseParts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly who: () => string;
}

/** The plan that takes back what a job did: only rows that are done, and nothing else. */
export async function invertJob(parts: InverseParts, { job, kind }: Held): Promise<Result<Plan>> {
  const done: JobRow[] = [];
  for (let index = 0; ; index += ROWS_PER_SLICE) {
    const slice = parts.journal.slice(job.id, index, ROWS_PER_SLICE);
    if (!slice.ok) return slice;
    for (const row of slice.value) if (row.state === 'done') done.push(row);
    if (slice.value.length < ROWS_PER_SLICE) break;
    await new Promise<void>((resolve) => {
      parts.clock.soon(resolve);
    });
  }
  const inverse = kind?.inverse?.(done, job.parameters) ?? null;
  if (inverse === null)
    return fail({ code: 'plan.invalid', detail: 'what this job did cannot be taken back' });
  if (inverse.rows.length === 0) return fail({ code: 'plan.empty' });
  return succeed({
    version: 1,
    title: `Undo: ${job.title}`.slice(0, 200),
    server: job.server,
    account: job.account,
    createdBy: parts.who(),
    createdAt: parts.clock.now(),
    ...inverse,
  });
}
