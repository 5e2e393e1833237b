import type { Account } from '../contract/account.ts';
import type { Alarm } from '../contract/alarm.ts';
import type { CommandAnswer, CommandRequest } from '../contract/command.ts';
import type { Device } from '../contract/device.ts';
import type { GeofenceRequest } from '../contract/geofence.ts';
import type { TrackPoint } from '../contract/playback.ts';
import type { Position } from '../contract/position.ts';
import { succeed, type Result } from '../contract/result.ts';
import type { Connection, PaceStatus } from '../contract/session.ts';
import type { ByImei, CallOptions, Listed, MileageRow, OpenApi, PagedEnd } from './api.ts';
import { Spoilers } from './batch.ts';
import { ServerClock } from './clock.ts';
import { queryCommand, sendCommand } from './endpoints/command.ts';
import { readDeviceDetails, readDevices, readRawTrack, readTrack } from './endpoints/device.ts';
import { createGeofence } from './endpoints/geofence.ts';
import { readAlarms, readPlayback } from './endpoints/history.ts';
import { sendMessage } from './endpoints/message.ts';
import { readMileage } from './endpoints/mileage.ts';
import { readAccount, readSubAccounts, setBlocked, setPassword } from './endpoints/user.ts';
import { Exchange } from './exchange.ts';
import { Pacer } from './pacer.ts';
import type { LearnedRate } from './rate.ts';
import { Redactor } from './redact.ts';
import { Session } from './session.ts';
import { systemTiming, type Timing } from './timing.ts';
import { Transport, type Fetch, type PostStyle } from './transport.ts';

/** What was learned about a server and is worth keeping between sign-ins; plain data without any secret. */
export interface Learned {
  readonly rate: LearnedRate;
  readonly postStyle: PostStyle;
}

export interface ClientLimits {
  /** Requests a second that are never exceeded. */
  readonly highestRate: number;
  readonly maxInFlight: number;
}

export interface ClientOptions {
  /** Base address as `normaliseAddress` gives it. */
  readonly base: string;
  readonly account: string;
  /** md5(password) in lower-case hex (`passwordDigest`). */
  readonly passwordDigest: string;
  /** Electron's `net.fetch`, so that system proxies and certificates work, or Node's. */
  readonly fetch: Fetch;
  /**
   * For requests with an effect, when `fetch` may send a request again by itself: Chromium does when a kept connection
   * breaks, also for a POST. Must use a new connection each time. Without it `fetch` is used, as fits Node's.
   */
  readonly effectFetch?: Fetch;
  /** Called when the connection, the clock or the session changed, so that `status()` is worth reading. */
  readonly onStatus?: () => void;
  readonly learned?: Learned;
  readonly limits?: Partial<ClientLimits>;
  /** Milliseconds until an unanswered request is given up. */
  readonly timeout?: number;
  /** Unix milliseconds; in place of `timing.now`. */
  readonly now?: () => number;
  /** 0 up to 1, for jitter. */
  readonly random?: () => number;
  readonly timing?: Timing;
}

/** What may be known of the connection. Never a token, a signature or a digest. */
export interface ClientStatus {
  readonly connection: Connection;
  /** Seconds that the server's clock is ahead; 0 unless it complained (10014). */
  readonly clockOffset: number;
  /** How often in the last ten minutes something else took the session over. */
  readonly takenOver: number;
  readonly pace: PaceStatus;
}

const DEFAULT_LIMITS: ClientLimits = { highestRate: 20, maxInFlight: 8 };
const DEFAULT_TIMEOUT = 30_000;

/** The provider's Open API for one account on one server. */
export class OpenApiClient implements OpenApi {
  readonly #account: string;
  readonly #session: Session;
  readonly #pacer: Pacer;
  readonly #clock: ServerClock;
  readonly #exchange: Exchange;
  readonly #spoilers: Spoilers;
  readonly #onStatus: () => void;
  #limits: ClientLimits;

  constructor(options: ClientOptions) {
    const { base, account, fetch, passwordDigest } = options;
    const system = options.timing ?? systemTiming();
    const timing = options.now === undefined ? system : { ...system, now: options.now };
    const redactor = new Redactor();
    this.#account = account;
    this.#onStatus = options.onStatus ?? ((): void => undefined);
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#clock = new ServerClock(timing.now);
    this.#spoilers = new Spoilers(timing.elapsed);
    this.#pacer = new Pacer({
      timing,
      random: options.random ?? Math.random,
      ...this.#limits,
      ...(options.learned === undefined ? {} : { learned: options.learned.rate }),
    });
    const transport = new Transport({
      base,
      fetch,
      effectFetch: options.effectFetch ?? fetch,
      timing,
      redactor,
      timeout: options.timeout ?? DEFAULT_TIMEOUT,
    });
    const shared = { transport, pacer: this.#pacer, clock: this.#clock, timing };
    const onChange = this.#onStatus;
    this.#session = new Session({ ...shared, account, digest: passwordDigest, redactor, onChange });
    this.#exchange = new Exchange({
      ...shared,
      session: this.#session,
      ...(options.learned === undefined ? {} : { postStyle: options.learned.postStyle }),
    });
  }

  /**
   * Logs in, or finds that it already is. A refusal for good (wrong password, blocked, no Open API right) stops all
   * logins until this is called again.
   */
  async signIn(): Promise<Result<null>> {
    const answer = await this.#session.signIn();
    return answer.ok ? succeed(null) : answer;
  }

  /** Ends the session: what waits fails with `session.signedOut`; what is under way comes to its end. */
  close(): void {
    this.#session.close();
    this.#pacer.close();
    this.#onStatus();
  }

  status(): ClientStatus {
    return {
      connection: this.#session.connection(),
      clockOffset: this.#clock.offset,
      takenOver: this.#session.takenOver(),
      pace: this.#pacer.status(),
    };
  }

  /** What to hand in as `learned` at the next sign-in to this server and account. */
  learned(): Learned {
    return { rate: this.#pacer.learned, postStyle: this.#exchange.postStyle };
  }

  /** Changes the limits that the user sets, while it runs. */
  limitTo(limits: Partial<ClientLimits>): void {
    this.#limits = { ...this.#limits, ...limits };
    this.#pacer.limitTo(this.#limits.highestRate, this.#limits.maxInFlight);
  }

  track(imeis: readonly string[], options: CallOptions): Promise<Result<ByImei<Position>>> {
    return readTrack(this.#exchange.call, imeis, options, this.#spoilers);
  }

  /** The track record of one IMEI as it came (2.2), for people who want to see it; null when it was left out. */
  rawTrack(imei: string, options: CallOptions): Promise<Result<Readonly<Record<string, unknown>> | null>> {
    return readRawTrack(this.#exchange.call, imei, options);
  }

  playback(
    imei: string,
    begin: number,
    end: number,
    options: CallOptions,
    onPage: (points: readonly TrackPoint[]) => void | Promise<void>,
  ): Promise<PagedEnd> {
    return readPlayback(this.#exchange.call, { imei, begin, end }, options, onPage);
  }

  createGeofence(request: GeofenceRequest, options: CallOptions): Promise<Result<null>> {
    return createGeofence(this.#exchange.call, request, options);
  }

  sendCommand(imei: string, command: CommandRequest, options: CallOptions): Promise<Result<string>> {
    return sendCommand(this.#exchange.call, imei, command, options);
  }

  queryCommand(commandId: string, options: CallOptions): Promise<Result<CommandAnswer>> {
    return queryCommand(this.#exchange.call, commandId, options);
  }

  devices(account: string | null, options: CallOptions): Promise<Result<Listed<Device>>> {
    return readDevices(this.#exchange.call, account, this.#account, options);
  }

  alarms(
    imei: string,
    begin: number,
    end: number,
    options: CallOptions,
    onPage: (alarms: readonly Alarm[]) => void | Promise<void>,
  ): Promise<PagedEnd> {
    return readAlarms(this.#exchange.call, { imei, begin, end }, options, onPage);
  }

  block(account: string, options: CallOptions): Promise<Result<null>> {
    return setBlocked(this.#exchange.call, account, true, options);
  }

  unblock(account: string, options: CallOptions): Promise<Result<null>> {
    return setBlocked(this.#exchange.call, account, false, options);
  }

  account(account: string, options: CallOptions): Promise<Result<Account>> {
    return readAccount(this.#exchange.call, account, options);
  }

  deviceDetails(imeis: readonly string[], options: CallOptions): Promise<Result<ByImei<Device>>> {
    return readDeviceDetails(this.#exchange.call, imeis, options, this.#spoilers);
  }

  sendMessage(accounts: readonly string[], content: string, options: CallOptions): Promise<Result<null>> {
    return sendMessage(this.#exchange.call, accounts, content, options);
  }

  mileage(
    imeis: readonly string[],
    begin: number,
    end: number,
    options: CallOptions,
  ): Promise<Result<ByImei<MileageRow>>> {
    return readMileage(this.#exchange.call, imeis, { begin, end }, options);
  }

  subAccounts(account: string | null, options: CallOptions): Promise<Result<Listed<Account>>> {
    return readSubAccounts(this.#exchange.call, account, options);
  }

  setPassword(account: string, digest: string, options: CallOptions): Promise<Result<null>> {
    return setPassword(this.#exchange.call, account, digest, options);
  }
}
