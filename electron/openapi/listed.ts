import { LIST_LIMIT } from '../contract/account.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { Listed } from './api.ts';
import { readRows } from './decode.ts';

/** Whether a failure is the provider's way of saying "none" (20023). */
export function isNoData(result: Result<unknown>): boolean {
  return !result.ok && result.failure.code === 'provider.20023';
}

/** A list's answer: every form of "empty" is an empty list, exactly 500 rows may be cut, bad rows are counted. */
export function readList<T>(answer: Result<unknown>, decode: (row: unknown) => T | null): Result<Listed<T>> {
  if (isNoData(answer)) return succeed({ rows: [], mayBeCut: false, unreadable: 0 });
  if (!answer.ok) return answer;
  const received = readRows(answer.value);
  if (received === null) return fail({ code: 'answer.malformed', detail: 'The record is no list.' });
  const rows = received.map(decode).filter((row) => row !== null);
  return succeed({
    rows,
    mayBeCut: received.length === LIST_LIMIT,
    unreadable: received.length - rows.length,
  });
}
