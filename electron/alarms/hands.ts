import type { AlarmHandlingStore, Hand } from '../archive/alarm-handling.ts';
import type { AlarmInboxStore } from '../archive/alarm-inbox.ts';
import type { Acknowledged, AlarmOutcome } from '../contract/alarm-deeds.ts';
import type { AlarmEntry, AlarmState } from '../contract/alarm-desk.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { Timing } from '../openapi/timing.ts';
import type { MuteBook } from './mutes.ts';

export interface HandParts {
  readonly inbox: AlarmInboxStore;
  readonly handling: AlarmHandlingStore;
  readonly mutes: MuteBook;
  readonly timing: Timing;
  /** Who works at this console now. */
  readonly operator: () => string;
  readonly entry: (id: number) => Result<AlarmEntry>;
  /** An alarm in a few words, for the audit. */
  readonly wordsOf: (entry: AlarmEntry) => string;
  readonly audit: (action: string, target: string, detail: string) => void;
  readonly onChange: () => void;
}

interface Taken {
  readonly ids: readonly number[];
  readonly hand: Hand;
  readonly unowned: ReadonlySet<number>;
}

const MINUTE = 60_000;
/** Lines that are changed before other work gets its turn. */
const AT_ONCE = 500;
/** So many acknowledgements can be taken back; older ones are past. */
const MOST_TAKEN = 20;

/** What operators do with alarms: each deed with who and when, in the timeline and in the audit. */
export class AlarmHands {
  readonly #parts: HandParts;
  readonly #taken = new Map<number, Taken>();
  #serial = 0;

  constructor(parts: HandParts) {
    this.#parts = parts;
  }

  /** Takes new lines over; the answer holds the number to take it back with. */
  async acknowledge(ids: readonly number[]): Promise<Result<Acknowledged>> {
    const { inbox, handling } = this.#parts;
    const hand = this.#hand();
    const fresh: number[] = [];
    const unowned = new Set<number>();
    const done = await this.#each(ids, (some) => {
      const entries = inbox.byIds(some);
      if (!entries.ok) return entries;
      for (const { id, state, owner } of entries.value) {
        if (state !== 'new') continue;
        fresh.push(id);
        if (owner === '') unowned.add(id);
      }
      return handling.acknowledge(some, hand);
    });
    if (!done.ok) return done;
    if (fresh.length === 0) return succeed({ count: 0, undo: null });
    this.#serial += 1;
    this.#taken.set(this.#serial, { ids: fresh, hand, unowned });
    const [oldest] = this.#taken.keys();
    if (this.#taken.size > MOST_TAKEN && oldest !== undefined) this.#taken.delete(oldest);
    this.#tell('alarm.acknowledge', fresh, '');
    return succeed({ count: fresh.length, undo: this.#serial });
  }

  /** Makes what one acknowledgement took over new again, where nobody did more with it since; gives how many. */
  async takeBack(undo: number): Promise<Result<number>> {
    const taken = this.#taken.get(undo);
    if (taken === undefined)
      return fail({ code: 'input.invalid', detail: 'It is too late to take this back.' });
    this.#taken.delete(undo);
    const hand = this.#hand();
    const done = await this.#each(taken.ids, (some) =>
      this.#parts.handling.takeBack(some, taken.hand, taken.unowned, hand),
    );
    if (done.ok) this.#tell('alarm.takeBack', taken.ids, `${done.value} of ${taken.ids.length} new again`);
    return done;
  }

  setState(ids: readonly number[], state: AlarmState): Promise<Result<null>> {
    return this.#do('alarm.state', ids, state, (some, hand) =>
      this.#parts.handling.setState(some, state, hand),
    );
  }

  /** Closes with how it ended; the words go into the timeline before the state does. */
  close(ids: readonly number[], outcome: AlarmOutcome, text: string): Promise<Result<null>> {
    const { handling } = this.#parts;
    const words = text === '' ? outcome : `${outcome}\n${text}`;
    return this.#do('alarm.close', ids, words.replace('\n', ': '), (some, hand) => {
      const noted = handling.note(some, 'outcome', words, hand);
      return noted.ok ? handling.setState(some, 'closed', hand) : noted;
    });
  }

  /** `owner` null means whoever works here, who takes new lines over by it; "" nobody. */
  setOwner(ids: readonly number[], owner: string | null): Promise<Result<null>> {
    const { handling } = this.#parts;
    const name = owner ?? this.#parts.operator();
    return this.#do('alarm.owner', ids, name, (some, hand) => {
      const owned = handling.setOwner(some, name, hand);
      return owned.ok && owner === null ? handling.acknowledge(some, hand) : owned;
    });
  }

  note(ids: readonly number[], text: string): Promise<Result<null>> {
    return this.#do('alarm.note', ids, text, (some, hand) =>
      this.#parts.handling.note(some, 'note', text, hand),
    );
  }

  step(id: number, step: string, done: boolean): Promise<Result<null>> {
    const kind = done ? 'step' : 'unstep';
    return this.#do(`alarm.${kind}`, [id], step, (some, hand) =>
      this.#parts.handling.note(some, kind, step, hand),
    );
  }

  /** No sound of the type of an alarm on its device for so many minutes, and acknowledges it; 0 ends it. */
  mute(id: number, minutes: number): Promise<Result<null>> {
    const { handling, mutes, entry } = this.#parts;
    const detail = minutes === 0 ? '' : `${minutes} min`;
    return this.#do(minutes === 0 ? 'alarm.unmute' : 'alarm.mute', [id], detail, (some, hand) => {
      const found = entry(id);
      if (!found.ok) return found;
      const { imei, type } = found.value;
      const { by, at } = hand;
      const until = at + minutes * MINUTE;
      const kept = minutes === 0 ? mutes.remove(imei, type) : mutes.put({ imei, type, until, by, at });
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

  async #do(
    action: string,
    ids: readonly number[],
    detail: string,
    work: (ids: readonly number[], hand: Hand) => Result<unknown>,
  ): Promise<Result<null>> {
    const hand = this.#hand();
    const done = await this.#each(ids, (some) => {
      const worked = work(some, hand);
      return worked.ok ? succeed(some.length) : worked;
    });
    if (!done.ok) return done;
    this.#tell(action, ids, detail);
    return succeed(null);
  }

  /** Works on many in parts, so that nothing waits long behind them; gives the sum. */
  async #each(
    ids: readonly number[],
    work: (ids: readonly number[]) => Result<number>,
  ): Promise<Result<number>> {
    let sum = 0;
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      if (at > 0) await new Promise((resolve) => setImmediate(resolve));
      const done = work(ids.slice(at, at + AT_ONCE));
      if (!done.ok) return done;
      sum += done.value;
    }
    return succeed(sum);
  }

  #hand(): Hand {
    return { by: this.#parts.operator(), at: Math.floor(this.#parts.timing.now()) };
  }

  #tell(action: string, ids: readonly number[], detail: string): void {
    const { entry, wordsOf, audit, onChange } = this.#parts;
    const [first] = ids;
    const found = first === undefined ? null : entry(first);
    const target = found?.ok === true ? wordsOf(found.value) : `${ids.length}`;
    audit(action, ids.length > 1 ? `${target} and ${ids.length - 1} more` : target, detail);
    onChange();
  }
}
