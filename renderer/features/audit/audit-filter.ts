import type { AuditResult } from '../../../electron/contract/audit.ts';

/** What the audit is narrowed to, as its fields hold it. */
export interface AuditFilter {
  text: string;
  user: string;
  action: string;
  target: string;
  result: AuditResult | null;
  /** Values of date-and-time fields of this computer; empty: open. */
  from: string;
  until: string;
}

/** The period in Unix milliseconds; null where it is open or cannot be read. */
export function periodOf({ from, until }: AuditFilter): { begin: number | null; end: number | null } {
  const read = (value: string): number | null => {
    const time = value === '' ? Number.NaN : new Date(value).getTime();
    return Number.isNaN(time) ? null : time;
  };
  return { begin: read(from), end: read(until) };
}
