import type { Failure } from '../contract/errors.ts';
import type { Order, Outcome } from './protocol.ts';
import { fileFailure, TargetFile } from './workbook/target-file.ts';
import { WorkbookWriter } from './workbook/workbook-writer.ts';
import { ZipWriter } from './workbook/zip-writer.ts';
import { ZoneClock } from './zone.ts';

/** Measured: level 6 makes files 12 % smaller and takes nearly twice as long. */
const COMPRESSION = 1;

/** One workbook in the worker: carries out orders one after the other. */
export class WorkbookJob {
  #file: TargetFile | null = null;
  #writer: WorkbookWriter | null = null;
  #target = '';
  #overwrite = false;
  #failed: Failure | null = null;

  /**
   * Carries out one order. After a failure nothing is left on the disk, and orders that were already on their way
   * get the same failure.
   */
  async carryOut(order: Order): Promise<Outcome> {
    if (this.#failed && order.do !== 'discard') return { is: 'failed', failure: this.#failed };
    const outcome = await this.#attempt(order);
    if (outcome.is === 'failed') this.#failed = outcome.failure;
    return outcome;
  }

  async #attempt(order: Order): Promise<Outcome> {
    try {
      return await this.#do(order);
    } catch (error) {
      // Clean up first: what is not an error of the file system is thrown on, as a bug.
      await this.discard();
      return { is: 'failed', failure: fileFailure(error, this.#target) };
    }
  }

  /** Removes what was written so far. */
  async discard(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    this.#writer = null;
    await file?.discard();
  }

  async #do(order: Order): Promise<Outcome> {
    switch (order.do) {
      case 'start':
        return this.#start(order);
      case 'openSheet':
        await this.#open().openSheet(order.spec, order.inFront);
        return { is: 'ok' };
      case 'rows':
        await this.#open().rows(order.batch);
        return { is: 'ok' };
      case 'cells':
        await this.#open().cells(order.rows);
        return { is: 'ok' };
      case 'closeSheet':
        return { is: 'closed', sheet: await this.#open().closeSheet() };
      case 'finish': {
        const bytes = await this.#open().finish(order.properties);
        const finished = await this.#file?.finish(this.#overwrite);
        this.#file = null;
        if (!finished?.ok) return { is: 'failed', failure: finished?.failure ?? noFile(this.#target) };
        return {
          is: 'finished',
          path: finished.value,
          bytes,
          peakMemory: process.resourceUsage().maxRSS * 1024,
        };
      }
      case 'discard':
        await this.discard();
        return { is: 'ok' };
    }
  }

  async #start(order: Extract<Order, { do: 'start' }>): Promise<Outcome> {
    this.#target = order.target;
    this.#overwrite = order.overwrite;
    const file = await TargetFile.create(order.target, order.id);
    if (!file.ok) return { is: 'failed', failure: file.failure };
    this.#file = file.value;
    this.#writer = new WorkbookWriter(new ZipWriter(file.value, COMPRESSION), new ZoneClock(order.timeZone));
    return { is: 'ok' };
  }

  #open(): WorkbookWriter {
    if (!this.#writer) throw new Error('The workbook was not started');
    return this.#writer;
  }
}

function noFile(target: string): Failure {
  return { code: 'file.folderMissing', concerns: target };
}
