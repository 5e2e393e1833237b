import { z } from 'zod';
import { roles } from './account.ts';

/** Columns that the table of accounts can show. */
export const accountColumns = [
  'account',
  'userName',
  'role',
  'state',
  'email',
  'mobile',
  'telephone',
  'created',
  'devices',
  'online',
  'due',
  'parent',
] as const;
export type AccountColumn = (typeof accountColumns)[number];

/** Columns shown before anybody has chosen. */
export const firstAccountColumns: readonly AccountColumn[] = [
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

export const dueFilters = ['any', 'overdue', 'in7', 'in30', 'in90'] as const;
export type DueFilter = (typeof dueFilters)[number];

/** What the table is narrowed to and how it is sorted; plain data, so that it can be kept under a name. */
export const accountFilter = z.object({
  query: z.string().max(200),
  roles: z.array(z.enum(roles)).max(10).readonly(),
  state: z.enum(['any', 'blocked', 'open']),
  due: z.enum(dueFilters),
  /** Only this account and everything below it; null: all. */
  below: z.string().max(200).nullable(),
  sort: z.enum(accountColumns),
  descending: z.boolean(),
});
export type AccountFilter = Readonly<z.infer<typeof accountFilter>>;

/** A filter under a name. */
export const savedAccountView = z.object({ name: z.string().min(1).max(100), filter: accountFilter });
export type SavedAccountView = Readonly<z.infer<typeof savedAccountView>>;
