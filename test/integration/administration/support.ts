import { afterEach } from 'vitest';
import type { JobRow } from '../../../electron/contract/job.ts';
import { Office, type OfficeOptions } from '../../support/administration.ts';
import { value } from '../../support/archive.ts';

/** Opens an office for a test; it is closed after it. */
export function useOffice(): (options?: OfficeOptions) => Promise<Office> {
  let office: Office | null = null;
  afterEach(async () => {
    await office?.close();
    office = null;
  });
  return async (options = {}) => {
    office = await Office.open(options);
    return office;
  };
}

export function allRows(of: Office, id: string): readonly JobRow[] {
  return value(of.engine.rows(id, { state: null, text: '', offset: 0, limit: 1_000 })).rows;
}

/** Names below the signed-in account that are not blocked, at most so many. */
export function notBlocked(of: Office, count = Number.POSITIVE_INFINITY): string[] {
  return of.below.filter((name) => !of.isBlocked(name)).slice(0, count);
}

/** How the rows of accounts stand, in the order of the plan. */
export function targets(rows: readonly JobRow[], state: JobRow['state']): string[] {
  return rows.filter((row) => row.state === state).map((row) => row.target);
}
