import ExcelJS from 'exceljs';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import type { Alarm } from '../../electron/contract/alarm.ts';
import type { Failure } from '../../electron/contract/errors.ts';
import { fail, succeed, type Result } from '../../electron/contract/result.ts';
import type { ByImei, MileageRow, OpenApi, PagedEnd } from '../../electron/openapi/api.ts';
import type { ReportDevice, ReportDirectory, ScopeDoubt } from '../../electron/reports/ports.ts';
import { isNumbered, type WorkerChannel } from '../../electron/reports/protocol.ts';
import { WorkbookJob } from '../../electron/reports/workbook-job.ts';

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'watchdesk-reports-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A directory whose lists are read: it knows these devices, whatever is asked. @param listedAt Unix seconds */
export function readDirectory(
  devices: readonly ReportDevice[],
  doubts: readonly ScopeDoubt[] = [],
  listedAt: number | null = 1_700_000_000,
): ReportDirectory {
  return {
    resolve: () => ({ devices, doubts, listedAt }),
    waitsFor: () => null,
    onChange: () => () => undefined,
  };
}

/** The workbook worker inside this process; messages are copied as between processes. */
export function workerHere(): WorkerChannel {
  const job = new WorkbookJob();
  let listener: (message: unknown) => void = () => undefined;
  let exit: (code: number | null) => void = () => undefined;
  let queue = Promise.resolve();
  return {
    post: (message) => {
      const copy: unknown = structuredClone(message);
      queue = queue.then(async () => {
        if (!isNumbered(copy)) return;
        listener({ number: copy.number, outcome: await job.carryOut(copy.order) });
      });
    },
    onMessage: (next) => {
      listener = next;
    },
    onExit: (next) => {
      exit = next;
    },
    kill: () => {
      exit(0);
    },
  };
}

/** The workbook, read by a library that had no part in writing it. */
export async function readWorkbook(path: string): Promise<ExcelJS.Workbook> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile(path);
  return workbook;
}

export function sheetOf(workbook: ExcelJS.Workbook, name: string): ExcelJS.Worksheet {
  const sheet = workbook.getWorksheet(name);
  if (!sheet)
    throw new Error(`There is no sheet ${name}, only ${workbook.worksheets.map((s) => s.name).join()}`);
  return sheet;
}

/** Values of a row from column 1 on; formulas give their cached result, links their text. */
export function rowValues(sheet: ExcelJS.Worksheet, row: number): unknown[] {
  const values: unknown[] = [];
  for (let column = 1; column <= sheet.columnCount; column += 1)
    values.push(plain(sheet.getCell(row, column)));
  return values;
}

function plain(cell: ExcelJS.Cell): unknown {
  // Asked for as a whole, a formula's value lacks a result of 0.
  return cell.type === ExcelJS.ValueType.Formula ? cell.result : cell.value;
}

/** Every text of a sheet, cell after cell. */
export function sheetText(sheet: ExcelJS.Worksheet): string {
  const texts: string[] = [];
  sheet.eachRow((row) => {
    row.eachCell((cell) => texts.push(cell.text));
  });
  return texts.join('\n');
}

/** The files of a zip by name, read by its directory. */
export function unzip(path: string): Map<string, Buffer> {
  const zip = readFileSync(path);
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const files = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const packed = zip.readUInt32LE(at + 20);
    const nameLength = zip.readUInt16LE(at + 28);
    const local = zip.readUInt32LE(at + 42);
    const begin = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    files.set(name, inflateRawSync(zip.subarray(begin, begin + packed)));
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
}

/** Everything in a folder, hidden files too. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder).sort();
}

export function reportDevice(number: number, account = 'demo'): ReportDevice {
  return {
    imei: String(350_000_000_000_000 + number),
    name: `Truck ${number}`,
    plate: `WD-${number}`,
    account,
    accountPath: `root / ${account}`,
  };
}

type AskedMileage = readonly [imeis: readonly string[], begin: number, end: number];

/** The two operations that reports use, told what to answer; every other one is a bug of the test. */
export class ScriptedApi {
  readonly mileageAsked: AskedMileage[] = [];
  readonly alarmsAsked: string[] = [];
  /** Kilometres of a device in a window, or why there are none. */
  km: (imei: string, begin: number, end: number) => number | Failure | { km: number; end: number } = () => 1;
  /** Pages of alarms of a device from `begin` on, and how they end. */
  pages: (imei: string, begin: number, end: number) => { pages: Alarm[][]; end?: Partial<PagedEnd> } =
    () => ({
      pages: [],
    });
  /** A failure of whole requests, as when there is no network. */
  down: Failure | null = null;

  readonly api = {
    mileage: (imeis: readonly string[], begin: number, end: number): Promise<Result<ByImei<MileageRow>>> => {
      this.mileageAsked.push([imeis, begin, end]);
      if (this.down) return Promise.resolve(fail(this.down));
      const found = new Map<string, MileageRow>();
      const missing = new Map<string, Failure>();
      for (const imei of imeis) {
        const answer = this.km(imei, begin, end);
        if (typeof answer === 'number') found.set(imei, { imei, km: answer, begin, end });
        else if ('km' in answer) found.set(imei, { imei, begin, ...answer });
        else missing.set(imei, answer);
      }
      return Promise.resolve(succeed({ found, missing }));
    },
    alarms: async (
      imei: string,
      begin: number,
      end: number,
      _options: unknown,
      onPage: (alarms: readonly Alarm[]) => void | Promise<void>,
    ): Promise<PagedEnd> => {
      this.alarmsAsked.push(imei);
      if (this.down) return { complete: false, failure: this.down, malformed: 0, requests: 1 };
      const answer = this.pages(imei, begin, end);
      for (const page of answer.pages) await onPage(page);
      return { complete: true, failure: null, malformed: 0, requests: answer.pages.length, ...answer.end };
    },
  };

  get openApi(): OpenApi {
    // Only these two are asked; asking another shows as "not a function" and fails the test.
    return this.api as unknown as OpenApi;
  }
}

export function alarm(imei: string, systemTime: number, type = 7): Alarm {
  return {
    imei,
    type,
    longitude: 13.4 + (systemTime % 100) / 1_000,
    latitude: 52.5,
    gpsTime: systemTime - 5,
    systemTime,
    speed: systemTime % 120,
    course: systemTime % 360,
    geofenceId: '0',
  };
}
