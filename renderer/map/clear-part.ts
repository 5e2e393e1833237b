/** A part of a pane, in CSS pixels from its top left. */
export interface Part {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The largest part of a pane that a card over it leaves free: beside, above or below it; all of it without a card. */
export function clearPart(width: number, height: number, card: Part | null): Part {
  const whole = { left: 0, top: 0, right: width, bottom: height };
  if (card === null) return whole;
  const parts = [
    { ...whole, left: Math.max(0, card.right) },
    { ...whole, right: Math.min(width, card.left) },
    { ...whole, bottom: Math.min(height, card.top) },
    { ...whole, top: Math.max(0, card.bottom) },
  ];
  return parts.reduce((best, part) => (areaOf(part) > areaOf(best) ? part : best));
}

function areaOf({ left, top, right, bottom }: Part): number {
  return Math.max(0, right - left) * Math.max(0, bottom - top);
}
