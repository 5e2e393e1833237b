import { z } from 'zod';
import { accountColumns, dueFilters, type AccountColumn, type AccountFilter } from './account-table.ts';

/** A filter under a name. */
export interface SavedView {
  readonly name: string;
  readonly filter: AccountFilter;
}

const savedView = z.object({
  name: z.string().min(1).max(100),
  filter: z.object({
    query: z.string().max(200),
    roles: z.array(z.enum(['distributor', 'endUser', 'virtual'])),
    state: z.enum(['any', 'blocked', 'open']),
    due: z.enum(dueFilters),
    below: z.string().nullable(),
    sort: z.enum(accountColumns),
    descending: z.boolean(),
  }),
});

const kept = z.object({
  views: z.array(savedView).max(100).catch([]),
  columns: z.array(z.enum(accountColumns)).catch([...accountColumns]),
});

/** Columns shown before anybody has chosen. */
export const firstColumns: readonly AccountColumn[] = [
  'account',
  'userName',
  'role',
  'state',
  'email',
  'created',
  'devices',
  'online',
  'due',
  'parent',
];

/** What is remembered of the table on this computer; what cannot be read is as if nobody had chosen. */
export function readKept(text: string | null): { views: SavedView[]; columns: AccountColumn[] } {
  try {
    const parsed = kept.safeParse(JSON.parse(text ?? 'null'));
    if (parsed.success) return parsed.data;
  } catch {
    // Somebody else wrote under this name.
  }
  return { views: [], columns: [...firstColumns] };
}
