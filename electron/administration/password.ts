import { PASSWORD_LENGTH } from '../contract/administration.ts';
import type { Failure } from '../contract/errors.ts';
import type { JobData, Plan, PlanRow } from '../contract/job.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { JobKind, KindContext, RowForecast } from '../jobs/kind.ts';
import type { CallOptions } from '../openapi/api.ts';
import { passwordDigest } from '../openapi/digest.ts';
import type { Accounts } from './accounts.ts';
import { cannot, changes, unreachable } from './forecast.ts';
import { generatePassword, type RandomInt } from './passwords.ts';
import type { Vault } from './vault.ts';

/** The operation of the provider that a password reset needs (2.16). */
export interface PasswordApi {
  setPassword(account: string, digest: string, options: CallOptions): Promise<Result<null>>;
}

export interface PasswordParts {
  readonly api: PasswordApi;
  readonly accounts: Accounts;
  readonly vault: Vault;
  readonly random?: RandomInt;
}

/**
 * Sets new passwords, one request each, as md5 in lower-case hex (2.16). A plan says only where passwords come from:
 * `source` is `generated` (with `length`), `typed` or `file` (with `draft`, the name under which the vault has them).
 */
export class PasswordKind implements JobKind {
  readonly name = 'password';
  readonly action = 'account.password';
  readonly touches = 'password';
  readonly #parts: PasswordParts;

  constructor(parts: PasswordParts) {
    this.#parts = parts;
  }

  validate({ parameters, rows }: Plan): Failure | null {
    if (isGenerated(parameters)) return null;
    const missing = this.#parts.vault.missing(
      draftOf(parameters),
      rows.map((row) => row.target),
    );
    return missing.length === 0 ? null : { code: 'job.needsSecrets', concerns: `${missing.length} accounts` };
  }

  preview({ target }: PlanRow, parameters: JobData): RowForecast {
    const problem = unreachable(target, this.#parts.accounts);
    if (problem !== null) return cannot(problem);
    const after = isGenerated(parameters)
      ? `new password, generated, ${lengthOf(parameters)} characters`
      : parameters['source'] === 'file'
        ? 'new password, from the file'
        : 'new password, as typed';
    return changes('', after);
  }

  confirmation(changing: number): { type: 'count'; count: number } {
    return { type: 'count', count: changing };
  }

  rowsPerRequest(): number {
    return 1;
  }

  execute(
    rows: readonly PlanRow[],
    { jobId, signal, stopped }: KindContext,
  ): Promise<readonly Result<null>[]> {
    const { api, vault } = this.#parts;
    return Promise.all(
      rows.map(async ({ target }) => {
        const password = vault.get(jobId, target);
        if (password === null) return fail({ code: 'job.needsSecrets', concerns: target });
        return api.setPassword(target, passwordDigest(password), { lane: 'action', signal, stopped });
      }),
    );
  }

  begin(jobId: string, { parameters }: Plan, targets: readonly string[]): Result<null> {
    if (isGenerated(parameters)) {
      this.#generate(jobId, parameters, targets);
      return succeed(null);
    }
    const failure = this.#parts.vault.bind(draftOf(parameters), jobId, targets);
    return failure === null ? succeed(null) : fail(failure);
  }

  /**
   * After a restart the passwords of rows not yet sent are gone: generated ones are drawn anew, others must be
   * supplied again (`Administration.supplyPasswords`).
   */
  ready(jobId: string, targets: readonly string[], parameters: JobData): Result<null> {
    const missing = this.#parts.vault.missing(jobId, targets);
    if (missing.length === 0) {
      // The job is on disk and has its own: what was typed for it is needed no longer.
      if (!isGenerated(parameters)) this.#parts.vault.forget(draftOf(parameters));
      return succeed(null);
    }
    if (!isGenerated(parameters))
      return fail({ code: 'job.needsSecrets', concerns: `${missing.length} accounts` });
    this.#generate(jobId, parameters, missing);
    return succeed(null);
  }

  #generate(jobId: string, parameters: JobData, targets: readonly string[]): void {
    const length = lengthOf(parameters);
    const { vault, random } = this.#parts;
    vault.put(
      jobId,
      targets.map((target) => [target, generatePassword(length, random)] as const),
    );
  }
}

function isGenerated(parameters: JobData): boolean {
  return parameters['source'] === 'generated';
}

function draftOf(parameters: JobData): string {
  const draft = parameters['draft'];
  return typeof draft === 'string' ? draft : '';
}

function lengthOf(parameters: JobData): number {
  const length = parameters['length'];
  if (typeof length !== 'number' || !Number.isInteger(length)) return PASSWORD_LENGTH.default;
  return Math.min(Math.max(length, PASSWORD_LENGTH.min), PASSWORD_LENGTH.max);
}
