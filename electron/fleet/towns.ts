import type { NearestTown } from '../contract/town.ts';

interface Town {
  readonly name: string;
  readonly country: string;
  readonly longitude: number;
  readonly latitude: number;
}

/** What the table keeps a degree in. */
const PARTS = 1_000;
/** Milliseconds of reading after which others have their turn. */
const TURN = 8;
const EARTH_RADIUS = 6_371_008.8;
const RADIAN = Math.PI / 180;
/** Metres beyond which a town says nothing of a place: the open sea, the desert. */
const FARTHEST = 300_000;
/** Least metres of a degree of latitude, so that a search never ends too soon. */
const METRES_A_DEGREE = 110_000;

/** The world's towns by degree, for finding the nearest one without asking anybody. */
export class Towns {
  /** By the degree of latitude and longitude that a town lies in. */
  readonly #cells = new Map<number, Town[]>();

  /**
   * Reads a table as `scripts/make-places.mjs` writes it, in turns, so that nobody waits for all of it.
   */
  static async read(table: string): Promise<Towns> {
    const towns = new Towns();
    let began = performance.now();
    for (const line of table.split('\n')) {
      const country = line.slice(0, 2);
      let [east, north] = [0, 0];
      for (const word of line.slice(3).split(';')) {
        const [name = '', step = '', rise = ''] = word.split(',');
        east += parseInt(step, 36);
        north += parseInt(rise, 36);
        towns.#add({ name, country, longitude: east / PARTS, latitude: north / PARTS });
        if (performance.now() - began < TURN) continue;
        await new Promise((resolve) => setImmediate(resolve));
        began = performance.now();
      }
    }
    return towns;
  }

  #add(town: Town): void {
    const key = cellOf(Math.floor(town.latitude), Math.floor(town.longitude));
    const cell = this.#cells.get(key);
    if (cell === undefined) this.#cells.set(key, [town]);
    else cell.push(town);
  }

  /** The nearest town; null where there is none within 300 km. Degrees. */
  nearest(latitude: number, longitude: number): NearestTown | null {
    const [row, column] = [Math.floor(latitude), Math.floor(longitude)];
    const narrow = METRES_A_DEGREE * Math.max(0.1, Math.cos(latitude * RADIAN));
    let found: Town | null = null;
    let metres = FARTHEST;
    for (let ring = 0; ring <= 180; ring += 1) {
      // Whatever lies in this ring of cells is at least so far away.
      if (ring > 0 && (ring - 1) * Math.min(narrow, METRES_A_DEGREE) > metres) break;
      for (let up = -ring; up <= ring; up += 1) {
        const step = Math.abs(up) === ring ? 1 : Math.max(1, 2 * ring);
        for (let along = -ring; along <= ring; along += step) {
          for (const town of this.#cells.get(cellOf(row + up, column + along)) ?? []) {
            const away = metresBetween(town, latitude, longitude);
            if (away < metres) [found, metres] = [town, away];
          }
        }
      }
    }
    if (found === null) return null;
    const { name, country } = found;
    return { name, country, metres: Math.round(metres), bearing: bearingFrom(found, latitude, longitude) };
  }
}

function cellOf(row: number, column: number): number {
  return row * 360 + ((((column + 180) % 360) + 360) % 360);
}

function metresBetween(town: Town, latitude: number, longitude: number): number {
  const halfLat = Math.sin(((latitude - town.latitude) * RADIAN) / 2);
  const halfLng = Math.sin(((longitude - town.longitude) * RADIAN) / 2);
  const chord = halfLat ** 2 + Math.cos(town.latitude * RADIAN) * Math.cos(latitude * RADIAN) * halfLng ** 2;
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(chord)));
}

function bearingFrom(town: Town, latitude: number, longitude: number): number {
  const [from, to] = [town.latitude * RADIAN, latitude * RADIAN];
  const turn = (longitude - town.longitude) * RADIAN;
  const east = Math.sin(turn) * Math.cos(to);
  const north = Math.cos(from) * Math.sin(to) - Math.sin(from) * Math.cos(to) * Math.cos(turn);
  return Math.round((Math.atan2(east, north) / RADIAN + 360) % 360);
}
