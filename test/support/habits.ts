/**
 * The Wednesday noon in UTC (Unix seconds) whose habits every simulator of the tests has (`habitsOf` of its options):
 * who drives, rests or is silent does not depend on the hour at which the tests run.
 */
export const NOON = 1_795_608_000;

const DAY = 86_400;

/**
 * The last midnight UTC that lies an hour back at least, in Unix seconds: what a console read before it counts as known
 * for good, whenever the tests run.
 *
 * @param now Unix seconds
 */
export function lastMidnight(now: number): number {
  return Math.floor((now - 3_600) / DAY) * DAY;
}
