import type { CommandStore } from '../archive/command-store.ts';
import type { Signature } from '../contract/command-desk.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import { isPin, keepPin } from './pin.ts';

/** Wrong tries before signing pauses, and for how many milliseconds. */
const TRIES = 5;
const PAUSE = 60_000;

/** The second operators: who may sign, and whether a signature is theirs. */
export class Signers {
  readonly #store: CommandStore;
  readonly #now: () => number;
  readonly #here: () => readonly string[];
  #wrong = 0;
  #pausedUntil = 0;

  /** @param here names of who works at this computer: none of them can be the second operator too */
  constructor(store: CommandStore, here: () => readonly string[], now: () => number) {
    this.#store = store;
    this.#here = here;
    this.#now = now;
  }

  names(): Result<string[]> {
    const pins = this.#store.pins();
    return pins.ok ? succeed(pins.value.map(({ name }) => name)) : pins;
  }

  /** The name of who signed; `command.signature` when it is nobody's, or too many tries were wrong. */
  async check(given: Signature | null): Promise<Result<string>> {
    if (given === null) return refusal('A second operator has to sign.');
    if (this.#now() < this.#pausedUntil)
      return refusal('Signing pauses for a minute after five wrong tries.');
    const pins = this.#store.pins();
    if (!pins.ok) return pins;
    const kept = pins.value.find(({ name }) => same(name, given.operator));
    // Counted before the slow part, so that tries side by side are no way around.
    this.#wrong += 1;
    if (this.#wrong >= TRIES) {
      this.#wrong = 0;
      this.#pausedUntil = this.#now() + PAUSE;
    }
    if (kept === undefined || !(await isPin(given.pin, kept))) return refusal('Name or PIN is wrong.');
    if (this.#isHere(kept.name)) return refusal('The second operator must be somebody else.');
    this.#wrong = 0;
    this.#pausedUntil = 0;
    return succeed(kept.name);
  }

  /** Adds somebody who may sign; `input.invalid` when the name is taken or that of the user of this computer. */
  async add(name: string, pin: string): Promise<Result<null>> {
    const pins = this.#store.pins();
    if (!pins.ok) return pins;
    if (this.#isHere(name)) {
      return fail({
        code: 'input.invalid',
        concerns: name,
        detail: 'This is whoever works at this computer.',
      });
    }
    if (pins.value.some((kept) => same(kept.name, name))) {
      return fail({
        code: 'input.invalid',
        concerns: name,
        detail: 'There is a second operator of this name.',
      });
    }
    return this.#store.putPin(await keepPin(name, pin));
  }

  remove(name: string): Result<null> {
    return this.#store.removePin(name);
  }

  #isHere(name: string): boolean {
    return this.#here().some((here) => same(here, name));
  }
}

function refusal(detail: string): Result<never> {
  return fail({ code: 'command.signature', detail });
}

function same(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}
