import { PositionBlockStore } from '../../electron/archive/position-store.ts';
import type { Failure } from '../../electron/contract/errors.ts';
import { applyFrame, createColumns, openFrame, type LiveMessage } from '../../electron/contract/live.ts';
import { DirtySet } from '../../electron/fleet/dirty-set.ts';
import type { RecordedFleet } from '../../electron/fleet/recorded.ts';
import { PositionRecorder } from '../../electron/playback/recorder.ts';
import { TimeTravel } from '../../electron/playback/time-travel.ts';
import { freshArchive } from './archive.ts';

/** The second at which a recording begins. */
export const BEGIN = 1_800_000_000;
export const SIZE = 3_000;

/** A fleet whose vehicle in slot n has IMEI 10000 + n. */
class TestFleet implements RecordedFleet {
  readonly columns = createColumns(SIZE);
  readonly size = SIZE;
  readonly #now: () => number;
  readonly #readAt = new Map<number, number>();
  #dirty: DirtySet | null = null;

  constructor(now: () => number) {
    this.#now = now;
  }

  imei(slot: number): string {
    return String(10_000 + slot);
  }

  slotOf(imei: string): number | null {
    return Number(imei) - 10_000;
  }

  readAt(slot: number): number {
    return this.#readAt.get(slot) ?? 0;
  }

  watch(dirty: DirtySet): () => void {
    this.#dirty = dirty;
    return () => {
      this.#dirty = null;
    };
  }

  /** A vehicle was read and nothing had changed. */
  read(slot: number): void {
    this.#readAt.set(slot, this.#now());
  }

  move(slot: number, longitude: number): void {
    this.columns.longitude[slot] = longitude;
    this.columns.latitude[slot] = slot;
    this.columns.state[slot] = 1;
    this.read(slot);
    this.#dirty?.mark(slot);
  }
}

/** A recorder and time travel over an archive of their own, with clocks that a test sets. */
export class Recording {
  /** The provider's clock in Unix seconds; this computer's is the same. */
  now = BEGIN;
  /** Unix milliseconds. */
  offlineSince: number | null = null;
  limits = { days: 7, bytes: 1e9 };
  /** Whether the clock is one to count an age by. */
  clockTrusted = true;
  /** What the windows were last sent; null: now. */
  shown: readonly LiveMessage[] | null = null;
  readonly turns: (number | null)[] = [];
  readonly failures: Failure[] = [];
  readonly fleet = new TestFleet(() => this.now * 1_000);
  readonly #opened = freshArchive();
  #archive = this.#opened.archive;
  #recorders: PositionRecorder[] = [];

  get archive(): ReturnType<typeof freshArchive>['archive'] {
    return this.#archive;
  }

  open(): { recorder: PositionRecorder; travel: TimeTravel } {
    const store = new PositionBlockStore(this.#archive);
    const { fleet } = this;
    const recorder = new PositionRecorder({
      fleet,
      store,
      serverTime: () => this.now,
      now: () => this.now * 1_000,
      offlineSince: () => this.offlineSince,
      limits: () => (this.clockTrusted ? this.limits : { ...this.limits, days: Infinity }),
      onFailure: (failure) => this.failures.push(failure),
    });
    this.#recorders.push(recorder);
    recorder.start();
    const travel = new TimeTravel({
      store,
      recorder,
      fleet,
      show: (messages) => {
        this.shown = messages;
      },
      onChange: () => undefined,
      onTurn: (at) => this.turns.push(at),
    });
    return { recorder, travel };
  }

  /** The file as the next start finds it; with `crash` nothing was stopped before. */
  reopen(crash = false): void {
    if (crash) this.#recorders = [];
    this.#archive = this.#opened.reopen();
  }

  async dispose(): Promise<void> {
    for (const recorder of this.#recorders) await recorder.stop();
    this.#opened.dispose();
  }

  /** What the windows show of the longitudes of slots. */
  longitudes(...slots: readonly number[]): (number | undefined)[] {
    const columns = createColumns(SIZE);
    for (const message of this.shown ?? []) {
      const frame = message.type === 'frame' ? openFrame(message.buffer) : null;
      if (frame !== null) applyFrame(columns, frame);
    }
    return slots.map((slot) => columns.longitude[slot]);
  }
}
