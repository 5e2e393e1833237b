/** Reads a typed number; null when it is none, not whole where it has to be, or outside its bounds (included). */
export function checkNumber(
  typed: string,
  bounds: { readonly low: number; readonly high: number; readonly whole: boolean },
): number | null {
  const text = typed.trim();
  if (!/^\d+([.,]\d+)?$/u.test(text)) return null;
  const value = Number(text.replace(',', '.'));
  if (bounds.whole && !Number.isInteger(value)) return null;
  return value >= bounds.low && value <= bounds.high ? value : null;
}
