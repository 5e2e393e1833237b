import { z } from 'zod';
import type { Failure } from './errors.ts';

/** A server and account that somebody signed in with before; holds no secret. */
export interface SavedSignIn {
  readonly server: string;
  readonly account: string;
  /** Whether the password digest is kept, encrypted by the system keyring. */
  readonly remembered: boolean;
  /** Unix milliseconds. */
  readonly lastUsed: number;
}

/** The connection as every window shows it. */
export type Connection =
  | { readonly state: 'signedOut'; readonly reason: Failure | null }
  | { readonly state: 'signingIn' }
  | { readonly state: 'online' }
  /** Requests fail since (Unix milliseconds) with the newest failure; the console keeps trying. */
  | { readonly state: 'offline'; readonly since: number; readonly failure: Failure };

/** Everything a window may know of the session. Never a token, a digest or a password. */
export interface SessionStatus {
  readonly connection: Connection;
  readonly server: string | null;
  readonly account: string | null;
  /** Signed in to the built-in demo provider. */
  readonly demo: boolean;
  /** Plain http: not private. */
  readonly plainHttp: boolean;
  /** Seconds that the server's clock is ahead of this computer's; 0 unless the server complained (10014). */
  readonly clockOffset: number;
  /** Something else signed in with the same account this often in the last ten minutes. */
  readonly takenOver: number;
  readonly pace: PaceStatus;
  /** Whether the system can keep a secret for this user. */
  readonly canRemember: boolean;
}

/** What the pacer does. Rates are requests a second. */
export interface PaceStatus {
  readonly allowedRate: number;
  /** Of the last ten seconds, of requests that the provider answered: 0 ten seconds after it went away. */
  readonly actualRate: number;
  readonly waiting: number;
  readonly inFlight: number;
  /** Unix milliseconds until which it pauses after 10009; null when it does not. */
  readonly pausedUntil: number | null;
  /** 10009 answers since the sign-in. */
  readonly refusals: number;
}

export const signInInput = z.object({
  server: z.string().trim().min(1).max(500),
  account: z.string().trim().min(1).max(100),
  /** Null: use the remembered secret. */
  password: z.string().min(1).max(200).nullable(),
  remember: z.boolean(),
});

export type SignInInput = z.infer<typeof signInInput>;
