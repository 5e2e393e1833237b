import type { Alarm } from '../contract/alarm.ts';
import type { Failure } from '../contract/errors.ts';
import type { ListsWait, ReportScope } from '../contract/report.ts';
import type { Result } from '../contract/result.ts';
import { usualRules, type TrackRules } from '../contract/track-rules.ts';
import type { TrackColumns } from '../contract/track.ts';
import type { OdometerAt } from './odometer.ts';
import type { Span } from './period.ts';

/** What the reports need from the rest of the house; the composition root gives it. */

/** A device as a report names it. */
export interface ReportDevice {
  readonly imei: string;
  readonly name: string;
  readonly plate: string;
  /** The account that owns it. */
  readonly account: string;
  /** The accounts from the signed-in one down to the owner, joined with " / ". */
  readonly accountPath: string;
}

/** The devices of a scope, each once, and what is known to be missing from them. */
export interface ResolvedScope {
  readonly devices: readonly ReportDevice[];
  /** Accounts whose lists were not read, or hold exactly 500 rows and so may be cut (2.7, 2.15). */
  readonly doubts: readonly ScopeDoubt[];
  /** When the lists were last read completely, in Unix seconds; null when they never were. */
  readonly listedAt: number | null;
}

export interface ScopeDoubt {
  readonly account: string;
  /**
   * `cut`: a list of exactly 500 rows; `unread`: not read since the console signed in; `unknown`: there is no such
   * account in the tree; else why the account's list could not be read.
   */
  readonly reason: 'cut' | 'unread' | 'unknown' | Failure;
}

export interface ReportDirectory {
  /**
   * Devices of the accounts (with everything below them when asked) and the single devices of a scope. A device
   * the directory does not know comes back with its IMEI and empty names: the provider is asked all the same.
   */
  resolve(scope: ReportScope): ResolvedScope;
  /** How far the lists are that decide which devices a scope covers; null when no more of them will come. */
  waitsFor(scope: ReportScope): ListsWait | null;
  /** Calls back when that may have changed. Gives the way to stop. */
  onChange(listener: () => void): () => void;
}

/** A mileage answer that was kept. */
export interface KeptMileage {
  readonly km: number;
  /** Unix seconds until which the provider had data: its cap, or the end of the window. */
  readonly end: number;
  /** Unix seconds; null when not recorded. */
  readonly readAt: number | null;
}

/**
 * What the provider said before. It is used where the provider cannot be reached now, and everything it says is
 * put there. Losing it costs only that: so nothing here fails.
 */
export interface ReportArchive {
  /** Answers for exactly this window, by IMEI. */
  mileage(imeis: readonly string[], begin: number, end: number): ReadonlyMap<string, KeptMileage>;
  keepMileage(
    rows: ReadonlyMap<string, { readonly km: number; readonly end: number }>,
    begin: number,
    end: number,
    readAt: number,
  ): void;
  /** Alarms of a device with a system time in [begin, end), in order, in pages. */
  alarms(imei: string, begin: number, end: number): Iterable<readonly Alarm[]>;
  /** The parts of [begin, end) whose alarms were never read completely. */
  missingAlarms(
    imei: string,
    begin: number,
    end: number,
  ): readonly { readonly begin: number; readonly end: number }[];
  keepAlarms(alarms: readonly Alarm[]): void;
  /** Notes that all alarms of a device in [begin, end) are now known. */
  keepAlarmsRead(imei: string, begin: number, end: number): void;
}

/** An archive that holds nothing, for where there is none. */
export const noArchive: ReportArchive = {
  mileage: () => new Map(),
  keepMileage: () => undefined,
  alarms: () => [],
  missingAlarms: (_imei, begin, end) => [{ begin, end }],
  keepAlarms: () => undefined,
  keepAlarmsRead: () => undefined,
};

/** What came of asking for the parts of a track that are not kept yet. */
export interface TrackReading {
  /** Why the provider did not tell all of it; null when it did. */
  readonly failure: Failure | null;
  readonly requests: number;
}

/** Tracks as playback keeps them, and odometers as they were heard. */
export interface ReportTracks {
  /** The rules by which trips and stops are derived, as the user set them for playback. */
  rules(): TrackRules;
  /** Asks the provider for what is not kept and keeps it, page by page. */
  complete(imei: string, span: Span, signal: AbortSignal): Promise<TrackReading>;
  /** The parts of a span whose points are not all known. */
  missing(imei: string, span: Span): readonly Span[];
  /** Kept points in order, a part at a time. */
  read(imei: string, span: Span): Iterable<Result<TrackColumns>>;
  /** Where a device's odometer stood. */
  odometer(imei: string, unix: number): OdometerAt;
}

/** Where there is no archive, no track can be kept and so none derived. */
export const noTracks: ReportTracks = {
  rules: () => usualRules,
  complete: () => Promise.resolve({ failure: { code: 'archive.unavailable' }, requests: 0 }),
  missing: (_imei, span) => [span],
  read: () => [],
  odometer: () => ({ known: false, reason: 'there is no archive' }),
};

/** Who makes a report, for its cover. */
export interface Author {
  /** The account signed in with. */
  readonly account: string;
  /** Name of the user at the operating system. */
  readonly systemUser: string;
  /** Base address of the provider, without secrets. */
  readonly server: string;
}
