import { passwordDigest, signature } from '../../../../electron/openapi/digest.ts';
import type { Fetch } from '../../../../electron/openapi/transport.ts';

/** A request as it arrived, parameters of query and form together. */
export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
  readonly inBody: boolean;
}

/** Never answers. */
export const hanging = Symbol('hanging');

/** An answer with another HTTP status than 200. */
export class HttpReply {
  readonly status: number;
  readonly body: string;

  constructor(status: number, body: string) {
    this.status = status;
    this.body = body;
  }
}

export type Reply = string | Record<string, unknown> | Error | HttpReply | typeof hanging;
export type Handler = (request: Arrived) => Reply | Promise<Reply>;

/** Of the password in the worked examples of the reference. */
export const DIGEST = passwordDigest('Abc@34590');

/** A provider as a function: what it was asked is in `requests`, what it answers is decided per path. */
export class FakeProvider {
  readonly requests: Arrived[] = [];
  readonly #handlers = new Map<string, Handler>();
  /** Tokens are `TOKEN-1`, `TOKEN-2` ...; only the newest is valid. */
  token = '';
  lifetime = 7_200;
  #logins = 0;
  #inFlight = 0;
  mostInFlight = 0;

  constructor() {
    this.on('/api/authorization', ({ params }) => this.login(params));
  }

  on(path: string, handler: Handler): this {
    this.#handlers.set(path, handler);
    return this;
  }

  login(params: Readonly<Record<string, string>>): Reply {
    if (params['signature'] !== signature(DIGEST, Number(params['time']))) {
      return { code: 20001, message: 'account or password error' };
    }
    return this.newToken();
  }

  newToken(): Reply {
    this.#logins += 1;
    this.token = `TOKEN-${this.#logins}`;
    return { code: 0, record: { access_token: this.token, expires_in: this.lifetime } };
  }

  asked(path: string): readonly Arrived[] {
    return this.requests.filter((request) => request.path === path);
  }

  get logins(): number {
    return this.asked('/api/authorization').length;
  }

  readonly fetch: Fetch = async (url, init) => {
    const parsed = new URL(url);
    const body = init.body === undefined ? null : new URLSearchParams(init.body);
    const request: Arrived = {
      method: init.method,
      path: parsed.pathname,
      url,
      params: Object.fromEntries([...parsed.searchParams, ...(body ?? [])]),
      inBody: body !== null,
    };
    this.requests.push(request);
    this.#inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.#inFlight);
    try {
      const reply = await this.#reply(request);
      if (reply instanceof Error) throw reply;
      if (reply === hanging) return await hang(init.signal);
      if (reply instanceof HttpReply) {
        return {
          status: reply.status,
          headers: { get: () => null },
          text: () => Promise.resolve(reply.body),
        };
      }
      const text = typeof reply === 'string' ? reply : JSON.stringify(reply);
      return { status: 200, headers: { get: () => null }, text: () => Promise.resolve(text) };
    } finally {
      this.#inFlight -= 1;
    }
  };

  async #reply(request: Arrived): Promise<Reply> {
    const handler = this.#handlers.get(request.path);
    if (handler === undefined) return { code: 10001, message: 'Unknown request' };
    if (request.path !== '/api/authorization' && request.params['access_token'] !== this.token) {
      return { code: 10012, message: 'Access token is out of date' };
    }
    return handler(request);
  }
}

function hang(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(new DOMException('This operation was aborted', 'AbortError'));
    });
  });
}

/** An exception as Node's fetch throws it. */
export function nodeError(code: string, syscall?: string): Error {
  const cause = Object.assign(new Error(`${syscall ?? 'read'} ${code}`), { code, syscall });
  return new TypeError('fetch failed', { cause });
}
