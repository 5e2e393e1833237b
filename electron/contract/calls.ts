import { z } from 'zod';
import type { AccountNode, LoadProgress } from './account.ts';
import type { DeviceDetails } from './fleet.ts';
import { imei } from './device.ts';
import { reportRequest, type ReportRun } from './report.ts';
import { signInInput, type SavedSignIn, type SessionStatus } from './session.ts';
import { settingsPatch, type DataPlaces, type Settings } from './settings.ts';

/** One call: what it takes is checked in main at registration, what it gives is a type. */
export interface CallDefinition<Input extends z.ZodType, Output> {
  readonly input: Input;
  /** Only for the compiler; always undefined. */
  readonly output?: Output;
}

/** Defines a call that gives `Output`: `gives<Thing>()(inputSchema)`. */
export function gives<Output>() {
  return <Input extends z.ZodType>(input: Input): CallDefinition<Input, Output> => ({ input });
}

const nothing = z.undefined();
const id = z.object({ id: z.string().min(1).max(100) });

/**
 * Every call a renderer may make, by name. Add one here, implement it in the composition, use it through
 * `renderer/bridge`. Every call resolves to a `Result`.
 */
export const calls = {
  'session.status': gives<SessionStatus>()(nothing),
  'session.saved': gives<readonly SavedSignIn[]>()(nothing),
  'session.signIn': gives<SessionStatus>()(signInInput),
  'session.demo': gives<SessionStatus>()(nothing),
  'session.signOut': gives<SessionStatus>()(nothing),
  'session.forget': gives<readonly SavedSignIn[]>()(z.object({ server: z.string(), account: z.string() })),

  'accounts.tree': gives<readonly AccountNode[]>()(nothing),
  'accounts.progress': gives<LoadProgress>()(nothing),
  'accounts.reload': gives<LoadProgress>()(nothing),

  'fleet.details': gives<DeviceDetails>()(z.object({ imei })),

  'reports.start': gives<ReportRun>()(reportRequest),
  'reports.runs': gives<readonly ReportRun[]>()(nothing),
  'reports.pause': gives<ReportRun>()(id),
  'reports.resume': gives<ReportRun>()(id),
  'reports.cancel': gives<ReportRun>()(id),
  'reports.chooseTarget': gives<string | null>()(z.object({ suggested: z.string().max(500) })),
  'reports.show': gives<null>()(id),

  'settings.read': gives<Settings>()(nothing),
  'settings.change': gives<Settings>()(settingsPatch),
  'settings.places': gives<DataPlaces>()(nothing),
  'settings.chooseExportFolder': gives<Settings>()(nothing),

  'windows.newWall': gives<null>()(nothing),
  'windows.openLink': gives<null>()(z.object({ url: z.url().max(2_000) })),
} as const;

export type CallName = keyof typeof calls;
export type CallInput<Name extends CallName> = z.input<(typeof calls)[Name]['input']>;
export type CallParsed<Name extends CallName> = z.output<(typeof calls)[Name]['input']>;
export type CallOutput<Name extends CallName> =
  (typeof calls)[Name] extends CallDefinition<z.ZodType, infer Output> ? Output : never;
