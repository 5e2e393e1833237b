import type { Cell, ClosedSheet, RowBatch, SealedPart, SheetSpec } from './model.ts';
import type { WorkbookProperties } from './parts.ts';

/** Writes sheets one after the other, in whatever format: rows in, bytes out, flat memory. */
export interface SheetWriter {
  /** @param inFront the cover: shown first, written last */
  openSheet(spec: SheetSpec, inFront: boolean): Promise<void>;
  rows(batch: RowBatch): Promise<void>;
  cells(rows: readonly (readonly Cell[])[]): Promise<void>;
  closeSheet(): Promise<ClosedSheet>;
  /** Writes what all data sheets lean on, so that its hash can stand on the cover. */
  seal(): Promise<readonly SealedPart[]>;
  /** Resolves to the size of the file in bytes. */
  finish(properties: WorkbookProperties): Promise<number>;
}
