import type { AccountEntry } from '../accounts.ts';
import { isRefusal, refuse } from '../codes.ts';
import type { Answer } from '../codes.ts';
import type { LedgerKind } from '../ledger.ts';
import { wrong } from '../params.ts';
import type { Call } from '../provider.ts';
import { namedAccount, ownAccount, subCustomer } from './access.ts';

/** Limits of 2.13. */
const MOST_RECIPIENTS = 200;
const LONGEST_MESSAGE = 300;

/** 2.9 Block an account. */
export function block(call: Call): Answer {
  return setBlocked(call, true);
}

/** 2.10 Unblock an account. */
export function unblock(call: Call): Answer {
  return setBlocked(call, false);
}

function setBlocked(call: Call, blocked: boolean): Answer {
  const entry = subCustomer(call);
  if (isRefusal(entry)) return entry;
  call.provider.world.accounts.setBlocked(entry.index, blocked);
  note(call, blocked ? 'block' : 'unblock', entry, '');
  return { code: 0 };
}

/** 2.11 Get account information. */
export function userInfo(call: Call): Answer {
  const entry = namedAccount(call, false);
  return isRefusal(entry) ? entry : { code: 0, record: card(call, entry) };
}

/** 2.15 Get sub-customer list: one level. */
export function userList(call: Call): Answer {
  const entry = namedAccount(call, true);
  if (isRefusal(entry)) return entry;
  const { accounts } = call.provider.world;
  const { listIncludesSelf, listLimit } = call.provider.faults.current;
  const rows = [...(listIncludesSelf ? [entry.index] : []), ...entry.children].slice(0, listLimit);
  return { code: 0, record: rows.map((index) => card(call, accounts.at(index))) };
}

/** 2.16 Modify sub-customer password. Whoever is signed in with the old one is signed out. */
export function passwordSet(call: Call): Answer {
  const entry = subCustomer(call);
  if (isRefusal(entry)) return entry;
  const digest = call.params.text('password');
  if (isRefusal(digest)) return digest;
  if (!/^[0-9a-f]{32}$/.test(digest)) return wrong('password', '***');
  call.provider.world.accounts.setDigest(entry.index, digest);
  call.provider.sessions.replace(entry.index);
  note(call, 'password', entry, '');
  return { code: 0 };
}

/** 2.13 Send message: to all accounts named, or to none. Characters are counted as UTF-16 units. */
export function messageSend(call: Call): Answer {
  const names = call.params.list('accounts', MOST_RECIPIENTS);
  if (isRefusal(names)) return names;
  const content = call.params.text('content');
  if (isRefusal(content)) return content;
  if (content.length > LONGEST_MESSAGE)
    return refuse(10006, 'the parameter is out of range:content, max 300');
  const entries: AccountEntry[] = [];
  for (const name of names) {
    const entry = ownAccount(call, name);
    if (isRefusal(entry)) return entry;
    entries.push(entry);
  }
  for (const entry of entries) note(call, 'message', entry, content);
  return { code: 0 };
}

function note({ provider, caller, now }: Call, kind: LedgerKind, entry: AccountEntry, detail: string): void {
  provider.ledger.happened({ at: now, kind, by: caller.account, target: entry.account, detail });
}

function card({ provider }: Call, entry: AccountEntry): Record<string, string | number> {
  return {
    account: entry.account,
    username: entry.username,
    email: entry.email,
    mobile: entry.mobile,
    telephone: entry.telephone,
    createtime: entry.createtime,
    roletype: entry.roletype,
    blockstatus: provider.world.accounts.isBlocked(entry.index) ? 0 : 1,
  };
}
