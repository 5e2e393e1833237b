import type { LoadProgress } from './account.ts';
import type { ArchiveWork } from './archive.ts';
import type { BasemapEntry } from './basemap.ts';
import type { AlarmSettings, AlarmStatus } from './alarm-desk.ts';
import type { CommandRecord } from './command-desk.ts';
import type { Failure } from './errors.ts';
import type { JobStatus } from './job.ts';
import type { TimeStatus } from './time-travel.ts';
import type { TrackProgress } from './playback.ts';
import type { ReportRun } from './report.ts';
import type { SavedReport } from './saved-report.ts';
import type { SessionStatus } from './session.ts';
import type { Settings } from './settings.ts';
import type { PaneLoan, WallsStatus, WallWindowState } from './wall.ts';

/** Every event main broadcasts to all windows, with what it carries. */
export interface Events {
  'session.changed': SessionStatus;
  'accounts.changed': LoadProgress;
  'reports.changed': ReportRun;
  'reports.savedChanged': readonly SavedReport[];
  'jobs.changed': JobStatus;
  'alarms.changed': AlarmStatus;
  'alarms.settings': AlarmSettings;
  /** The user pressed a notification: the console shows this alarm. */
  'alarms.show': { readonly id: number | null };
  'commands.changed': CommandRecord;
  /** The ledger of geofences grew or learned an outcome; at most a few times a second. */
  'geofences.changed': null;
  'playback.progress': TrackProgress;
  /** All windows show another second, or now again. */
  'time.changed': TimeStatus;
  'settings.changed': Settings;
  /** How far a copy or check of the archive has come; null when nothing is done with it. */
  'archive.work': ArchiveWork | null;
  'basemaps.changed': readonly BasemapEntry[];
  'walls.changed': WallsStatus;
  /** A wall window got another content, name or kiosk state; the window with this id takes it over. */
  'walls.window': WallWindowState;
  /** Panes of all windows that are lent to alarms now. */
  'walls.lent': readonly PaneLoan[];
  /** Somebody tried to close a window in kiosk; it has to ask first. */
  'walls.askLeave': { readonly windowId: string };
  /** Somebody closes a window with changes of the saved wall of this name. */
  'walls.askUnsaved': { readonly windowId: string; readonly name: string };
  /** Something went wrong that no call was waiting for; every window shows it once. */
  'console.notice': Failure;
}

export type EventName = keyof Events;

/** For checks at run time in the preload. */
export const eventNames = [
  'session.changed',
  'accounts.changed',
  'reports.changed',
  'reports.savedChanged',
  'jobs.changed',
  'alarms.changed',
  'alarms.settings',
  'alarms.show',
  'commands.changed',
  'geofences.changed',
  'playback.progress',
  'time.changed',
  'settings.changed',
  'archive.work',
  'basemaps.changed',
  'walls.changed',
  'walls.window',
  'walls.lent',
  'walls.askLeave',
  'walls.askUnsaved',
  'console.notice',
] as const satisfies readonly EventName[];
