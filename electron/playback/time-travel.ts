import { BLOCK_SECONDS, type PositionBlockStore, type RecordedSpan } from '../archive/position-store.ts';
import { createColumns, packFrame, type LiveMessage } from '../contract/live.ts';
import { vehicleStates } from '../contract/position.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { TimeStatus } from '../contract/time-travel.ts';
import { stateAt, unpackParts, type PositionRows } from './position-rows.ts';
import type { RecordedFleet } from '../fleet/recorded.ts';
import type { PositionRecorder } from './recorder.ts';

/** Milliseconds between two seconds shown while playing. */
const PLAY_EVERY = 250;
const DAY_BLOCKS = 86_400 / BLOCK_SECONDS;

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
}

/** Shows all windows a second that was recorded, plays on from it, and leads back to now. */
export class TimeTravel {
  readonly #needs: TimeNeeds;
  #at: number | null = null;
  #speed = 0;
  #turn = 0;
  #timer: NodeJS.Timeout | null = null;
  #block: Block | null = null;

  constructor(needs: TimeNeeds) {
    this.#needs = needs;
  }

  status(): Result<TimeStatus> {
    const span = this.#span();
    if (!span.ok) return span;
    const kept = span.value;
    return succeed({
      at: this.#at,
      speed: this.#speed,
      recorded: kept === null ? null : { begin: kept.begin, until: kept.until },
      bytes: kept?.bytes ?? 0,
      bytesPerDay:
        kept === null || kept.blocks === 0 ? 0 : Math.round((kept.bytes / kept.blocks) * DAY_BLOCKS),
    });
  }

  /** Shows the nearest recorded second at or before `at`. `provider.20023` when nothing is recorded. */
  async go(at: number): Promise<Result<TimeStatus>> {
    this.#turn += 1;
    const turn = this.#turn;
    const span = this.#span();
    if (!span.ok) return span;
    if (span.value === null) return fail({ code: 'provider.20023' });
    const wanted = Math.max(span.value.begin, Math.min(span.value.until, at));
    const block = await this.#load(wanted);
    if (!block.ok) return block;
    // Another jump has begun meanwhile; only the last one is shown.
    if (turn === this.#turn) this.#show(block.value, Math.min(wanted, block.value.until));
    return this.#tell();
  }

  play(speed: number): Result<TimeStatus> {
    this.#stopTimer();
    this.#speed = this.#at === null ? 0 : speed;
    if (this.#speed > 0) {
      let shown = this.#at ?? 0;
      let busy = false;
      this.#timer = setInterval(() => {
        if (busy) return;
        shown += (this.#speed * PLAY_EVERY) / 1_000;
        busy = true;
        void this.#step(shown).finally(() => {
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
    if (this.#at !== null) {
      this.#at = null;
      this.#needs.show(null);
    }
    return this.#tell();
  }

  close(): void {
    this.#turn += 1;
    this.#stopTimer();
  }

  /** What a second shows, by slot. @returns messages for a window that knows the directory */
  messagesAt(rows: readonly PositionRows[], second: number, at: number): LiveMessage[] {
    const { fleet, recorder } = this.#needs;
    const columns = createColumns(fleet.size);
    let highest = 0;
    for (const number of recorder.numbers.values()) highest = Math.max(highest, number);
    const slotOf = new Int32Array(highest + 1).fill(-1);
    for (const [imei, number] of recorder.numbers) slotOf[number] = fleet.slotOf(imei) ?? -1;
    for (const part of rows) stateAt(part, second, slotOf, columns);
    const byState = vehicleStates.map(() => 0);
    for (let slot = 0; slot < fleet.size; slot += 1) {
      const code = columns.state[slot] ?? 0;
      byState[code] = (byState[code] ?? 0) + 1;
    }
    const slots = Uint32Array.from({ length: fleet.size }, (_, slot) => slot);
    return [
      { type: 'time', at },
      { type: 'frame', buffer: packFrame(columns, slots), serverTime: at },
      { type: 'counts', counts: { byState, devices: fleet.size, oldestAsked: null } },
    ];
  }

  async #step(to: number): Promise<void> {
    const turn = this.#turn;
    const end = this.#span();
    if (this.#speed === 0 || !end.ok || end.value === null) return;
    if (to >= end.value.until) {
      this.live();
      return;
    }
    const block = await this.#load(Math.floor(to));
    if (!block.ok || turn !== this.#turn || this.#speed === 0) return;
    this.#show(block.value, Math.floor(to));
    this.#tell();
  }

  #show({ begin, rows }: Block, at: number): void {
    this.#at = at;
    this.#needs.show(this.messagesAt(rows, Math.max(0, at - begin), at));
  }

  async #load(at: number): Promise<Result<Block>> {
    const { recorder, store } = this.#needs;
    const held = recorder.held.findLast(({ begin }) => begin <= at);
    if (held !== undefined) return succeed({ begin: held.begin, until: held.until, rows: [held.rows] });
    const begin = Math.floor(at / BLOCK_SECONDS) * BLOCK_SECONDS;
    if (this.#block?.begin === begin) return succeed(this.#block);
    const parts = store.blockAt(at);
    if (!parts.ok) return parts;
    const [first] = parts.value;
    if (first === undefined) return fail({ code: 'provider.20023' });
    const rows = await unpackParts(parts.value);
    if (rows === null) return fail({ code: 'archive.damaged', detail: `block ${first.begin}` });
    const block = { begin: first.begin, until: Math.max(...parts.value.map(({ until }) => until)), rows };
    this.#block = block;
    return succeed(block);
  }

  #span(): Result<RecordedSpan | null> {
    const kept = this.#needs.store.span();
    if (!kept.ok) return kept;
    const { held } = this.#needs.recorder;
    const [first] = held;
    const last = held.at(-1);
    if (first === undefined || last === undefined) return kept;
    const { begin, until } = kept.value ?? first;
    const { bytes, blocks } = kept.value ?? { bytes: 0, blocks: 0 };
    return succeed({
      begin: Math.min(begin, first.begin),
      until: Math.max(until, last.until),
      bytes,
      blocks,
    });
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
