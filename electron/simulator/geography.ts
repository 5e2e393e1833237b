import { fraction } from './random.ts';
import { roadTable, townTable } from './towns.ts';

/** Metres of a degree of latitude on a sphere of 6,371 km radius, which is what clients measure with. */
export const METRES_PER_DEGREE = 111_194.926_644_558_74;

const GEOMETRY_SEED = 20_240_229;
/** Distance between the points that a road is made of, in metres. */
const ROAD_STEP = 350;

export interface Place {
  lon: number;
  lat: number;
}

export interface Town extends Readonly<Place> {
  readonly name: string;
  readonly country: string;
  /** Radius of its streets in metres. */
  readonly reach: number;
  /** How its street grid is turned. */
  readonly gridSin: number;
  readonly gridCos: number;
  /** Degrees of longitude and latitude per metre here. */
  readonly lonPerMetre: number;
  readonly latPerMetre: number;
}

/** A road between two towns as a line of points. */
export interface Road {
  readonly from: number;
  readonly to: number;
  /** Metres. */
  readonly length: number;
  /** Metres a second. */
  readonly limit: number;
  readonly lon: Float64Array;
  readonly lat: Float64Array;
  /** Metres from the start to each point. */
  readonly along: Float64Array;
}

/** The towns and roads that all vehicles share. Roads get their geometry when the first vehicle needs it. */
export class Geography {
  readonly towns: readonly Town[];
  /** Per town: the roads that begin or end there, as signed numbers (see {@link roadEnd}). */
  readonly roadsAt: readonly (readonly number[])[];
  private readonly ends: readonly (readonly [from: number, to: number])[];
  private readonly roads: (Road | undefined)[] = [];

  constructor() {
    this.towns = townTable.flatMap(([country, table]) =>
      table.split(';').map((row) => readTown(country, row)),
    );
    this.ends = roadTable.split(' ').map((pair) => {
      const [from = '', to = ''] = pair.split('-');
      return [Number(from), Number(to)] as const;
    });
    const roadsAt = this.towns.map((): number[] => []);
    this.ends.forEach(([from, to], index) => {
      roadsAt[from]?.push(index + 1);
      roadsAt[to]?.push(-(index + 1));
    });
    this.roadsAt = roadsAt;
  }

  town(index: number): Town {
    const town = this.towns[index];
    if (town === undefined) throw new RangeError(`no town ${index}`);
    return town;
  }

  /** Where a signed road leads: 3 is the third road as it is drawn, -3 the same road backwards. */
  roadEnd(signed: number): number {
    const ends = this.ends[Math.abs(signed) - 1];
    if (ends === undefined) throw new RangeError(`no road ${signed}`);
    return signed > 0 ? ends[1] : ends[0];
  }

  road(signed: number): Road {
    const index = Math.abs(signed) - 1;
    const known = this.roads[index];
    if (known !== undefined) return known;
    const ends = this.ends[index];
    if (ends === undefined) throw new RangeError(`no road ${signed}`);
    const made = drawRoad(index, ends, this.town(ends[0]), this.town(ends[1]));
    this.roads[index] = made;
    return made;
  }

  /** Writes the point `metres` along a signed road into `out`. */
  pointOnRoad(signed: number, metres: number, out: Place): void {
    const road = this.road(signed);
    const along = Math.min(road.length, Math.max(0, signed > 0 ? metres : road.length - metres));
    let low = 0;
    let high = road.along.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((road.along[middle] ?? 0) <= along) low = middle;
      else high = middle;
    }
    const start = road.along[low] ?? 0;
    const span = (road.along[high] ?? 0) - start;
    const part = span > 0 ? (along - start) / span : 0;
    const lon = road.lon[low] ?? 0;
    const lat = road.lat[low] ?? 0;
    out.lon = lon + ((road.lon[high] ?? lon) - lon) * part;
    out.lat = lat + ((road.lat[high] ?? lat) - lat) * part;
  }
}

/** Writes the point `x`, `y` metres along a town's turned street grid into `out`. */
export function pointInTown(town: Town, x: number, y: number, out: Place): void {
  out.lon = town.lon + (x * town.gridCos - y * town.gridSin) * town.lonPerMetre;
  out.lat = town.lat + (x * town.gridSin + y * town.gridCos) * town.latPerMetre;
}

/** Metres between two places that are not far apart. */
export function metresBetween(a: Readonly<Place>, b: Readonly<Place>): number {
  const scale = Math.cos((((a.lat + b.lat) / 2) * Math.PI) / 180);
  return Math.hypot((a.lon - b.lon) * scale, a.lat - b.lat) * METRES_PER_DEGREE;
}

/** Course from `a` to `b` in degrees, north 0, clockwise, below 360. */
export function courseBetween(a: Readonly<Place>, b: Readonly<Place>): number {
  const scale = Math.cos((((a.lat + b.lat) / 2) * Math.PI) / 180);
  const degrees = (Math.atan2((b.lon - a.lon) * scale, b.lat - a.lat) * 180) / Math.PI;
  return degrees < 0 ? degrees + 360 : degrees;
}

function readTown(country: string, row: string): Town {
  const [name = '', lonText = '', latText = '', reachText = ''] = row.split(',');
  const lon = Number(lonText);
  const lat = Number(latText);
  const turn = fraction(GEOMETRY_SEED, Math.round(lon * 1e4), Math.round(lat * 1e4)) * Math.PI;
  return {
    name,
    country,
    lon,
    lat,
    reach: Number(reachText) * 100,
    gridSin: Math.sin(turn),
    gridCos: Math.cos(turn),
    lonPerMetre: 1 / (METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180)),
    latPerMetre: 1 / METRES_PER_DEGREE,
  };
}

/** Waves across the straight line between the towns: how often along the road, and how far out (of its length). */
const waves = [
  [1, 0.022],
  [2.3, 0.01],
  [5.1, 0.004],
  [11.3, 0.0012],
] as const;

function drawRoad(index: number, ends: readonly [number, number], from: Town, to: Town): Road {
  const scale = Math.cos((((from.lat + to.lat) / 2) * Math.PI) / 180);
  const east = (to.lon - from.lon) * scale;
  const north = to.lat - from.lat;
  const steps = Math.max(8, Math.ceil((Math.hypot(east, north) * METRES_PER_DEGREE) / ROAD_STEP));
  const lon = new Float64Array(steps + 1);
  const lat = new Float64Array(steps + 1);
  const along = new Float64Array(steps + 1);
  const phases = waves.map((_, wave) => fraction(GEOMETRY_SEED, index, wave) * 2 * Math.PI);
  let length = 0;
  for (let k = 0; k <= steps; k += 1) {
    const u = k / steps;
    let side = 0;
    waves.forEach(([often, far], wave) => {
      side += far * Math.sin(2 * Math.PI * often * u + (phases[wave] ?? 0));
    });
    side *= Math.sin(Math.PI * u);
    lon[k] = from.lon + (east * u - north * side) / scale;
    lat[k] = from.lat + north * u + east * side;
    if (k > 0) {
      length += metresBetween(
        { lon: lon[k - 1] ?? 0, lat: lat[k - 1] ?? 0 },
        { lon: lon[k] ?? 0, lat: lat[k] ?? 0 },
      );
    }
    along[k] = length;
  }
  const wide = Math.min(from.reach, to.reach) > 2_000;
  const limit = wide
    ? 27 + fraction(GEOMETRY_SEED, index, 77) * 7
    : 19 + fraction(GEOMETRY_SEED, index, 77) * 6;
  return { from: ends[0], to: ends[1], length, limit, lon, lat, along };
}
