import type { InputOf, OutputOf } from './call.ts';
import { archiveCalls } from './calls/archive.ts';
import { basemapCalls } from './calls/basemaps.ts';
import { administrationCalls } from './calls/administration.ts';
import { alarmCalls } from './calls/alarms.ts';
import { commandCalls } from './calls/commands.ts';
import { desktopCalls } from './calls/desktop.ts';
import { fleetCalls } from './calls/fleet.ts';
import { geofenceCalls } from './calls/geofences.ts';
import { playbackCalls } from './calls/playback.ts';
import { reportCalls } from './calls/reports.ts';
import { timeCalls } from './calls/time-travel.ts';
import { sessionCalls } from './calls/session.ts';
import { wallCalls } from './calls/walls.ts';

/**
 * Every call a renderer may make, by name; a file a feature under `calls/`. Add one there, answer it in
 * `electron/compose/handlers`, use it through `renderer/bridge`. Every call resolves to a `Result`.
 */
export const calls = {
  ...sessionCalls,
  ...fleetCalls,
  ...playbackCalls,
  ...timeCalls,
  ...reportCalls,
  ...administrationCalls,
  ...alarmCalls,
  ...commandCalls,
  ...geofenceCalls,
  ...desktopCalls,
  ...archiveCalls,
  ...basemapCalls,
  ...wallCalls,
} as const;

export type CallName = keyof typeof calls;
export type CallInput<Name extends CallName> = InputOf<(typeof calls)[Name]>;
export type CallOutput<Name extends CallName> = OutputOf<(typeof calls)[Name]>;
