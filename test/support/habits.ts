/**
 * The Wednesday noon in UTC (Unix seconds) whose habits every simulator of the tests has (`habitsOf` of its options):
 * who drives, rests or is silent does not depend on the hour at which the tests run.
 */
export const NOON = 1_795_608_000;
