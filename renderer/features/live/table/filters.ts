/** A filter of a column as it was typed: words that a text has to hold, or bounds for a number. */
export type TypedFilter =
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly words: readonly string[] }
  /** Bounds are included. */
  | { readonly kind: 'range'; readonly low: number; readonly high: number }
  /** What was typed is no filter of this column. */
  | { readonly kind: 'wrong' };

const none: TypedFilter = { kind: 'none' };
const wrong: TypedFilter = { kind: 'wrong' };
const number = String.raw`\d+(?:[.,]\d+)?`;
const unit = String.raw`\s*[smhd]?`;
const signed = `-?${number}`;
const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

export function textFilter(typed: string): TypedFilter {
  const words = typed.toLowerCase().split(/\s+/u).filter(Boolean);
  return words.length === 0 ? none : { kind: 'text', words };
}

/**
 * Reads `>50`, `>=50`, `<10`, `=5`, `5` or `10-20`. With `ages` numbers may end in s, m, h or d and mean seconds.
 * Bounds that are not included are moved by the smallest step that matters.
 */
export function numberFilter(typed: string, ages: boolean): TypedFilter {
  const text = typed.trim().toLowerCase();
  if (text === '') return none;
  const value = ages ? `${number}${unit}` : signed;
  const compared = new RegExp(`^(<=|>=|<|>|=)?\\s*(${value})$`, 'u').exec(text);
  if (compared) {
    const [, sign = '=', bound = ''] = compared;
    return range(sign, read(bound, ages));
  }
  const between = new RegExp(`^(${value})\\s*(?:-|–|\\.\\.)\\s*(${value})$`, 'u').exec(text);
  if (!between) return wrong;
  const [low, high] = [read(between[1] ?? '', ages), read(between[2] ?? '', ages)];
  return low <= high ? { kind: 'range', low, high } : wrong;
}

function read(text: string, ages: boolean): number {
  const value = Number.parseFloat(text.replace(',', '.'));
  return ages ? value * (seconds[text.trim().slice(-1)] ?? 1) : value;
}

const STEP = 1e-9;

function range(sign: string, bound: number): TypedFilter {
  switch (sign) {
    case '>':
      return { kind: 'range', low: bound + STEP, high: Infinity };
    case '>=':
      return { kind: 'range', low: bound, high: Infinity };
    case '<':
      return { kind: 'range', low: -Infinity, high: bound - STEP };
    case '<=':
      return { kind: 'range', low: -Infinity, high: bound };
    default:
      return { kind: 'range', low: bound, high: bound };
  }
}

/** Whether a text holds all words of a filter. */
export function holds(text: string, words: readonly string[]): boolean {
  const lower = text.toLowerCase();
  return words.every((word) => lower.includes(word));
}
