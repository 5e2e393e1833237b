import { z } from 'zod';
import { faultSwitches } from './faults.ts';

/** How a simulator starts: plain data. */
export const simulatorOptions = z.strictObject({
  /** 0 takes a free port. */
  port: z.int().min(0).max(65_535).default(0),
  seed: z.int().default(1),
  vehicles: z.int().min(0).max(100_000).default(5_000),
  /** Accounts below the demo distributor. */
  accounts: z.int().min(0).max(20_000).default(1_200),
  /** Plates that break careless software, on the first devices. */
  oddTexts: z.boolean().default(true),
  /** Alarm numbers (open-api.md 2.8) that no device raises by itself, so that those raised by hand are the only ones. */
  quietAlarms: z.array(z.int()).default([]),
  /** Further customers by name, such as one with a comma. */
  extraAccounts: z.array(z.string().min(1)).max(1_000).default([]),
  /** Seconds of the world per second of the machine. Sign-ins and tokens keep to the machine's time. */
  speed: z.number().min(0).max(10_000).default(1),
  /** Unix seconds at which the world's time begins; by default now. */
  startAt: z.number().min(1_700_000_000).optional(),
  /**
   * Unix seconds whose habits the world has at its start: whoever drives, rests, is silent or raises an alarm by
   * itself then does so now. By default those of the world's own time; tests see the same at every hour of the day.
   */
  habitsOf: z.number().min(1_700_000_000).optional(),
  /** Switches that are on from the start. */
  faults: faultSwitches.optional(),
  /** Times kept per IMEI in the ledger of requests; 0 keeps none. */
  ledgerDepth: z.int().min(0).max(100_000).default(200),
  /** Key of the control address; without one there is no control address. */
  controlKey: z.string().min(8).optional(),
});

export type SimulatorOptions = z.input<typeof simulatorOptions>;
