import { GEOFENCE_RADIUS, type GeofenceTrigger } from '../../../electron/contract/geofence.ts';
import type { GeofenceShape } from '../../../electron/contract/geofence-ledger.ts';

/** What the form of a geofence holds; numbers as typed. */
export interface GeofenceForm {
  mode: 'one' | 'many';
  imei: string | null;
  imeis: Set<string>;
  name: string;
  trigger: GeofenceTrigger;
  latitude: string;
  longitude: string;
  radius: string;
}

export type GeofenceField = 'device' | 'name' | 'place' | 'radius';
/** i18n keys of what is wrong, by field. */
export type GeofenceProblems = Partial<Record<GeofenceField, string>>;

/** The centre as typed; null when it is no place. Degrees. */
export function centreOf({
  latitude,
  longitude,
}: Pick<GeofenceForm, 'latitude' | 'longitude'>): { readonly lat: number; readonly lng: number } | null {
  const lat = numberOf(latitude);
  const lng = numberOf(longitude);
  return lat === null || lng === null || Math.abs(lat) > 90 || Math.abs(lng) > 180 ? null : { lat, lng };
}

/** The radius as typed, in metres; null when the provider does not take it (open-api.md 2.4). */
export function radiusOf({ radius }: Pick<GeofenceForm, 'radius'>): number | null {
  const metres = /^\d+$/u.test(radius.trim()) ? Number(radius.trim()) : null;
  const fits = metres !== null && metres >= GEOFENCE_RADIUS.min && metres <= GEOFENCE_RADIUS.max;
  return fits ? metres : null;
}

/** Metres from its vehicle beyond which a circle is asked about: hardly anybody fences a place so far away. */
export const FAR_AWAY = 50_000;

/** What is wrong with the form; empty when it can be sent. */
export function checkGeofence(form: Readonly<GeofenceForm>): GeofenceProblems {
  const problems: GeofenceProblems = {};
  if (form.mode === 'one' && form.imei === null) problems.device = 'geofences.problem.device';
  if (form.mode === 'many' && form.imeis.size === 0) problems.device = 'geofences.problem.devices';
  const name = form.name.trim();
  if (name === '' || name.length > 100) problems.name = 'geofences.problem.name';
  if (centreOf(form) === null) problems.place = 'geofences.problem.place';
  if (radiusOf(form) === null) problems.radius = 'geofences.problem.radius';
  return problems;
}

/** The circle of a form without problems; null when it has some. */
export function shapeOf(form: Readonly<GeofenceForm>): GeofenceShape | null {
  const centre = centreOf(form);
  const radius = radiusOf(form);
  const name = form.name.trim();
  if (centre === null || radius === null || name === '') return null;
  return { name, trigger: form.trigger, longitude: centre.lng, latitude: centre.lat, radius };
}

function numberOf(text: string): number | null {
  // People of many countries type a comma.
  const plain = text.trim().replace(',', '.');
  return /^[+-]?\d+(?:\.\d+)?$/u.test(plain) ? Number(plain) : null;
}
