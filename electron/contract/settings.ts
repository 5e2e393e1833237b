import { z } from 'zod';

/** What the user can set. Every field has a default, so that an old or damaged file still opens. */
export const settingsSchema = z.object({
  language: z.enum(['en']).catch('en').default('en'),
  theme: z.enum(['dark', 'light', 'system']).catch('dark').default('dark'),
  units: z.enum(['metric', 'imperial']).catch('metric').default('metric'),
  /** IANA name, or "system". */
  timeZone: z.string().max(100).catch('system').default('system'),
  /** Longest age in seconds that every device's position may reach when the provider's limit allows. */
  longestAge: z.number().int().min(10).max(86_400).catch(300).default(300),
  /** Requests a second that the console starts with and never exceeds. */
  highestRate: z.number().min(0.1).max(100).catch(20).default(20),
  exportFolder: z.string().max(1_000).catch('').default(''),
});

export type Settings = z.infer<typeof settingsSchema>;

export const settingsPatch = settingsSchema.partial();
export type SettingsPatch = z.input<typeof settingsPatch>;

/** Where the console keeps its files, for Settings. */
export interface DataPlaces {
  readonly data: string;
  readonly log: string;
  readonly archive: string | null;
  readonly exports: string;
  readonly version: string;
  readonly electron: string;
}
