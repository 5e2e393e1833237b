import type { AuditResult } from '../../../electron/contract/audit.ts';
import { fromFieldValue } from '../../i18n/zoned-time.ts';

/** What the audit is narrowed to, as its fields hold it. */
export interface AuditFilter {
  text: string;
  user: string;
  action: string;
  target: string;
  result: AuditResult | null;
  /** Values of date-and-time fields; empty: open. */
  from: string;
  until: string;
}

/** The period in Unix milliseconds on the clocks of a zone; null where it is open or cannot be read. */
export function periodOf(
  { from, until }: Pick<AuditFilter, 'from' | 'until'>,
  timeZone: string,
): { begin: number | null; end: number | null } {
  const read = (value: string): number | null => {
    const unix = fromFieldValue(value, timeZone);
    return unix === null ? null : unix * 1_000;
  };
  return { begin: read(from), end: read(until) };
}
