import type { Timing } from '../../../electron/openapi/timing.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { openBed, type Bed } from '../openapi/support.ts';

/** Milliseconds of the bed's time between two looks at what is under way. */
const STEP = 100;

/** A provider and a client whose time moves only here, so that nothing counted depends on how busy a machine is. */
export interface SteppedBed extends Bed {
  /** Moves on by milliseconds; every request that leaves on the way is answered before time goes on. */
  pass(milliseconds: number): Promise<void>;
  /** Moves on until it holds; the test's own time limit ends a wait in vain. */
  until(holds: () => boolean): Promise<void>;
  /** Moves on until the promise is settled. */
  while<T>(promise: Promise<T>): Promise<T>;
}

export async function openSteppedBed(world: Parameters<typeof openBed>[0]): Promise<SteppedBed> {
  const clock = new ManualClock();
  const timing: Timing = {
    now: () => clock.now(),
    elapsed: () => clock.elapsed(),
    after: (milliseconds, callback) => clock.after(milliseconds, callback),
  };
  const bed = await openBed(world, {}, timing);
  const step = async (): Promise<void> => {
    await clock.advance(STEP);
    while (bed.client.status().pace.inFlight > 0) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      await clock.settle();
    }
  };
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await step();
  };
  return {
    ...bed,
    until,
    async pass(milliseconds) {
      const end = clock.now() + milliseconds;
      await until(() => clock.now() >= end);
    },
    async while(promise) {
      let settled = false;
      const watched = promise.finally(() => {
        settled = true;
      });
      await Promise.race([watched, until(() => settled)]);
      return watched;
    },
  };
}
