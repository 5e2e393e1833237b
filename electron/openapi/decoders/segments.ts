import type { Alarm } from '../../contract/alarm.ts';
import type { TrackPoint } from '../../contract/playback.ts';
import { readCourse, readInteger, readPlace, readSpeed, readTime } from '../decode.ts';

/** One received segment: where paging can go on after it, and what it says, each null when unreadable. */
export interface Segment<T> {
  readonly cursor: number | null;
  readonly row: T | null;
}

/** Reads `longitude,latitude,gpstime,speed,course` (open-api.md 2.3); the cursor is the GPS time. */
export function readTrackSegment(segment: string): Segment<TrackPoint> {
  const [longitude, latitude, time, speed, course] = segment.split(',');
  const gpsTime = readTime(time);
  const place = readPlace(longitude, latitude);
  if (gpsTime === null || place === null) return { cursor: gpsTime, row: null };
  return { cursor: gpsTime, row: { ...place, gpsTime, speed: readSpeed(speed), course: readCourse(course) } };
}

/**
 * Reads `type,longitude,latitude,gpstime,systemtime,speed,course,geofence` (open-api.md 2.8) of a device; the cursor
 * is the system time.
 */
export function readAlarmSegment(segment: string, imei: string): Segment<Alarm> {
  const [kind, longitude, latitude, gps, system, speed, course, geofence] = segment.split(',');
  const systemTime = readTime(system);
  const type = readInteger(kind);
  if (systemTime === null || type === null || type < 0) return { cursor: systemTime, row: null };
  const place = readPlace(longitude, latitude);
  return {
    cursor: systemTime,
    row: {
      imei,
      type,
      longitude: place === null ? null : place.longitude,
      latitude: place === null ? null : place.latitude,
      gpsTime: readTime(gps),
      systemTime,
      speed: readSpeed(speed),
      course: readCourse(course),
      geofenceId: geofence?.trim() ?? '',
    },
  };
}
