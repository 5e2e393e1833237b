import type { OptionalColumn } from '../../contract/report.ts';

/**
 * What a workbook is made of, as plain data: it crosses from main to the worker, so nothing here has behaviour.
 */

/** Every look a cell can have, in the order of their numbers in the workbook's style part. */
export const styleNames = [
  'plain',
  'text',
  'integer',
  'count',
  'kilometres',
  'coordinate',
  'dateTime',
  'date',
  'duration',
  'link',
  'header',
  'headerDate',
  'missing',
  'partial',
  'totalText',
  'totalInteger',
  'totalKilometres',
  'title',
  'label',
  'fixed',
  'good',
  'warning',
  'partialInteger',
] as const;
export type StyleName = (typeof styleNames)[number];

/**
 * What a column holds and how the packed values of its rows are read.
 * - `text`: always text, whatever it looks like
 * - `integer`, `kilometres`, `coordinate`: numbers; NaN is an empty cell
 * - `time`: Unix seconds, written as a date in the workbook's zone; `duration`: seconds
 * - `mapLink`: made from the longitude and latitude columns of the same row; carries no values of its own
 * - `rowSum`: a SUM over columns of the same row; its packed values are the cached results
 */
export type ColumnKind =
  | { readonly is: 'text' | 'integer' | 'kilometres' | 'coordinate' | 'time' | 'duration' }
  | { readonly is: 'mapLink'; readonly longitude: number; readonly latitude: number }
  | {
      readonly is: 'rowSum';
      readonly from: number;
      readonly to: number;
      readonly of: 'integer' | 'kilometres';
    };

export interface ColumnSpec {
  /** By which a layout leaves it out; without one it always stands. */
  readonly key?: OptionalColumn;
  /** A text, or a calendar day as the Excel serial of its midnight. */
  readonly title: string | { readonly day: number };
  /** In characters of the default font. */
  readonly width: number;
  readonly kind: ColumnKind;
  /** Sum it in a last row of every sheet: a formula with its cached value. */
  readonly total?: boolean;
}

export interface SheetSpec {
  /** Cleaned and made unique by the writer. */
  readonly name: string;
  readonly columns: readonly ColumnSpec[];
  /** Write the columns' titles as a first row, frozen, printed on every page, with a filter. */
  readonly header: boolean;
  /** Columns that stay in sight when scrolling sideways. */
  readonly frozenColumns: number;
  /** Label of the row of totals; null: no such row. */
  readonly totalLabel: string | null;
  readonly landscape: boolean;
  /** Columns (first, last) whose numbers are shaded by size, in one hue that prints. */
  readonly shaded: readonly [number, number] | null;
}

/** Values of one column for a batch of rows, packed so that handing them to the worker costs main little. */
export type PackedColumn =
  | { readonly as: 'numbers'; readonly values: Float64Array }
  /** Texts that mostly differ; '' is an empty cell. */
  | { readonly as: 'texts'; readonly values: readonly string[] }
  /** Texts that repeat: `codes` point into `texts`. */
  | { readonly as: 'codes'; readonly codes: Uint32Array; readonly texts: readonly string[] }
  | { readonly as: 'nothing' };

/** A cell that differs from its column: a text instead of the number, or only another look. */
export interface CellMark {
  readonly row: number;
  readonly column: number;
  readonly style: StyleName;
  /** Null: the packed value stays. */
  readonly text: string | null;
}

export interface RowBatch {
  readonly count: number;
  readonly columns: readonly PackedColumn[];
  readonly marks: readonly CellMark[];
}

/** A cell of a sheet that is written cell by cell (cover, summaries). Strings are always text. */
export type Cell =
  | null
  | string
  | number
  | {
      readonly value: string | number;
      readonly style: StyleName;
      /** Without the leading "="; `value` is its cached result. */
      readonly formula?: string;
    }
  /** Unix seconds, shown in the workbook's zone. */
  | { readonly time: number };

/** One sheet as it was written; a long table becomes several. Rows are numbered from 1. */
export interface SheetPart {
  readonly name: string;
  readonly firstRow: number;
  /** Last row with data, without the totals; `firstRow - 1` when there is none. */
  readonly lastRow: number;
  /** Name of the file inside the workbook and SHA-256 over its bytes, in hex. */
  readonly file: string;
  readonly sha256: string;
}

/** A part of the workbook that data sheets lean on: their texts, and how their numbers are shown. */
export interface SealedPart {
  readonly file: string;
  readonly sha256: string;
}

export interface ClosedSheet {
  readonly parts: readonly SheetPart[];
  /** Rows that the format could not take; left out where it takes all. */
  readonly leftOut?: number;
  /** Texts that were cut because a cell holds at most 32,767 characters. */
  readonly cutTexts: number;
}

/** A sheet holds this many rows, its header included (ECMA-376, 18.3.1.73). */
export const ROWS_PER_SHEET = 1_048_576;
export const CHARACTERS_PER_CELL = 32_767;
