import { WorldClock } from '../../../electron/simulator/clock.ts';
import { World, type WorldSize } from '../../../electron/simulator/world.ts';
import { NOON } from '../../support/habits.ts';

export { NOON };

/** A world whose clock the test sets; `now` is Unix seconds. */
export function buildWorld(
  size: Partial<WorldSize> = {},
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
