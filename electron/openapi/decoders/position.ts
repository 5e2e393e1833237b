import type { DataStatus, Position } from '../../contract/position.ts';
import {
  isFields,
  readBetween,
  readCourse,
  readExtra,
  readFlag,
  readImei,
  readInteger,
  readNumber,
  readPlace,
  readSpeed,
  readTime,
} from '../decode.ts';

const dataStatuses: readonly DataStatus[] = ['neverOnline', 'ok', 'expired', 'offline', 'blocked'];

const known: ReadonlySet<string> = new Set([
  'imei',
  'servertime',
  'gpstime',
  'hearttime',
  'systemtime',
  'longitude',
  'latitude',
  'course',
  'speed',
  'acctime',
  'accstatus',
  'doorstatus',
  'chargestatus',
  'oilpowerstatus',
  'defencestatus',
  'datastatus',
  'battery',
  'mileage',
  'todaymileage',
  'externalpower',
]);

/** An interval longer than this is a point in time that slipped into the field (field-notes.md). */
const LONGEST_INTERVAL = 1_000_000_000;

function readMetres(value: unknown): number | null {
  const metres = readNumber(value);
  return metres !== null && metres >= 0 ? metres : null;
}

/** Decodes a track record (open-api.md 2.2); null when it has no IMEI to belong to. */
export function decodePosition(row: unknown): Position | null {
  if (!isFields(row)) return null;
  const imei = readImei(row['imei']);
  if (imei === null) return null;
  const place = readPlace(row['longitude'], row['latitude']);
  const acc = readFlag(row['accstatus']);
  const status = readInteger(row['datastatus']);
  return {
    imei,
    serverTime: readTime(row['servertime']),
    gpsTime: readTime(row['gpstime']),
    heartTime: readTime(row['hearttime']),
    systemTime: readTime(row['systemtime']),
    longitude: place === null ? null : place.longitude,
    latitude: place === null ? null : place.latitude,
    course: readCourse(row['course']),
    speed: readSpeed(row['speed']),
    accTime: acc === null ? null : readBetween(row['acctime'], 0, LONGEST_INTERVAL),
    acc,
    door: readFlag(row['doorstatus']),
    charge: readFlag(row['chargestatus']),
    fuelSupply: readFlag(row['oilpowerstatus']),
    defence: readFlag(row['defencestatus']),
    dataStatus: status === null ? null : (dataStatuses[status - 1] ?? null),
    battery: readBetween(row['battery'], 0, 100),
    mileage: readMetres(row['mileage']),
    todayMileage: readMetres(row['todaymileage']),
    externalPower: readBetween(row['externalpower'], 0, 1_000),
    extra: readExtra(row, known),
  };
}
