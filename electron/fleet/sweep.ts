import type { Failure, FailureCode } from '../contract/errors.ts';
import type { Position } from '../contract/position.ts';
import type { PaceStatus } from '../contract/session.ts';
import type { ByImei, OpenApi } from '../openapi/api.ts';
import type { Timing } from '../openapi/timing.ts';
import type { Directory } from './directory.ts';
import type { PositionStore } from './positions.ts';
import type { ProviderClock } from './provider-clock.ts';
import type { Scheduler, TrackRequest } from './scheduler.ts';
import { vehicleState } from './status.ts';

export interface SweepDependencies {
  readonly api: Pick<OpenApi, 'track'>;
  readonly directory: Pick<Directory, 'has'>;
  readonly scheduler: Scheduler;
  readonly positions: PositionStore;
  readonly clock: ProviderClock;
  readonly timing: Timing;
  /** What the pacer does now. */
  readonly pace: () => PaceStatus;
}

/** Milliseconds until it looks again whether something is due, or more may be under way. */
const IDLE = 200;
/** Milliseconds of rest after a request that failed as a whole: the first, and the longest after more of them. */
const FIRST_REST = 1_000;
const LONGEST_REST = 30_000;
/** Requests under way: as many as leave in this part of a second, within these bounds, and more where answers are slow. */
const AHEAD = 0.25;
const FEWEST = 2;
const MOST = 64;
/** How many more may be under way each time that all are and none waits. */
const RISE = 2;
/** Requests waiting in the pacer from which there is no use in adding more. */
const ENOUGH_WAITING = 4;

/** Failures of a single IMEI that only a person can end. */
const refusals: readonly FailureCode[] = ['provider.10007', 'provider.10013', 'provider.20005'];

/** Whether a device of a request that was answered in part was not reached: it is as if it had not been asked. */
function neverCameToIt({ code }: Failure): boolean {
  return code === 'provider.10009' || /^(network|session|answer)\./.test(code);
}

/** Asks for positions without end: as much as the pacer's allowance takes, and no more than is due. */
export class Sweep {
  readonly #needs: SweepDependencies;
  #ending: AbortController | null = null;
  #paused = false;
  #underWay = 0;
  #more = 0;
  #failuresInARow = 0;
  /** Of `Timing.elapsed`. */
  #failedAt = -Infinity;
  /** Of `Timing.elapsed`. */
  #restUntil = -Infinity;
  #failure: Failure | null = null;
  #cancelTimer: (() => void) | null = null;

  constructor(needs: SweepDependencies) {
    this.#needs = needs;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** Requests handed to the client and not answered yet. */
  get underWay(): number {
    return this.#underWay;
  }

  /** Why the last request failed as a whole; null when it did not. */
  get failure(): Failure | null {
    return this.#failure;
  }

  start(): void {
    if (this.#ending !== null) return;
    this.#ending = new AbortController();
    this.#pump();
  }

  /** Ends it; what is under way is aborted and its answers are ignored. */
  stop(): void {
    this.#ending?.abort();
    this.#ending = null;
    this.#stopTimer();
  }

  /** Sends nothing further until `resume`; what is under way is taken in. */
  pause(): void {
    this.#paused = true;
    this.#stopTimer();
  }

  resume(): void {
    this.#paused = false;
    this.#pump();
  }

  /** Something changed (a window looks elsewhere, devices came): look at once. */
  poke(): void {
    this.#pump();
  }

  #pump(): void {
    if (this.#ending === null || this.#paused) return;
    this.#stopTimer();
    const { timing } = this.#needs;
    const now = timing.now();
    const rest = this.#restUntil - timing.elapsed();
    if (rest > 0) {
      this.#pumpAfter(rest);
      return;
    }
    const room = this.#room();
    while (this.#underWay < room) {
      const request = this.#needs.scheduler.next(now);
      if (request === null) {
        this.#pumpAfter(IDLE);
        return;
      }
      this.#underWay += 1;
      void this.#ask(request, this.#ending);
    }
    // Nothing may come back for a long time where answers are slow.
    this.#pumpAfter(IDLE);
  }

  /**
   * How many requests may be under way. The pacer hides when each one leaves, so: enough for a quarter of a second;
   * more when none waits there although all are under way (answers are slow); after a failure one, to try.
   */
  #room(): number {
    if (this.#failuresInARow > 0) return 1;
    const { allowedRate, waiting, pausedUntil } = this.#needs.pace();
    const ahead = Math.min(MOST, Math.max(FEWEST, Math.ceil(allowedRate * AHEAD) + 1));
    const full = this.#underWay + 1 >= ahead + this.#more;
    if (pausedUntil !== null || waiting > ENOUGH_WAITING || !full) this.#more = Math.max(0, this.#more - 1);
    else if (waiting === 0) this.#more = Math.min(MOST - ahead, this.#more + RISE);
    return ahead + this.#more;
  }

  async #ask(request: TrackRequest, ending: AbortController): Promise<void> {
    const { api, scheduler, timing } = this.#needs;
    const began = timing.elapsed();
    const answer = await api.track(request.imeis, { lane: request.lane, signal: ending.signal });
    this.#underWay -= 1;
    if (ending.signal.aborted) {
      scheduler.giveBack(request);
      return;
    }
    if (answer.ok) {
      this.#failuresInARow = 0;
      this.#failure = null;
      this.#take(request, answer.value);
    } else {
      this.#failure = answer.failure;
      this.#failed(began);
      scheduler.giveBack(request);
    }
    this.#pump();
  }

  /** A request failed as a whole; those that were under way with one that failed say nothing new. */
  #failed(began: number): void {
    const now = this.#needs.timing.elapsed();
    if (began <= this.#failedAt && this.#failuresInARow > 0) return;
    this.#failedAt = now;
    const rest = Math.min(LONGEST_REST, FIRST_REST * 2 ** this.#failuresInARow);
    this.#restUntil = Math.max(this.#restUntil, now + rest);
    this.#failuresInARow += 1;
  }

  #take(request: TrackRequest, { found, missing }: ByImei<Position>): void {
    const { directory, positions, scheduler, clock, timing } = this.#needs;
    const now = timing.now();
    scheduler.settle(request.slots);
    request.slots.forEach((slot, place) => {
      if (!directory.has(slot)) return;
      const imei = request.imeis[place] ?? '';
      const position = found.get(imei);
      if (position === undefined) {
        const why = missing.get(imei);
        if (why !== undefined && neverCameToIt(why)) scheduler.giveBackOne(request, place);
        else this.#takeMissing(slot, why, now);
        return;
      }
      if (position.serverTime !== null) clock.learn(position.serverTime, now);
      scheduler.setRefused(slot, false);
      positions.write(slot, position, vehicleState(position, clock.seconds(now)), now);
    });
  }

  #takeMissing(slot: number, failure: Failure | undefined, now: number): void {
    const { positions, scheduler } = this.#needs;
    if (failure === undefined) return;
    if (failure.code === 'provider.20046') positions.writeState(slot, 'expired', now);
    else if (failure.code === 'provider.20089') positions.writeState(slot, 'blocked', now);
    else if (refusals.includes(failure.code)) scheduler.setRefused(slot, true);
  }

  #pumpAfter(milliseconds: number): void {
    this.#cancelTimer = this.#needs.timing.after(milliseconds, () => {
      this.#cancelTimer = null;
      this.#pump();
    });
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }
}
