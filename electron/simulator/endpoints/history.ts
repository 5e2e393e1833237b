import { isRefusal } from '../codes.ts';
import type { Answer } from '../codes.ts';
import type { Call } from '../provider.ts';
import { namedDevice, period } from './access.ts';

/** Most rows of one answer (open-api.md 2.3, 2.8). */
const PLAYBACK_PAGE = 1_000;
const ALARM_PAGE = 100;

/** 2.3 Playback: begin and end included. */
export function playback(call: Call): Answer {
  const vehicle = namedDevice(call);
  if (isRefusal(vehicle)) return vehicle;
  const span = period(call);
  if (isRefusal(span)) return span;
  const { begin, end } = span;
  const { world, faults } = call.provider;
  const page = faults.current.malformedSegment ? PLAYBACK_PAGE - 1 : PLAYBACK_PAGE;
  const fixes = world.motion.fixes(vehicle, begin, end, Math.floor(call.now), page);
  const first = fixes[0];
  const rows =
    faults.current.stalledPage && first !== undefined
      ? Array.from({ length: page }, (_, at) => ({ ...first, speed: at % 90 }))
      : fixes;
  return segments(
    call,
    rows.map(({ lon, lat, time, speed, course }) => [lon, lat, time, speed, course].join(',')),
  );
}

/** 2.8 Get device alarm information: begin and end included, by system time. */
export function alarmList(call: Call): Answer {
  const vehicle = namedDevice(call);
  if (isRefusal(vehicle)) return vehicle;
  const span = period(call);
  if (isRefusal(span)) return span;
  const { begin, end } = span;
  const { world, faults } = call.provider;
  const page = faults.current.malformedSegment ? ALARM_PAGE - 1 : ALARM_PAGE;
  const alarms = world.alarms.list(vehicle, begin, end, Math.floor(call.now), page);
  const first = alarms[0];
  const rows =
    faults.current.stalledPage && first !== undefined
      ? Array.from({ length: page }, (_, at) => ({ ...first, speed: at }))
      : alarms;
  return segments(
    call,
    rows.map((row) =>
      [
        row.type,
        row.longitude,
        row.latitude,
        row.gpstime,
        row.systemtime,
        row.speed,
        row.course,
        row.geofence,
      ].join(','),
    ),
  );
}

/** Joins rows as the API does; the broken one stands in the middle, beside the real ones, never instead of one. */
function segments({ provider }: Call, rows: readonly string[]): Answer {
  if (!provider.faults.current.malformedSegment || rows.length === 0)
    return { code: 0, record: rows.join(';') };
  const middle = Math.floor(rows.length / 2);
  return { code: 0, record: [...rows.slice(0, middle), 'x,,17,', ...rows.slice(middle)].join(';') };
}
