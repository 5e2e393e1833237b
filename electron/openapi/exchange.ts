import { providerFailure, type Failure, type FailureCode } from '../contract/errors.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { CallOptions } from './api.ts';
import type { Answer } from './answer.ts';
import type { ServerClock } from './clock.ts';
import { isTokenError, MISSING_PARAMETER, REQUEST_TIME_ERROR, SYSTEM_ERROR, TOO_FREQUENT } from './codes.ts';
import type { Pacer, Permit } from './pacer.ts';
import type { Session } from './session.ts';
import { unlessAborted, type Timing } from './timing.ts';
import type { ApiRequest, Outcome, PostStyle, Transport } from './transport.ts';

/** One authorised request: the record of an answer with code 0, or why there is none. */
export type Call = (request: ApiRequest, options: CallOptions, concerns?: string) => Promise<Result<unknown>>;

export interface ExchangeOptions {
  readonly session: Session;
  readonly pacer: Pacer;
  readonly transport: Transport;
  readonly clock: ServerClock;
  readonly timing: Timing;
  /** How POST parameters travel to this server, where that is known. */
  readonly postStyle?: PostStyle;
}

/** Tries of one request while the server answers 10009: it was refused each time, so even a command may go again. */
const TRIES_WHEN_TOO_FREQUENT = 6;
/** Repeats with a token that another request has fetched meanwhile. */
const REPEATS_WITH_NEWER_TOKEN = 3;

/** What has been tried for one request. */
interface Attempts {
  tooFrequent: number;
  logins: number;
  newerTokens: number;
  clockLearned: boolean;
  reset: boolean;
  queryTried: boolean;
}

/** Turn, token, request, and what to do about the answer. The only place where anything is repeated. */
export class Exchange {
  readonly #options: ExchangeOptions;
  #postStyle: PostStyle;
  /** Whether a POST in the learned style was understood, so that 10010 can only be about the token. */
  #postProven = false;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#postStyle = options.postStyle ?? 'form';
  }

  get postStyle(): PostStyle {
    return this.#postStyle;
  }

  /**
   * Sends a request when its turn comes. Repeats it only when the server refused it (token, 10009, 10014, a form it
   * does not read) or, for reading requests, once when a kept connection broke. Fails with `outcome.unknown` when a
   * request with an effect may have arrived and no answer came.
   */
  readonly call: Call = async (request, options, concerns) => {
    const attempts: Attempts = {
      tooFrequent: 0,
      logins: 0,
      newerTokens: 0,
      clockLearned: false,
      reset: false,
      queryTried: false,
    };
    let style = this.#postStyle;
    let since: number | undefined;
    for (;;) {
      const turn = await this.#turn(options, since);
      if (!turn.ok) return request.effect ? fail(neverSent(turn.failure, concerns)) : turn;
      const { permit, token } = turn.value;
      since = permit.since;
      const outcome = await this.#send(request, style, token, permit, options.signal);
      if (outcome.kind === 'trouble') {
        if (outcome.reset && !request.effect && !attempts.reset) {
          attempts.reset = true;
          continue;
        }
        return fail(describeTrouble(outcome, request, concerns));
      }
      const { answer } = outcome;
      this.#learnPostStyle(request, style, answer.code);
      // What has an effect is refused for whom or what it is about.
      if (!request.effect || answer.code === 0) this.#options.session.judge(answer, token);
      if (answer.code === 0) return succeed(answer.record);
      if (this.#mayNotReadForm(request, style, answer.code, attempts)) {
        style = 'query';
        continue;
      }
      if (answer.code !== TOO_FREQUENT) style = this.#postStyle;
      if (!this.#worthRepeating(answer, token, attempts)) {
        return fail(describeRefusal(answer, request, concerns));
      }
    }
  };

  /** Waits for a token and a turn, and takes the token that is current when the turn comes. */
  async #turn(
    { lane, signal: givenUp, stopped }: CallOptions,
    since: number | undefined,
  ): Promise<Result<{ permit: Permit; token: string }>> {
    const { session, pacer } = this.#options;
    const signal = stopped ?? givenUp;
    let place = since;
    for (;;) {
      const first = await unlessAborted(session.token(), signal);
      if (first === null) return fail({ code: 'cancelled' });
      if (!first.ok) return first;
      const permit = await pacer.acquire(lane, signal, place);
      if (permit === null) {
        return fail({ code: signal?.aborted === true ? 'cancelled' : 'session.signedOut' });
      }
      const token = session.current();
      if (token !== null) return succeed({ permit, token });
      place = permit.since;
      permit.finish('unused');
    }
  }

  async #send(
    request: ApiRequest,
    style: PostStyle,
    token: string,
    permit: Permit,
    signal: AbortSignal | undefined,
  ): Promise<Outcome> {
    const began = this.#options.timing.elapsed();
    const authorised = { ...request, params: { access_token: token, ...request.params } };
    const outcome = await this.#options.transport.send(authorised, style, signal);
    const refused = outcome.kind === 'answer' && outcome.answer.code === TOO_FREQUENT;
    permit.finish(outcome.kind === 'trouble' ? 'failed' : refused ? 'refused' : 'answered');
    this.#options.session.note(outcome, began);
    return outcome;
  }

  /** Whether the server refused the request for a reason that is gone, or goes, when it is sent again. */
  #worthRepeating({ code, message }: Answer, token: string, attempts: Attempts): boolean {
    if (code === TOO_FREQUENT) {
      attempts.tooFrequent += 1;
      return attempts.tooFrequent < TRIES_WHEN_TOO_FREQUENT;
    }
    if (code === REQUEST_TIME_ERROR) {
      if (attempts.clockLearned) return false;
      attempts.clockLearned = true;
      return this.#options.clock.learn(message);
    }
    if (!isTokenError(code)) return false;
    if (this.#options.session.refuse(token)) {
      attempts.logins += 1;
      return attempts.logins <= 1;
    }
    attempts.newerTokens += 1;
    return attempts.newerTokens <= REPEATS_WITH_NEWER_TOKEN;
  }

  /** A server that reads POST parameters from the query alone misses them, or the token, in a form. */
  #mayNotReadForm(request: ApiRequest, style: PostStyle, code: number, attempts: Attempts): boolean {
    if (request.method !== 'POST' || style === 'query' || this.#postProven || attempts.queryTried)
      return false;
    if (code !== MISSING_PARAMETER && !isTokenError(code)) return false;
    attempts.queryTried = true;
    return true;
  }

  #learnPostStyle(request: ApiRequest, style: PostStyle, code: number): void {
    // 10xxx may come from a guard that looked at no parameter; 0 and 2xxxx come from what the parameters said.
    if (request.method !== 'POST' || (code !== 0 && code < 20_000)) return;
    this.#postStyle = style;
    this.#postProven = true;
  }
}

/** What the reference documents, and what a server adds in its style: a request was looked at and refused. */
function isRefusal(code: number): boolean {
  return code !== SYSTEM_ERROR && ((code >= 10_000 && code < 11_000) || (code >= 20_000 && code < 21_000));
}

/** Failures of a login that say by themselves that the request behind it did not leave. */
const saysNotSent: ReadonlySet<FailureCode> = new Set([
  'cancelled',
  'session.signedOut',
  'network.unreachable',
  'network.certificate',
]);

/**
 * Why a request with an effect did not even leave: the login before it failed. A refusal or a lost answer of the login
 * says nothing of the request and must not be taken for its outcome.
 */
function neverSent(failure: Failure, concerns: string | undefined): Failure {
  const about = concerns === undefined || failure.code === 'cancelled' ? {} : { concerns };
  return saysNotSent.has(failure.code)
    ? { ...failure, ...about }
    : {
        code: 'request.notSent',
        ...about,
        ...(failure.provider === undefined ? {} : { provider: failure.provider }),
        ...(failure.detail === undefined ? {} : { detail: failure.detail }),
      };
}

/**
 * A server that broke down while it worked on a request (10000), or whose code is none of the API (a gateway's 500,
 * -1), may have done it, wholly or in part: that is no refusal.
 */
function describeRefusal(
  { code, message }: Answer,
  request: ApiRequest,
  concerns: string | undefined,
): Failure {
  const failure = providerFailure(code, message, concerns);
  return request.effect && !isRefusal(code) ? { ...failure, code: 'outcome.unknown' } : failure;
}

function describeTrouble(
  outcome: Outcome & { kind: 'trouble' },
  request: ApiRequest,
  concerns: string | undefined,
): Failure {
  const about = concerns === undefined ? {} : { concerns };
  if (!request.effect) return { ...outcome.failure, ...about };
  if (!outcome.maybeSent) return neverSent(outcome.failure, concerns);
  const why =
    outcome.failure.detail ?? (outcome.failure.code === 'cancelled' ? 'It was cancelled under way.' : '');
  return { code: 'outcome.unknown', ...about, ...(why === '' ? {} : { detail: why }) };
}
