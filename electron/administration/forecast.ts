import { accountName } from '../contract/account.ts';
import type { Failure } from '../contract/errors.ts';
import type { RowForecast } from '../jobs/kind.ts';
import type { Accounts } from './accounts.ts';

/** A row that cannot be done, and why. */
export function cannot(failure: Failure): RowForecast {
  return { verdict: 'error', before: '', after: '', failure };
}

/** A row that changes something. */
export function changes(before: string, after: string): RowForecast {
  return { verdict: 'change', before, after, failure: null };
}

/**
 * Why nothing can be done to an account, or null: a name that the API cannot carry (2.13 separates by commas), one
 * that is not in the tree, or the account this console is signed in with.
 */
export function unreachable(account: string, accounts: Accounts, ownToo = false): Failure | null {
  const name = accountName.safeParse(account);
  if (!name.success || name.data !== account) {
    return {
      code: 'input.invalid',
      concerns: account,
      detail: name.success
        ? 'a name cannot begin or end with a space'
        : (name.error.issues[0]?.message ?? ''),
    };
  }
  if (!ownToo && account === accounts.root()) {
    return {
      code: 'input.invalid',
      concerns: account,
      detail: 'this is the account the console is signed in with',
    };
  }
  if (accounts.find(account) === null && accounts.isComplete()) {
    return {
      code: 'provider.20005',
      concerns: account,
      detail: 'not in the tree below the signed-in account',
    };
  }
  return null;
}
