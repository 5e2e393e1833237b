import { WorldClock } from '../../../electron/simulator/clock.ts';
import { World } from '../../../electron/simulator/world.ts';

/** A Wednesday noon in UTC, so that tests see the same world whenever they run. */
export const NOON = 1_795_608_000;

/** A world whose clock the test sets; `now` is Unix seconds. */
export function buildWorld(
  size: Partial<{ seed: number; accounts: number; vehicles: number; quietAlarms: readonly number[] }> = {},
  start = NOON,
): { world: World; setNow: (seconds: number) => void } {
  let now = start;
  const clock = new WorldClock(() => now * 1_000, 1);
  const world = new World(
    { seed: 1, accounts: 60, vehicles: 400, extraAccounts: [], oddTexts: true, quietAlarms: [], ...size },
    clock,
  );
  return {
    world,
    setNow: (seconds) => {
      now = seconds;
    },
  };
}
