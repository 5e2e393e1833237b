import { rm } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Failure } from '../contract/errors.ts';
import { succeed, type Result } from '../contract/result.ts';
import { CsvWriter } from './csv-writer.ts';
import { PageWriter } from './page-writer.ts';
import type { Order, Outcome } from './protocol.ts';
import type { SheetWriter } from './workbook/sheet-writer.ts';
import { fileFailure, TargetFile } from './workbook/target-file.ts';
import { WorkbookWriter } from './workbook/workbook-writer.ts';
import { ZipWriter } from './workbook/zip-writer.ts';
import { ZoneClock } from './zone.ts';

/** Measured: level 6 makes files 12 % smaller and takes nearly twice as long. */
const COMPRESSION = 1;

/** One report file in the worker: carries out orders one after the other. */
export class WorkbookJob {
  /** The file itself, then what goes with it: the cover of a text file. */
  #files: TargetFile[] = [];
  #writer: SheetWriter | null = null;
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
    const files = this.#files;
    this.#files = [];
    this.#writer = null;
    for (const file of files) await file.discard();
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
      case 'seal':
        return { is: 'sealed', parts: await this.#open().seal() };
      case 'finish':
        return this.#finish(await this.#open().finish(order.properties));
      case 'discard':
        await this.discard();
        return { is: 'ok' };
    }
  }

  async #start({
    target,
    overwrite,
    id,
    timeZone,
    as = 'workbook',
    secret = false,
  }: Extract<Order, { do: 'start' }>): Promise<Outcome> {
    this.#target = target;
    this.#overwrite = overwrite;
    const zone = new ZoneClock(timeZone);
    const file = await this.#create(target, id, secret);
    if (!file.ok) return { is: 'failed', failure: file.failure };
    if (as === 'workbook') {
      this.#writer = new WorkbookWriter(new ZipWriter(file.value, COMPRESSION), zone);
    } else if (as === 'page') {
      this.#writer = new PageWriter(file.value, zone);
    } else {
      const cover = await this.#create(coverPath(target), id, secret);
      if (!cover.ok) {
        await this.discard();
        return { is: 'failed', failure: cover.failure };
      }
      this.#writer = new CsvWriter(file.value, cover.value, zone, as);
    }
    return { is: 'ok' };
  }

  async #create(target: string, id: string, secret: boolean): Promise<Result<TargetFile>> {
    const file = await TargetFile.create(target, id, secret);
    if (!file.ok) return file;
    this.#files.push(file.value);
    return succeed(file.value);
  }

  async #finish(bytes: number): Promise<Outcome> {
    const [file, ...beside] = this.#files;
    if (file === undefined) return { is: 'failed', failure: noFile(this.#target) };
    const sha256 = await file.sha256();
    const placed: string[] = [];
    for (const one of [...beside, file]) {
      const finished = await one.finish(this.#overwrite);
      if (finished.ok) {
        placed.push(finished.value);
        continue;
      }
      // All of it or nothing: a cover without its table tells nobody anything.
      await this.discard();
      for (const path of placed) await rm(path, { force: true }).catch(() => undefined);
      return { is: 'failed', failure: finished.failure };
    }
    this.#files = [];
    const peakMemory = process.resourceUsage().maxRSS * 1024;
    return { is: 'finished', path: placed.at(-1) ?? this.#target, bytes, sha256, peakMemory };
  }

  #open(): SheetWriter {
    if (!this.#writer) throw new Error('The workbook was not started');
    return this.#writer;
  }
}

/** Where the cover of a text file stands: `report.csv` has `report.cover.csv`. */
export function coverPath(target: string): string {
  const ending = extname(target);
  return `${target.slice(0, target.length - ending.length)}.cover${ending}`;
}

function noFile(target: string): Failure {
  return { code: 'file.folderMissing', concerns: target };
}
