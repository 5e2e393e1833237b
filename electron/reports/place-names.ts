import { compassPoint, IN_TOWN, type NearestTown } from '../contract/town.ts';
import type { Place } from './trip-stream.ts';
import { turn } from './turn.ts';

/** Finds the nearest town of a place (degrees) without asking anybody; null where there is none near. */
export type FindTown = (latitude: number, longitude: number) => Promise<NearestTown | null>;

/** Places are told apart by thousandths of a degree, about a hundred metres. */
const PARTS = 1_000;
/** Names remembered; vehicles come to the same places again and again. */
const MOST_KEPT = 20_000;
/** Milliseconds of searching after which the others have their turn. */
const TURN = 8;

/** What places are called in a report: by the nearest town. */
export class PlaceNames {
  readonly #find: FindTown;
  readonly #known = new Map<number, string>();
  #began = 0;

  constructor(find: FindTown) {
    this.#find = find;
  }

  /** `Lyon, FR`, or `3.2 km NE of Lyon, FR`; '' where no town is near. */
  async of({ longitude, latitude }: Place): Promise<string> {
    const [east, north] = [Math.round(longitude * PARTS), Math.round(latitude * PARTS)];
    const key = north * 1_000_000 + east;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (performance.now() - this.#began > TURN) {
      await turn();
      this.#began = performance.now();
    }
    const name = townText(await this.#find(north / PARTS, east / PARTS));
    if (this.#known.size >= MOST_KEPT) this.#known.clear();
    this.#known.set(key, name);
    return name;
  }
}

function townText(town: NearestTown | null): string {
  if (town === null) return '';
  const named = `${town.name}, ${town.country}`;
  if (town.metres <= IN_TOWN) return named;
  const far =
    town.metres < 10_000 ? (town.metres / 1_000).toFixed(1) : String(Math.round(town.metres / 1_000));
  return `${far} km ${compassPoint(town.bearing).toUpperCase()} of ${named}`;
}
