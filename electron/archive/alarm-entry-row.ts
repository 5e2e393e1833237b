import { alarmStates, type AlarmEntry, type AlarmState } from '../contract/alarm-desk.ts';
import * as row from './row.ts';
import type { Row } from './row.ts';

/** Columns of a line of the inbox in the order that `entryOf` reads them. */
export const ENTRY_COLUMNS = `id, imei, type, first_at, last_at, times, state, owner, longitude, latitude, speed,
  course, gps_time, geofence, received_at, acknowledged_at, acknowledged_by, closed_at, escalated_at, incident`;

/** The code of a state in the archive. */
export function stateCode(state: AlarmState): number {
  return alarmStates.indexOf(state);
}

/** A line of the inbox as it stands in the archive. */
export function entryOf(values: Row): AlarmEntry {
  const state = alarmStates[row.number(values, 6)];
  if (state === undefined) throw new row.DamagedRow(6, 'the code of a state');
  return {
    id: row.number(values, 0),
    imei: row.text(values, 1),
    type: row.number(values, 2),
    firstAt: row.number(values, 3),
    lastAt: row.number(values, 4),
    times: row.number(values, 5),
    state,
    owner: row.text(values, 7),
    longitude: row.numberOrNull(values, 8),
    latitude: row.numberOrNull(values, 9),
    speed: row.numberOrNull(values, 10),
    course: row.numberOrNull(values, 11),
    gpsTime: row.numberOrNull(values, 12),
    geofenceId: row.text(values, 13),
    receivedAt: row.number(values, 14),
    acknowledgedAt: row.numberOrNull(values, 15),
    acknowledgedBy: row.text(values, 16),
    closedAt: row.numberOrNull(values, 17),
    escalatedAt: row.numberOrNull(values, 18),
    incident: row.numberOrNull(values, 19),
  };
}
