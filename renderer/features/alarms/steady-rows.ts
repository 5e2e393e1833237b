/** A row that is to stay where it is on screen: its alarm, and pixels from the top of the list. */
export interface Anchor {
  readonly id: number;
  readonly place: number;
}

/** Rows of the inbox by place, as far as they are read. */
export type Rows = ReadonlyMap<number, { readonly id: number }>;

/** The row of an alarm; null when it is not among those that are read. */
export function rowOf(rows: Rows, id: number | null): number | null {
  if (id === null) return null;
  for (const [index, row] of rows) if (row.id === id) return index;
  return null;
}

/**
 * The first of some rows that is still there, with its new row and how many rows went in above it (negative: away).
 *
 * @param wanted most important first: the one under the pointer, that of the keyboard, the chosen one, those in view
 */
export function steady(
  before: Rows,
  now: Rows,
  wanted: readonly Anchor[],
): { readonly anchor: Anchor; readonly index: number; readonly moved: number } | null {
  for (const anchor of wanted) {
    const index = rowOf(now, anchor.id);
    if (index === null) continue;
    return { anchor, index, moved: index - (rowOf(before, anchor.id) ?? index) };
  }
  return null;
}
