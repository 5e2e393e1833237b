import type { Result } from './result.ts';

/** A cell of a table to be written: text is always text, `time` is Unix seconds shown in the workbook's zone. */
export type TableValue = string | number | null | { readonly time: number };

export interface TableColumn {
  readonly title: string;
  /** In characters. */
  readonly width: number;
}

/** A sheet of a workbook, its rows coming page by page so that memory stays flat. */
export interface TableSheet {
  readonly name: string;
  readonly columns: readonly TableColumn[];
  /** Whether the columns' titles are the first row. */
  readonly header: boolean;
  readonly pages: () => AsyncIterable<Result<readonly (readonly TableValue[])[]>>;
}

/** Writes a workbook under a path (never half of it) and gives the path it has. */
export type WriteTable = (
  target: string,
  title: string,
  sheets: readonly TableSheet[],
  /** Nobody else on this computer may read the file. */
  secret?: boolean,
) => Promise<Result<string>>;

/** Rows handed on at a time, so that none of the messages to the process that writes them is large. */
const PAGE = 1_000;

/** Rows that are all at hand, as the pages of a sheet. */
export function pagesOf(rows: readonly (readonly TableValue[])[]): TableSheet['pages'] {
  return pagesFrom(rows, (cells) => cells);
}

/** Rows that are all at hand, as the pages of a sheet; those of a page become cells when its turn has come. */
export function pagesFrom<Row>(
  rows: readonly Row[],
  cellsOf: (row: Row) => readonly TableValue[],
): TableSheet['pages'] {
  // eslint-disable-next-line @typescript-eslint/require-await -- pages come asynchronously wherever they come from
  return async function* pages() {
    for (let from = 0; from < rows.length; from += PAGE) {
      yield { ok: true, value: rows.slice(from, from + PAGE).map(cellsOf) };
    }
  };
}
