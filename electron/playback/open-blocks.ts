import type { OpenPiece } from '../archive/position-store.ts';
import { RowLog, unpackPiece } from './position-rows.ts';

/** A block put together from its pieces. */
interface ReadBlock {
  readonly begin: number;
  until: number;
  readonly rows: RowLog;
}

/** The blocks that a run which did not end was recording, in the order of their pieces. */
export async function readOpenBlocks(pieces: readonly OpenPiece[]): Promise<ReadBlock[]> {
  const blocks: ReadBlock[] = [];
  let damaged = -1;
  for (const piece of pieces) {
    const { begin, until } = piece;
    // What follows a damaged piece would stand on rows that are missing.
    if (begin === damaged) continue;
    let block = blocks.at(-1);
    if (block?.begin !== begin) {
      block = { begin, until: begin, rows: new RowLog() };
      blocks.push(block);
    }
    if (await unpackPiece(piece, block.rows)) block.until = Math.max(block.until, until);
    else damaged = begin;
  }
  return blocks;
}
