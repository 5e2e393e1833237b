import { lanes, type Lane } from './api.ts';

/** A request that waits for its turn. Times are milliseconds of `Timing.elapsed`. */
export interface Waiting {
  readonly lane: Lane;
  readonly since: number;
  /** Whether it has waited because of the rate, and not only for others to come back. */
  limited: boolean;
  readonly grant: () => void;
}

/** After this many milliseconds of waiting a request counts one lane more urgent than it is. */
const AGEING_STEP = 5_000;
/** An operator's actions in a row before the others, if they wait, get one turn. */
const ACTIONS_IN_A_ROW = 10;

/**
 * Requests by purpose. An operator's action goes before everything; a long row of actions (a job) lets one other
 * through in eleven. The other lanes are strict too, but waiting makes a request more urgent, so none starves.
 */
export class Lanes {
  readonly #queues: ReadonlyMap<Lane, Waiting[]> = new Map(lanes.map((lane) => [lane, []]));
  #actionsInARow = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds a request; one that comes back (`since` of its first try) takes its old place. */
  add(entry: Waiting): void {
    const queue = this.#queue(entry.lane);
    const place = queue.findLastIndex((other) => other.since <= entry.since) + 1;
    queue.splice(place, 0, entry);
    this.#size += 1;
  }

  /** Takes a request out that no longer wants its turn. */
  remove(entry: Waiting): void {
    const queue = this.#queue(entry.lane);
    const place = queue.indexOf(entry);
    if (place < 0) return;
    queue.splice(place, 1);
    this.#size -= 1;
  }

  /** Whose turn it is at `now`; `onlyActions` when only the places kept for operators are free. */
  next(now: number, onlyActions: boolean): Waiting | null {
    const action = this.#queue('action')[0] ?? null;
    if (onlyActions) return action;
    const other = this.#mostUrgentOther(now);
    if (action === null) return other;
    return other !== null && this.#actionsInARow >= ACTIONS_IN_A_ROW ? other : action;
  }

  /** Notes that the turn was given. */
  given(entry: Waiting): void {
    this.remove(entry);
    this.#actionsInARow = entry.lane === 'action' ? this.#actionsInARow + 1 : 0;
  }

  /** Everything that waits, for closing. */
  clear(): readonly Waiting[] {
    const all = [...this.#queues.values()].flat();
    for (const queue of this.#queues.values()) queue.length = 0;
    this.#size = 0;
    return all;
  }

  #mostUrgentOther(now: number): Waiting | null {
    let best: Waiting | null = null;
    let bestRank = Infinity;
    lanes.forEach((lane, place) => {
      const head = lane === 'action' ? undefined : this.#queue(lane)[0];
      if (head === undefined) return;
      const rank = place - Math.floor((now - head.since) / AGEING_STEP);
      if (rank < bestRank || (rank === bestRank && best !== null && head.since < best.since)) {
        best = head;
        bestRank = rank;
      }
    });
    return best;
  }

  #queue(lane: Lane): Waiting[] {
    return this.#queues.get(lane) ?? [];
  }
}
