import { courseBetween, pointInTown } from './geography.ts';
import type { Geography, Place } from './geography.ts';

/** A stop: metres from the centre of a town along its street grid. */
export interface Spot {
  readonly town: number;
  readonly x: number;
  readonly y: number;
}

/** From one stop to another over roads; no road means within one town. */
export interface Leg {
  readonly from: Spot;
  readonly to: Spot;
  /** Signed road numbers (see `Geography.roadEnd`). */
  readonly roads: readonly number[];
}

/** What moves a vehicle: metres a second. */
export interface Pace {
  /** The fastest it goes anywhere. */
  readonly top: number;
  /** Usual speed in streets. */
  readonly streets: number;
}

/** Metres a second squared: gently, as with a load. */
const ACCELERATION = 1;
/** Speed at which town borders and junctions are passed, metres a second. */
const THROUGH_TOWN = 12.5;
/** Corners are rounded over this many metres to either side. */
const CORNER = 14;
/** Speed swings around its mean by this part, over about this many seconds. */
const SWING = 0.07;
const SWING_SECONDS = 95;

interface Piece {
  /** Signed road; 0: streets. */
  readonly road: number;
  readonly length: number;
  readonly entry: number;
  readonly cruise: number;
  readonly exit: number;
  readonly duration: number;
}

/**
 * One leg as a line and a timetable: where a vehicle is after so many seconds, how fast, and which way it
 * points. The distance it tells is the length of the line driven so far.
 */
export class Route {
  /** Metres. */
  readonly length: number;
  /** Seconds. */
  readonly duration: number;
  private readonly pieces: readonly Piece[];
  private readonly geography: Geography;
  private readonly leg: Leg;
  private readonly before: Place = { lon: 0, lat: 0 };
  private readonly after: Place = { lon: 0, lat: 0 };

  constructor(geography: Geography, leg: Leg, pace: Pace) {
    this.geography = geography;
    this.leg = leg;
    this.pieces = cut(geography, leg, pace);
    let length = 0;
    let duration = 0;
    for (const piece of this.pieces) {
      length += piece.length;
      duration += piece.duration;
    }
    this.length = length;
    this.duration = duration;
  }

  /** Metres driven and metres a second after `seconds`. */
  progress(seconds: number): { distance: number; speed: number } {
    let left = Math.max(0, seconds);
    let done = 0;
    for (const piece of this.pieces) {
      if (left < piece.duration) {
        const { distance, speed } = within(piece, left);
        return { distance: done + distance, speed };
      }
      left -= piece.duration;
      done += piece.length;
    }
    return { distance: this.length, speed: 0 };
  }

  /** Writes the place after `metres` into `out` and tells the course there. */
  place(metres: number, out: Place): number {
    const reach = Math.max(1, Math.min(CORNER, metres, this.length - metres));
    this.point(Math.max(0, metres - reach), this.before);
    this.point(Math.min(this.length, metres + reach), this.after);
    if (metres <= 0 || metres >= this.length) this.point(metres, out);
    else {
      out.lon = (this.before.lon + this.after.lon) / 2;
      out.lat = (this.before.lat + this.after.lat) / 2;
    }
    return courseBetween(this.before, this.after);
  }

  private point(metres: number, out: Place): void {
    const { from, to, roads } = this.leg;
    if (roads.length === 0) {
      const across = Math.abs(to.x - from.x);
      const town = this.geography.town(from.town);
      if (metres < across) pointInTown(town, from.x + Math.sign(to.x - from.x) * metres, from.y, out);
      else pointInTown(town, to.x, from.y + Math.sign(to.y - from.y) * (metres - across), out);
      return;
    }
    let left = metres;
    for (const [index, piece] of this.pieces.entries()) {
      const last = index === this.pieces.length - 1;
      if (left < piece.length || last) {
        if (piece.road !== 0) this.geography.pointOnRoad(piece.road, left, out);
        else if (last) this.streets(to, piece.length - left, out);
        else this.streets(from, left, out);
        return;
      }
      left -= piece.length;
    }
  }

  /** The point `metres` on the way from a spot to the centre of its town: along x first, then along y. */
  private streets(spot: Spot, metres: number, out: Place): void {
    const town = this.geography.town(spot.town);
    const across = Math.abs(spot.x);
    if (metres < across) pointInTown(town, spot.x - Math.sign(spot.x) * metres, spot.y, out);
    else {
      const down = Math.min(Math.abs(spot.y), metres - across);
      pointInTown(town, 0, spot.y - Math.sign(spot.y) * down, out);
    }
  }
}

function cut(geography: Geography, leg: Leg, pace: Pace): Piece[] {
  if (leg.roads.length === 0) {
    const length = Math.abs(leg.to.x - leg.from.x) + Math.abs(leg.to.y - leg.from.y);
    return [piece(0, length, 0, pace.streets, 0)];
  }
  const out = Math.abs(leg.from.x) + Math.abs(leg.from.y);
  const into = Math.abs(leg.to.x) + Math.abs(leg.to.y);
  const streets = Math.max(pace.streets, THROUGH_TOWN);
  return [
    piece(0, out, 0, streets, THROUGH_TOWN),
    ...leg.roads.map((signed) => {
      const { length, limit } = geography.road(signed);
      return piece(
        signed,
        length,
        THROUGH_TOWN,
        Math.max(THROUGH_TOWN, Math.min(limit, pace.top)),
        THROUGH_TOWN,
      );
    }),
    piece(0, into, THROUGH_TOWN, streets, 0),
  ];
}

/** Speeds up from `entry` to `wanted` (as far as the length allows), keeps it, and ends with `exit`. */
function piece(road: number, length: number, entry: number, wanted: number, exit: number): Piece {
  const reachable = Math.sqrt(ACCELERATION * length + (entry * entry + exit * exit) / 2);
  const cruise = Math.max(entry, exit, Math.min(wanted, reachable));
  const ramps = (2 * cruise - entry - exit) / ACCELERATION;
  const flat = Math.max(0, length - rampLength(entry, cruise) - rampLength(exit, cruise));
  return { road, length, entry, cruise, exit, duration: ramps + (cruise > 0 ? flat / cruise : 0) };
}

function rampLength(low: number, high: number): number {
  return (high * high - low * low) / (2 * ACCELERATION);
}

function within(piece: Piece, seconds: number): { distance: number; speed: number } {
  const up = (piece.cruise - piece.entry) / ACCELERATION;
  if (seconds < up) {
    return {
      distance: piece.entry * seconds + (ACCELERATION * seconds * seconds) / 2,
      speed: piece.entry + ACCELERATION * seconds,
    };
  }
  const left = piece.duration - seconds;
  const down = (piece.cruise - piece.exit) / ACCELERATION;
  if (left < down) {
    return {
      distance: piece.length - piece.exit * left - (ACCELERATION * left * left) / 2,
      speed: piece.exit + ACCELERATION * left,
    };
  }
  const flat = piece.duration - up - down;
  const since = seconds - up;
  const swings = Math.round(flat / SWING_SECONDS);
  const base = rampLength(piece.entry, piece.cruise) + piece.cruise * since;
  if (swings === 0) return { distance: base, speed: piece.cruise };
  const omega = (2 * Math.PI * swings) / flat;
  const swing = SWING * piece.cruise;
  return {
    distance: base + (swing / omega) * (1 - Math.cos(omega * since)),
    speed: piece.cruise + swing * Math.sin(omega * since),
  };
}
