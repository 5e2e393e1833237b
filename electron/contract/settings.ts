import { z } from 'zod';
import {
  accountColumns,
  firstAccountColumns,
  savedAccountView,
  type SavedAccountView,
} from './account-table.ts';
import { fleetColumns, type FleetColumn } from './fleet-table.ts';
import { trackRules, usualRules } from './track-rules.ts';
import { patchOf } from './patch.ts';

/** Columns of the fleet's table until somebody chooses others. */
const firstColumns: readonly FleetColumn[] = [
  'state',
  'plate',
  'name',
  'imei',
  'account',
  'speed',
  'acc',
  'battery',
  'age',
  'todayMileage',
  'mileage',
  'due',
];

/** Whether this computer knows a time zone by that name; `system` stands for its own. */
export function isTimeZone(name: string): boolean {
  if (name === 'system') return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** How a map draws vehicles. */
export const mapLook = z.object({
  labels: z.enum(['none', 'plate', 'name', 'speed']).catch('none').default('none'),
  clustering: z.enum(['never', 'auto', 'always']).catch('auto').default('auto'),
  /** Marks glide from fix to fix: an interpolation. */
  gliding: z.boolean().catch(false).default(false),
  /** Minutes of the tails of selected and followed vehicles; 0 for none. */
  tails: z.number().int().min(0).max(120).catch(0).default(0),
});
export type MapLook = z.infer<typeof mapLook>;

const noViews = (): SavedAccountView[] => [];

/** What the user can set. Every field has a default, so that an old or damaged file still opens. */
export const settingsSchema = z.object({
  language: z.enum(['en']).catch('en').default('en'),
  /** Who works at this console: people of a control room share one user of the computer. "" while nobody said. */
  operator: z.string().trim().max(60).catch('').default(''),
  theme: z.enum(['dark', 'light', 'system']).catch('dark').default('dark'),
  units: z.enum(['metric', 'imperial']).catch('metric').default('metric'),
  /** IANA name, or "system". */
  timeZone: z
    .string()
    .max(100)
    .refine(isTimeZone, 'not a time zone of the IANA list, like Europe/Berlin')
    .catch('system')
    .default('system'),
  /** Longest age in seconds that every device's position may reach when the provider's limit allows. */
  longestAge: z.number().int().min(10).max(86_400).catch(300).default(300),
  /** Requests a second that the console starts with and never exceeds. */
  highestRate: z.number().min(0.1).max(100).catch(20).default(20),
  /** How long and how large recorded positions may grow, whichever comes first. */
  positionDays: z.number().int().min(1).max(366).catch(7).default(7),
  positionGigabytes: z.number().min(0.1).max(1_000).catch(10).default(10),
  /** What counts as driving, a stop and a gap in tracks. */
  trackRules: trackRules.catch(usualRules).default(usualRules),
  exportFolder: z.string().max(1_000).catch('').default(''),
  /** Id of the basemap of Live (`BasemapEntry`); one that is gone is shown as the built-in one. */
  basemap: z.string().max(100).catch('builtin').default('builtin'),
  /** Columns of the fleet's table, in their order. */
  tableColumns: z
    .array(z.enum(fleetColumns))
    .min(1)
    .catch([...firstColumns])
    .default([...firstColumns]),
  /** Columns of the table of accounts. */
  accountColumns: z
    .array(z.enum(accountColumns))
    .min(1)
    .catch([...firstAccountColumns])
    .default([...firstAccountColumns]),
  /** Filters of the table of accounts that were kept under a name. */
  accountViews: z.array(savedAccountView).max(100).catch(noViews).default(noViews),
  /** How Live draws vehicles. */
  map: mapLook.catch(mapLook.parse({})).default(mapLook.parse({})),
});

export type Settings = z.infer<typeof settingsSchema>;

export const settingsPatch = patchOf(settingsSchema);
export type SettingsPatch = z.input<typeof settingsPatch>;

/** Who did something, as the audit keeps it: the operator beside the user of the computer, or that one alone. */
export function auditUser(operator: string, systemUser: string): string {
  return operator === '' ? systemUser : `${operator} · ${systemUser}`;
}

/** Where the console keeps its files, for Settings. */
export interface DataPlaces {
  readonly data: string;
  readonly log: string;
  readonly archive: string | null;
  readonly exports: string;
  readonly version: string;
  readonly electron: string;
}
