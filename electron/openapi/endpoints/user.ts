import type { Account } from '../../contract/account.ts';
import { fail, succeed, type Result } from '../../contract/result.ts';
import type { CallOptions, Listed } from '../api.ts';
import { readRows } from '../decode.ts';
import { decodeAccount } from '../decoders/account.ts';
import { isDigest } from '../digest.ts';
import type { Call } from '../exchange.ts';
import { accountProblem } from '../input.ts';
import { readList } from '../listed.ts';

/** Blocks an account (open-api.md 2.9) or unblocks it (2.10). */
export async function setBlocked(
  call: Call,
  account: string,
  blocked: boolean,
  options: CallOptions,
): Promise<Result<null>> {
  const problem = accountProblem(account);
  if (problem !== null) return fail(problem);
  const path = blocked ? '/api/user/block' : '/api/user/unblock';
  const answer = await call({ method: 'POST', path, params: { account }, effect: true }, options, account);
  return answer.ok ? succeed(null) : answer;
}

/** An account's brief information (open-api.md 2.11). */
export async function readAccount(
  call: Call,
  account: string,
  options: CallOptions,
): Promise<Result<Account>> {
  const problem = accountProblem(account);
  if (problem !== null) return fail(problem);
  const answer = await call(
    { method: 'GET', path: '/api/user/info', params: { account }, effect: false },
    options,
    account,
  );
  if (!answer.ok) return answer;
  const rows = (readRows(answer.value) ?? []).map(decodeAccount).filter((row) => row !== null);
  const wanted = rows.find((row) => row.account.toLowerCase() === account.toLowerCase());
  if (wanted !== undefined) return succeed(wanted);
  return fail({
    code: 'answer.malformed',
    concerns: account,
    detail: rows.length === 0 ? 'The answer holds no account.' : 'The answer is about another account.',
  });
}

/** The sub-customers of an account, or of the signed-in one (open-api.md 2.15). */
export async function readSubAccounts(
  call: Call,
  account: string | null,
  options: CallOptions,
): Promise<Result<Listed<Account>>> {
  const problem = account === null ? null : accountProblem(account);
  if (problem !== null) return fail(problem);
  const params: Record<string, string> = account === null ? {} : { account };
  const answer = await call(
    { method: 'GET', path: '/api/user/list', params, effect: false },
    options,
    account ?? undefined,
  );
  return readList(answer, decodeAccount);
}

/** Sets a sub-customer's password (open-api.md 2.16); `digest` is md5(password) in lower-case hex. */
export async function setPassword(
  call: Call,
  account: string,
  digest: string,
  options: CallOptions,
): Promise<Result<null>> {
  const problem = accountProblem(account);
  if (problem !== null) return fail(problem);
  if (!isDigest(digest)) {
    return fail({ code: 'input.invalid', concerns: 'password', detail: 'Not an md5 in lower-case hex.' });
  }
  const answer = await call(
    { method: 'POST', path: '/api/user/password/set', params: { account, password: digest }, effect: true },
    options,
    account,
  );
  return answer.ok ? succeed(null) : answer;
}
