import type { PasswordHolding, PasswordSlip, Table } from '../contract/administration.ts';
import type { Failure } from '../contract/errors.ts';
import type { JobRow, JobStatus } from '../contract/job.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { JobEngine } from '../jobs/engine.ts';
import { passwordDigest } from '../openapi/digest.ts';
import type { Accounts } from './accounts.ts';
import { candidatesFromTable } from './candidates.ts';
import { passwordProblem } from './passwords.ts';
import type { Vault } from './vault.ts';

export interface PasswordDeskParts {
  readonly vault: Vault;
  readonly engine: () => JobEngine | null;
  readonly accounts: Accounts;
  readonly readTable: (path: string) => Promise<Result<Table>>;
  /** Signs in with an account and its md5, apart from the console's own session (2.1). */
  readonly trySignIn: (account: string, digest: string) => Promise<Result<null>>;
  /** Writes an action into the audit. */
  readonly note: (action: string, target: string, failure: Failure | null, detail: string) => Result<unknown>;
}

/** Rows of a job read at a time. */
const PAGE = 2_000;

/**
 * What became of the passwords that jobs have set. In clear they are in memory alone, so a crash can lose one that the
 * provider has and nobody has seen. The journal therefore keeps of whom somebody was told; who is done, untold and no
 * longer in memory is lost, is told as such, and can be given a new one.
 */
export class PasswordDesk {
  readonly #parts: PasswordDeskParts;

  constructor(parts: PasswordDeskParts) {
    this.#parts = parts;
  }

  /** What is still held of the passwords that a job has set, and what is lost. */
  holding(job: string): Result<PasswordHolding> {
    const set = this.#set(job);
    if (!set.ok) return set;
    const held = set.value.filter(({ target }) => this.#parts.vault.get(job, target) !== null);
    return succeed({
      held: held.length,
      untold: this.#isGenerated(job) ? held.filter(({ told }) => !told).length : 0,
      told: set.value.filter(({ told }) => told).length,
      lost: this.#lost(job, set.value).length,
    });
  }

  /** Accounts whose new password nobody has seen or can see any more, and that no later job gave another. */
  lost(job: string): Result<string[]> {
    const set = this.#set(job);
    return set.ok ? succeed(this.#lost(job, set.value)) : set;
  }

  /** New passwords in memory that nobody was told yet, over all jobs: they would be lost with the session. */
  untold(): number {
    return this.#jobs().reduce((sum, { id }) => {
      const holding = this.holding(id);
      return sum + (holding.ok ? holding.value.untold : 0);
    }, 0);
  }

  /** One failure for each job that has lost passwords, to be told at the start. */
  losses(): Failure[] {
    return this.#jobs().flatMap(({ id, title }): Failure[] => {
      const lost = this.lost(id);
      if (!lost.ok || lost.value.length === 0) return [];
      return [{ code: 'password.lost', concerns: title, detail: `${lost.value.length} accounts` }];
    });
  }

  /**
   * The new passwords that a job has set and that are still in memory, in clear, for a file or a page that somebody
   * asked for. The asking is written to the audit, the passwords are not. Say `told` when they have been handed over.
   */
  async slips(job: string): Promise<Result<readonly PasswordSlip[]>> {
    const done = await this.#rows(job, (row) => row.state === 'done');
    if (!done.ok) return done;
    const slips: PasswordSlip[] = [];
    for (const { target } of done.value) {
      const password = this.#parts.vault.get(job, target);
      const userName = this.#parts.accounts.find(target)?.userName ?? '';
      if (password !== null) slips.push({ account: target, userName, password });
    }
    if (slips.length === 0) return fail({ code: 'job.needsSecrets', concerns: job });
    const noted = this.#parts.note('password.slips', job, null, `${slips.length} slips`);
    return noted.ok ? succeed(slips) : noted;
  }

  /** Keeps that somebody has these slips now, on screen or in a file that is whole. */
  told(job: string, slips: readonly PasswordSlip[]): Result<null> {
    return (
      this.#parts.engine()?.tell(
        job,
        slips.map(({ account }) => account),
      ) ?? fail({ code: 'job.unknown', concerns: job })
    );
  }

  /** Forgets the passwords that a job has set, for good; those it still has to set stay. */
  forget(job: string): Result<null> {
    const set = this.#set(job);
    if (!set.ok) return set;
    this.#parts.vault.drop(
      job,
      set.value.map(({ target }) => target),
    );
    return succeed(null);
  }

  /** Supplies the passwords of a paused job again, one for all or from its file; gives how many are still missing. */
  async supply(
    job: string,
    from: { readonly password: string } | { readonly path: string },
  ): Promise<Result<number>> {
    const filed = 'path' in from ? await this.#filed(from.path) : succeed([]);
    if (!filed.ok) return filed;
    const found = this.#passwordJob(job);
    // Asked for after the file was read, and at once: what was set meanwhile keeps the password it was set to.
    const open = found.ok ? found.value.engine.targets(job, ['waiting', 'failed', 'unknown']) : found;
    if (!open.ok) return open;
    const targets = open.value.map(({ target }) => target);
    const given =
      'password' in from ? targets.map((target) => [target, from.password] as const) : filed.value;
    const wanted = new Set(targets);
    for (const [account, password] of given) {
      const wrong = wanted.has(account) ? passwordProblem(password) : null;
      if (wrong !== null)
        return fail({ code: 'input.invalid', concerns: account, detail: `its password ${wrong}` });
    }
    this.#parts.vault.put(
      job,
      given.filter(([account]) => wanted.has(account)),
    );
    const missing = this.#parts.vault.missing(job, targets).length;
    this.#parts.note(
      'password.supply',
      job,
      null,
      `${targets.length - missing} of ${targets.length} accounts`,
    );
    return succeed(missing);
  }

  /** Tries the new password of one account by signing in with it, which ends that customer's own session (2.1). */
  async trialSignIn(job: string, account: string): Promise<Result<null>> {
    const found = this.#passwordJob(job);
    // One of unknown outcome too: signing in tells what became of it.
    const set = found.ok ? found.value.engine.targets(job, ['done', 'unknown']) : found;
    if (!set.ok) return set;
    if (!set.value.some(({ target }) => target === account)) {
      const detail = 'this job has set no password for an account of that name';
      return fail({ code: 'input.invalid', concerns: account, detail });
    }
    const password = this.#parts.vault.get(job, account);
    if (password === null) return fail({ code: 'job.needsSecrets', concerns: account });
    const tried = await this.#parts.trySignIn(account, passwordDigest(password));
    this.#parts.note('password.trialSignIn', account, tried.ok ? null : tried.failure, `job ${job}`);
    return tried;
  }

  #jobs(): readonly JobStatus[] {
    return (
      this.#parts
        .engine()
        ?.list()
        .filter(({ kind }) => kind === 'password') ?? []
    );
  }

  /** Targets whose password a job has set, with whether somebody was told. */
  #set(job: string): ReturnType<JobEngine['targets']> {
    const found = this.#passwordJob(job);
    return found.ok ? found.value.engine.targets(job, ['done']) : found;
  }

  #lost(job: string, set: readonly { readonly target: string; readonly told: boolean }[]): string[] {
    // One that was typed or stands in a file is known to whoever gave it.
    if (!this.#isGenerated(job)) return [];
    const lost = set
      .filter(({ target, told }) => !told && this.#parts.vault.get(job, target) === null)
      .map(({ target }) => target);
    if (lost.length === 0) return lost;
    const jobs = this.#jobs();
    const since = jobs.find(({ id }) => id === job)?.createdAt ?? 0;
    const again = new Set<string>();
    for (const { id, createdAt } of jobs) {
      if (id === job || createdAt < since) continue;
      const later = this.#parts.engine()?.targets(id, ['done']);
      if (later?.ok === true) for (const { target } of later.value) again.add(target);
    }
    return lost.filter((target) => !again.has(target));
  }

  #isGenerated(job: string): boolean {
    const found = this.#passwordJob(job);
    return found.ok && found.value.status.parameters['source'] === 'generated';
  }

  #passwordJob(job: string): Result<{ engine: JobEngine; status: JobStatus }> {
    const engine = this.#parts.engine();
    if (engine === null) return fail({ code: 'job.unknown', concerns: job });
    const status = engine.status(job);
    if (!status.ok) return status;
    return status.value.kind === 'password'
      ? succeed({ engine, status: status.value })
      : fail({ code: 'job.state', concerns: job, detail: status.value.kind });
  }

  async #filed(path: string): Promise<Result<readonly (readonly [string, string])[]>> {
    const table = await this.#parts.readTable(path);
    if (!table.ok) return table;
    const candidates = candidatesFromTable(table.value, true);
    if (!candidates.ok) return candidates;
    return succeed(candidates.value.found.map(({ account, password }) => [account, password ?? ''] as const));
  }

  async #rows(job: string, wanted: (row: JobRow) => boolean): Promise<Result<JobRow[]>> {
    const found = this.#passwordJob(job);
    if (!found.ok) return found;
    const rows: JobRow[] = [];
    for (let index = 0; ; index += PAGE) {
      const slice = found.value.engine.slice(job, index, PAGE);
      if (!slice.ok) return slice;
      rows.push(...slice.value.filter(wanted));
      if (slice.value.length < PAGE) return succeed(rows);
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
    }
  }
}
