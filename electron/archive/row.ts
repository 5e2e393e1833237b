/** A row that SQLite gave as an array, decoded column by column. STRICT tables make a wrong type a damaged file. */
export type Row = readonly unknown[];

/** A column held another type than the table declares: the file is damaged or was written by something else. */
export class DamagedRow extends Error {
  constructor(column: number, wanted: string) {
    super(`column ${column} of a row of the archive is not ${wanted}`);
    this.name = 'DamagedRow';
  }
}

/** The row itself, when a statement set to arrays gave one; null at the end. */
export function asRow(value: unknown): Row | null {
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value)) throw new DamagedRow(0, 'part of a row');
  const row: Row = value;
  return row;
}

export function text(row: Row, column: number): string {
  const value = row[column];
  if (typeof value !== 'string') throw new DamagedRow(column, 'text');
  return value;
}

export function number(row: Row, column: number): number {
  const value = row[column];
  if (typeof value !== 'number') throw new DamagedRow(column, 'a number');
  return value;
}

export function bytes(row: Row, column: number): Uint8Array {
  const value = row[column];
  if (!(value instanceof Uint8Array)) throw new DamagedRow(column, 'bytes');
  return value;
}

export function textOrNull(row: Row, column: number): string | null {
  return row[column] === null ? null : text(row, column);
}

export function numberOrNull(row: Row, column: number): number | null {
  return row[column] === null ? null : number(row, column);
}

/** 0 and 1 as a boolean. */
export function yes(row: Row, column: number): boolean {
  return number(row, column) !== 0;
}

export function yesOrNull(row: Row, column: number): boolean | null {
  return row[column] === null ? null : yes(row, column);
}

/** A text that must be one of `allowed`. */
export function oneOf<const Word extends string>(row: Row, column: number, allowed: readonly Word[]): Word {
  const value = text(row, column);
  const found = allowed.find((word) => word === value);
  if (found === undefined) throw new DamagedRow(column, `one of ${allowed.join(', ')}`);
  return found;
}

/** JSON text as what it says; damaged JSON is a damaged row. */
export function json(row: Row, column: number): unknown {
  try {
    return JSON.parse(text(row, column));
  } catch {
    throw new DamagedRow(column, 'JSON');
  }
}

/** JSON text of an object. */
export function record(row: Row, column: number): Readonly<Record<string, unknown>> {
  const value = json(row, column);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DamagedRow(column, 'a JSON object');
  }
  return Object.fromEntries(Object.entries(value));
}

/** A boolean as SQLite keeps it. */
export function bit(value: boolean): number {
  return value ? 1 : 0;
}

/** A boolean or "unknown" as SQLite keeps it. */
export function bitOrNull(value: boolean | null): number | null {
  return value === null ? null : bit(value);
}
