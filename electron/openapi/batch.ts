import { IMEIS_PER_REQUEST } from '../contract/device.ts';
import type { Failure } from '../contract/errors.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { ByImei, Lane } from './api.ts';
import { chunk, inParallel } from './chunks.ts';
import { isAboutOneImei } from './codes.ts';
import { imeiProblem } from './input.ts';

/** Asks for some IMEIs in one request; what came back, by IMEI. */
export type AskBatch<T> = (imeis: readonly string[]) => Promise<Result<ReadonlyMap<string, T>>>;

/** Chunks of one call that wait for their turn at the same time; the pacer decides how many really run. */
const WIDTH = 8;
/** Milliseconds for which an IMEI that spoiled a batch is left out of the next ones. */
const SPOILED_FOR = 600_000;

/** The failure's provider code when it can be the fault of a single IMEI. */
export function blamesOneImei(failure: Failure): boolean {
  const code = failure.provider?.code ?? null;
  return code !== null && isAboutOneImei(code);
}

/** The IMEI of a batch that the provider's message names, if it names exactly one. */
export function namedImei(failure: Failure, imeis: readonly string[]): string | null {
  const numbers = new Set(failure.provider?.message.match(/\d{5,20}/g) ?? []);
  const named = imeis.filter((imei) => numbers.has(imei));
  return named.length === 1 ? (named[0] ?? null) : null;
}

/**
 * Remembers IMEIs that spoiled a batch, so that a sweep does not look for them again every round. An operator's
 * request asks the provider nevertheless.
 */
export class Spoilers {
  readonly #elapsed: () => number;
  readonly #known = new Map<string, { readonly failure: Failure; readonly until: number }>();

  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
  }

  note(imei: string, failure: Failure): void {
    this.#known.set(imei, { failure, until: this.#elapsed() + SPOILED_FOR });
  }

  /** The failure to report without asking; null when the IMEI is to be asked for. */
  recall(imei: string, lane: Lane): Failure | null {
    const known = this.#known.get(imei);
    if (known === undefined) return null;
    if (lane !== 'action' && lane !== 'watched' && known.until > this.#elapsed()) return known.failure;
    this.#known.delete(imei);
    return null;
  }
}

/** One run over many IMEIs: what was found, what is missing and why. */
class BatchRun<T> {
  readonly found = new Map<string, T>();
  readonly missing = new Map<string, Failure>();
  readonly #ask: AskBatch<T>;
  readonly #spoilers: Spoilers;
  /** A failure that has nothing to do with an IMEI; ends the run. */
  stopped: Failure | null = null;

  constructor(ask: AskBatch<T>, spoilers: Spoilers) {
    this.#ask = ask;
    this.#spoilers = spoilers;
  }

  /** Asks for a batch; when one IMEI spoils it, for what is left without it. */
  async read(imeis: readonly string[]): Promise<void> {
    if (imeis.length === 0) return;
    if (this.stopped !== null) {
      this.#allMissing(imeis, this.stopped);
      return;
    }
    const answer = await this.#ask(imeis);
    if (answer.ok) {
      this.#take(imeis, answer.value);
    } else if (!blamesOneImei(answer.failure)) {
      if (answer.failure.code !== 'provider.20023') this.stopped = answer.failure;
      this.#allMissing(imeis, answer.failure);
    } else {
      await this.#withoutSpoiler(imeis, answer.failure);
    }
  }

  async #withoutSpoiler(imeis: readonly string[], failure: Failure): Promise<void> {
    const named = imeis.length === 1 ? (imeis[0] ?? null) : namedImei(failure, imeis);
    if (named !== null) {
      const spoiled = { ...failure, concerns: named };
      this.missing.set(named, spoiled);
      this.#spoilers.note(named, spoiled);
      await this.read(imeis.filter((imei) => imei !== named));
      return;
    }
    const middle = Math.ceil(imeis.length / 2);
    await this.read(imeis.slice(0, middle));
    await this.read(imeis.slice(middle));
  }

  #take(imeis: readonly string[], values: ReadonlyMap<string, T>): void {
    for (const imei of imeis) {
      const value = values.get(imei);
      if (value === undefined) this.missing.set(imei, { code: 'result.missing', concerns: imei });
      else this.found.set(imei, value);
    }
  }

  #allMissing(imeis: readonly string[], failure: Failure): void {
    for (const imei of imeis) this.missing.set(imei, { ...failure, concerns: imei });
  }
}

/**
 * Asks for any number of IMEIs, at most 100 at a time, and matches answers by IMEI, never by place. A batch that one
 * IMEI spoils is asked without the one that the provider names, or halved until it is found. Fails as a whole only
 * when nothing was found for a reason that concerns no IMEI.
 */
export async function readByImei<T>(
  imeis: readonly string[],
  lane: Lane,
  spoilers: Spoilers,
  ask: AskBatch<T>,
): Promise<Result<ByImei<T>>> {
  const run = new BatchRun(ask, spoilers);
  const wanted: string[] = [];
  for (const imei of new Set(imeis)) {
    const problem = imeiProblem(imei) ?? spoilers.recall(imei, lane);
    if (problem === null) wanted.push(imei);
    else run.missing.set(imei, problem);
  }
  await inParallel(chunk(wanted, IMEIS_PER_REQUEST), WIDTH, (part) => run.read(part));
  if (run.stopped !== null && run.found.size === 0) return fail(run.stopped);
  return succeed({ found: run.found, missing: run.missing });
}
