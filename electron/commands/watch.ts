import type { CommandRecord } from '../contract/command-desk.ts';
import { isSettled } from '../contract/command-desk.ts';
import type { Position } from '../contract/position.ts';
import type { OpenApi } from '../openapi/api.ts';
import type { Timing } from '../openapi/timing.ts';
import { isAsWanted } from './effect.ts';
import type { CommandLog } from './log.ts';

export interface WatchParts {
  readonly api: Pick<OpenApi, 'track'>;
  readonly timing: Timing;
  readonly log: CommandLog;
  /** A device of a held command was read. */
  readonly onHeldRead: (record: CommandRecord, position: Position) => void;
  readonly signal: AbortSignal;
}

/** Milliseconds between two looks at telemetry: while an effect is awaited, and while commands only wait. */
const EFFECT_EVERY = 2_000;
const HELD_EVERY = 5_000;

/** Milliseconds after the end of a command (or of the time for its answer) until its effect counts as not observed. */
export const EFFECT_WINDOW = 90_000;

/**
 * Looks at the telemetry that commands wait for, one request for all their devices: whether the vehicle did what the
 * command wanted, and whether a device that was offline is back.
 */
export class TelemetryWatch {
  readonly #parts: WatchParts;
  #cancel: (() => void) | null = null;
  #closed = false;

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  /** Looks again soon if there is anything to look for; call after every change. */
  poke(): void {
    if (this.#cancel !== null || this.#closed) return;
    const live = this.#parts.log.live();
    if (live.length === 0) return;
    const every = live.some(({ effect }) => effect === 'waiting') ? EFFECT_EVERY : HELD_EVERY;
    this.#cancel = this.#parts.timing.after(every, () => {
      // Whatever happens in one look, there is another: nothing else ends what waits.
      void this.#look().finally(() => {
        this.#cancel = null;
        this.poke();
      });
    });
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
  }

  async #look(): Promise<void> {
    const { api, log, signal } = this.#parts;
    this.#expire();
    const wanted = log.live().filter(({ state, effect }) => state === 'held' || effect === 'waiting');
    const imeis = [...new Set(wanted.map(({ imei }) => imei))];
    if (imeis.length === 0) return;
    const asked = await api.track(imeis, { lane: 'watched', signal });
    if (!asked.ok || this.#closed) return;
    for (const record of log.live()) {
      const position = asked.value.found.get(record.imei);
      if (position === undefined) continue;
      if (record.state === 'held') this.#parts.onHeldRead(record, position);
      else if (record.effect === 'waiting' && isAsWanted(record.command, position) === true) {
        this.#settleEffect(record, true);
      }
    }
  }

  /** Ends what has waited long enough. */
  #expire(): void {
    const { log, timing } = this.#parts;
    const now = timing.now();
    for (const record of log.live()) {
      const waits = record.state === 'held' || record.state === 'asks';
      if (waits && record.expiresAt !== null && now >= record.expiresAt) {
        log.note(record.id, { state: 'expired', settledAt: now });
        log.audit(record, 'command.expire', 'refused', 'its device did not come back in time');
      } else if (isSettled(record.state) && record.effect === 'waiting') {
        if (now - (record.settledAt ?? record.createdAt) >= EFFECT_WINDOW) this.#settleEffect(record, false);
      }
    }
  }

  #settleEffect(record: CommandRecord, seen: boolean): void {
    const { log, timing } = this.#parts;
    log.note(record.id, { effect: seen ? 'observed' : 'notObserved', effectAt: timing.now() });
    log.audit(record, 'command.effect', seen ? 'done' : 'unknown', seen ? 'observed' : 'not observed');
  }
}
