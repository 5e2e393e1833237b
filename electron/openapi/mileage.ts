import type { Failure } from '../contract/errors.ts';
import type { Result } from '../contract/result.ts';
import type { MileageRow } from './api.ts';
import { blamesOneImei, namedImei } from './batch.ts';
import { HALF_HOUR, halfHourBefore, type Span } from './halfhours.ts';

/** Asks for the kilometres of some IMEIs in one window. */
export type AskMileage = (
  imeis: readonly string[],
  window: Span,
) => Promise<Result<ReadonlyMap<string, number>>>;

/** A limit that the provider named for one IMEI: it gives data earlier than `before` (Unix seconds) only. */
export interface Cap {
  readonly imei: string;
  readonly before: number;
}

/** The cap in a provider's message (field-notes.md): `The imei X can only query data that is less than N`. */
export function capIn(message: string): Cap | null {
  const [, imei, before] =
    /imei\s+(\d{5,20})\s+can only query data that is less than\s+(\d{9,10})(?!\d)/i.exec(message) ?? [];
  return imei === undefined || before === undefined ? null : { imei, before: Number(before) };
}

function isParameterError(failure: Failure): boolean {
  return failure.code === 'provider.10004' || failure.code === 'provider.10006';
}

function sameAnswer(a: Failure, b: Failure): boolean {
  return a.code === b.code && a.provider?.message === b.provider?.message;
}

/** What is known of one IMEI while its windows are read. */
interface Reading {
  /** Kilometres so far. */
  km: number;
  /** Unix seconds up to which the kilometres reach. */
  end: number;
  failure: Failure | null;
  /** The provider's cap with its own words, once it named one. */
  cap: { readonly before: number; readonly failure: Failure } | null;
}

/** Reads the mileage of at most 100 IMEIs over windows that follow each other; a row per IMEI. */
export class MileageRun {
  readonly #ask: AskMileage;
  readonly #begin: number;
  readonly #readings: ReadonlyMap<string, Reading>;
  /** A failure that has nothing to do with an IMEI; ends the run. */
  stopped: Failure | null = null;

  constructor(imeis: readonly string[], begin: number, ask: AskMileage) {
    this.#ask = ask;
    this.#begin = begin;
    this.#readings = new Map(imeis.map((imei) => [imei, { km: 0, end: begin, failure: null, cap: null }]));
  }

  /** Reads one window. Windows come in order and touch. */
  async read(window: Span): Promise<void> {
    await this.#askFor(this.#open(window.begin), window);
    // Caps were found on the way: those IMEIs are asked again up to their cap, together where it is the same.
    for (let round = 0; round < 3; round += 1) {
      const groups = new Map<number, string[]>();
      for (const [imei, reading] of this.#readings) {
        if (reading.failure !== null || reading.cap === null || reading.end !== window.begin) continue;
        const end = Math.min(window.end, halfHourBefore(reading.cap.before));
        if (end > window.begin) groups.set(end, [...(groups.get(end) ?? []), imei]);
      }
      for (const [end, imeis] of groups) await this.#askFor(imeis, { begin: window.begin, end });
    }
  }

  /** What came out for each IMEI: its sum, or why there is none. A sum with a hole in it is never given. */
  finish(lastEnd: number): {
    readonly found: Map<string, MileageRow>;
    readonly missing: Map<string, Failure>;
  } {
    const found = new Map<string, MileageRow>();
    const missing = new Map<string, Failure>();
    for (const [imei, reading] of this.#readings) {
      const why = this.#gap(reading, lastEnd);
      // Hundredths of kilometres added as binary fractions leave dust behind.
      const km = Math.round(reading.km * 1_000) / 1_000;
      if (why === null) found.set(imei, { imei, km, begin: this.#begin, end: reading.end });
      else missing.set(imei, { ...why, concerns: imei });
    }
    return { found, missing };
  }

  /** Why the sum does not reach as far as the provider gives data; null when it does. */
  #gap({ end, failure, cap }: Reading, lastEnd: number): Failure | null {
    if (failure !== null) return failure;
    const reachable = cap === null ? lastEnd : Math.min(lastEnd, halfHourBefore(cap.before));
    if (end > this.#begin && end >= reachable) return null;
    if (end < reachable) return this.stopped ?? { code: 'result.missing' };
    return cap?.failure ?? { code: 'result.missing' };
  }

  /** IMEIs whose kilometres reach exactly to `begin` and which may be asked beyond it. */
  #open(begin: number): string[] {
    return [...this.#readings]
      .filter(([, { end, failure, cap }]) => failure === null && cap === null && end === begin)
      .map(([imei]) => imei);
  }

  async #askFor(imeis: readonly string[], window: Span): Promise<void> {
    let left = imeis;
    while (left.length > 0 && this.stopped === null) {
      const answer = await this.#ask(left, window);
      if (answer.ok) {
        this.#take(left, window, answer.value);
        return;
      }
      const rest = this.#withoutNamed(left, window, answer.failure);
      if (rest === null) {
        await this.#search(left, window, answer.failure);
        return;
      }
      left = rest;
    }
  }

  /** Notes what the message says of one IMEI and gives the others; null when it names none. */
  #withoutNamed(imeis: readonly string[], window: Span, failure: Failure): readonly string[] | null {
    const cap = capIn(failure.provider?.message ?? '');
    const named = cap !== null && imeis.includes(cap.imei) ? cap.imei : namedImei(failure, imeis);
    const reading = named === null ? undefined : this.#readings.get(named);
    if (named === null || reading === undefined) return null;
    if (cap?.imei === named) {
      // Refused although it ended at the cap: "less than" is meant strictly, or the cap has moved.
      const before = Math.min(cap.before, window.end - HALF_HOUR);
      reading.cap = { before, failure };
    } else if (blamesOneImei(failure) || isParameterError(failure)) {
      reading.failure = failure;
    } else {
      return null;
    }
    return imeis.filter((imei) => imei !== named);
  }

  /** Finds the IMEI that spoils a batch by halving; a failure that has nothing to do with one ends the run. */
  async #search(imeis: readonly string[], window: Span, failure: Failure): Promise<void> {
    if (failure.code === 'provider.20023') {
      this.#fail(imeis, failure);
      return;
    }
    const parameter = isParameterError(failure);
    if (!blamesOneImei(failure) && !parameter) {
      this.stopped = failure;
      return;
    }
    if (imeis.length === 1 || (parameter && (await this.#isAboutAll(imeis, window, failure)))) {
      this.#fail(imeis, failure);
      return;
    }
    const middle = Math.ceil(imeis.length / 2);
    for (const half of [imeis.slice(0, middle), imeis.slice(middle)]) {
      await this.#askFor(
        half.filter((imei) => this.#readings.get(imei)?.end === window.begin),
        window,
      );
    }
  }

  /** A refused parameter may be the period's fault: two IMEIs asked alone tell before a hundred are. */
  async #isAboutAll(imeis: readonly string[], window: Span, failure: Failure): Promise<boolean> {
    for (const imei of [imeis[0], imeis.at(-1)]) {
      if (imei === undefined) continue;
      const alone = await this.#ask([imei], window);
      if (alone.ok) {
        this.#take([imei], window, alone.value);
        return false;
      }
      if (!sameAnswer(alone.failure, failure)) return false;
    }
    return true;
  }

  #take(imeis: readonly string[], window: Span, values: ReadonlyMap<string, number>): void {
    for (const imei of imeis) {
      const reading = this.#readings.get(imei);
      const km = values.get(imei);
      if (reading === undefined) continue;
      if (km === undefined) {
        reading.failure = { code: 'result.missing', concerns: imei };
      } else {
        reading.km += km;
        reading.end = window.end;
      }
    }
  }

  #fail(imeis: readonly string[], failure: Failure): void {
    for (const imei of imeis) {
      const reading = this.#readings.get(imei);
      if (reading !== undefined) reading.failure = failure;
    }
  }
}
