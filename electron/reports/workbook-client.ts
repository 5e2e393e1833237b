import type { Failure } from '../contract/errors.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import { turn } from './turn.ts';
import { isAnswer, type FinishedFile, type Order, type Outcome, type WorkerChannel } from './protocol.ts';
import type { Cell, ClosedSheet, RowBatch, SealedPart, SheetSpec } from './workbook/model.ts';
import type { WorkbookProperties } from './workbook/parts.ts';

/** Batches on their way to the worker before the source has to wait. */
const CREDITS = 4;
/** Milliseconds given to a worker to remove its file and end, before it is killed. */
const LAST_WORDS = 5_000;

/**
 * A workbook that is being written by a worker, as the reports see it. Orders may be given without waiting for
 * the one before; `rows` and `cells` resolve when there is room for more. After a failure every further order
 * gives the same failure.
 */
export class WorkbookClient {
  readonly #channel: WorkerChannel;
  readonly #waiting = new Map<number, (outcome: Outcome) => void>();
  readonly #roomFor: (() => void)[] = [];
  readonly #exited: Promise<void>;
  #next = 1;
  #failure: Failure | null = null;
  #gone = false;
  #leftOut = 0;

  constructor(channel: WorkerChannel) {
    this.#channel = channel;
    channel.onMessage((message) => {
      if (isAnswer(message)) this.#settle(message.number, message.outcome);
    });
    this.#exited = new Promise((resolve) => {
      channel.onExit((code) => {
        this.#gone = true;
        this.#failure ??= { code: 'internal', detail: `The workbook process ended (${code ?? 'killed'}).` };
        const failed: Outcome = { is: 'failed', failure: this.#failure };
        for (const number of [...this.#waiting.keys()]) this.#settle(number, failed);
        resolve();
      });
    });
  }

  /** The first failure, as soon as it is known: the source can stop without waiting for its next order. */
  get failure(): Failure | null {
    return this.#failure;
  }

  /** Rows that the format could not take. */
  get leftOut(): number {
    return this.#leftOut;
  }

  async start(order: Omit<Extract<Order, { do: 'start' }>, 'do'>): Promise<Result<null>> {
    return asNothing(await this.#order({ do: 'start', ...order }));
  }

  async openSheet(spec: SheetSpec, inFront = false): Promise<Result<null>> {
    return asNothing(await this.#order({ do: 'openSheet', spec, inFront }));
  }

  /** Resolves when fewer than four batches are on their way, with the failure of an earlier one if there was one. */
  async rows(batch: RowBatch): Promise<Result<null>> {
    return this.#stream({ do: 'rows', batch });
  }

  async cells(rows: readonly (readonly Cell[])[]): Promise<Result<null>> {
    return this.#stream({ do: 'cells', rows });
  }

  async closeSheet(): Promise<Result<ClosedSheet>> {
    const outcome = await this.#order({ do: 'closeSheet' });
    if (outcome.is !== 'closed') return fail(failureOf(outcome));
    this.#leftOut += outcome.sheet.leftOut ?? 0;
    return succeed(outcome.sheet);
  }

  /** Writes what the data sheets lean on; only the cover may follow. */
  async seal(): Promise<Result<readonly SealedPart[]>> {
    const outcome = await this.#order({ do: 'seal' });
    return outcome.is === 'sealed' ? succeed(outcome.parts) : fail(failureOf(outcome));
  }

  /** Completes the file under its final name, and ends the worker. */
  async finish(properties: WorkbookProperties): Promise<Result<FinishedFile>> {
    const outcome = await this.#order({ do: 'finish', properties });
    await this.#end();
    if (outcome.is === 'finished') return succeed(outcome);
    return fail(failureOf(outcome));
  }

  /** Has the worker remove its file and end; kills it when it does not. */
  async discard(): Promise<void> {
    if (this.#gone) return;
    const answered = this.#post({ do: 'discard' });
    const timer = setTimeout(() => {
      this.#channel.kill();
    }, LAST_WORDS);
    await answered;
    clearTimeout(timer);
    await this.#end();
  }

  async #stream(order: Order): Promise<Result<null>> {
    if (this.#failure) return fail(this.#failure);
    void this.#post(order);
    // A source that never has to wait would otherwise keep the event loop to itself.
    await turn();
    if (this.#waiting.size >= CREDITS) {
      await new Promise<void>((resolve) => {
        this.#roomFor.push(resolve);
      });
    }
    // The failure may have come while waiting; the compiler only remembers the check above.
    const failure: Failure | null = this.failure;
    return failure ? fail(failure) : succeed(null);
  }

  async #order(order: Order): Promise<Outcome> {
    if (this.#failure) return { is: 'failed', failure: this.#failure };
    return this.#post(order);
  }

  #post(order: Order): Promise<Outcome> {
    if (this.#gone && this.#failure) return Promise.resolve({ is: 'failed', failure: this.#failure });
    const number = this.#next;
    this.#next += 1;
    return new Promise((resolve) => {
      this.#waiting.set(number, resolve);
      this.#channel.post({ number, order });
    });
  }

  #settle(number: number, outcome: Outcome): void {
    if (outcome.is === 'failed') this.#failure ??= outcome.failure;
    this.#waiting.get(number)?.(outcome);
    this.#waiting.delete(number);
    while (this.#roomFor.length > 0 && (this.#waiting.size < CREDITS || this.#failure))
      this.#roomFor.shift()?.();
  }

  async #end(): Promise<void> {
    if (this.#gone) return;
    this.#channel.kill();
    await this.#exited;
  }
}

function asNothing(outcome: Outcome): Result<null> {
  return outcome.is === 'failed' ? fail(outcome.failure) : succeed(null);
}

function failureOf(outcome: Outcome): Failure {
  return outcome.is === 'failed'
    ? outcome.failure
    : { code: 'internal', detail: 'The workbook answered out of turn.' };
}
