import { randomBytes } from 'node:crypto';
import type { Accounts } from './accounts.ts';
import { refuse } from './codes.ts';
import type { Refusal } from './codes.ts';

interface Token {
  readonly account: number;
  /** Unix seconds of the machine. */
  readonly issuedAt: number;
  state: 'good' | 'replaced' | 'expired';
}

/** Access tokens: who is signed in. A new sign-in ends the one before (open-api.md 2.1). */
export class Sessions {
  private readonly accounts: Accounts;
  private readonly tokens = new Map<string, Token>();
  private readonly current = new Map<number, string>();

  constructor(accounts: Accounts) {
    this.accounts = accounts;
  }

  issue(account: number, now: number, killsOld: boolean): string {
    if (killsOld) this.replace(account);
    const token = randomBytes(16).toString('hex').toUpperCase();
    this.tokens.set(token, { account, issuedAt: now, state: 'good' });
    this.current.set(account, token);
    return token;
  }

  /** As if somebody had signed in elsewhere. */
  replace(account: number): void {
    for (const token of this.tokens.values()) if (token.account === account) token.state = 'replaced';
  }

  /** As if two hours had passed. */
  expire(account: number): void {
    for (const token of this.tokens.values()) {
      if (token.account === account && token.state === 'good') token.state = 'expired';
    }
  }

  /** The number of the account that a token belongs to, or why it is worth nothing. */
  accountOf(token: string, now: number, lifeSeconds: number): number | Refusal {
    const known = this.tokens.get(token);
    if (known === undefined) return refuse(10010);
    if (known.state === 'replaced') return refuse(10011);
    if (known.state === 'expired' || now - known.issuedAt >= lifeSeconds) return refuse(10012);
    if (this.accounts.isBlocked(known.account)) return refuse(10016);
    return known.account;
  }
}
