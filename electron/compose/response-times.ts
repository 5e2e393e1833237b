import type { AlarmEntry } from '../contract/alarm-desk.ts';

/** How many lines there are with a time, and the one in their middle (seconds); null where there is none. */
interface Times {
  readonly count: number;
  readonly median: number | null;
}

export interface TypeTimes {
  readonly type: number;
  readonly lines: number;
  readonly acknowledged: Times;
  readonly closed: Times;
}

interface OfType {
  lines: number;
  readonly acknowledged: number[];
  readonly closed: number[];
}

/** Gathers, of lines of the inbox that pass, how long they waited; a few numbers a line. */
export class ResponseTimes {
  readonly #byType = new Map<number, OfType>();

  /** Gives the seconds until a line was acknowledged and closed; null where it was not. */
  add({ type, receivedAt, acknowledgedAt, closedAt }: AlarmEntry): {
    readonly acknowledged: number | null;
    readonly closed: number | null;
  } {
    let times = this.#byType.get(type);
    if (times === undefined) this.#byType.set(type, (times = { lines: 0, acknowledged: [], closed: [] }));
    const acknowledged = secondsFrom(receivedAt, acknowledgedAt);
    const closed = secondsFrom(receivedAt, closedAt);
    times.lines += 1;
    if (acknowledged !== null) times.acknowledged.push(acknowledged);
    if (closed !== null) times.closed.push(closed);
    return { acknowledged, closed };
  }

  /** In the order in which the types came. */
  byType(): TypeTimes[] {
    return [...this.#byType].map(([type, { lines, acknowledged, closed }]) => ({
      type,
      lines,
      acknowledged: timesOf(acknowledged),
      closed: timesOf(closed),
    }));
  }
}

/** @param from Unix milliseconds */
function secondsFrom(from: number, to: number | null): number | null {
  return to === null ? null : Math.max(0, (to - from) / 1_000);
}

function timesOf(seconds: readonly number[]): Times {
  const { length: count } = seconds;
  return { count, median: count === 0 ? null : smallest(seconds, Math.floor((count - 1) / 2)) };
}

/** The value that would stand at `place` were they sorted; sorting a million would hold everything up. */
function smallest(values: readonly number[], place: number): number {
  const rest = Float64Array.from(values);
  let [low, high] = [0, rest.length - 1];
  while (low < high) {
    const middle = rest[(low + high) >> 1] ?? 0;
    let [left, right] = [low, high];
    while (left <= right) {
      while ((rest[left] ?? 0) < middle) left += 1;
      while ((rest[right] ?? 0) > middle) right -= 1;
      if (left > right) break;
      [rest[left], rest[right]] = [rest[right] ?? 0, rest[left] ?? 0];
      left += 1;
      right -= 1;
    }
    if (place <= right) high = right;
    else if (place >= left) low = left;
    else break;
  }
  return rest[place] ?? 0;
}
