import type { Failure } from '../contract/errors.ts';

/**
 * Passwords in clear, in the memory of main and nowhere else: never in a journal, log, audit or window unless a
 * person asks for a slip. They are gone with the process, with `forget` and with the sign-out.
 */
export class Vault {
  /** By the name of a draft or the id of a job. */
  readonly #kept = new Map<string, Map<string, string>>();

  /** Keeps passwords under a draft's name or a job's id, beside those already there. */
  put(key: string, passwords: Iterable<readonly [account: string, password: string]>): void {
    const kept = this.#kept.get(key) ?? new Map<string, string>();
    for (const [account, password] of passwords) kept.set(account, password);
    this.#kept.set(key, kept);
  }

  get(key: string, account: string): string | null {
    return this.#kept.get(key)?.get(account) ?? null;
  }

  has(key: string): boolean {
    return this.#kept.has(key);
  }

  /** Those of `accounts` that have no password under the key. */
  missing(key: string, accounts: readonly string[]): string[] {
    const kept = this.#kept.get(key);
    return accounts.filter((account) => kept?.has(account) !== true);
  }

  /** Copies what a draft holds for these accounts to a job; the draft keeps it, for the job may not come about. */
  bind(draft: string, job: string, accounts: readonly string[]): Failure | null {
    const missing = this.missing(draft, accounts);
    if (missing.length > 0) return { code: 'job.needsSecrets', concerns: `${missing.length} accounts` };
    const kept = this.#kept.get(draft);
    this.put(
      job,
      accounts.map((account) => [account, kept?.get(account) ?? ''] as const),
    );
    return null;
  }

  /** Forgets some of the passwords under a key. */
  drop(key: string, accounts: Iterable<string>): void {
    const kept = this.#kept.get(key);
    for (const account of accounts) kept?.delete(account);
  }

  forget(key: string): void {
    this.#kept.delete(key);
  }

  /** Forgets everything (sign-out). */
  clear(): void {
    this.#kept.clear();
  }
}
