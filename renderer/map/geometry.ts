import { DEGREE, NO_PLACE } from '../../electron/contract/live.ts';
import type { Bounds, PositionColumns } from '../../electron/contract/live.ts';

/** Mean radius of the Earth in metres (IUGG). */
const earthRadius = 6_371_008.8;
const radian = Math.PI / 180;

/** Where the Mercator square ends, in degrees. */
export const mercatorLimit = 85.051_128_779_806_59;

/** Longitude and latitude in degrees. */
export interface LngLat {
  readonly lng: number;
  readonly lat: number;
}

/** Mercator x of a longitude in degrees: 0 at -180, 1 at 180. */
export function mercatorX(lng: number): number {
  return (lng + 180) / 360;
}

/** Mercator y of a latitude in degrees: 0 in the north, 1 in the south; clamped to the Mercator square. */
export function mercatorY(lat: number): number {
  const clamped = Math.max(-mercatorLimit, Math.min(mercatorLimit, lat));
  return (1 - Math.log(Math.tan(Math.PI / 4 + (clamped * radian) / 2)) / Math.PI) / 2;
}

export function longitudeAt(x: number): number {
  return x * 360 - 180;
}

export function latitudeAt(y: number): number {
  return (Math.atan(Math.exp((1 - 2 * y) * Math.PI)) * 2 - Math.PI / 2) / radian;
}

const stepsPerDegree = 100;
const fixedPerStep = DEGREE / stepsPerDegree;

/**
 * Mercator y for latitudes in 1e-7 degrees out of a table: off by less than 30 cm on the ground (7 cm below 70 degrees), and an order of
 * magnitude cheaper than a logarithm and a tangent for each of 100,000 vehicles.
 */
export class MercatorTable {
  private readonly rows = new Float64Array(180 * stepsPerDegree + 2);

  constructor() {
    for (let row = 0; row < this.rows.length; row += 1) this.rows[row] = mercatorY(row / stepsPerDegree - 90);
  }

  /** @param latitude 1e-7 degrees, -90 to 90 */
  y(latitude: number): number {
    const at = (latitude + 90 * DEGREE) / fixedPerStep;
    const row = Math.floor(at);
    const from = this.rows[row] ?? 0;
    return from + ((this.rows[row + 1] ?? from) - from) * (at - row);
  }
}

/** Whether a pair of columns' values is a place on Earth: not "no fix", not (0,0), not outside the globe. */
export function isPlace(longitude: number, latitude: number): boolean {
  return (
    longitude !== NO_PLACE &&
    latitude !== NO_PLACE &&
    latitude >= -90 * DEGREE &&
    latitude <= 90 * DEGREE &&
    longitude >= -180 * DEGREE &&
    longitude <= 180 * DEGREE &&
    (longitude !== 0 || latitude !== 0)
  );
}

/** Where a slot is, null without a place. */
export function placeOf(columns: PositionColumns, slot: number): LngLat | null {
  const longitude = columns.longitude[slot] ?? NO_PLACE;
  const latitude = columns.latitude[slot] ?? NO_PLACE;
  return isPlace(longitude, latitude) ? { lng: longitude / DEGREE, lat: latitude / DEGREE } : null;
}

/** Great-circle distance in metres. */
export function distance(from: LngLat, to: LngLat): number {
  const halfLat = Math.sin(((to.lat - from.lat) * radian) / 2);
  const halfLng = Math.sin(((to.lng - from.lng) * radian) / 2);
  const chord = halfLat ** 2 + Math.cos(from.lat * radian) * Math.cos(to.lat * radian) * halfLng ** 2;
  return 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** Initial bearing in degrees clockwise from north, 0 to 360 (without 360). */
export function bearing(from: LngLat, to: LngLat): number {
  const turn = (to.lng - from.lng) * radian;
  const y = Math.sin(turn) * Math.cos(to.lat * radian);
  const x =
    Math.cos(from.lat * radian) * Math.sin(to.lat * radian) -
    Math.sin(from.lat * radian) * Math.cos(to.lat * radian) * Math.cos(turn);
  return (Math.atan2(y, x) / radian + 360) % 360;
}

/** The place so many metres away in a direction (degrees clockwise from north), longitude -180 to 180. */
export function destination(from: LngLat, direction: number, metres: number): LngLat {
  const angle = metres / earthRadius;
  const turn = direction * radian;
  const lat = from.lat * radian;
  const sine = Math.sin(lat) * Math.cos(angle) + Math.cos(lat) * Math.sin(angle) * Math.cos(turn);
  const reached = Math.asin(Math.max(-1, Math.min(1, sine)));
  const east = Math.atan2(
    Math.sin(turn) * Math.sin(angle) * Math.cos(lat),
    Math.cos(angle) - Math.sin(lat) * sine,
  );
  const lng = from.lng + east / radian;
  return { lng: ((((lng + 180) % 360) + 360) % 360) - 180, lat: reached / radian };
}

/** Length of a line in metres. */
export function lineLength(points: readonly LngLat[]): number {
  let sum = 0;
  for (let at = 1; at < points.length; at += 1) {
    const [from, to] = [points[at - 1], points[at]];
    if (from !== undefined && to !== undefined) sum += distance(from, to);
  }
  return sum;
}

/** A difference of Mercator x brought to the nearer side of the world: -0.5 to 0.5. */
export function wrapX(difference: number): number {
  return difference - Math.round(difference);
}

/**
 * The smallest box around points; when they lie on both sides of the date line, its east is beyond 180.
 * null for no points.
 */
export function boundsOf(points: readonly LngLat[]): Bounds | null {
  const first = points[0];
  if (first === undefined) return null;
  let [south, north] = [first.lat, first.lat];
  const lngs = points.map(({ lng }) => lng).sort((a, b) => a - b);
  for (const { lat } of points) {
    south = Math.min(south, lat);
    north = Math.max(north, lat);
  }
  let [west, east] = [lngs[0] ?? first.lng, lngs[lngs.length - 1] ?? first.lng];
  let widestGap = west + 360 - east;
  for (let at = 1; at < lngs.length; at += 1) {
    const [left = 0, right = 0] = [lngs[at - 1], lngs[at]];
    if (right - left > widestGap) {
      widestGap = right - left;
      [west, east] = [right, left + 360];
    }
  }
  return [west, south, east, north];
}

/** One of the vehicles around a place. */
export interface Neighbour {
  readonly slot: number;
  /** Metres. */
  readonly distance: number;
  /** Degrees clockwise from north, seen from the place asked for. */
  readonly bearing: number;
}

/**
 * The `count` vehicles nearest to a place, nearest first; `except` is left out. One pass over the columns.
 */
export function nearest(
  columns: PositionColumns,
  size: number,
  from: LngLat,
  count: number,
  except = -1,
): readonly Neighbour[] {
  const found: { slot: number; rank: number }[] = [];
  for (let slot = 0; slot < size && count > 0; slot += 1) {
    const longitude = columns.longitude[slot] ?? NO_PLACE;
    const latitude = columns.latitude[slot] ?? NO_PLACE;
    if (slot === except || !isPlace(longitude, latitude)) continue;
    const place = { lng: longitude / DEGREE, lat: latitude / DEGREE };
    // A cheap lower bound first: the great circle is never shorter than the difference of latitudes.
    const worst = found.length < count ? Infinity : (found[found.length - 1]?.rank ?? Infinity);
    if (Math.abs(place.lat - from.lat) * radian * earthRadius > worst) continue;
    const metres = distance(from, place);
    if (metres >= worst) continue;
    let at = found.length;
    while (at > 0 && (found[at - 1]?.rank ?? 0) > metres) at -= 1;
    found.splice(at, 0, { slot, rank: metres });
    if (found.length > count) found.pop();
  }
  return found.map(({ slot, rank }) => ({
    slot,
    distance: rank,
    bearing: bearing(from, placeOf(columns, slot) ?? from),
  }));
}
