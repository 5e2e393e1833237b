import { z } from 'zod';
import type { Failure } from './errors.ts';

/** Role of an account (open-api.md 2.11 `roletype`); null when the provider gave none or another number. */
export const roles = ['distributor', 'endUser', 'virtual'] as const;
export type Role = (typeof roles)[number];

/** An account as the provider tells it (2.11, 2.15). Times are Unix seconds; null means "not told". */
export interface Account {
  readonly account: string;
  readonly userName: string;
  readonly role: Role | null;
  /** `blockstatus` 0 means blocked (true here), 1 means not blocked. */
  readonly blocked: boolean | null;
  readonly email: string;
  readonly mobile: string;
  readonly telephone: string;
  readonly createTime: number | null;
  /** Fields the reference does not name, kept as they came. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** An account in the tree below the signed-in one. */
export interface AccountNode extends Account {
  /** The account that lists it as a sub-customer; null for the signed-in account itself. */
  readonly parent: string | null;
  readonly depth: number;
  /** Devices listed directly under this account; null until they were loaded. */
  readonly deviceCount: number | null;
  /** Whether its sub-customer list holds exactly 500 rows and so may be cut (2.15). */
  readonly childrenMayBeCut: boolean;
  /** Whether its device list holds exactly 500 rows and so may be cut (2.7). */
  readonly devicesMayBeCut: boolean;
  /** Why its lists could not be read, if so. */
  readonly failure: Failure | null;
}

/** What the devices that an account owns itself come to. */
export interface AccountOverview {
  readonly account: string;
  readonly devices: number;
  /** Those that beat now. */
  readonly online: number;
  /** The nearest due time, of the user or the platform, in Unix seconds; null when none is told. */
  readonly due: number | null;
}

/** The provider returns at most this many rows in a list (2.7, 2.15); exactly as many may be cut. */
export const LIST_LIMIT = 500;

/** How far loading the tree and the directory has come. */
export interface LoadProgress {
  readonly state: 'idle' | 'loading' | 'done' | 'failed';
  readonly accountsKnown: number;
  /** Lists that were read, two make an account: those of devices come first, so whole accounts would stand still. */
  readonly accountsLoaded: number;
  readonly devicesKnown: number;
  readonly failures: number;
  /** Unix milliseconds when the last complete load ended. */
  readonly finishedAt: number | null;
}

/** An account name as the API can carry it: a comma separates accounts in 2.13, so it cannot be part of a name. */
export const accountName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^,\u0000-\u001f]+$/, 'An account name cannot hold a comma or control characters');
