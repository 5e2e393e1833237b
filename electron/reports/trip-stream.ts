import {
  deriveTrack,
  rowDistance,
  usualRules,
  type TrackPart,
  type TrackRules,
} from '../contract/track-rules.ts';
import { createTrack, sliceTrack, trackColumnNames, type TrackColumns } from '../contract/track.ts';

/** A trip, stop or gap with the places where it began and ended, in degrees. */
export interface StreamedPart extends Omit<TrackPart, 'first' | 'last'> {
  readonly from: Place;
  readonly to: Place;
  /** Metres by the column of time they were driven in; empty for stops and gaps. */
  readonly shares: readonly MetresShare[];
}

export interface Place {
  readonly longitude: number;
  readonly latitude: number;
}

export interface MetresShare {
  readonly column: number;
  readonly metres: number;
}

const DEGREES = 1e7;

/**
 * Derives trips, stops and gaps of a track that comes in parts, exactly as they come out of the whole of it, and
 * holds no more of it than the last trip and what follows: a year of points never stands in memory at once.
 */
export class TripStream {
  readonly #rules: TrackRules;
  readonly #columnOf: (unix: number) => number;
  #held: TrackColumns = createTrack(0);

  /** @param columnOf the column of time an instant belongs to, below 0 for none */
  constructor(rules: TrackRules = usualRules, columnOf: (unix: number) => number = () => 0) {
    this.#rules = rules;
    this.#columnOf = columnOf;
  }

  /** Takes the next points and gives the parts that nothing after them can change. */
  take(points: TrackColumns): StreamedPart[] {
    this.#held = joined(this.#held, points);
    const { parts } = deriveTrack(this.#held, this.#rules);
    // What stands before a trip is settled: the trip has its length already and can only grow at its end.
    const trip = parts.findLastIndex(({ kind }) => kind === 'trip');
    if (trip <= 0) return [];
    const settled = parts.slice(0, trip).map((part) => this.#streamed(part));
    this.#held = sliceTrack(this.#held, parts[trip]?.first ?? 0, this.#held.time.length);
    return settled;
  }

  /** Gives the rest. */
  end(): StreamedPart[] {
    const { parts } = deriveTrack(this.#held, this.#rules);
    const rest = parts.map((part) => this.#streamed(part));
    this.#held = createTrack(0);
    return rest;
  }

  #streamed(part: TrackPart): StreamedPart {
    const { kind, begin, end, metres, driving, idle, topSpeed, first, last } = part;
    const told = { kind, begin, end, metres, driving, idle, topSpeed };
    return {
      ...told,
      from: this.#place(first),
      to: this.#place(last),
      shares: kind === 'trip' ? this.#shares(part) : [],
    };
  }

  #place(row: number): Place {
    const { longitude, latitude } = this.#held;
    return { longitude: (longitude[row] ?? 0) / DEGREES, latitude: (latitude[row] ?? 0) / DEGREES };
  }

  /** Shares the metres of a trip out to columns, by the way between its points. */
  #shares({ first, last, metres }: TrackPart): MetresShare[] {
    const { time } = this.#held;
    const begin = this.#columnOf(time[first] ?? 0);
    if (begin === this.#columnOf(time[last] ?? 0)) return [{ column: begin, metres }];
    const ways = new Map<number, number>();
    let all = 0;
    for (let row = first; row < last; row += 1) {
      const way = rowDistance(this.#held, row, row + 1);
      const column = this.#columnOf(time[row] ?? 0);
      ways.set(column, (ways.get(column) ?? 0) + way);
      all += way;
    }
    return [...ways].map(([column, way]) => ({ column, metres: all === 0 ? 0 : (metres * way) / all }));
  }
}

function joined(before: TrackColumns, after: TrackColumns): TrackColumns {
  if (before.time.length === 0) return after;
  const all = createTrack(before.time.length + after.time.length);
  for (const name of trackColumnNames) {
    all[name].set(before[name]);
    all[name].set(after[name], before.time.length);
  }
  return all;
}
