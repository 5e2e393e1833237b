import { setMaxListeners } from 'node:events';
import type { AlarmIntake, AlarmIntakeStore, IntakeRules, TakenIn } from '../archive/alarm-intake.ts';
import type { Alarm } from '../contract/alarm.ts';
import type { AlarmFeedStatus } from '../contract/alarm-desk.ts';
import type { Failure } from '../contract/errors.ts';
import type { VehicleState } from '../contract/position.ts';
import type { PaceStatus } from '../contract/session.ts';
import type { FleetService } from '../fleet/service.ts';
import type { OpenApi } from '../openapi/api.ts';
import type { Timing } from '../openapi/timing.ts';
import {
  feedOrder,
  hintsAtTrouble,
  isAsleep,
  watchedAge,
  watchesShown,
  type FeedSubject,
} from './feed-order.ts';

export interface AlarmFeedNeeds {
  readonly api: Pick<OpenApi, 'alarms'>;
  readonly fleet: Pick<FleetService, 'visitDevices' | 'serverTime' | 'serverTimeTold'>;
  readonly timing: Timing;
  /** Requests a second that the provider allows now, and how many wait for their turn. */
  readonly pace: () => Pick<PaceStatus, 'allowedRate' | 'waiting'>;
  readonly intake: AlarmIntakeStore;
  readonly rules: IntakeRules;
  /** Seconds (`AlarmSettings.longestAge`). */
  readonly longestAge: () => number;
  readonly onTaken: (taken: readonly TakenIn[]) => void;
  readonly onFailure: (failure: Failure) => void;
}

/** Seconds: how far back a device is read that was never read; overlap of two readings; how sure "now" is. */
const FIRST_LOOK = 3_600;
const OVERLAP = 120;
const MARGIN = 10;
/** Share of the provider's limit that alarms may take, so that positions keep coming; while nobody else waits, more. */
const SHARE = 0.4;
const SPARE_SHARE = 0.85;
const MOST_IN_FLIGHT = 4;
const LISTENERS = MOST_IN_FLIGHT * 8;
/** Seconds: nobody is asked more often without a reason. */
const SOONEST = 35;
const TICK = 100;
const LOOK_EVERY = 1_000;
/** Alarms and readings that are written in one go: some 10 ms of work, so that nothing else waits for long. */
const ALARMS_AT_ONCE = 200;
const READINGS_AT_ONCE = 40;
/** Seconds with too many rows that one question goes past. */
const MOST_STALLS = 20;
/** Milliseconds until a device is asked again that the provider refuses (not ours, expired ...), or that failed. */
const REFUSED_FOR = 1_800_000;
const FAILED_FOR = 10_000;
/** Questions that fail one after the other until the connection counts as lost: then one at a time tries it. */
const LOST_AFTER = MOST_IN_FLIGHT;
/** Milliseconds between two such tries: the first, and the longest after more of them. */
const FIRST_REST = 1_000;
const LONGEST_REST = 30_000;

interface Followed extends FeedSubject {
  readonly imei: string;
  askedAt: number;
  watched: boolean;
  troubled: boolean;
  alarmedAt: number;
  asleep: boolean;
  state: VehicleState;
  refusedUntil: number;
  /** The latest second that held more than could be read, and whether the last reading held what cannot be read. */
  stalledAt: number;
  unreadable: boolean;
  inFlight: boolean;
  generation: number;
}

/**
 * Reads the alarms of the whole fleet, device by device, because the API knows no other way: trouble, what is looked
 * at and what lately alarmed first, everybody within the longest age as far as the provider's limit allows. Each
 * device has a cursor on system time that survives a restart; readings overlap, and what was read twice counts once.
 */
export class AlarmFeed {
  readonly #needs: AlarmFeedNeeds;
  readonly #devices = new Map<string, Followed>();
  readonly #cursors: Map<string, number>;
  readonly #abort = new AbortController();
  #queue: Followed[] = [];
  readonly #waiting: AlarmIntake[] = [];
  #tokens = 1;
  #tickedAt: number;
  #lookedAt = -Infinity;
  #generation = 0;
  #inFlight = 0;
  /** Questions so far, for whose turn it is. */
  #asked = 0;
  #losses = 0;
  /** Questions without an answer since the last that had one. */
  #unanswered = 0;
  /** Of `Timing.elapsed`. */
  #restUntil = -Infinity;
  /** Why the last writing failed; null when it did not. */
  #failing: Failure['code'] | null = null;
  #cancelTick: (() => void) | null = null;
  #cancelWrite: (() => void) | null = null;
  #running = false;

  constructor(needs: AlarmFeedNeeds) {
    this.#needs = needs;
    // Each question under way listens at several places; they all stop listening when it ends.
    setMaxListeners(LISTENERS, this.#abort.signal);
    this.#tickedAt = needs.timing.elapsed();
    const cursors = needs.intake.cursors();
    if (!cursors.ok) needs.onFailure(cursors.failure);
    this.#cursors = cursors.ok ? cursors.value : new Map<string, number>();
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#tick();
  }

  /** Ends it; what was read is written when it returns. */
  stop(): void {
    this.#running = false;
    this.#abort.abort();
    this.#cancelTick?.();
    this.#cancelTick = null;
    this.#cancelWrite?.();
    while (this.#waiting.length > 0) this.#write();
  }

  status(): AlarmFeedStatus {
    let neverAsked = 0;
    let oldest = Infinity;
    let awake = 0;
    for (const device of this.#devices.values()) {
      if (device.asleep) continue;
      awake += 1;
      if (device.askedAt === -Infinity) neverAsked += 1;
      else oldest = Math.min(oldest, device.askedAt);
    }
    const age = (this.#needs.timing.elapsed() - oldest) / 1_000;
    const oldestAge = awake === 0 || neverAsked > 0 ? null : Math.max(0, Math.round(age));
    return { devices: this.#devices.size, neverAsked, oldestAge, losses: this.#losses };
  }

  #tick(): void {
    const { timing } = this.#needs;
    const now = timing.elapsed();
    const { allowedRate, waiting } = this.#needs.pace();
    const rate = allowedRate * (waiting === 0 ? SPARE_SHARE : SHARE);
    this.#tokens = Math.min(
      Math.max(1, rate / 2),
      this.#tokens + (rate * Math.max(0, now - this.#tickedAt)) / 1_000,
    );
    this.#tickedAt = now;
    this.#write();
    this.#ask(now);
    this.#cancelTick = timing.after(TICK, () => {
      if (this.#running) this.#tick();
    });
  }

  #ask(now: number): void {
    const most = this.#unanswered >= LOST_AFTER ? 1 : MOST_IN_FLIGHT;
    if (this.#failing !== null || this.#inFlight >= most || this.#tokens < 1 || now < this.#restUntil) return;
    if (now - this.#lookedAt >= LOOK_EVERY || this.#queue.length === 0) this.#look(now);
    while (this.#inFlight < most && this.#tokens >= 1) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      this.#tokens -= 1;
      this.#asked += 1;
      void this.#read(next);
    }
  }

  /** Looks at the fleet anew and puts who is due in order. */
  #look(now: number): void {
    if (now - this.#lookedAt < TICK * 2) return;
    this.#lookedAt = now;
    this.#generation += 1;
    const rate = this.#rate();
    const shown: Followed[] = [];
    let watched = 0;
    this.#needs.fleet.visitDevices((imei, level, state, flags) => {
      const known = this.#devices.get(imei) ?? this.#add(imei, state);
      known.generation = this.#generation;
      known.watched = level === 'followed' || level === 'selected';
      known.troubled = known.troubled
        ? now - known.askedAt < 60_000 || hintsAtTrouble(state, known.state, flags)
        : hintsAtTrouble(state, known.state, flags);
      known.asleep = isAsleep(state) || known.refusedUntil > now;
      known.state = state;
      if (known.asleep) return;
      if (known.watched) watched += 1;
      else if (level === 'visible') shown.push(known);
    });
    if (watchesShown(watched + shown.length, rate)) {
      for (const device of shown) device.watched = true;
      watched += shown.length;
    }
    for (const [imei, device] of this.#devices) {
      if (device.generation !== this.#generation && !device.inFlight) this.#devices.delete(imei);
    }
    const most = Math.max(16, Math.ceil(rate * 2));
    const pace = { longestAge: this.#age(), watchedAge: watchedAge(watched, rate) };
    this.#queue = feedOrder(idle(this.#devices.values(), now), now, pace, most, this.#asked);
  }

  /** Requests a second that alarms may take in any case. */
  #rate(): number {
    return Math.max(0.1, this.#needs.pace().allowedRate * SHARE);
  }

  /**
   * Seconds within which everybody is to be asked: as wanted, and sooner where the fleet is small enough that half of
   * what alarms may take is enough for it.
   */
  #age(): number {
    return Math.min(this.#needs.longestAge(), Math.max(SOONEST, (2 * this.#devices.size) / this.#rate()));
  }

  #add(imei: string, state: VehicleState): Followed {
    const device: Followed = {
      imei,
      state,
      askedAt: -Infinity,
      watched: false,
      troubled: false,
      alarmedAt: -Infinity,
      asleep: false,
      refusedUntil: -Infinity,
      stalledAt: -Infinity,
      unreadable: false,
      inFlight: false,
      generation: this.#generation,
    };
    this.#devices.set(imei, device);
    return device;
  }

  async #read(device: Followed): Promise<void> {
    const { fleet, timing } = this.#needs;
    this.#inFlight += 1;
    device.inFlight = true;
    const now = fleet.serverTime();
    const told = fleet.serverTimeTold;
    const cursor = this.#cursors.get(device.imei);
    const begin = cursor === undefined ? now - FIRST_LOOK : Math.min(cursor, now) - OVERLAP;
    const failure = await this.#readFrom(device, begin, now, told);
    const elapsed = timing.elapsed();
    device.inFlight = false;
    this.#inFlight -= 1;
    if (failure?.code.startsWith('network.') === true) {
      // Nobody answered: the device is as unread as before, and the others would not be answered either.
      this.#rest(elapsed);
      device.refusedUntil = elapsed + FAILED_FOR;
      return;
    }
    this.#unanswered = 0;
    device.askedAt = elapsed;
    if (failure === null) return;
    const refused = failure.code.startsWith('provider.') && failure.code !== 'provider.10009';
    device.refusedUntil = elapsed + (refused ? REFUSED_FOR : FAILED_FOR);
  }

  /** Leaves a provider that does not answer alone for a while, longer each time. */
  #rest(now: number): void {
    this.#unanswered += 1;
    if (this.#unanswered < LOST_AFTER) return;
    const rest = Math.min(LONGEST_REST, FIRST_REST * 2 ** Math.min(10, this.#unanswered - LOST_AFTER));
    this.#restUntil = Math.max(this.#restUntil, now + rest);
  }

  /** Reads from a system time up to now, past seconds that hold more rows than the API can give. */
  async #readFrom(device: Followed, from: number, now: number, told: boolean): Promise<Failure | null> {
    const { imei } = device;
    let begin = from;
    for (let stalls = 0; ; stalls += 1) {
      let last = begin;
      const end = await this.#needs.api.alarms(
        imei,
        begin,
        now + 60,
        { lane: 'alarms', signal: this.#abort.signal },
        (page) => {
          last = page.reduce((latest, { systemTime }) => Math.max(latest, systemTime), last);
          this.#receive(device, page, last);
        },
      );
      if (end.complete) {
        const known = Math.max(last, told ? now - MARGIN : last);
        const read = end.malformed > 0 || known <= begin ? null : { begin, end: known };
        // Readings overlap: the same loss is met again and again, and is one.
        if (end.malformed > 0 && !device.unreadable) this.#losses += 1;
        device.unreadable = end.malformed > 0;
        this.#put({ imei, alarms: [], read, cursor: known });
        return null;
      }
      if (end.failure?.code !== 'result.incomplete' || stalls >= MOST_STALLS) return end.failure;
      // More rows share this second than one answer holds: the rest of it is lost, what comes after it is not.
      if (last > device.stalledAt) this.#losses += 1;
      device.stalledAt = Math.max(device.stalledAt, last);
      if (last > begin) this.#put({ imei, alarms: [], read: { begin, end: last }, cursor: last + 1 });
      begin = last + 1;
      if (begin > now) return null;
    }
  }

  #receive(device: Followed, page: readonly Alarm[], last: number): void {
    device.alarmedAt = this.#needs.timing.elapsed();
    this.#put({ imei: device.imei, alarms: page, read: null, cursor: last });
  }

  #put(reading: AlarmIntake): void {
    const { imei, cursor } = reading;
    if (cursor !== null) this.#cursors.set(imei, Math.max(cursor, this.#cursors.get(imei) ?? 0));
    this.#waiting.push(reading);
    if (!this.#running) this.#write();
  }

  /** Writes some of what was read, and the rest in turns, between which everybody else has theirs. */
  #write(): void {
    this.#cancelWrite?.();
    this.#cancelWrite = null;
    if (this.#waiting.length === 0) return;
    const batch = this.#nextBatch();
    const now = Math.floor(this.#needs.timing.now());
    const taken = this.#needs.intake.take(batch, this.#needs.rules, now);
    if (!taken.ok) {
      // Nothing is lost: it is tried again, and nothing further is asked for meanwhile.
      if (this.#running) this.#waiting.unshift(...batch);
      if (this.#failing !== taken.failure.code) this.#needs.onFailure(taken.failure);
      this.#failing = taken.failure.code;
      return;
    }
    this.#failing = null;
    if (taken.value.length > 0) this.#needs.onTaken(taken.value);
    if (this.#waiting.length === 0 || !this.#running) return;
    const room = this.#needs.intake.room();
    if (room === null) this.#writeSoon();
    else void room.then(() => this.#writeSoon());
  }

  #writeSoon(): void {
    if (!this.#running) return;
    this.#cancelWrite ??= this.#needs.timing.after(0, () => {
      this.#write();
    });
  }

  #nextBatch(): AlarmIntake[] {
    let alarms = 0;
    let end = 0;
    while (end < this.#waiting.length && end < READINGS_AT_ONCE && alarms < ALARMS_AT_ONCE) {
      alarms += this.#waiting[end]?.alarms.length ?? 0;
      end += 1;
    }
    return this.#waiting.splice(0, end);
  }
}

function* idle(devices: Iterable<Followed>, now: number): Generator<Followed> {
  for (const device of devices) {
    if (!device.inFlight && device.refusedUntil <= now) yield device;
  }
}
