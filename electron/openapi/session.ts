import type { Failure } from '../contract/errors.ts';
import { providerFailure } from '../contract/errors.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { Connection } from '../contract/session.ts';
import type { Answer } from './answer.ts';
import type { ServerClock } from './clock.ts';
import { isRefusalForGood, REQUEST_TIME_ERROR, TOO_FREQUENT } from './codes.ts';
import { decodeToken } from './decoders/token.ts';
import { authorization } from './endpoints/authorization.ts';
import { LoginSpacing } from './login-spacing.ts';
import type { Pacer } from './pacer.ts';
import type { Redactor } from './redact.ts';
import { pause, type Timing } from './timing.ts';
import type { Outcome, Transport } from './transport.ts';

export interface SessionOptions {
  readonly account: string;
  /** md5(password) in lower-case hex. */
  readonly digest: string;
  readonly transport: Transport;
  readonly pacer: Pacer;
  readonly clock: ServerClock;
  readonly redactor: Redactor;
  readonly timing: Timing;
  readonly onChange: () => void;
}

interface Held {
  readonly value: string;
  readonly since: { readonly now: number; readonly elapsed: number };
  /** Milliseconds that it is valid. */
  readonly lifetime: number;
}

/** The provider advises to renew at 90 of 120 minutes (open-api.md 2.1); scaled where the lifetime differs. */
const RENEW_AT = 0.75;
/** Milliseconds before a failed renewal of a token that still works is tried again. */
const RENEWAL_RETRY = 60_000;
/** Tries of one login while the server answers 10009. */
const LOGIN_TRIES = 4;
const TAKEOVER_WINDOW = 600_000;
/** Answers in a row that refuse the account itself before a login is asked what it is worth; milliseconds between two. */
const DOUBT_FROM = 5;
const DOUBT_EVERY = 60_000;

/**
 * One token for one account on one server (design.md, "Session"). Callers share one login; a wrong password or a
 * blocked account ends all logins until somebody signs in again. The token and the digest never leave it but in a
 * request.
 */
export class Session {
  readonly #options: SessionOptions;
  readonly #spacing = new LoginSpacing();
  #token: Held | null = null;
  #login: Promise<Result<string>> | null = null;
  #renewalNotBefore = -Infinity;
  #barred: Failure | null = null;
  #offline: { readonly since: number; readonly failure: Failure } | null = null;
  #lastAnswer = -Infinity;
  #everIn = false;
  #takeovers: number[] = [];
  #refusedInARow = 0;
  #doubtedAt = -Infinity;
  readonly #closing = new AbortController();

  constructor(options: SessionOptions) {
    this.#options = options;
    options.redactor.add(options.digest);
  }

  /** A usable token: the held one, or that of the login that everybody shares. */
  async token(): Promise<Result<string>> {
    if (this.#closing.signal.aborted) return fail({ code: 'session.signedOut' });
    if (this.#barred !== null) return fail(this.#barred);
    const held = this.#token;
    if (held !== null && !this.#wantsRenewal(held)) return succeed(held.value);
    const login = await this.#sharedLogin();
    if (login.ok || this.#token === null || this.#isBarred()) return login;
    // The renewal failed but the old token is still good for a while.
    this.#renewalNotBefore = this.#options.timing.elapsed() + RENEWAL_RETRY;
    return succeed(this.#token.value);
  }

  /** The token held now, without any login. */
  current(): string | null {
    return this.#token?.value ?? null;
  }

  /** A person signs in: logins are allowed again. */
  signIn(): Promise<Result<string>> {
    this.#barred = null;
    return this.token();
  }

  /**
   * The server refused this token. When it is still the current one it is dropped, so that the next `token()` logs
   * in, and true is given; else another request has already seen to that.
   */
  refuse(token: string): boolean {
    const held = this.#token;
    if (held?.value !== token) return false;
    this.#token = null;
    // A login of our own that is under way has ended it, too, before its answer is here.
    if (this.#login === null && this.#age(held) < held.lifetime)
      this.#takeovers.push(this.#options.timing.elapsed());
    this.#options.onChange();
    return true;
  }

  /** Notes how a request that began at `began` (of `elapsed`) ended, for the state of the connection. */
  note(outcome: Outcome, began: number): void {
    if (outcome.kind === 'answer') {
      this.#lastAnswer = this.#options.timing.elapsed();
      if (this.#offline === null || this.#refusedInARow >= DOUBT_FROM) return;
      this.#offline = null;
      this.#options.onChange();
      return;
    }
    const { failure } = outcome;
    // A request that failed while others got their answers is not a lost connection.
    if (failure.code === 'cancelled' || this.#lastAnswer > began) return;
    const before = this.#offline;
    this.#offline = { since: before?.since ?? this.#options.timing.now(), failure };
    if (before?.failure.code !== failure.code) this.#options.onChange();
  }

  /**
   * Notes what the server said to a reading request. An account that is blocked or loses its right to the API keeps its
   * token: when nothing is answered any more, a login tells. One that is let in and refused all the same is of no
   * use, which is told like a connection that is gone.
   */
  judge({ code, message }: Pick<Answer, 'code' | 'message'>, token: string): void {
    const before = this.#refusedInARow;
    this.#refusedInARow = isRefusalForGood(code) ? before + 1 : 0;
    if (this.#refusedInARow === 0) {
      if (before < DOUBT_FROM || this.#offline === null) return;
      this.#offline = null;
      this.#options.onChange();
      return;
    }
    if (this.#refusedInARow % DOUBT_FROM !== 0) return;
    const { timing, account, onChange } = this.#options;
    if (timing.elapsed() >= this.#doubtedAt + DOUBT_EVERY) {
      this.#doubtedAt = timing.elapsed();
      if (this.#token?.value === token) this.#token = null;
    } else if (this.#offline === null) {
      this.#offline = { since: timing.now(), failure: providerFailure(code, message, account) };
      onChange();
    }
  }

  /** How often in the last ten minutes the token was refused before its time: something else signs in too. */
  takenOver(): number {
    const oldest = this.#options.timing.elapsed() - TAKEOVER_WINDOW;
    this.#takeovers = this.#takeovers.filter((at) => at > oldest);
    return this.#takeovers.length;
  }

  connection(): Connection {
    if (this.#closing.signal.aborted) return { state: 'signedOut', reason: null };
    if (this.#barred !== null) return { state: 'signedOut', reason: this.#barred };
    if (this.#offline !== null) return { state: 'offline', ...this.#offline };
    return { state: this.#everIn ? 'online' : 'signingIn' };
  }

  /** Forgets the token and ends waiting logins. */
  close(): void {
    this.#closing.abort();
    this.#token = null;
  }

  #isBarred(): boolean {
    return this.#barred !== null;
  }

  #wantsRenewal(held: Held): boolean {
    const due = this.#age(held) >= held.lifetime * RENEW_AT;
    return due && this.#options.timing.elapsed() >= this.#renewalNotBefore;
  }

  /** Milliseconds. A computer that slept counts by its wall clock, one whose clock was set back by the other. */
  #age(held: Held): number {
    const { timing } = this.#options;
    return Math.max(timing.now() - held.since.now, timing.elapsed() - held.since.elapsed);
  }

  #sharedLogin(): Promise<Result<string>> {
    this.#login ??= this.#logIn().finally(() => {
      this.#login = null;
      this.#options.onChange();
    });
    return this.#login;
  }

  async #logIn(): Promise<Result<string>> {
    let corrected = false;
    for (let tries = 1; ; tries += 1) {
      const outcome = await this.#sendLogin(corrected);
      if (outcome === null) return fail({ code: 'session.signedOut' });
      if (outcome.kind === 'trouble') return fail(outcome.failure);
      const { code, message, record } = outcome.answer;
      if (code === 0) return this.#hold(record);
      const failure = providerFailure(code, message, this.#options.account);
      if (code === REQUEST_TIME_ERROR && !corrected && this.#options.clock.learn(message)) {
        corrected = true;
        this.#options.onChange();
      } else if (code !== TOO_FREQUENT || tries >= LOGIN_TRIES) {
        this.#notIn(code, failure);
        return fail(failure);
      }
    }
  }

  /** Null when it was closed while waiting. A login right after the clock was corrected need not wait. */
  async #sendLogin(corrected: boolean): Promise<Outcome | null> {
    const { timing, pacer, transport, clock, account, digest } = this.#options;
    const signal = this.#closing.signal;
    for (;;) {
      const apart = corrected ? 0 : this.#spacing.wait(timing.elapsed());
      const wait = Math.max(pacer.pauseLeft(), apart);
      if (wait <= 0) break;
      if (!(await pause(timing, wait, signal))) return null;
    }
    const began = timing.elapsed();
    const request = authorization(account, digest, clock.seconds());
    const outcome = await transport.send(request, 'form', signal);
    if (signal.aborted) return null;
    // A login that is refused for now does not end the time without a session.
    if (outcome.kind === 'trouble' || outcome.answer.code === 0) this.note(outcome, began);
    else this.#lastAnswer = timing.elapsed();
    if (outcome.kind === 'trouble') {
      this.#spacing.unanswered(timing.elapsed());
    } else {
      this.#spacing.answered(timing.elapsed());
      if (outcome.answer.code === TOO_FREQUENT) pacer.refused(began);
    }
    return outcome;
  }

  #hold(record: unknown): Result<string> {
    const token = decodeToken(record);
    if (token === null) {
      return fail({ code: 'answer.malformed', detail: 'The answer to the login holds no access token.' });
    }
    const { timing, redactor } = this.#options;
    redactor.add(token.value);
    this.#token = {
      value: token.value,
      since: { now: timing.now(), elapsed: timing.elapsed() },
      lifetime: token.lifetime * 1_000,
    };
    this.#renewalNotBefore = -Infinity;
    this.#everIn = true;
    return succeed(token.value);
  }

  /** A login was refused: for good, or for now, which is as little use as no connection. */
  #notIn(code: number, failure: Failure): void {
    if (isRefusalForGood(code)) {
      this.#barred = failure;
      this.#token = null;
    } else if (this.#token === null) {
      this.#offline = { since: this.#offline?.since ?? this.#options.timing.now(), failure };
    }
  }
}
