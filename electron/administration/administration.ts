import type { AuditEntry } from '../contract/audit.ts';
import type {
  AccountEvent,
  PasswordHolding,
  PasswordSlip,
  PlanDraft,
  PlanRequest,
} from '../contract/administration.ts';
import type { Failure } from '../contract/errors.ts';
import type { JobRow, JobStatus } from '../contract/job.ts';
import { fillPlaceholders, messageProblem, placeholdersIn } from '../contract/message.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { JobEngine } from '../jobs/engine.ts';
import type { JobKind } from '../jobs/kind.ts';
import { passwordDigest } from '../openapi/digest.ts';
import { accountsBelow } from './accounts.ts';
import { BlockKind, type BlockApi } from './block.ts';
import { candidatesFromTable } from './candidates.ts';
import { failureOf, MessageKind, personalText, type MessageApi } from './message.ts';
import { PasswordKind, type PasswordApi } from './password.ts';
import { passwordProblem } from './passwords.ts';
import { Planner, type PlannerParts } from './planner.ts';
import { Vault } from './vault.ts';

export interface AdministrationParts extends Omit<PlannerParts, 'vault'> {
  readonly api: BlockApi & PasswordApi & MessageApi;
  /** The provider has confirmed a block state. */
  readonly onBlocked: (account: string, blocked: boolean) => void;
  /**
   * Signs in with this account and its md5, apart from the console's own session, and gives the outcome (2.1). It
   * makes every older token of that account invalid.
   */
  readonly trySignIn: (account: string, digest: string) => Promise<Result<null>>;
  readonly audit: (entry: AuditEntry) => Result<unknown>;
}

/** Rows of a job read at a time. */
const PAGE = 2_000;

/**
 * Blocks, passwords and messages for the accounts below the signed-in one: the kinds of job, the plans for them, and
 * what goes with them. Give `kinds` to the job engine and the engine to `attach`.
 */
export class Administration {
  readonly kinds: readonly JobKind[];
  readonly #parts: AdministrationParts;
  readonly #vault = new Vault();
  readonly #planner: Planner;
  #engine: JobEngine | null = null;

  constructor(parts: AdministrationParts) {
    this.#parts = parts;
    this.#planner = new Planner({ ...parts, vault: this.#vault });
    this.kinds = [
      new BlockKind('block', parts),
      new BlockKind('unblock', parts),
      new PasswordKind({ ...parts, vault: this.#vault }),
      new MessageKind(parts),
    ];
  }

  attach(engine: JobEngine): void {
    this.#engine = engine;
  }

  /** A plan made from a selection, a pasted list or a file, with every bad row named. Sends nothing. */
  plan(request: PlanRequest): Promise<Result<PlanDraft>> {
    return this.#planner.plan(request);
  }

  /** Accounts below these that are not among them, for the blast radius of a block. */
  accountsBelow(targets: readonly string[]): number {
    return accountsBelow(this.#parts.accounts.all(), targets);
  }

  /** Sends one message to the signed-in account alone, placeholders filled with its own values (2.13). */
  async sendToMyself(content: string): Promise<Result<string>> {
    const session = this.#parts.session();
    if (session === null) return fail({ code: 'session.signedOut' });
    const { accounts, api, formatDate } = this.#parts;
    const text =
      accounts.root() === null
        ? fillPlaceholders(content, {
            account: session.account,
            username: session.account,
            devices: '0',
            expires: '-',
          })
        : personalText(content, session.account, accounts, formatDate);
    const wrong = failureOf(messageProblem(text), text);
    if (wrong !== null) return fail(wrong);
    const sent = await api.sendMessage([session.account], text, { lane: 'action' });
    this.#note('message.toMyself', session.account, sent.ok ? null : sent.failure, text);
    return sent.ok ? succeed(text) : sent;
  }

  /** How many requests a message to so many accounts costs. */
  messageCost(content: string, accounts: number): number {
    return placeholdersIn(content).length > 0 ? accounts : Math.ceil(accounts / 200);
  }

  /** What is still held of the passwords that a job has set. */
  async passwordHolding(job: string): Promise<Result<PasswordHolding>> {
    const done = await this.#doneRows(job);
    if (!done.ok) return done;
    const targets = done.value.map((row) => row.target);
    const lost = this.#vault.missing(job, targets).length;
    return succeed({ held: targets.length - lost, lost, exportedAt: this.#vault.exportedAt(job) });
  }

  /**
   * The new passwords that a job has set and that are still in memory, in clear, for a file or a page that somebody
   * asked for. The asking is written to the audit, the passwords are not.
   */
  async passwordSlips(job: string): Promise<Result<readonly PasswordSlip[]>> {
    const done = await this.#doneRows(job);
    if (!done.ok) return done;
    const slips: PasswordSlip[] = [];
    for (const { target } of done.value) {
      const password = this.#vault.get(job, target);
      const userName = this.#parts.accounts.find(target)?.userName ?? '';
      if (password !== null) slips.push({ account: target, userName, password });
    }
    if (slips.length === 0) return fail({ code: 'job.needsSecrets', concerns: job });
    const noted = this.#note('password.slips', job, null, `${slips.length} slips`);
    if (!noted.ok) return noted;
    this.#vault.exported(job, this.#parts.now());
    return succeed(slips);
  }

  /** Forgets the passwords of a job for good. */
  forgetPasswords(job: string): void {
    this.#vault.forget(job);
  }

  /** Forgets every password (sign-out). */
  close(): void {
    this.#vault.clear();
  }

  /** Supplies the passwords of a paused job again, one for all or from its file; gives how many are still missing. */
  async supplyPasswords(
    job: string,
    from: { readonly password: string } | { readonly path: string },
  ): Promise<Result<number>> {
    const waiting = await this.#rows(
      job,
      (row) => row.state === 'waiting' || row.state === 'failed' || row.state === 'unknown',
    );
    if (!waiting.ok) return waiting;
    const targets = waiting.value.map((row) => row.target);
    const given =
      'password' in from
        ? succeed(targets.map((target) => [target, from.password] as const))
        : await this.#filed(from.path);
    if (!given.ok) return given;
    const wanted = new Set(targets);
    for (const [account, password] of given.value) {
      const wrong = wanted.has(account) ? passwordProblem(password) : null;
      if (wrong !== null)
        return fail({ code: 'input.invalid', concerns: account, detail: `its password ${wrong}` });
    }
    this.#vault.put(
      job,
      given.value.filter(([account]) => wanted.has(account)),
    );
    return succeed(this.#vault.missing(job, targets).length);
  }

  /** Tries the new password of one account by signing in with it, which ends that customer's own session (2.1). */
  async trialSignIn(job: string, account: string): Promise<Result<null>> {
    const password = this.#vault.get(job, account);
    if (password === null) return fail({ code: 'job.needsSecrets', concerns: account });
    const tried = await this.#parts.trySignIn(account, passwordDigest(password));
    this.#note('password.trialSignIn', account, tried.ok ? null : tried.failure, `job ${job}`);
    return tried;
  }

  /** Everything that jobs of this console did to an account, newest first. */
  history(account: string): Result<readonly AccountEvent[]> {
    if (this.#engine === null) return fail({ code: 'job.unknown' });
    const events = this.#engine.historyOf(account);
    if (!events.ok) return events;
    return succeed(
      events.value.map(({ job, row }) => ({
        at: row.settledAt ?? row.sentAt ?? job.createdAt,
        job: job.id,
        kind: job.kind,
        title: job.title,
        reason: job.reason,
        by: job.by,
        state: row.state,
        detail: [row.failure?.provider?.message ?? row.failure?.code ?? '', row.note]
          .filter(Boolean)
          .join(', '),
      })),
    );
  }

  async #filed(path: string): Promise<Result<readonly (readonly [string, string])[]>> {
    const table = await this.#parts.readTable(path);
    if (!table.ok) return table;
    const candidates = candidatesFromTable(table.value, true);
    if (!candidates.ok) return candidates;
    return succeed(candidates.value.found.map(({ account, password }) => [account, password ?? ''] as const));
  }

  #doneRows(job: string): Promise<Result<JobRow[]>> {
    return this.#rows(job, (row) => row.state === 'done');
  }

  async #rows(job: string, wanted: (row: JobRow) => boolean): Promise<Result<JobRow[]>> {
    const status: Result<JobStatus> =
      this.#engine?.status(job) ?? fail({ code: 'job.unknown', concerns: job });
    if (!status.ok) return status;
    if (status.value.kind !== 'password')
      return fail({ code: 'job.state', concerns: job, detail: status.value.kind });
    const rows: JobRow[] = [];
    for (let index = 0; ; index += PAGE) {
      const slice = this.#engine?.slice(job, index, PAGE) ?? fail({ code: 'job.unknown', concerns: job });
      if (!slice.ok) return slice;
      rows.push(...slice.value.filter(wanted));
      if (slice.value.length < PAGE) return succeed(rows);
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
    }
  }

  #note(action: string, target: string, failure: Failure | null, detail: string): Result<unknown> {
    const session = this.#parts.session();
    const unknown = failure?.code === 'outcome.unknown';
    return this.#parts.audit({
      at: this.#parts.now(),
      user: this.#parts.who(),
      server: session?.server ?? '',
      account: session?.account ?? '',
      action,
      target,
      result: failure === null ? 'done' : unknown ? 'unknown' : 'failed',
      detail: [detail, failure?.provider?.message ?? failure?.code ?? ''].filter(Boolean).join(': '),
    });
  }
}
