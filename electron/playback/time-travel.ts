import type { PositionBlockStore } from '../archive/position-store.ts';
import { createColumns, packFrame, type LiveMessage } from '../contract/live.ts';
import { vehicleStates } from '../contract/position.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import { gapAt, type TimeStatus } from '../contract/time-travel.ts';
import type { TimeStretch } from '../contract/track.ts';
import type { RecordedFleet } from '../fleet/recorded.ts';
import { stateAt, unpackParts, type PositionRows } from './position-rows.ts';
import { between, RecordedTimes } from './recorded-times.ts';
import type { PositionRecorder } from './recorder.ts';
import { SlotsOfNumbers } from './slots-of-numbers.ts';

/** Milliseconds between two seconds shown while playing. */
const PLAY_EVERY = 250;
/** Steps in which playing crosses a gap: long enough to be seen, however long nothing was recorded. */
const GAP_STEPS = 8;
/** Gaps told to the windows at most. */
const MOST_GAPS = 500;

interface Block {
  readonly begin: number;
  readonly until: number;
  readonly rows: readonly PositionRows[];
}

export interface TimeNeeds {
  readonly store: PositionBlockStore;
  readonly recorder: PositionRecorder;
  readonly fleet: RecordedFleet;
  /** What every window is to show instead of now; null: now again. */
  readonly show: (messages: readonly LiveMessage[] | null) => void;
  readonly onChange: (status: TimeStatus) => void;
  /** The windows have left now for a second of the past, or (null) returned. */
  readonly onTurn: (at: number | null) => void;
}

/** Shows all windows a second that was recorded, plays on from it, and leads back to now. */
export class TimeTravel {
  readonly #needs: TimeNeeds;
  readonly #times = new RecordedTimes();
  readonly #slots = new SlotsOfNumbers();
  #at: number | null = null;
  #vehicles: TimeStatus['vehicles'] = null;
  #speed = 0;
  /** The moment that playing goes on from; between two seconds while it is slow. */
  #playhead = 0;
  #turn = 0;
  #timer: NodeJS.Timeout | null = null;
  #block: Block | null = null;

  constructor(needs: TimeNeeds) {
    this.#needs = needs;
  }

  status(): Result<TimeStatus> {
    const stretches = this.#stretches();
    if (!stretches.ok) return stretches;
    const [first] = stretches.value;
    const last = stretches.value.at(-1);
    return succeed({
      at: this.#at,
      speed: this.#speed,
      recorded:
        first === undefined || last === undefined ? null : { begin: first.begin, until: last.end - 1 },
      gaps: between(stretches.value).slice(-MOST_GAPS),
      vehicles: this.#vehicles,
      bytes: this.#times.bytes,
      bytesPerDay: this.#times.bytesPerDay,
      seconds: this.#times.seconds,
    });
  }

  /**
   * Shows a second, or the nearest one of the time from the first to the last that was recorded. A second in a gap
   * shows no vehicle anywhere. `provider.20023` when nothing is recorded.
   */
  async go(at: number): Promise<Result<TimeStatus>> {
    this.#turn += 1;
    const turn = this.#turn;
    const stretches = this.#stretches();
    if (!stretches.ok) return stretches;
    const [first] = stretches.value;
    const last = stretches.value.at(-1);
    if (first === undefined || last === undefined) return fail({ code: 'provider.20023' });
    const wanted = Math.max(first.begin, Math.min(last.end - 1, at));
    this.#playhead = wanted;
    const block = await this.#load(wanted);
    if (!block.ok) return block;
    // Another jump has begun meanwhile; only the last one is shown.
    if (turn === this.#turn) this.#show(block.value, wanted);
    return this.#tell();
  }

  play(speed: number): Result<TimeStatus> {
    this.#stopTimer();
    this.#speed = this.#at === null ? 0 : speed;
    if (this.#speed > 0) {
      this.#playhead = this.#at ?? 0;
      let busy = false;
      this.#timer = setInterval(() => {
        if (busy) return;
        this.#playhead = this.#following(this.#playhead);
        busy = true;
        void this.#step(this.#playhead).finally(() => {
          busy = false;
        });
      }, PLAY_EVERY);
    }
    return this.#tell();
  }

  live(): Result<TimeStatus> {
    this.#turn += 1;
    this.#stopTimer();
    this.#speed = 0;
    this.#block = null;
    this.#vehicles = null;
    if (this.#at !== null) {
      this.#at = null;
      this.#needs.show(null);
      this.#needs.onTurn(null);
    }
    return this.#tell();
  }

  close(): void {
    this.#turn += 1;
    this.#stopTimer();
  }

  /** The moment that is shown after `shown` while playing. */
  #following(shown: number): number {
    const step = (this.#speed * PLAY_EVERY) / 1_000;
    const stretches = this.#stretches();
    const gap = stretches.ok ? gapAt(between(stretches.value), shown) : null;
    if (gap === null) return shown + step;
    return Math.min(gap.end, shown + Math.max(step, (gap.end - gap.begin) / GAP_STEPS));
  }

  async #step(to: number): Promise<void> {
    const turn = this.#turn;
    const stretches = this.#stretches();
    if (this.#speed === 0 || !stretches.ok) return;
    if (to >= (stretches.value.at(-1)?.end ?? 0) - 1) {
      this.live();
      return;
    }
    const block = await this.#load(Math.floor(to));
    if (!block.ok || turn !== this.#turn || this.#speed === 0) return;
    this.#show(block.value, Math.floor(to));
    this.#tell();
  }

  #show(block: Block | null, at: number): void {
    const { fleet, recorder, show } = this.#needs;
    const columns = createColumns(fleet.size);
    if (block !== null) {
      const slots = this.#slots.of(recorder.numbers, fleet);
      for (const part of block.rows) stateAt(part, at - block.begin, slots, columns);
    }
    const byState = vehicleStates.map(() => 0);
    let devices = 0;
    for (let slot = 0; slot < fleet.size; slot += 1) {
      if (fleet.imei(slot) === '') continue;
      devices += 1;
      const code = columns.state[slot] ?? 0;
      byState[code] = (byState[code] ?? 0) + 1;
    }
    const absent = byState[0] ?? 0;
    // One turn for entering the past; where in it somebody scrubs is no action of its own.
    if (this.#at === null) this.#needs.onTurn(at);
    this.#at = at;
    this.#vehicles = { recorded: devices - absent, absent };
    const all = new Uint32Array(fleet.size);
    for (let slot = 0; slot < all.length; slot += 1) all[slot] = slot;
    show([
      { type: 'time', at },
      { type: 'frame', buffer: packFrame(columns, all), serverTime: at },
      { type: 'counts', counts: { byState, devices, oldestAsked: null } },
    ]);
  }

  /** What was recorded around a second; null in a gap. */
  async #load(at: number): Promise<Result<Block | null>> {
    const { recorder, store } = this.#needs;
    const holds = ({ begin, until }: Pick<Block, 'begin' | 'until'>): boolean => begin <= at && at <= until;
    const held = recorder.held.findLast(holds);
    if (held !== undefined) return succeed({ begin: held.begin, until: held.until, rows: [held.rows] });
    const span = this.#times.blockAt(at);
    if (span === null) return succeed(null);
    if (this.#block?.begin === span.begin) return succeed(this.#block);
    const parts = store.block(span.begin);
    if (!parts.ok) return parts;
    const rows = await unpackParts(parts.value);
    if (rows === null) return fail({ code: 'archive.damaged', detail: `block ${span.begin}` });
    const block = { begin: span.begin, until: span.until, rows };
    this.#block = block;
    return succeed(block);
  }

  #stretches(): Result<readonly TimeStretch[]> {
    const spans = this.#needs.store.spans();
    if (!spans.ok) return spans;
    this.#times.setSpans(spans.value);
    return succeed(this.#times.stretches(this.#needs.recorder.held));
  }

  #tell(): Result<TimeStatus> {
    const status = this.status();
    if (status.ok) this.#needs.onChange(status.value);
    return status;
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}
