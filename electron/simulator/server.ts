import { randomBytes } from 'node:crypto';
import { ZodError } from 'zod';
import { admin } from './admin.ts';
import { WorldClock } from './clock.ts';
import { Control } from './control.ts';
import { DEMO_ACCOUNT, DEMO_PASSWORD } from './demo.ts';
import { Faults } from './faults.ts';
import type { FaultInput, FaultSwitches } from './faults.ts';
import { front } from './front.ts';
import { HttpServer } from './http.ts';
import { Ledger } from './ledger.ts';
import { simulatorOptions } from './options.ts';
import type { SimulatorOptions } from './options.ts';
import { RateLimits } from './pacing.ts';
import type { Provider } from './provider.ts';
import { Sessions } from './sessions.ts';
import { World } from './world.ts';

export type { FaultInput } from './faults.ts';
export type { SimulatorOptions } from './options.ts';

/** A running provider in a box. */
export interface SimulatorHandle {
  /** Base address of the API. */
  readonly url: string;
  /** Base of the control address (`<adminUrl>/faults` ...). Holds the key: not for the screen or a log. */
  readonly adminUrl: string;
  readonly account: string;
  readonly password: string;
  readonly world: World;
  readonly ledger: Ledger;
  readonly control: Control;
  readonly faults: {
    /** The switches as they stand. */
    readonly current: FaultSwitches;
    /** Changes some switches; resolves when they are in force (the network may have to come or go). */
    set(changes: FaultInput): Promise<FaultSwitches>;
    /** The same for data from outside; false when it is not legal, and then nothing has changed. */
    patch(changes: unknown): Promise<boolean>;
    /** Puts all switches back. */
    clear(): Promise<FaultSwitches>;
  };
  close(): Promise<void>;
}

/**
 * Starts a provider on the loopback address. Throws when the options are not legal or the port is taken.
 *
 * @param wall Unix milliseconds of the machine, to be replaced in tests
 */
export async function startSimulator(
  options: SimulatorOptions = {},
  wall: () => number = Date.now,
): Promise<SimulatorHandle> {
  const chosen = simulatorOptions.parse(options);
  const { seed, vehicles, accounts, extraAccounts, oddTexts, quietAlarms, speed, startAt, habitsOf } = chosen;
  const world = new World(
    { seed, vehicles, accounts, extraAccounts, oddTexts, quietAlarms, habitsOf },
    new WorldClock(wall, speed, startAt),
  );
  const faults = new Faults(seed, chosen.faults ?? {});
  const ledger = new Ledger(chosen.ledgerDepth);
  const sessions = new Sessions(world.accounts);
  const provider: Provider = { world, faults, ledger, sessions, limits: new RateLimits() };
  const control = new Control(provider);
  const key = chosen.controlKey ?? randomBytes(18).toString('hex');

  const api = new HttpServer(front(provider));
  const url = await api.open(chosen.port);
  /** Lets the network come or go as the switch says. */
  const sync = async (): Promise<void> => {
    if (faults.current.refuse && api.isOpen) await api.close();
    else if (!faults.current.refuse && !api.isOpen) await api.open(chosen.port);
  };
  const hatch = new HttpServer(admin(provider, control, key, sync));
  const hatchUrl = await hatch.open(0);
  await sync();

  return {
    url,
    adminUrl: `${hatchUrl}/__simulator/${key}`,
    account: DEMO_ACCOUNT,
    password: DEMO_PASSWORD,
    world,
    ledger,
    control,
    faults: {
      get current() {
        return faults.current;
      },
      set: async (changes) => {
        faults.set(changes);
        await sync();
        return faults.current;
      },
      patch: async (changes) => {
        if (typeof changes !== 'object' || changes === null) return false;
        try {
          faults.set({ ...changes });
        } catch (error) {
          if (error instanceof ZodError) return false;
          throw error;
        }
        await sync();
        return true;
      },
      clear: async () => {
        faults.clear();
        await sync();
        return faults.current;
      },
    },
    close: async () => {
      await Promise.all([api.close(), hatch.close()]);
    },
  };
}
