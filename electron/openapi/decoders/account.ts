import type { Account, Role } from '../../contract/account.ts';
import { isFields, readExtra, readInteger, readText, readTime } from '../decode.ts';

const roles: readonly Role[] = ['distributor', 'endUser', 'virtual'];

const known: ReadonlySet<string> = new Set([
  'account',
  'username',
  'email',
  'mobile',
  'telephone',
  'createtime',
  'roletype',
  'blockstatus',
]);

/** `blockstatus` 0 means blocked, 1 not (open-api.md 2.11): the opposite of what its name suggests. */
function readBlocked(value: unknown): boolean | null {
  const status = readInteger(value);
  return status === 0 ? true : status === 1 ? false : null;
}

/** Decodes an account record (open-api.md 2.11, 2.15); null when it has no account name. */
export function decodeAccount(row: unknown): Account | null {
  if (!isFields(row)) return null;
  const account = readText(row['account']);
  if (account === '') return null;
  const role = readInteger(row['roletype']);
  return {
    account,
    userName: readText(row['username']),
    role: role === null ? null : (roles[role - 1] ?? null),
    blocked: readBlocked(row['blockstatus']),
    email: readText(row['email']),
    mobile: readText(row['mobile']),
    telephone: readText(row['telephone']),
    createTime: readTime(row['createtime']),
    extra: readExtra(row, known),
  };
}
