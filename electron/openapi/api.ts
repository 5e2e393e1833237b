import type { Account } from '../contract/account.ts';
import type { Alarm } from '../contract/alarm.ts';
import type { CommandAnswer, CommandRequest } from '../contract/command.ts';
import type { Device } from '../contract/device.ts';
import type { Failure } from '../contract/errors.ts';
import type { GeofenceRequest } from '../contract/geofence.ts';
import type { TrackPoint } from '../contract/playback.ts';
import type { Position } from '../contract/position.ts';
import type { Result } from '../contract/result.ts';

/** Why a request is made, most urgent first. An operator's action never waits behind a sweep. */
export const lanes = ['action', 'watched', 'alarms', 'sweep', 'reports', 'archive'] as const;
export type Lane = (typeof lanes)[number];

export interface CallOptions {
  readonly lane: Lane;
  /** Aborted: what waits does not leave, what is under way is given up. */
  readonly signal?: AbortSignal;
  /**
   * Aborted: a request that still waits for its turn does not leave, one that is under way goes on. When it is given,
   * whoever aborts `signal` aborts it too.
   */
  readonly stopped?: AbortSignal;
}

/** An answer to a question about many IMEIs, matched by IMEI, never by place. */
export interface ByImei<T> {
  readonly found: ReadonlyMap<string, T>;
  /** Every IMEI asked that has no answer, with the reason. */
  readonly missing: ReadonlyMap<string, Failure>;
}

/** A list that the provider cuts at 500 rows without saying so. */
export interface Listed<T> {
  readonly rows: readonly T[];
  readonly mayBeCut: boolean;
  /** Rows that could not be read at all. */
  readonly unreadable: number;
}

/** A page of rows that came in; `complete` false when the cursor stood still or a failure ended it. */
export interface PagedEnd {
  readonly complete: boolean;
  readonly failure: Failure | null;
  /** Segments that could not be read. */
  readonly malformed: number;
  readonly requests: number;
}

export interface MileageRow {
  readonly imei: string;
  /** Kilometres. */
  readonly km: number;
  /** Unix seconds actually covered; `end` is earlier than asked when the provider named a cap for this IMEI. */
  readonly begin: number;
  readonly end: number;
}

/**
 * The provider's sixteen operations for one signed-in account (open-api.md). Sign-in, renewal, pacing, chunks and
 * paging happen inside. Nothing with an effect is ever repeated after an ambiguous failure: such a call fails with
 * `outcome.unknown`.
 */
export interface OpenApi {
  /** 2.2. Any number of IMEIs, asked 100 at a time; a batch spoiled by one IMEI is bisected. */
  track(imeis: readonly string[], options: CallOptions): Promise<Result<ByImei<Position>>>;
  /** 2.3. Points in the order received, exact repeats removed, page by page; begin and end in Unix seconds. */
  playback(
    imei: string,
    begin: number,
    end: number,
    options: CallOptions,
    onPage: (points: readonly TrackPoint[]) => void | Promise<void>,
  ): Promise<PagedEnd>;
  /** 2.4 */
  createGeofence(request: GeofenceRequest, options: CallOptions): Promise<Result<null>>;
  /** 2.5. Gives the command's id. */
  sendCommand(imei: string, command: CommandRequest, options: CallOptions): Promise<Result<string>>;
  /** 2.6. One query; the caller asks once a second, at most 30 times. */
  queryCommand(commandId: string, options: CallOptions): Promise<Result<CommandAnswer>>;
  /** 2.7. Devices of `account`, or of the signed-in one when null. */
  devices(account: string | null, options: CallOptions): Promise<Result<Listed<Device>>>;
  /** 2.8. Alarms ordered as received, exact repeats removed, page by page; cursor on system time. */
  alarms(
    imei: string,
    begin: number,
    end: number,
    options: CallOptions,
    onPage: (alarms: readonly Alarm[]) => void | Promise<void>,
  ): Promise<PagedEnd>;
  /** 2.9 */
  block(account: string, options: CallOptions): Promise<Result<null>>;
  /** 2.10 */
  unblock(account: string, options: CallOptions): Promise<Result<null>>;
  /** 2.11 */
  account(account: string, options: CallOptions): Promise<Result<Account>>;
  /** 2.12 */
  deviceDetails(imeis: readonly string[], options: CallOptions): Promise<Result<ByImei<Device>>>;
  /** 2.13. One request: at most 200 accounts, at most 300 characters; more is refused here. */
  sendMessage(accounts: readonly string[], content: string, options: CallOptions): Promise<Result<null>>;
  /**
   * 2.14. Aligned to half hours outwards, asked in windows of at most 7 days, summed: one row per IMEI. An IMEI for
   * which any window is missing has no row but a reason, so that a sum never has a hole.
   */
  mileage(
    imeis: readonly string[],
    begin: number,
    end: number,
    options: CallOptions,
  ): Promise<Result<ByImei<MileageRow>>>;
  /** 2.15. One level; servers may list the account itself first, as the example of the reference does. */
  subAccounts(account: string | null, options: CallOptions): Promise<Result<Listed<Account>>>;
  /** 2.16. `digest` is md5(password) in lower-case hex; the client never sees the password itself. */
  setPassword(account: string, digest: string, options: CallOptions): Promise<Result<null>>;
}
