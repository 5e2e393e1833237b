import { measureApart } from '../archive/care-thread.ts';
import type { Archive } from '../archive/database.ts';
import {
  cutoffsOf,
  historyKinds,
  keptOf,
  type HistoryCutoffs,
  type MeasuredHistory,
} from '../archive/history-limits.ts';
import { HistoryRemoval } from '../archive/history-removal.ts';
import type { ArchiveHistory, RemovedHistory } from '../contract/archive.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { SignedIn } from './signed-in.ts';

type Services = SignedIn & { readonly archive: Archive };

/** Milliseconds after the sign-in, and then between two looks: who changes a limit has time to think again. */
const FIRST = 300_000;
const EVERY = 3_600_000;

const unavailable = fail({ code: 'archive.unavailable' });

/** Keeps what the archive holds of times gone by within the limits of the settings, once an hour. */
export class HistoryKeeper {
  readonly #services: () => Services | null;
  readonly #entry: string | URL;
  readonly #timers: NodeJS.Timeout[] = [];
  #busy = false;

  /** @param entry of the thread that measures */
  constructor(services: () => Services | null, entry: string | URL) {
    this.#services = services;
    this.#entry = entry;
  }

  /** Somebody signed in. */
  watch(): void {
    for (const timer of this.#timers.splice(0)) clearTimeout(timer);
    const look = (): void => {
      // What fails now is tried again in an hour; what the archive itself has to tell comes by its other users.
      void this.removeOld();
    };
    this.#timers.push(setTimeout(look, FIRST).unref(), setInterval(look, EVERY).unref());
  }

  /** What is kept, what a day costs, and what is over the limits. */
  async kept(): Promise<Result<ArchiveHistory>> {
    const services = this.#services();
    if (services === null) return unavailable;
    const looked = await this.#look(services);
    if (!looked.ok) return looked;
    const { measured, cutoffs } = looked.value;
    return succeed({
      tracks: keptOf(measured.tracks, cutoffs.tracks),
      mileage: keptOf(measured.mileage, cutoffs.mileage),
      alarms: keptOf(measured.alarms, cutoffs.alarms),
    });
  }

  /**
   * Takes out what is over the limits and leaves a row in the audit. `archive.busy` while a report is being made, which
   * may be reading just that; `network.unreachable` while the provider has not told the time: a computer whose clock
   * runs years ahead must not empty the archive.
   */
  async removeOld(): Promise<Result<RemovedHistory>> {
    const services = this.#services();
    if (services === null) return unavailable;
    if (!services.fleet.serverTimeTold) return fail({ code: 'network.unreachable' });
    const isFree = (): boolean => this.#services() === services && services.reports.unfinished === 0;
    if (this.#busy || !isFree()) return fail({ code: 'archive.busy' });
    this.#busy = true;
    try {
      const looked = await this.#look(services);
      if (!looked.ok) return looked;
      if (!isFree()) return fail({ code: 'archive.busy' });
      const { measured, cutoffs } = looked.value;
      if (!isOver(measured, cutoffs)) return succeed(nothing);
      const removed = await new HistoryRemoval(services.archive).remove(cutoffs, {
        spared: services.playback?.looked ?? new Set(),
        goOn: isFree,
        turn,
      });
      if (this.#services() !== services) return removed;
      const gone = removed.ok && Object.values(removed.value).some((count) => count > 0);
      if (gone)
        services.audit('archive.removeOld', services.archive.path, 'done', told(removed.value, cutoffs));
      else if (!removed.ok) {
        services.audit('archive.removeOld', services.archive.path, 'failed', removed.failure.code);
      }
      return removed;
    } finally {
      this.#busy = false;
    }
  }

  async #look(
    services: Services,
  ): Promise<Result<{ readonly measured: MeasuredHistory; readonly cutoffs: HistoryCutoffs }>> {
    const measured = await measureApart(this.#entry, services.archive.path);
    if (!measured.ok) return measured;
    const cutoffs = cutoffsOf(measured.value, services.historyLimits, services.fleet.serverTime());
    return succeed({ measured: measured.value, cutoffs });
  }
}

const nothing: RemovedHistory = { tracks: 0, mileage: 0, odometers: 0, alarms: 0, handled: 0 };

function isOver(measured: MeasuredHistory, cutoffs: HistoryCutoffs): boolean {
  return historyKinds.some((kind) => keptOf(measured[kind], cutoffs[kind]).over.rows > 0);
}

/** What went, and from before which day, for the audit. */
function told(
  { tracks, mileage, odometers, alarms, handled }: RemovedHistory,
  cutoffs: HistoryCutoffs,
): string {
  const day = (unix: number): string => new Date(unix * 1_000).toISOString().slice(0, 10);
  return [
    `${tracks} days of tracks before ${day(cutoffs.tracks)}`,
    `${mileage} of mileage and ${odometers} odometers before ${day(cutoffs.mileage)}`,
    `${alarms} alarms and the handling of ${handled} closed ones before ${day(cutoffs.alarms)}`,
  ].join('; ');
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
