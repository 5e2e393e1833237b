import type { Answer } from './codes.ts';
import { isRefusal, refuse } from './codes.ts';
import { authorization } from './endpoints/authorization.ts';
import type { Endpoint } from './endpoints/table.ts';
import type { FaultAction, RequestFacts } from './faults.ts';
import type { Params } from './params.ts';
import type { Provider } from './provider.ts';

/** What a request comes to: the answer, and what the rules do to it on its way. */
export interface Outcome {
  readonly answer: Answer;
  /** null: nothing special. */
  readonly fault: FaultAction | null;
}

/** Carries out one request, as far as the rules let it. */
export function serve(
  provider: Provider,
  endpoint: Endpoint,
  params: Params,
  fault: FaultAction | null,
): Outcome {
  const carriedOut = fault === null || fault.do === 'truncate' || fault.do === 'delay' || fault.effect;
  const answer: Answer = carriedOut ? carryOut(provider, endpoint, params) : { code: 0 };
  if (fault?.do === 'answer') return { answer: refuse(fault.code, fault.message), fault };
  return { answer, fault };
}

/** What of a request the rules look at. */
export function factsOf(endpoint: Endpoint, params: Params): RequestFacts {
  return {
    endpoint: endpoint.name,
    imeis: [...params.parts('imeis'), ...params.parts('imei')],
    accounts: [...params.parts('accounts'), ...params.parts('account')],
  };
}

function carryOut(provider: Provider, endpoint: Endpoint, params: Params): Answer {
  const { world, faults, limits, sessions } = provider;
  const switches = faults.current;
  const tooOften = refuse(10009, switches.tpsMessage);
  const nowMs = world.clock.wallNow() * 1_000;
  if (endpoint.run === null) {
    const admitted = limits.admits(params.optional('account') ?? '', endpoint.name, switches, nowMs);
    return admitted ? authorization(provider, params) : tooOften;
  }
  const token = params.text('access_token');
  if (isRefusal(token)) return token;
  const index = sessions.accountOf(token, world.clock.wallNow(), switches.tokenLifeSeconds);
  if (typeof index !== 'number') return index;
  const caller = world.accounts.at(index);
  if (!limits.admits(caller.account, endpoint.name, switches, nowMs)) return tooOften;
  if (switches.openApiOff.includes(caller.account)) return refuse(10007);
  return endpoint.run({ provider, params, caller, now: world.now() });
}

/** The account a request acts for, for the ledger; never the token itself. */
export function callerOf({ sessions, world, faults }: Provider, endpoint: Endpoint, params: Params): string {
  if (endpoint.run === null) return params.optional('account') ?? '';
  const token = params.optional('access_token') ?? '';
  const index = sessions.accountOf(token, world.clock.wallNow(), faults.current.tokenLifeSeconds);
  return typeof index === 'number' ? world.accounts.at(index).account : '';
}
