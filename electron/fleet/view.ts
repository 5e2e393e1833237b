import { DEGREE, type Bounds, type PositionColumns } from '../contract/live.ts';

/** West, south, east, north in 1e-7 degrees, west never beyond east. */
type Box = readonly [number, number, number, number];

const HALF_TURN = 180;
const TURN = 360;

/** Bounds as boxes of a map that ends at 180 degrees: split where they cross it, the whole width where they wrap. */
function boxesOf([west, south, east, north]: Bounds): Box[] {
  if (!(south <= north)) return [];
  const box = (from: number, to: number): Box => [
    Math.floor(from * DEGREE),
    Math.floor(south * DEGREE),
    Math.ceil(to * DEGREE),
    Math.ceil(north * DEGREE),
  ];
  const width = west <= east ? east - west : east - west + TURN;
  if (width >= TURN) return [box(-HALF_TURN, HALF_TURN)];
  if (!(width >= 0)) return [];
  const from = ((((west + HALF_TURN) % TURN) + TURN) % TURN) - HALF_TURN;
  const to = from + width;
  if (to <= HALF_TURN) return [box(from, to)];
  return [box(from, HALF_TURN), box(-HALF_TURN, to - TURN)];
}

function within(inner: Box, outer: Box): boolean {
  return inner[0] >= outer[0] && inner[1] >= outer[1] && inner[2] <= outer[2] && inner[3] <= outer[3];
}

/** What viewports show together. A device without a place is in none. */
export class View {
  readonly #boxes: Int32Array;

  constructor(viewports: readonly Bounds[]) {
    const all = viewports.flatMap(boxesOf);
    const needed = all.filter(
      (box, place) =>
        !all.some(
          (other, otherPlace) =>
            otherPlace !== place && within(box, other) && (!within(other, box) || otherPlace < place),
        ),
    );
    this.#boxes = Int32Array.from(needed.flat());
  }

  get empty(): boolean {
    return this.#boxes.length === 0;
  }

  shows(columns: PositionColumns, slot: number): boolean {
    const longitude = columns.longitude[slot] ?? 0;
    const latitude = columns.latitude[slot] ?? 0;
    const boxes = this.#boxes;
    for (let at = 0; at < boxes.length; at += 4) {
      if (
        longitude >= (boxes[at] ?? 0) &&
        latitude >= (boxes[at + 1] ?? 0) &&
        longitude <= (boxes[at + 2] ?? 0) &&
        latitude <= (boxes[at + 3] ?? 0)
      ) {
        return true;
      }
    }
    return false;
  }
}
