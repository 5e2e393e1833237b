import type { Box } from '../archive/alarm-inbox.ts';
import type { AlarmEntry, FusionRule } from '../contract/alarm-desk.ts';

/** What a rule looks at of an alarm. */
export type FusionSubject = Pick<
  AlarmEntry,
  'id' | 'imei' | 'type' | 'firstAt' | 'lastAt' | 'longitude' | 'latitude' | 'incident'
>;

/** An incident to be: these alarms belong together by that rule. */
export interface Fusion {
  readonly rule: FusionRule;
  /** The incident some of them are in already; null makes a new one. */
  readonly incident: number | null;
  readonly ids: readonly number[];
}

const EARTH_RADIUS = 6_371_008.8;
const RADIAN = Math.PI / 180;
/** Fewer than there are, so that the box is never too small. */
const METRES_A_DEGREE = 110_000;

/** Great-circle distance in metres; null when either has no place. */
export function metresBetween(
  a: Pick<FusionSubject, 'longitude' | 'latitude'>,
  b: Pick<FusionSubject, 'longitude' | 'latitude'>,
): number | null {
  if (a.longitude === null || a.latitude === null || b.longitude === null || b.latitude === null) return null;
  const halfLat = Math.sin(((b.latitude - a.latitude) * RADIAN) / 2);
  const halfLng = Math.sin(((b.longitude - a.longitude) * RADIAN) / 2);
  const chord = halfLat ** 2 + Math.cos(a.latitude * RADIAN) * Math.cos(b.latitude * RADIAN) * halfLng ** 2;
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** A box of degrees that holds everything within some metres of an alarm; null when it has no place. */
export function boxAround(
  { longitude, latitude }: Pick<FusionSubject, 'longitude' | 'latitude'>,
  metres: number,
): Box | null {
  if (longitude === null || latitude === null) return null;
  const high = metres / METRES_A_DEGREE;
  const wide = Math.min(360, high / Math.max(0.01, Math.cos(latitude * RADIAN)));
  return { south: latitude - high, north: latitude + high, west: longitude - wide, east: longitude + wide };
}

/** Seconds between two alarms with their repeats; 0 when they overlap. */
export function secondsBetween(a: FusionSubject, b: FusionSubject): number {
  return Math.max(0, a.firstAt - b.lastAt, b.firstAt - a.lastAt);
}

/**
 * The incident that an alarm is part of by the first rule that holds; null when none does.
 *
 * @param alarm one that is in no incident yet
 * @param others open alarms near it in time, of any type; itself may be among them
 */
export function fuse(
  alarm: FusionSubject,
  others: readonly FusionSubject[],
  rules: readonly FusionRule[],
): Fusion | null {
  for (const rule of rules) {
    if (!rule.enabled || !rule.types.includes(alarm.type)) continue;
    const near = others.filter((other) => other.id !== alarm.id && isNear(rule, alarm, other));
    const types = new Set([alarm, ...near].map(({ type }) => type));
    if (near.length === 0 || types.size < rule.atLeast) continue;
    const incident = near.find((other) => other.incident !== null)?.incident ?? null;
    const free = near.filter((other) => other.incident === null || other.incident === incident);
    return { rule, incident, ids: [alarm, ...free].map(({ id }) => id) };
  }
  return null;
}

function isNear(rule: FusionRule, alarm: FusionSubject, other: FusionSubject): boolean {
  if (!rule.types.includes(other.type) || secondsBetween(alarm, other) > rule.withinSeconds) return false;
  if (other.imei === alarm.imei) return true;
  if (rule.withinMetres === 0) return false;
  const metres = metresBetween(alarm, other);
  return metres !== null && metres <= rule.withinMetres;
}
