import type { Attention } from '../../../electron/contract/live.ts';
import { AttentionMap } from '../../../electron/fleet/attention.ts';
import { Directory } from '../../../electron/fleet/directory.ts';
import { PositionStore } from '../../../electron/fleet/positions.ts';
import { Scheduler, type TrackRequest } from '../../../electron/fleet/scheduler.ts';
import { vehicleState } from '../../../electron/fleet/status.ts';
import type { Position } from '../../../electron/contract/position.ts';
import { aDevice, aPosition, imeis } from '../../support/open-api.ts';

export const lookingAt = (change: Partial<Attention> = {}): Attention => ({
  type: 'attention',
  viewports: [],
  followed: [],
  selected: [],
  listed: [],
  ...change,
});

/** A scheduler over `count` devices in a world that answers at once or after some ticks. */
export class ScheduledWorld {
  readonly directory = new Directory();
  readonly positions = new PositionStore();
  readonly attention = new AttentionMap();
  readonly scheduler: Scheduler;
  now = 1_700_000_000_000;
  readonly requests: (TrackRequest & { readonly at: number })[] = [];
  /** By slot: how often it was asked. */
  readonly asked: number[] = [];
  readonly #answer: (slot: number) => Partial<Position>;

  constructor(count: number, longestAge = 300, answer: (slot: number) => Partial<Position> = () => ({})) {
    this.#answer = answer;
    this.directory.beginLoad();
    this.add(imeis(count));
    this.scheduler = new Scheduler(this.directory, this.positions, this.attention, longestAge);
  }

  add(names: readonly string[]): void {
    for (const imei of names) this.directory.put(aDevice(imei), 'demo', 0);
  }

  /** Asks once, if anything is due, and answers at once. */
  ask(): TrackRequest | null {
    const request = this.take();
    if (request !== null) this.answer(request);
    return request;
  }

  /** Asks without an answer yet. */
  take(): TrackRequest | null {
    const request = this.scheduler.next(this.now);
    if (request === null) return null;
    this.requests.push({ ...request, at: this.now });
    for (const slot of request.slots) this.asked[slot] = (this.asked[slot] ?? 0) + 1;
    return request;
  }

  answer(request: TrackRequest): void {
    this.scheduler.settle(request.slots);
    request.slots.forEach((slot, place) => {
      const position = aPosition(request.imeis[place] ?? '', this.#answer(slot));
      this.positions.write(slot, position, vehicleState(position, 0), this.now);
    });
  }

  /** Lets time pass with `rate` requests a second allowed. */
  run(seconds: number, rate: number): void {
    const until = this.now + seconds * 1_000;
    while (this.now < until) {
      this.ask();
      this.now += 1_000 / rate;
    }
  }

  /** Age in seconds of the device asked longest ago among `slots`. */
  oldest(slots: Iterable<number>): number {
    let oldest = 0;
    for (const slot of slots) {
      const at = this.scheduler.askedAt(slot);
      oldest = Math.max(oldest, at === 0 ? Infinity : (this.now - at) / 1_000);
    }
    return oldest;
  }
}

export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, place) => from + place);
