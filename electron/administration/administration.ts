import type { AuditEntry, AuditRow } from '../contract/audit.ts';
import {
  PASSWORD_LENGTH,
  type AccountEvent,
  type PlanDraft,
  type PlanRequest,
} from '../contract/administration.ts';
import type { Failure } from '../contract/errors.ts';
import { fillPlaceholders, messageProblem, placeholdersIn } from '../contract/message.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { JobEngine } from '../jobs/engine.ts';
import type { TargetEvent } from '../jobs/journal.ts';
import type { JobKind } from '../jobs/kind.ts';
import { accountsBelow } from './accounts.ts';
import { BlockKind, type BlockApi } from './block.ts';
import { DraftShelf } from './draft-shelf.ts';
import { failureOf, MessageKind, personalText, type MessageApi } from './message.ts';
import { PasswordDesk } from './password-desk.ts';
import { PasswordKind, type PasswordApi } from './password.ts';
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
  /** What the audit holds of an account beside jobs, newest first. */
  readonly deedsOn: (account: string) => Result<readonly AuditRow[]>;
}

/**
 * Blocks, passwords and messages for the accounts below the signed-in one: the kinds of job, the plans for them, and
 * what goes with them. Give `kinds` to the job engine and the engine to `attach`.
 */
export class Administration {
  readonly kinds: readonly JobKind[];
  /** The passwords that jobs have set: told, lost, tried. */
  readonly passwords: PasswordDesk;
  /** What is wrong with the inputs of the plans made last. */
  readonly drafts: DraftShelf;
  readonly #parts: AdministrationParts;
  readonly #vault = new Vault();
  readonly #planner: Planner;
  #engine: JobEngine | null = null;

  constructor(parts: AdministrationParts) {
    this.#parts = parts;
    this.#planner = new Planner({ ...parts, vault: this.#vault });
    this.drafts = new DraftShelf(parts.newId);
    this.passwords = new PasswordDesk({
      ...parts,
      vault: this.#vault,
      engine: () => this.#engine,
      note: (...row) => this.#note(...row),
    });
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
  async plan(request: PlanRequest): Promise<Result<PlanDraft>> {
    const made = await this.#planner.plan(request);
    return made.ok ? succeed(this.drafts.keep(made.value)) : made;
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

  /** Forgets every password and draft (sign-out). */
  close(): void {
    this.#vault.clear();
    this.drafts.clear();
  }

  /**
   * A plan that sets new passwords for those whose last one nobody has seen (`PasswordDesk.lost`), drawn as long as
   * before.
   */
  async planLost(job: string): Promise<Result<PlanDraft>> {
    const lost = this.passwords.lost(job);
    if (!lost.ok) return lost;
    const status = this.#engine?.status(job);
    const length = status?.ok === true ? status.value.parameters['length'] : undefined;
    return this.plan({
      kind: 'password',
      targets: { from: 'accounts', accounts: lost.value },
      password: { mode: 'generated', length: typeof length === 'number' ? length : PASSWORD_LENGTH.default },
    });
  }

  /** Everything that this console did to an account, by jobs and by itself (a trial sign-in), newest first. */
  history(account: string): Result<readonly AccountEvent[]> {
    if (this.#engine === null) return fail({ code: 'job.unknown' });
    const events = this.#engine.historyOf(account);
    if (!events.ok) return events;
    const deeds = this.#parts.deedsOn(account);
    if (!deeds.ok) return deeds;
    const all = [...events.value.map(eventOfJob), ...deeds.value.map(eventOfDeed)];
    return succeed(all.sort((a, b) => b.at - a.at));
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

function eventOfJob({ job, row }: TargetEvent): AccountEvent {
  return {
    at: row.settledAt ?? row.sentAt ?? job.createdAt,
    job: job.id,
    kind: job.kind,
    title: job.title,
    reason: job.reason,
    by: job.by,
    state: row.state,
    detail: [row.failure?.provider?.message ?? row.failure?.code ?? '', row.note].filter(Boolean).join(', '),
  };
}

function eventOfDeed({ at, action, user, result, detail }: AuditRow): AccountEvent {
  const state = result === 'started' ? 'sent' : result;
  // The job that a trial belongs to stands in the history by itself.
  const said = detail.replace(/^job \S+(?:: )?/u, '');
  return { at, job: '', kind: action, title: '', reason: '', by: user, state, detail: said };
}
