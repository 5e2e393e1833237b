import type { LoadProgress } from './account.ts';
import type { ReportRun } from './report.ts';
import type { SessionStatus } from './session.ts';
import type { Settings } from './settings.ts';

/** Every event main broadcasts to all windows, with what it carries. */
export interface Events {
  'session.changed': SessionStatus;
  'accounts.changed': LoadProgress;
  'reports.changed': ReportRun;
  'settings.changed': Settings;
}

export type EventName = keyof Events;

/** For checks at run time in the preload. */
export const eventNames = [
  'session.changed',
  'accounts.changed',
  'reports.changed',
  'settings.changed',
] as const satisfies readonly EventName[];
