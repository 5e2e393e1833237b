import { randomUUID } from 'node:crypto';
import { AuditStore } from '../archive/audit.ts';
import type { Archive } from '../archive/database.ts';
import { JobJournal } from '../archive/journal.ts';
import type { BlastRadius, JobStatus } from '../contract/job.ts';
import { systemClock } from '../jobs/clock.ts';
import { JobEngine } from '../jobs/engine.ts';
import type { JobKind } from '../jobs/kind.ts';

/** Who and what is touched when these targets change, by kind of job. */
export type BlastRules = Readonly<Record<string, (targets: readonly string[]) => BlastRadius>>;

export interface JobsNeeds {
  readonly archive: Archive;
  readonly session: () => { readonly server: string; readonly account: string };
  readonly who: () => string;
  /** Every kind of job that the console knows. */
  readonly kinds: readonly JobKind[];
  /** A kind without a rule touches nobody that is known. */
  readonly blast: BlastRules;
  /** Requests a second that the pacer allows now; null when it is not known. */
  readonly pace: () => number | null;
  readonly onChange: (status: JobStatus) => void;
}

/** Milliseconds after which a request that left can no longer be on its way: the client gives up after 30 s. */
const SETTLE = 35_000;

export const nothingKnown: BlastRadius = {
  accountsBelow: null,
  vehicles: null,
  vehiclesMoving: null,
  openAlarms: null,
};

/** The engine of all jobs of one signed-in account, on its archive. */
export function composeJobs(needs: JobsNeeds): JobEngine {
  const { archive, blast } = needs;
  return new JobEngine({
    ...needs,
    journal: new JobJournal(archive, new AuditStore(archive)),
    clock: systemClock(),
    newId: () => randomUUID(),
    blast: (kind, targets) => blast[kind]?.(targets) ?? nothingKnown,
    settleMs: SETTLE,
  });
}
