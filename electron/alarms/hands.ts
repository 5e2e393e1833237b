import type { AlarmHandlingStore, Hand } from '../archive/alarm-handling.ts';
import type { AlarmEntry, AlarmState } from '../contract/alarm-desk.ts';
import { succeed, type Result } from '../contract/result.ts';
import type { Timing } from '../openapi/timing.ts';
import type { MuteBook } from './mutes.ts';

export interface HandParts {
  readonly handling: AlarmHandlingStore;
  readonly mutes: MuteBook;
  readonly timing: Timing;
  /** Who works at this console. */
  readonly operator: string;
  readonly entry: (id: number) => Result<AlarmEntry>;
  /** An alarm in a few words, for the audit. */
  readonly wordsOf: (entry: AlarmEntry) => string;
  readonly audit: (action: string, target: string, detail: string) => void;
  readonly onChange: () => void;
}

const MINUTE = 60_000;
/** Alarms that are handled before others have their turn. */
const AT_ONCE = 500;

/** What people do with alarms: written down, audited, told. */
export class AlarmHands {
  readonly #parts: HandParts;

  constructor(parts: HandParts) {
    this.#parts = parts;
  }

  acknowledge(ids: readonly number[]): Promise<Result<null>> {
    const { handling } = this.#parts;
    return this.#handle('alarm.acknowledge', ids, '', (some, hand) => handling.acknowledge(some, hand));
  }

  setState(ids: readonly number[], state: AlarmState): Promise<Result<null>> {
    const { handling } = this.#parts;
    return this.#handle('alarm.state', ids, state, (some, hand) => handling.setState(some, state, hand));
  }

  /** `owner` null means whoever works here, "" nobody. */
  setOwner(ids: readonly number[], owner: string | null): Promise<Result<null>> {
    const { handling, operator } = this.#parts;
    const name = owner ?? operator;
    return this.#handle('alarm.owner', ids, name, (some, hand) => handling.setOwner(some, name, hand));
  }

  note(ids: readonly number[], text: string): Promise<Result<null>> {
    const { handling } = this.#parts;
    return this.#handle('alarm.note', ids, text, (some, hand) => handling.note(some, 'note', text, hand));
  }

  step(id: number, step: string, done: boolean): Promise<Result<null>> {
    const { handling } = this.#parts;
    const kind = done ? 'step' : 'unstep';
    return this.#handle(`alarm.${kind}`, [id], step, (some, hand) => handling.note(some, kind, step, hand));
  }

  /** No sound of the type of an alarm on its device for so many minutes, and acknowledges it; 0 ends it. */
  mute(id: number, minutes: number): Promise<Result<null>> {
    const { handling, mutes, timing, operator, entry } = this.#parts;
    const detail = minutes === 0 ? '' : `${minutes} min`;
    return this.#handle(minutes === 0 ? 'alarm.unmute' : 'alarm.mute', [id], detail, (some, hand) => {
      const found = entry(id);
      if (!found.ok) return found;
      const { imei, type } = found.value;
      const at = Math.floor(timing.now());
      const until = at + minutes * MINUTE;
      const kept =
        minutes === 0 ? mutes.remove(imei, type) : mutes.put({ imei, type, until, by: operator, at });
      if (!kept.ok) return kept;
      if (minutes === 0) return handling.note(some, 'unmuted', '', hand);
      const noted = handling.note(some, 'muted', String(until), hand);
      return noted.ok ? handling.acknowledge(some, hand) : noted;
    });
  }

  /** Ends a mute. */
  unmute(imei: string, type: number): Result<null> {
    const { mutes, audit, onChange } = this.#parts;
    const gone = mutes.remove(imei, type);
    if (!gone.ok) return gone;
    audit('alarm.unmute', imei, `type ${type}`);
    onChange();
    return gone;
  }

  async #handle(
    action: string,
    ids: readonly number[],
    detail: string,
    work: (ids: readonly number[], hand: Hand) => Result<unknown>,
  ): Promise<Result<null>> {
    const { timing, operator, entry, wordsOf, audit, onChange } = this.#parts;
    const hand: Hand = { by: operator, at: Math.floor(timing.now()) };
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      if (at > 0) await new Promise((resolve) => setImmediate(resolve));
      const done = work(ids.slice(at, at + AT_ONCE), hand);
      if (!done.ok) return done;
    }
    const [first] = ids;
    const found = first === undefined ? null : entry(first);
    const target = found?.ok === true ? wordsOf(found.value) : `${ids.length}`;
    audit(action, ids.length > 1 ? `${target} and ${ids.length - 1} more` : target, detail);
    onChange();
    return succeed(null);
  }
}
