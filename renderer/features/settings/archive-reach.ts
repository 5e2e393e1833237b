const DAY = 86_400;
const GIGABYTE = 1e9;

/** How long recorded positions are kept at a pace, and what they take then, whichever limit comes first. */
export function reachOf(
  perDay: number,
  days: number,
  gigabytes: number,
): { readonly seconds: number; readonly bytes: number } {
  const kept = perDay === 0 ? days : Math.min(days, (gigabytes * GIGABYTE) / perDay);
  return { seconds: Math.round(kept * DAY), bytes: Math.round(kept * perDay) };
}
