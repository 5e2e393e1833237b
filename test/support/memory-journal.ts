import type { AuditEntry } from '../../electron/contract/audit.ts';
import {
  rowStates,
  type JobRow,
  type JobRowQuery,
  type RowsPage,
  type RowState,
} from '../../electron/contract/job.ts';
import { fail, succeed, type Result } from '../../electron/contract/result.ts';
import type {
  Journal,
  JournalChange,
  StoredJob,
  TargetEvent,
  TargetState,
} from '../../electron/jobs/journal.ts';

/** What happens to one commit: it is written, the disk refuses, or the process dies before or after it. */
export type CommitFate = 'written' | 'refused' | 'diesBefore' | 'diesAfter';

/** What a disk holds, whatever process looks at it. */
export class Disk {
  readonly jobs = new Map<string, StoredJob>();
  readonly rows = new Map<string, JobRow[]>();
  readonly audit: AuditEntry[] = [];
  commits = 0;
}

/** A journal in memory whose process can die at any commit; a dead process writes nothing any more. */
export class MemoryJournal implements Journal {
  readonly disk: Disk;
  readonly #fate: () => CommitFate;
  readonly #onDeath: () => void;
  dead = false;

  constructor(
    disk = new Disk(),
    fate: () => CommitFate = () => 'written',
    onDeath: () => void = () => undefined,
  ) {
    this.disk = disk;
    this.#fate = fate;
    this.#onDeath = onDeath;
  }

  die(): void {
    this.dead = true;
    this.#onDeath();
  }

  create(job: StoredJob): Result<null> {
    return this.#write(() => {
      this.disk.jobs.set(job.id, job);
      this.disk.rows.set(job.id, []);
    });
  }

  addRows(job: string, rows: readonly JobRow[]): Result<null> {
    return this.#write(() => {
      this.#rows(job).push(...rows);
    });
  }

  commit(change: JournalChange): Result<null> {
    return this.#write(() => {
      this.#apply(change);
    });
  }

  jobs(): Result<readonly StoredJob[]> {
    return succeed([...this.disk.jobs.values()].reverse());
  }

  counts(job: string): Result<Readonly<Record<RowState, number>>> {
    const counts = Object.fromEntries(rowStates.map((state) => [state, 0])) as Record<RowState, number>;
    for (const row of this.#rows(job)) counts[row.state] += 1;
    return succeed(counts);
  }

  rows(job: string, { state, text, offset, limit }: JobRowQuery): Result<RowsPage<JobRow>> {
    const found = this.#rows(job).filter(
      (row) => (state === null || row.state === state) && row.target.includes(text),
    );
    return succeed({ total: found.length, rows: found.slice(offset, offset + limit) });
  }

  slice(job: string, index: number, limit: number): Result<readonly JobRow[]> {
    return succeed(this.#rows(job).slice(index, index + limit));
  }

  targets(job: string, states: readonly RowState[]): Result<readonly TargetState[]> {
    return succeed(
      this.#rows(job)
        .filter((row) => states.includes(row.state))
        .map(({ target, state, settledAt, told }) => ({ target, state, settledAt: settledAt ?? 0, told })),
    );
  }

  tell(job: string, targets: readonly string[]): Result<null> {
    return this.#write(() => {
      this.#rows(job).forEach((row, place, rows) => {
        if (row.state === 'done' && targets.includes(row.target)) rows[place] = { ...row, told: true };
      });
    });
  }

  ofTarget(): Result<readonly TargetEvent[]> {
    return succeed([]);
  }

  #write(apply: () => void): Result<null> {
    if (this.dead) return fail({ code: 'archive.unavailable' });
    this.disk.commits += 1;
    const fate = this.#fate();
    if (fate === 'refused') return fail({ code: 'file.diskFull' });
    if (fate !== 'diesBefore') apply();
    if (fate === 'written') return succeed(null);
    this.die();
    return fail({ code: 'archive.unavailable' });
  }

  #apply({ job, intents, outcomes = [], patch, audit = [] }: JournalChange): void {
    const rows = this.#rows(job);
    const update = (index: number, change: (row: JobRow) => Partial<JobRow>): void => {
      const row = rows[index];
      if (row === undefined) throw new Error(`no row ${index}`);
      rows[index] = { ...row, ...change(row) };
    };
    for (const { index, at, ...change } of outcomes) {
      update(index, (row) => ({ ...change, settledAt: at ?? row.settledAt }));
    }
    for (const index of intents?.indexes ?? []) {
      update(index, (row) => {
        if (row.state !== 'waiting') throw new Error(`row ${index} does not wait`);
        return { state: 'sent', attempts: row.attempts + 1, sentAt: intents?.at ?? null };
      });
    }
    const stored = this.disk.jobs.get(job);
    if (stored !== undefined && patch !== undefined) this.disk.jobs.set(job, { ...stored, ...patch });
    this.disk.audit.push(...audit);
  }

  #rows(job: string): JobRow[] {
    const rows = this.disk.rows.get(job);
    if (rows === undefined) throw new Error(`no job ${job}`);
    return rows;
  }
}
