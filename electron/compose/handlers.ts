import type { Handlers } from '../desktop/ipc.ts';
import { archiveHandlers } from './handlers/archive.ts';
import { basemapHandlers } from './handlers/basemaps.ts';
import { administrationHandlers } from './handlers/administration.ts';
import { alarmHandlers } from './handlers/alarms.ts';
import { commandHandlers } from './handlers/commands.ts';
import { desktopHandlers } from './handlers/desktop.ts';
import { fleetHandlers } from './handlers/fleet.ts';
import { geofenceHandlers } from './handlers/geofences.ts';
import type { HandlerNeeds } from './handlers/needs.ts';
import { timeHandlers } from './handlers/time-travel.ts';
import { playbackHandlers } from './handlers/playback.ts';
import { reportHandlers } from './handlers/reports.ts';
import { sessionHandlers } from './handlers/session.ts';
import { wallHandlers } from './handlers/walls.ts';

/** Every call of the contract with what answers it. */
export function createHandlers(needs: HandlerNeeds): Handlers {
  return {
    ...sessionHandlers(needs),
    ...fleetHandlers(needs),
    ...playbackHandlers(needs),
    ...timeHandlers(needs),
    ...reportHandlers(needs),
    ...administrationHandlers(needs),
    ...alarmHandlers(needs),
    ...commandHandlers(needs),
    ...geofenceHandlers(needs),
    ...desktopHandlers(needs),
    ...archiveHandlers(needs),
    ...basemapHandlers(needs),
    ...wallHandlers(needs),
  };
}
