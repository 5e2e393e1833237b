import type { StoredJob } from '../../electron/archive/journal.ts';
import type { AuditEntry } from '../../electron/contract/audit.ts';
import { jobOptions, type JobRow, type Plan } from '../../electron/contract/job.ts';

/** A stored job; what matters to a test is said by the test. */
export function storedJob(change: Partial<StoredJob> = {}): StoredJob {
  return {
    id: 'job-1',
    kind: 'block',
    title: 'Block 3 accounts',
    reason: 'unpaid',
    by: 'olga',
    server: 'https://api.example.com',
    account: 'demo',
    parameters: {},
    planHash: 'f'.repeat(64),
    inverseOf: null,
    createdAt: 1_000,
    scheduledFor: null,
    complete: true,
    options: jobOptions.parse({}),
    state: 'running',
    pausedBecause: null,
    failure: null,
    startedAt: 1_500,
    finishedAt: null,
    ...change,
  };
}

/** A row that waits. */
export function jobRow(change: Partial<JobRow> = {}): JobRow {
  return {
    index: 0,
    target: 'a',
    data: {},
    before: 'not blocked',
    after: 'blocked',
    state: 'waiting',
    attempts: 0,
    sentAt: null,
    settledAt: null,
    failure: null,
    verified: null,
    note: '',
    told: false,
    ...change,
  };
}

/** A plan for these targets. */
export function planFor(targets: readonly string[], change: Partial<Plan> = {}): Plan {
  return {
    version: 1,
    kind: 'block',
    title: `Block ${targets.length} accounts`,
    server: 'https://api.example.com',
    account: 'demo',
    createdBy: 'olga',
    createdAt: 1_000,
    parameters: {},
    rows: targets.map((target) => ({ target, data: {} })),
    ...change,
  };
}

export function auditOf(action: string): AuditEntry {
  return {
    at: 1,
    user: 'olga',
    server: '',
    account: 'demo',
    action,
    target: 'x',
    result: 'done',
    detail: '',
  };
}
