import type { AlarmInboxStore } from '../archive/alarm-inbox.ts';
import type { TakenIn } from '../archive/alarm-intake.ts';
import type { AlarmEntry, AlarmSettings } from '../contract/alarm-desk.ts';
import type { Result } from '../contract/result.ts';
import type { Timing } from '../openapi/timing.ts';
import type { AlarmWatch } from './watch.ts';

export interface ArrivalParts {
  readonly inbox: AlarmInboxStore;
  readonly watch: AlarmWatch;
  readonly timing: Pick<Timing, 'after' | 'now'>;
  readonly settings: () => AlarmSettings;
  /** The line is in its incident, if it is in one, and wants to be heard and seen. */
  readonly onArrived: (entry: AlarmEntry) => void;
  readonly onFailure: (result: Result<unknown>) => void;
}

/** Lines that are looked at in one go, and the milliseconds after which others have their turn. */
const AT_ONCE = 60;
const TURN = 8;

/** New lines of the inbox on their way to those who want to know: in turns, so that a flood of them stops nobody. */
export class AlarmArrivals {
  readonly #parts: ArrivalParts;
  readonly #waiting: number[] = [];
  #cancel: (() => void) | null = null;

  constructor(parts: ArrivalParts) {
    this.#parts = parts;
  }

  add(taken: readonly TakenIn[]): void {
    for (const { id, isNew, muted } of taken) if (isNew && !muted) this.#waiting.push(id);
    this.#later();
  }

  /** Looks at all that wait, now. */
  finish(): void {
    this.#cancel?.();
    this.#cancel = null;
    while (this.#waiting.length > 0) this.#some();
  }

  #later(): void {
    if (this.#waiting.length === 0) return;
    this.#cancel ??= this.#parts.timing.after(0, () => {
      this.#cancel = null;
      const began = performance.now();
      while (this.#waiting.length > 0 && performance.now() - began < TURN) this.#some();
      this.#later();
    });
  }

  #some(): void {
    const { inbox, watch, timing, settings, onArrived, onFailure } = this.#parts;
    const found = inbox.byIds(this.#waiting.splice(0, AT_ONCE));
    if (!found.ok) {
      onFailure(found);
      return;
    }
    const now = Math.floor(timing.now());
    for (const entry of found.value) {
      const fused = watch.fuse(entry, settings(), now);
      if (!fused.ok) onFailure(fused);
      onArrived(entry);
    }
  }
}
