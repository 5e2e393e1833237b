import type { AccountEntry } from './accounts.ts';
import type { Faults } from './faults.ts';
import type { Ledger } from './ledger.ts';
import type { RateLimits } from './pacing.ts';
import type { Params } from './params.ts';
import type { Sessions } from './sessions.ts';
import type { Answer } from './codes.ts';
import type { World } from './world.ts';

/** Everything an operation may need. */
export interface Provider {
  readonly world: World;
  readonly faults: Faults;
  readonly ledger: Ledger;
  readonly sessions: Sessions;
  readonly limits: RateLimits;
}

/** One request of a signed-in account. */
export interface Call {
  readonly provider: Provider;
  readonly params: Params;
  readonly caller: AccountEntry;
  /** Unix seconds of the world, with fractions. */
  readonly now: number;
}

export type Operation = (call: Call) => Answer;
