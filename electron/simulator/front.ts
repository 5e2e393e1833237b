import { setTimeout as wait } from 'node:timers/promises';
import { refuse } from './codes.ts';
import type { Answer } from './codes.ts';
import { dress, gatewayPage } from './dress.ts';
import { endpoints } from './endpoints/table.ts';
import { JSON_TYPE } from './http.ts';
import type { Handler, Reply } from './http.ts';
import { Params } from './params.ts';
import type { Provider } from './provider.ts';
import { hash, Random } from './random.ts';
import { callerOf, factsOf, serve } from './service.ts';
import type { Outcome } from './service.ts';

/** The provider's API as a handler of HTTP requests: latency, rules, the operation, and the form of the answer. */
export function front(provider: Provider): Handler {
  const random = new Random(hash(provider.world.size.seed, 7));
  let served = 0;
  return async ({ method, url, form }) => {
    served += 1;
    const endpoint = endpoints.get(url.pathname);
    const { faults, ledger, world } = provider;
    if (endpoint?.method !== method) {
      return send(dress(refuse(10001), faults.current, served));
    }
    const params = new Params(url.searchParams, new URLSearchParams(form));
    const arrived = world.clock.wallNow() * 1_000;
    const { latencyMs, latencyJitterMs } = faults.current;
    const latency = latencyMs + random.next() * latencyJitterMs;
    if (latency > 0) await wait(latency);
    const facts = factsOf(endpoint, params);
    const fault = faults.catch(facts);
    if (fault?.do === 'delay' && !fault.effect) await wait(fault.ms);
    const account = callerOf(provider, endpoint, params);
    const outcome = serve(provider, endpoint, params, fault);
    if (fault?.do === 'delay' && fault.effect) await wait(fault.ms);
    const understood = fault === null || fault.do === 'answer' || fault.do === 'delay';
    const code = understood ? outcome.answer.code : -1;
    ledger.requested(
      { at: arrived, endpoint: endpoint.name, account, code, imeis: facts.imeis.length },
      code === 0 ? facts.imeis : [],
    );
    return replyTo(outcome, dress(outcome.answer, faults.current, served));
  };
}

function replyTo({ fault, answer }: Outcome, text: string): Reply {
  switch (fault?.do) {
    case 'reset':
      return { kind: 'reset' };
    case 'hang':
      return { kind: 'hang' };
    case 'truncate':
      return { kind: 'cut', body: text };
    case 'status':
      return { kind: 'send', status: fault.status, ...body(fault.body, fault.status, answer) };
    case undefined:
    case 'answer':
    case 'delay':
      return send(text);
  }
}

function body(
  kind: 'html' | 'json' | 'empty',
  status: number,
  answer: Answer,
): { type: string; body: string } {
  if (kind === 'html') return { type: 'text/html', body: gatewayPage(status) };
  if (kind === 'empty') return { type: 'text/plain', body: '' };
  return { type: JSON_TYPE, body: JSON.stringify(answer.code === 0 ? refuse(10000) : answer) };
}

function send(text: string): Reply {
  return { kind: 'send', status: 200, type: JSON_TYPE, body: text };
}
