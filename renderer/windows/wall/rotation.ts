/** Which of `count` views is shown `elapsed` milliseconds after the rotation began, each for `seconds`. */
export function viewAt(count: number, seconds: number, elapsed: number): number {
  if (count <= 0) return 0;
  return Math.floor(Math.max(0, elapsed) / (seconds * 1_000)) % count;
}
