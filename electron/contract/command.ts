import { z } from 'zod';

/** The six commands of the API (open-api.md 2.5) with the words sent. */
export const commandWords = {
  stopEngine: 'RELAY,1',
  restoreEngine: 'RELAY,0',
  reset: 'RESET',
  lockDoor: 'LOCKDOOR',
  unlockDoor: 'UNLOCKDOOR',
  setMileage: 'SET_MILEAGE',
} as const;

export type CommandKind = keyof typeof commandWords;

export const commandKinds = Object.keys(commandWords) as readonly CommandKind[];

/**
 * What to send. For `setMileage` the value goes into `paramData` as {"mileage":"30"}; its unit is not documented
 * (km in one client, metres in another: field-notes.md), so the screen asks and says so.
 */
export const commandRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['stopEngine', 'restoreEngine', 'reset', 'lockDoor', 'unlockDoor']) }),
  z.object({ kind: z.literal('setMileage'), mileage: z.number().int().min(0).max(100_000_000) }),
]);

export type CommandRequest = z.infer<typeof commandRequest>;

/** The answer to a query (2.6). `commandstatus` 1 = the device answered; the text may still tell of a failure. */
export interface CommandAnswer {
  readonly answered: boolean;
  readonly response: string;
}

/** Query once a second, at most this many times (2.6). */
export const COMMAND_QUERIES = 30;
