import { onScopeDispose } from 'vue';
import { byDue, type ExpiryPart, type ExpiryRow } from '../../../electron/contract/administration.ts';
import type { Result } from '../../../electron/contract/result.ts';
import { succeed } from '../../../electron/contract/result.ts';
import { call } from '../../bridge/calls.ts';

type Reader = (account: string | null) => Promise<Result<readonly ExpiryRow[]> | null>;

/**
 * Reads every device at and below an account (null: the signed-in one) with its due times, the soonest first, in parts.
 * Null for a reading that another one overtook, or whose screen is gone.
 */
export function useExpiryReader(): Reader {
  let newest = 0;
  onScopeDispose(() => {
    newest += 1;
  });
  return async (account) => {
    newest += 1;
    const reading = newest;
    const rows: ExpiryRow[] = [];
    for (let from: number | null = 0; from !== null;) {
      const part: Result<ExpiryPart> = await call('accounts.expiry', { account, from });
      if (reading !== newest) return null;
      if (!part.ok) return part;
      rows.push(...part.value.rows);
      from = part.value.next;
    }
    return succeed(rows.sort(byDue));
  };
}
