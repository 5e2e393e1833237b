import type { Failure } from '../contract/errors.ts';

/**
 * Passwords in clear, in the memory of main and nowhere else: never in a journal, log, audit or window unless a
 * person asks for a slip. They are gone with the process, with `forget` and with the sign-out.
 */
export class Vault {
  /** By the name of a draft or the id of a job. */
  readonly #kept = new Map<string, Map<string, string>>();
  readonly #exportedAt = new Map<string, number>();

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

  /** Copies what a draft holds for these accounts to a job. */
  bind(draft: string, job: string, accounts: readonly string[]): Failure | null {
    const missing = this.missing(draft, accounts);
    if (missing.length > 0) return { code: 'job.needsSecrets', concerns: `${missing.length} accounts` };
    const kept = this.#kept.get(draft);
    this.put(
      job,
      accounts.map((account) => [account, kept?.get(account) ?? ''] as const),
    );
    this.#kept.delete(draft);
    return null;
  }

  /** Notes that slips were written, at Unix milliseconds. */
  exported(key: string, at: number): void {
    this.#exportedAt.set(key, at);
  }

  exportedAt(key: string): number | null {
    return this.#exportedAt.get(key) ?? null;
  }

  forget(key: string): void {
    this.#kept.delete(key);
  }

  /** Forgets everything (sign-out). */
  clear(): void {
    this.#kept.clear();
    this.#exportedAt.clear();
  }
}
