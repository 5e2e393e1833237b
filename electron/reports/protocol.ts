import type { Failure } from '../contract/errors.ts';
import type { CsvLook } from './csv-writer.ts';
import type { Cell, ClosedSheet, RowBatch, SealedPart, SheetSpec } from './workbook/model.ts';
import type { WorkbookProperties } from './workbook/parts.ts';

/**
 * What main and the workbook worker say to each other. Every order is answered once, in order, with its number;
 * main keeps only a few orders unanswered, which is what holds a fast source back for a slow disk.
 */
export type Order =
  | {
      readonly do: 'start';
      /** Absolute path of the file. */
      readonly target: string;
      /** What is written; `page` is HTML to be printed. Left out: a workbook. */
      readonly as?: 'workbook' | 'page' | CsvLook;
      /** Replace what is there; otherwise take the next free name. */
      readonly overwrite: boolean;
      /** Part of the temporary file's name. */
      readonly id: string;
      /** IANA zone of every time in the workbook. */
      readonly timeZone: string;
      /** Nobody else on this computer may read the file. */
      readonly secret?: boolean;
    }
  | { readonly do: 'openSheet'; readonly spec: SheetSpec; readonly inFront: boolean }
  | { readonly do: 'rows'; readonly batch: RowBatch }
  | { readonly do: 'cells'; readonly rows: readonly (readonly Cell[])[] }
  | { readonly do: 'closeSheet' }
  | { readonly do: 'seal' }
  | { readonly do: 'finish'; readonly properties: WorkbookProperties }
  /** Remove the temporary file and end. */
  | { readonly do: 'discard' };

export interface Numbered {
  readonly number: number;
  readonly order: Order;
}

/** A file that stands under its final name. */
export interface FinishedFile {
  readonly path: string;
  readonly bytes: number;
  /** Of all its bytes. */
  readonly sha256: string;
  /** Highest memory of the worker's process, in bytes. */
  readonly peakMemory: number;
}

/** After a `failed` the temporary file is gone and the worker ends. */
export type Outcome =
  | { readonly is: 'ok' }
  | { readonly is: 'closed'; readonly sheet: ClosedSheet }
  | { readonly is: 'sealed'; readonly parts: readonly SealedPart[] }
  | ({ readonly is: 'finished' } & FinishedFile)
  | { readonly is: 'failed'; readonly failure: Failure };

export interface Answer {
  readonly number: number;
  readonly outcome: Outcome;
}

/** A workbook worker as main sees it: a utility process in the app, a child process elsewhere. */
export interface WorkerChannel {
  post(message: Numbered): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once when the process is gone, for whatever reason. */
  onExit(listener: (code: number | null) => void): void;
  kill(): void;
}

/** Whether something received is an order; orders come from our own main process, so the shape inside is trusted. */
export function isNumbered(message: unknown): message is Numbered {
  return (
    typeof message === 'object' &&
    message !== null &&
    'number' in message &&
    typeof message.number === 'number' &&
    'order' in message &&
    typeof message.order === 'object'
  );
}

/** Whether something received is an answer of our own worker. */
export function isAnswer(message: unknown): message is Answer {
  return (
    typeof message === 'object' &&
    message !== null &&
    'number' in message &&
    typeof message.number === 'number' &&
    'outcome' in message &&
    typeof message.outcome === 'object'
  );
}

/**
 * Flags for the worker's process (`execArgv`): a small young generation keeps the garbage of a million rows from
 * piling up, a bounded old one makes a leak visible instead of slow.
 */
export const workerFlags: readonly string[] = ['--max-semi-space-size=4', '--max-old-space-size=256'];
