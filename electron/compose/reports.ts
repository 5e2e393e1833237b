import { AlarmStore } from '../archive/alarm-store.ts';
import { CommandStore } from '../archive/command-store.ts';
import type { Archive } from '../archive/database.ts';
import { MileageStore } from '../archive/mileage-store.ts';
import { OdometerStore } from '../archive/odometer-store.ts';
import { ReportStore } from '../archive/report-store.ts';
import type { Failure } from '../contract/errors.ts';
import type { SavedReport } from '../contract/saved-report.ts';
import type { TrackRules } from '../contract/track-rules.ts';
import type { FleetService } from '../fleet/service.ts';
import type { OpenApi } from '../openapi/api.ts';
import { ReportBook } from '../reports/book.ts';
import { archivedHistory, noHistory } from '../reports/history.ts';
import { noArchive, noTracks } from '../reports/ports.ts';
import { OdometerRecorder } from '../reports/odometer-recorder.ts';
import { ReportService, type ReportServiceOptions } from '../reports/service.ts';
import { reportListings } from './report-listings.ts';
import { reportArchive, reportDirectory } from './report-archive.ts';
import { reportTracks } from './report-tracks.ts';

export interface ReportParts extends Pick<
  ReportServiceOptions,
  'api' | 'exportsFolder' | 'spawnWorker' | 'printPdf' | 'who' | 'onEnd' | 'findTown'
> {
  readonly fleet: FleetService;
  readonly trackApi: OpenApi;
  /** What counts as a trip and a stop, as the user set it. */
  readonly trackRules: () => TrackRules;
  /** null: reports are made all the same, and nothing is remembered. */
  readonly archive: Archive | null;
  readonly onSaved: (saved: readonly SavedReport[]) => void;
  readonly onFailure: (failure: Failure) => void;
}

/** Milliseconds between two looks at what schedules call for. */
const LOOK_EVERY = 20_000;
/** Milliseconds between two looks at which odometers moved. */
const HEAR_EVERY = 2_000;

/** The reports of a signed-in account. */
export interface Reports {
  readonly service: ReportService;
  readonly book: ReportBook;
  /** Begins to serve schedules; gives the way to stop. */
  readonly serve: () => () => void;
}

export function openReports(parts: ReportParts): Reports {
  const { fleet, archive, trackApi, trackRules, onSaved, onFailure, ...options } = parts;
  const store = archive === null ? null : new ReportStore(archive);
  const service = new ReportService({
    ...options,
    directory: reportDirectory(fleet),
    archive:
      archive === null
        ? noArchive
        : reportArchive(new MileageStore(archive), new AlarmStore(archive), onFailure),
    tracks: archive === null ? noTracks : reportTracks(archive, trackApi, fleet, trackRules, onFailure),
    listings: reportListings(
      fleet,
      archive === null || store === null
        ? null
        : {
            alarms: new AlarmStore(archive),
            mileage: new MileageStore(archive),
            commands: new CommandStore(archive),
            reports: store,
          },
      onFailure,
    ),
    history: store === null ? noHistory : archivedHistory(store, onFailure),
    now: () => Date.now(),
    serverTime: () => fleet.serverTime(),
  });
  const book = new ReportBook({
    store,
    service,
    now: () => Date.now(),
    ready: () => fleet.listsSettled,
    onChange: onSaved,
    onFailure,
  });
  const odometers =
    archive === null ? null : new OdometerRecorder(fleet.recorded, new OdometerStore(archive), onFailure);
  return {
    service,
    book,
    serve: () => {
      odometers?.start();
      const listener = setInterval(() => odometers?.tick(), HEAR_EVERY);
      const look = (): void => void book.tick();
      const timer = setInterval(look, LOOK_EVERY);
      const stopHearing = fleet.onProgress(look);
      return () => {
        clearInterval(timer);
        clearInterval(listener);
        odometers?.stop();
        stopHearing();
      };
    },
  };
}
