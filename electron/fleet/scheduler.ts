import { IMEIS_PER_REQUEST } from '../contract/device.ts';
import type { Pass } from '../contract/sweep.ts';
import type { AttentionMap } from './attention.ts';
import type { Directory } from './directory.ts';
import { Pool } from './pool.ts';
import type { PositionStore } from './positions.ts';
import { DUE, NEVER_ASKED, PRESSING, Urgency, type Subject } from './urgency.ts';

/** One question to the provider: at most 100 devices. */
export interface TrackRequest {
  /** `watched` when it is made for what windows show. */
  readonly lane: 'watched' | 'sweep';
  readonly slots: readonly number[];
  readonly imeis: readonly string[];
  /** When each was asked before, to put back when the whole request fails. */
  readonly before: readonly number[];
  /** Milliseconds by which the clock had been set back in all when it was made. */
  readonly setBack: number;
}

/** Milliseconds between scans of all devices, at most and at least. */
const SCAN_EVERY = 250;
const SCAN_NOT_BEFORE = 50;
const LEVELS_EVERY = 1_000;
/** Milliseconds to wait for more devices to become due before a request leaves that is not full. */
const LINGER = { watched: 250, sweep: 1_000, new: 300 } as const;
const POOL_SIZE = 4_000;
/** Requests in a row for what is looked at closest, while others come close to the longest age, before they get one. */
const CLOSEST_IN_A_ROW = 3;
/** Part of the longest age from which visible devices get fewer turns still. */
const CRITICAL_SHARE = 0.92;

/**
 * Chooses whom to ask next: devices that windows show first, the rest by staleness times weight, and before these
 * whoever comes close to the longest age. Knows no network and no timer.
 */
export class Scheduler {
  readonly #directory: Directory;
  readonly #positions: PositionStore;
  readonly #attention: AttentionMap;
  #urgency: Urgency;
  /** By slot: Unix milliseconds of the last question, 0 = never; marks as bits. */
  #askedAt = new Float64Array(1_024);
  #marks = new Uint8Array(1_024);
  #keys = new Uint8Array(1_024);
  readonly #watched = new Pool(POOL_SIZE);
  readonly #sweep = new Pool(POOL_SIZE);
  #lookedAt = -Infinity;
  #setBack = 0;
  #scannedAt = -Infinity;
  #levelsAt = -Infinity;
  #seenAttention = -1;
  #cursor = 0;
  /** Requests of the sweep since the last one for what windows show, which begins. */
  #sweepsInARow = Infinity;
  #watchedInARow = 0;
  #lastRequestAt = -Infinity;
  /** Age in seconds of the oldest device that is not asleep, as of the last scan; Infinity when one was never asked. */
  #oldest = 0;
  #pass: Pass | null = null;
  #lastPass: Pass | null = null;
  readonly #subject = { level: 0, state: 0, alarmed: false, refused: false };

  constructor(directory: Directory, positions: PositionStore, attention: AttentionMap, longestAge: number) {
    this.#directory = directory;
    this.#positions = positions;
    this.#attention = attention;
    this.#urgency = new Urgency(longestAge);
  }

  get urgency(): Urgency {
    return this.#urgency;
  }

  /** The last pass that ended, and the one that runs. */
  get passes(): { readonly last: Pass | null; readonly running: Pass | null } {
    return { last: this.#lastPass, running: this.#pass };
  }

  setLongestAge(seconds: number): void {
    this.#urgency = new Urgency(seconds);
    this.#scannedAt = -Infinity;
  }

  /** Devices with an open alarm; these are asked more often. */
  setAlarmed(slots: Iterable<number>): void {
    for (let slot = 0; slot < this.#marks.length; slot += 1) this.#unmark(slot, ALARMED);
    for (const slot of slots) if (slot < this.#directory.size) this.#mark(slot, ALARMED);
  }

  /** Unix milliseconds of the last question about a slot; 0 = never. */
  askedAt(slot: number): number {
    return this.#askedAt[slot] ?? 0;
  }

  inFlight(slot: number): boolean {
    return this.#has(slot, IN_FLIGHT);
  }

  alarmed(slot: number): boolean {
    return this.#has(slot, ALARMED);
  }

  refused(slot: number): boolean {
    return this.#has(slot, REFUSED);
  }

  /**
   * The next request, or null when nothing is due. Its devices count as asked until `settle` or `giveBack`.
   *
   * @param now Unix milliseconds
   */
  next(now: number): TrackRequest | null {
    if (now < this.#lookedAt) this.#clockWentBack(this.#lookedAt - now);
    this.#lookedAt = now;
    this.#scanWhenNeeded(now);
    const watchedDue = this.#watched.nextKey >= DUE;
    const sweepDue = this.#sweep.nextKey >= DUE;
    if (!watchedDue && !sweepDue) return null;
    const first = watchedDue && !(sweepDue && this.#sweepGoesFirst()) ? this.#watched : this.#sweep;
    const lane = first === this.#watched ? 'watched' : 'sweep';
    if (this.#mayWait(first.nextKey, now, lane)) return null;
    const slots = this.#fill(first);
    if (slots.length === 0) return null;
    this.#sweepsInARow = lane === 'watched' ? 0 : this.#sweepsInARow + 1;
    this.#watchedInARow = lane === 'watched' ? this.#watchedInARow + 1 : 0;
    this.#lastRequestAt = now;
    return this.#request(lane, slots, now);
  }

  /** The provider answered for these slots, one way or another. */
  settle(slots: readonly number[]): void {
    for (const slot of slots) this.#unmark(slot, IN_FLIGHT);
  }

  /** The whole request failed: it is as if these had not been asked. */
  giveBack(request: TrackRequest): void {
    request.slots.forEach((_slot, place) => {
      this.giveBackOne(request, place);
    });
    this.#scannedAt = -Infinity;
  }

  /** The same for the device at one place of a request of which a part failed. */
  giveBackOne({ slots, before, setBack }: TrackRequest, place: number): void {
    const slot = slots[place];
    const asked = before[place] ?? 0;
    if (slot === undefined) return;
    this.#unmark(slot, IN_FLIGHT);
    this.#askedAt[slot] = asked === 0 ? 0 : asked - (this.#setBack - setBack);
  }

  /** Devices that are gone: when they come back, they are like new ones. */
  forget(slots: Iterable<number>): void {
    for (const slot of slots) {
      if (slot < this.#askedAt.length) this.#askedAt[slot] = 0;
      this.#unmark(slot, ALARMED | REFUSED);
    }
  }

  /** Whether the provider refuses to answer for a device at all. */
  setRefused(slot: number, refused: boolean): void {
    if (refused) this.#mark(slot, REFUSED);
    else this.#unmark(slot, REFUSED);
  }

  /**
   * Devices that come close to the longest age go before what is merely visible, but never all of them in one row:
   * a fleet that was asked together comes close together, and a wall would stand still until it is through.
   */
  #sweepGoesFirst(): boolean {
    if (this.#sweep.nextKey < PRESSING) return false;
    if (this.#watched.nextKey >= PRESSING && this.#watched.nextKey < NEVER_ASKED) {
      return this.#watchedInARow >= CLOSEST_IN_A_ROW;
    }
    return this.#sweepsInARow < sweepsInARow(this.#oldest / this.#urgency.longestAge);
  }

  #mayWait(key: number, now: number, lane: TrackRequest['lane']): boolean {
    if (key >= PRESSING && key !== NEVER_ASKED) return false;
    if (now - this.#lastRequestAt >= LINGER[key === NEVER_ASKED ? 'new' : lane]) return false;
    return this.#watched.left + this.#sweep.left < IMEIS_PER_REQUEST;
  }

  #fill(first: Pool): number[] {
    const slots: number[] = [];
    for (const pool of [first, first === this.#watched ? this.#sweep : this.#watched]) {
      while (slots.length < IMEIS_PER_REQUEST) {
        const slot = pool.take();
        if (slot === null) break;
        if (this.#directory.has(slot)) slots.push(slot);
        if (pool === this.#sweep) this.#cursor = slot + 1;
      }
    }
    return slots;
  }

  #request(lane: 'watched' | 'sweep', slots: readonly number[], now: number): TrackRequest {
    const before = slots.map((slot) => this.askedAt(slot));
    const pass = this.#pass;
    if (pass !== null) {
      const again = before.filter((at) => at >= pass.startedAt).length;
      this.#pass = {
        ...pass,
        requests: pass.requests + 1,
        devices: pass.devices + slots.length,
        again: pass.again + again,
      };
    }
    for (const slot of slots) {
      this.#askedAt[slot] = now;
      this.#mark(slot, IN_FLIGHT);
    }
    return {
      lane,
      slots,
      before,
      setBack: this.#setBack,
      imeis: slots.map((slot) => this.#directory.imei(slot)),
    };
  }

  /** Somebody set this computer's clock back: ages stay what they were, else nothing would be due for as long. */
  #clockWentBack(milliseconds: number): void {
    this.#setBack += milliseconds;
    for (let slot = 0; slot < this.#askedAt.length; slot += 1) {
      const asked = this.#askedAt[slot] ?? 0;
      if (asked !== 0) this.#askedAt[slot] = asked - milliseconds;
    }
    this.#scannedAt = -Infinity;
    this.#levelsAt = -Infinity;
    this.#lastRequestAt -= milliseconds;
    if (this.#pass !== null) this.#pass = { ...this.#pass, startedAt: this.#pass.startedAt - milliseconds };
  }

  #scanWhenNeeded(now: number): void {
    const age = now - this.#scannedAt;
    const looksElsewhere = this.#attention.version !== this.#seenAttention;
    const exhausted = this.#watched.nextKey < DUE && this.#sweep.nextKey < DUE;
    if (age >= SCAN_EVERY || (age >= SCAN_NOT_BEFORE && (looksElsewhere || exhausted))) this.#scan(now);
  }

  #scan(now: number): void {
    const size = this.#directory.size;
    this.#fit(size);
    this.#positions.fit(size);
    if (this.#attention.version !== this.#seenAttention || now - this.#levelsAt >= LEVELS_EVERY) {
      this.#attention.refresh(this.#positions, size);
      this.#seenAttention = this.#attention.version;
      this.#levelsAt = now;
    }
    this.#scannedAt = now;
    this.#watched.begin();
    this.#sweep.begin();
    this.#count(size, now);
    this.#watched.lay();
    this.#sweep.lay();
    // Among equals the scan begins where the last request ended, so that none is passed over for ever.
    if (this.#cursor >= size) this.#cursor = 0;
    this.#place(this.#cursor, size);
    this.#place(0, this.#cursor);
  }

  #count(size: number, now: number): void {
    const passStart = this.#pass?.startedAt ?? now;
    let left = 0;
    let awake = 0;
    let oldest = 0;
    for (let slot = 0; slot < size; slot += 1) {
      this.#keys[slot] = 0;
      if (!this.#directory.has(slot)) continue;
      const subject = this.#look(slot);
      const asked = this.#askedAt[slot] ?? 0;
      const age = asked === 0 ? Infinity : Math.max(0, now - asked) / 1_000;
      if (!this.#urgency.asleep(subject)) {
        awake += 1;
        if (asked < passStart) left += 1;
        if (age > oldest) oldest = age;
      }
      if (this.#has(slot, IN_FLIGHT)) continue;
      const key = this.#urgency.key(subject, age);
      if (key === null) continue;
      this.#keys[slot] = key;
      (subject.level > 0 ? this.#watched : this.#sweep).count(key);
    }
    this.#oldest = oldest;
    this.#countPass(left, awake, now);
  }

  #countPass(left: number, awake: number, now: number): void {
    if (left > 0 || awake === 0) {
      if (this.#pass === null && awake > 0) this.#pass = newPass(1, now);
      return;
    }
    if (this.#pass !== null) this.#lastPass = { ...this.#pass, finishedAt: now };
    this.#pass = newPass((this.#pass?.number ?? 0) + 1, now);
  }

  #place(from: number, to: number): void {
    for (let slot = from; slot < to; slot += 1) {
      const key = this.#keys[slot] ?? 0;
      if (key !== 0) (this.#attention.level(slot) > 0 ? this.#watched : this.#sweep).place(key, slot);
    }
  }

  /** What the key of a slot depends on, in an object that is used again for the next: a scan makes no garbage. */
  #look(slot: number): Subject {
    const marks = this.#marks[slot] ?? 0;
    this.#subject.level = this.#attention.level(slot);
    this.#subject.state = this.#positions.stateCode(slot);
    this.#subject.alarmed = (marks & ALARMED) !== 0;
    this.#subject.refused = (marks & REFUSED) !== 0;
    return this.#subject;
  }

  #fit(size: number): void {
    if (size <= this.#askedAt.length) return;
    const length = 2 ** Math.ceil(Math.log2(size));
    const askedAt = new Float64Array(length);
    askedAt.set(this.#askedAt);
    this.#askedAt = askedAt;
    const marks = new Uint8Array(length);
    marks.set(this.#marks);
    this.#marks = marks;
    this.#keys = new Uint8Array(length);
  }

  #has(slot: number, mark: number): boolean {
    return ((this.#marks[slot] ?? 0) & mark) !== 0;
  }

  #mark(slot: number, mark: number): void {
    this.#fit(slot + 1);
    this.#marks[slot] = (this.#marks[slot] ?? 0) | mark;
  }

  #unmark(slot: number, mark: number): void {
    if (slot < this.#marks.length) this.#marks[slot] = (this.#marks[slot] ?? 0) & ~mark;
  }
}

const IN_FLIGHT = 1;
const REFUSED = 2;
const ALARMED = 4;

/**
 * Requests in a row for devices that come close to the longest age while visible ones wait; fewest where the longest
 * age is not kept anyway (there are more than the provider's limit allows, or nothing was asked yet).
 *
 * @param share age of the oldest over the longest age
 */
function sweepsInARow(share: number): number {
  if (share >= 1) return 1;
  return share >= CRITICAL_SHARE ? 9 : 3;
}

function newPass(number: number, now: number): Pass {
  return { number, startedAt: now, finishedAt: null, requests: 0, devices: 0, again: 0 };
}
