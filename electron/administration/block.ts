import type { Account } from '../contract/account.ts';
import type { PlanRow } from '../contract/job.ts';
import { succeed, type Result } from '../contract/result.ts';
import type { JobKind, KindContext, RowForecast } from '../jobs/kind.ts';
import type { CallOptions } from '../openapi/api.ts';
import type { Accounts } from './accounts.ts';
import { cannot, changes, unreachable } from './forecast.ts';

/** The operations of the provider that blocking needs (2.9, 2.10, 2.11). */
export interface BlockApi {
  block(account: string, options: CallOptions): Promise<Result<null>>;
  unblock(account: string, options: CallOptions): Promise<Result<null>>;
  account(account: string, options: CallOptions): Promise<Result<Account>>;
}

export interface BlockParts {
  readonly api: BlockApi;
  readonly accounts: Accounts;
  /** Told when the provider has confirmed a new state, so that the tree shows it. */
  readonly onBlocked: (account: string, blocked: boolean) => void;
}

/** Blocks or unblocks accounts, one request each. `blockstatus` 0 means blocked (2.11). */
export class BlockKind implements JobKind {
  readonly name: 'block' | 'unblock';
  readonly action: string;
  readonly touches = 'block state';
  readonly #blocked: boolean;
  readonly #parts: BlockParts;

  constructor(name: 'block' | 'unblock', parts: BlockParts) {
    this.name = name;
    this.action = `account.${name}`;
    this.#blocked = name === 'block';
    this.#parts = parts;
  }

  validate(): null {
    return null;
  }

  /** An account that already is as wanted is not touched. */
  preview({ target }: PlanRow): RowForecast {
    const problem = unreachable(target, this.#parts.accounts);
    if (problem !== null) return cannot(problem);
    const blocked = this.#parts.accounts.find(target)?.blocked ?? null;
    if (blocked === this.#blocked) {
      return { verdict: 'unchanged', before: words(blocked), after: words(blocked), failure: null };
    }
    return changes(words(blocked), words(this.#blocked));
  }

  confirmation(changing: number): { type: 'count'; count: number } {
    return { type: 'count', count: changing };
  }

  rowsPerRequest(): number {
    return 1;
  }

  execute(rows: readonly PlanRow[], { signal, stopped }: KindContext): Promise<readonly Result<null>[]> {
    const { api, onBlocked } = this.#parts;
    const options: CallOptions = { lane: 'action', signal, stopped };
    return Promise.all(
      rows.map(async ({ target }) => {
        const result = await (this.#blocked ? api.block(target, options) : api.unblock(target, options));
        if (result.ok) onBlocked(target, this.#blocked);
        return result;
      }),
    );
  }

  /** Reads the account's information (2.11). A state that the provider does not tell leaves the row unknown. */
  async check({ target }: PlanRow, { signal }: KindContext): Promise<Result<boolean>> {
    const found = await this.#parts.api.account(target, { lane: 'action', signal });
    if (!found.ok) return found;
    const { blocked } = found.value;
    if (blocked === null) {
      return { ok: false, failure: { code: 'answer.malformed', concerns: target, detail: 'no block state' } };
    }
    this.#parts.onBlocked(target, blocked);
    return succeed(blocked === this.#blocked);
  }

  inverse(done: readonly PlanRow[]): { kind: string; parameters: Record<string, never>; rows: PlanRow[] } {
    return {
      kind: this.#blocked ? 'unblock' : 'block',
      parameters: {},
      rows: done.map(({ target }) => ({ target, data: {} })),
    };
  }
}

function words(blocked: boolean | null): string {
  if (blocked === null) return 'not known';
  return blocked ? 'blocked' : 'not blocked';
}
