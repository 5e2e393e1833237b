import { measureApart } from '../archive/care-thread.ts';
import type { Archive } from '../archive/database.ts';
import {
  clocksAgree,
  cutoffsOf,
  hasLimits,
  historyKinds,
  keptOf,
  type HistoryCutoffs,
  type MeasuredHistory,
} from '../archive/history-limits.ts';
import { HistoryRemoval } from '../archive/history-removal.ts';
import { HistorySetting } from '../archive/history-setting.ts';
import type { ArchiveHistory, HistoryLimits, RemovedHistory } from '../contract/archive.ts';
import type { AuditResult } from '../contract/audit.ts';
import { fail, succeed, type Failed, type Result } from '../contract/result.ts';

/** What of a session the keeper needs. */
export interface KeptServices {
  readonly archive: Archive;
  readonly fleet: { serverTime(): number; readonly serverTimeTold: boolean };
  readonly reports: { readonly unfinished: number };
  readonly playback: { readonly looked: ReadonlySet<string> } | null;
  audit(action: string, target: string, result: AuditResult, detail: string): void;
}

export interface KeeperNeeds {
  /** Those of whoever is signed in with an archive on a disk. */
  readonly services: () => KeptServices | null;
  /** Entry of the thread that measures. */
  readonly entry: string | URL;
  /** Whether a check, a backup or a restore is under way. */
  readonly isCaredFor: () => boolean;
  /** Unix milliseconds of this computer. */
  readonly now: () => number;
}

/** Milliseconds after the sign-in, and then between two looks: who changes a limit has time to think again. */
const FIRST = 300_000;
const EVERY = 3_600_000;
/** Milliseconds for which a measurement is good enough to tell what limits that are being typed would take. */
const GOOD_FOR = 60_000;

const unavailable = fail({ code: 'archive.unavailable' });

interface Measurement {
  readonly services: KeptServices;
  readonly at: number;
  readonly measured: MeasuredHistory;
}

/** Keeps what the archive holds of times gone by within the limits that a person confirmed for it, once an hour. */
export class HistoryKeeper {
  readonly #needs: KeeperNeeds;
  readonly #timers: NodeJS.Timeout[] = [];
  #measurement: Measurement | null = null;
  #busy = false;
  /** Counts changes of the limits: a removal by limits that are no longer in force ends. */
  #change = 0;

  constructor(needs: KeeperNeeds) {
    this.#needs = needs;
  }

  /** Somebody signed in. */
  watch(): void {
    for (const timer of this.#timers.splice(0)) clearTimeout(timer);
    this.#measurement = null;
    const look = (): void => {
      // What fails now is tried again in an hour; what the archive itself has to tell comes by its other users.
      void this.removeOld();
    };
    this.#timers.push(setTimeout(look, FIRST).unref(), setInterval(look, EVERY).unref());
  }

  /** What is kept, what a day costs, and what would be over `limits`; null: over those in force. */
  async kept(limits: HistoryLimits | null): Promise<Result<ArchiveHistory>> {
    const services = this.#needs.services();
    if (services === null) return unavailable;
    const inForce = new HistorySetting(services.archive).read();
    if (!inForce.ok) return inForce;
    const measured = await this.#measure(services, GOOD_FOR);
    if (!measured.ok) return measured;
    const cutoffs = cutoffsOf(measured.value, limits ?? inForce.value, services.fleet.serverTime());
    const { tracks, mileage, alarms } = measured.value;
    return succeed({
      limits: inForce.value,
      kept: {
        tracks: keptOf(tracks, cutoffs.tracks),
        mileage: keptOf(mileage, cutoffs.mileage),
        alarms: keptOf(alarms, cutoffs.alarms),
      },
    });
  }

  /** Sets limits that a person confirmed, and leaves a row in the audit. What is over them goes at the next look. */
  setLimits(limits: HistoryLimits): Result<HistoryLimits> {
    const services = this.#needs.services();
    if (services === null) return unavailable;
    this.#change += 1;
    const written = new HistorySetting(services.archive).write(limits);
    services.audit(
      'archive.limits',
      services.archive.path,
      written.ok ? 'done' : 'failed',
      limitsTold(limits),
    );
    return written.ok ? succeed(limits) : written;
  }

  /**
   * Takes out what is over the limits and leaves a row in the audit; nothing without a limit. `archive.busy` while a
   * report, a check or a copy is being made, which may be reading just that; `network.unreachable` while the provider
   * has not told the time, `archive.clock` when it tells another day than this computer: by a clock that is years ahead
   * everything would be too old.
   */
  async removeOld(): Promise<Result<RemovedHistory>> {
    const services = this.#needs.services();
    if (services === null) return unavailable;
    const limits = new HistorySetting(services.archive).read();
    if (!limits.ok) return limits;
    if (!hasLimits(limits.value)) return succeed(nothing);
    const clock = this.#clockFailure(services);
    if (clock !== null) return clock;
    const change = this.#change;
    const isFree = (): boolean =>
      this.#needs.services() === services &&
      services.reports.unfinished === 0 &&
      !this.#needs.isCaredFor() &&
      this.#change === change;
    if (this.#busy || !isFree()) return fail({ code: 'archive.busy' });
    this.#busy = true;
    try {
      const measured = await this.#measure(services, 0);
      if (!measured.ok) return measured;
      const wrongClock = this.#clockFailure(services);
      if (wrongClock !== null) return wrongClock;
      if (!isFree()) return fail({ code: 'archive.busy' });
      const cutoffs = cutoffsOf(measured.value, limits.value, services.fleet.serverTime());
      if (!isOver(measured.value, cutoffs)) return succeed(nothing);
      return await this.#remove(services, cutoffs, isFree);
    } finally {
      this.#busy = false;
    }
  }

  async #remove(
    services: KeptServices,
    cutoffs: HistoryCutoffs,
    goOn: () => boolean,
  ): Promise<Result<RemovedHistory>> {
    const { archive } = services;
    const spared = services.playback?.looked ?? new Set<string>();
    const removed = await new HistoryRemoval(archive).remove(cutoffs, { spared, goOn, turn });
    this.#measurement = null;
    // The session may have ended meanwhile: its archive is closed, and with it its audit.
    if (this.#needs.services() !== services) return removed;
    if (!removed.ok) {
      services.audit('archive.removeOld', archive.path, 'failed', removed.failure.code);
    } else if (Object.values(removed.value).some((count) => count > 0)) {
      services.audit('archive.removeOld', archive.path, 'done', removedTold(removed.value, cutoffs));
    }
    return removed;
  }

  #clockFailure({ fleet }: KeptServices): Failed | null {
    if (!fleet.serverTimeTold) return fail({ code: 'network.unreachable' });
    return clocksAgree(fleet.serverTime(), this.#needs.now() / 1_000)
      ? null
      : fail({ code: 'archive.clock' });
  }

  async #measure(services: KeptServices, goodFor: number): Promise<Result<MeasuredHistory>> {
    const known = this.#measurement;
    if (known?.services === services && performance.now() - known.at < goodFor)
      return succeed(known.measured);
    const measured = await measureApart(this.#needs.entry, services.archive.path);
    if (!measured.ok) return measured;
    this.#measurement = { services, at: performance.now(), measured: measured.value };
    return measured;
  }
}

const nothing: RemovedHistory = { tracks: 0, mileage: 0, odometers: 0, alarms: 0, handled: 0 };

function isOver(measured: MeasuredHistory, cutoffs: HistoryCutoffs): boolean {
  return historyKinds.some((kind) => keptOf(measured[kind], cutoffs[kind]).over.rows > 0);
}

/** The limits, for the audit. */
function limitsTold({ tracks, mileage, alarms, gigabytes }: HistoryLimits): string {
  const days = (limit: number | null): string => (limit === null ? 'no limit' : `${limit} days`);
  return [
    `tracks: ${days(tracks)}`,
    `mileage and odometers: ${days(mileage)}`,
    `closed alarms: ${days(alarms)}`,
    `room: ${gigabytes === null ? 'no limit' : `${gigabytes} GB`}`,
  ].join('; ');
}

/** What went, and from before which day, for the audit. */
function removedTold(
  { tracks, mileage, odometers, alarms, handled }: RemovedHistory,
  cutoffs: HistoryCutoffs,
): string {
  const day = (unix: number): string => new Date(unix * 1_000).toISOString().slice(0, 10);
  return [
    ...(tracks > 0 ? [`${tracks} days of tracks before ${day(cutoffs.tracks)}`] : []),
    ...(mileage + odometers > 0
      ? [`${mileage} of mileage and ${odometers} odometers before ${day(cutoffs.mileage)}`]
      : []),
    ...(alarms + handled > 0
      ? [`${alarms} alarms and the handling of ${handled} closed ones before ${day(cutoffs.alarms)}`]
      : []),
  ].join('; ');
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
