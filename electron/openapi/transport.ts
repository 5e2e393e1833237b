import { isProviderErrorCode, type ConsoleErrorCode, type Failure } from '../contract/errors.ts';
import { readAnswer, type Answer } from './answer.ts';
import { readNetworkError } from './network-error.ts';
import type { Redactor } from './redact.ts';
import type { Timing } from './timing.ts';

/** The part of `fetch` that is used: Electron's `net.fetch`, Node's `fetch` and a test's fake all fit. */
export type Fetch = (
  url: string,
  init: {
    method: 'GET' | 'POST';
    headers: Record<string, string>;
    body?: string;
    signal: AbortSignal;
    redirect: 'manual';
    cache: 'no-store';
    credentials: 'omit';
  },
) => Promise<{
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}>;

/** One request as the reference has it. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST';
  /** `/api/...` */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  /** Whether it changes the world: then it is never repeated after an ambiguous failure. */
  readonly effect: boolean;
}

/** Where the parameters of a POST go: the form body keeps them out of URLs, some servers only read the query. */
export type PostStyle = 'form' | 'query';

/** What became of a request. */
export type Outcome =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | {
      readonly kind: 'trouble';
      readonly failure: Failure;
      /** Whether the request may have reached the server. */
      readonly maybeSent: boolean;
      readonly reset: boolean;
    };

export interface TransportOptions {
  /** Base address without a slash at the end (`normaliseAddress`). */
  readonly base: string;
  readonly fetch: Fetch;
  /** For requests with an effect: never sends a request twice by itself, as Chromium does on kept connections. */
  readonly effectFetch: Fetch;
  readonly timing: Timing;
  readonly redactor: Redactor;
  /** Milliseconds until a request, its answer's body included, is given up. */
  readonly timeout: number;
}

type Ending = 'timeout' | 'aborted';

/** Sends one request and reads its answer; knows nothing of sessions and repeats nothing. */
export class Transport {
  readonly #base: string;
  readonly #fetch: Fetch;
  readonly #effectFetch: Fetch;
  readonly #timing: Timing;
  readonly #redactor: Redactor;
  readonly #timeout: number;

  constructor(options: TransportOptions) {
    this.#base = options.base;
    this.#fetch = options.fetch;
    this.#effectFetch = options.effectFetch;
    this.#timing = options.timing;
    this.#redactor = options.redactor;
    this.#timeout = options.timeout;
  }

  /** Every failure is a value; its texts hold no secret. */
  async send(request: ApiRequest, postStyle: PostStyle, signal?: AbortSignal): Promise<Outcome> {
    if (signal?.aborted === true) return this.#trouble('cancelled', undefined, false);
    const controller = new AbortController();
    const { promise: ended, end } = this.#ending(controller, signal);
    try {
      const first = await Promise.race([this.#exchange(request, postStyle, controller.signal), ended]);
      if (typeof first === 'object') return first;
      if (first === 'aborted') return this.#trouble('cancelled', undefined, true);
      return this.#trouble(
        'network.timeout',
        `No answer within ${Math.round(this.#timeout / 1_000)} seconds.`,
        true,
      );
    } catch (error) {
      const trouble = readNetworkError(error);
      return this.#trouble(trouble.code, trouble.detail, trouble.maybeSent, trouble.reset);
    } finally {
      end();
    }
  }

  /** Resolves when time is up or the caller gives up, and then also ends the request itself. */
  #ending(
    controller: AbortController,
    signal: AbortSignal | undefined,
  ): { promise: Promise<Ending>; end: () => void } {
    let settle: (ending: Ending) => void = () => undefined;
    const promise = new Promise<Ending>((resolve) => {
      settle = (ending) => {
        resolve(ending);
        controller.abort();
      };
    });
    const cancel = this.#timing.after(this.#timeout, () => {
      settle('timeout');
    });
    const onAbort = (): void => {
      settle('aborted');
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    return {
      promise,
      end: () => {
        cancel();
        signal?.removeEventListener('abort', onAbort);
      },
    };
  }

  async #exchange(request: ApiRequest, postStyle: PostStyle, signal: AbortSignal): Promise<Outcome> {
    const inBody = request.method === 'POST' && postStyle === 'form';
    const encoded = new URLSearchParams(request.params).toString();
    const send = request.effect ? this.#effectFetch : this.#fetch;
    const response = await send(`${this.#base}${request.path}${inBody ? '' : `?${encoded}`}`, {
      method: request.method,
      headers: {
        accept: 'application/json',
        ...(inBody ? { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' } : {}),
      },
      ...(inBody ? { body: encoded } : {}),
      signal,
      redirect: 'manual',
      cache: 'no-store',
      credentials: 'omit',
    });
    const body = await response.text();
    if (response.status >= 300 && response.status < 400) {
      const target = response.headers.get('location') ?? 'another address';
      return this.#trouble(
        'answer.notApi',
        `The server redirects to ${target.replace(/[?#].*$/s, '')}.`,
        true,
      );
    }
    const answer = readAnswer(body, response.status);
    if (!('failure' in answer)) {
      if (response.status >= 500 && answer.code !== 0 && !isProviderErrorCode(answer.code)) {
        // A gateway's own JSON (502, 504): what the server behind it did is not known.
        return this.#trouble('answer.notApi', `HTTP ${response.status}. ${answer.message}`.trim(), true);
      }
      return { kind: 'answer', answer: { ...answer, message: this.#redactor.text(answer.message) } };
    }
    if (response.status === 429) {
      return { kind: 'answer', answer: { code: 10009, message: 'HTTP 429', record: undefined } };
    }
    return {
      kind: 'trouble',
      failure: this.#redactor.failure(answer.failure),
      maybeSent: true,
      reset: false,
    };
  }

  #trouble(code: ConsoleErrorCode, detail: string | undefined, maybeSent: boolean, reset = false): Outcome {
    const failure = { code, ...(detail === undefined ? {} : { detail: this.#redactor.text(detail) }) };
    return { kind: 'trouble', failure, maybeSent, reset };
  }
}
