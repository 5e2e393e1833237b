import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { MileageCourt, ReportRequest, ReportRun } from '../../../electron/contract/report.ts';
import type { OpenApi } from '../../../electron/openapi/api.ts';
import { forkWorker } from '../../../electron/reports/forked-worker.ts';
import {
  noArchive,
  type ReportArchive,
  type ReportDevice,
  type ReportTracks,
} from '../../../electron/reports/ports.ts';
import { ReportService, type ReportServiceOptions } from '../../../electron/reports/service.ts';
import { lastMidnight } from '../../support/habits.ts';
import { readDirectory, temporaryFolder } from '../../support/reports.ts';
import { openBed, type Bed } from '../openapi/support.ts';

export const workerEntry = fileURLToPath(new URL('../../../electron/reports/worker.ts', import.meta.url));
export const DAY = 86_400;

/** The last midnight UTC that is an hour back at least, and days before it, in Unix seconds. */
export function midnight(daysBefore = 0): number {
  return lastMidnight(Date.now() / 1_000) - daysBefore * DAY;
}

/** A provider, a signed-in client and the reports on them, with workbooks written by a real process. */
export interface ReportBed extends Bed {
  readonly service: ReportService;
  readonly folder: string;
  readonly devices: readonly ReportDevice[];
}

export async function openReports(
  vehicles: number,
  change: {
    api?: (bed: Bed) => OpenApi;
    archive?: ReportArchive;
    tracks?: (bed: Bed) => ReportTracks;
    /** Further options of the service. */
    more?: Partial<ReportServiceOptions>;
    extra?: readonly ReportDevice[];
  } = {},
): Promise<ReportBed> {
  const bed = await openBed({ vehicles, accounts: 12 });
  await bed.client.signIn();
  const folder = await temporaryFolder();
  const known = bed.simulator.control
    .find({ limit: 100_000 })
    .map(({ imei, plate, model, account }): ReportDevice => ({
      imei,
      name: model,
      // The console reads texts without the blanks around them.
      plate: plate.trim(),
      account,
      accountPath: `demo / ${account}`,
    }));
  const devices = [...known, ...(change.extra ?? [])];
  const service = new ReportService({
    api: () => change.api?.(bed) ?? bed.client,
    archive: change.archive ?? noArchive,
    ...(change.tracks === undefined ? {} : { tracks: change.tracks(bed) }),
    directory: readDirectory(devices),
    spawnWorker: () => forkWorker(workerEntry),
    now: Date.now,
    exportsFolder: () => folder,
    who: () => ({ account: bed.simulator.account, systemUser: 'mara', server: bed.simulator.url }),
    waits: [50, 100, 200],
    ...change.more,
  });
  onTestFinished(() => service.close('cancel'));
  return { ...bed, service, folder, devices };
}

/** Makes a report and gives it at its end. */
export async function make(
  { service, folder }: ReportBed,
  request: ReportRequest,
  name = 'report',
): Promise<ReportRun> {
  const ending = request.layout?.format ?? 'xlsx';
  const started = await service.start({ ...request, target: join(folder, `${name}.${ending}`) });
  if (!started.ok) throw new Error(`${started.failure.code} ${started.failure.detail ?? ''}`);
  const { id } = started.value;
  return new Promise((resolve) => {
    const look = (run: ReportRun): void => {
      if (run.id === id && run.finishedAt !== null) resolve(run);
    };
    service.onChange(look);
    service.runs().forEach(look);
  });
}

export function mileageRequest(days: number, per: 'total' | 'day', court?: MileageCourt): ReportRequest {
  return {
    kind: 'mileage',
    scope: { accounts: ['demo'], withBelow: true, devices: [] },
    begin: midnight(days),
    end: midnight(),
    timeZone: 'UTC',
    per,
    ...(court === undefined ? {} : { court }),
    target: null,
  };
}

export function tripsRequest(days: number, timeZone = 'UTC'): ReportRequest {
  return {
    kind: 'trips',
    scope: { accounts: ['demo'], withBelow: true, devices: [] },
    begin: midnight(days),
    end: midnight(),
    timeZone,
    target: null,
  };
}

export function alarmRequest(days: number, timeZone = 'UTC'): ReportRequest {
  return {
    kind: 'alarms',
    scope: { accounts: ['demo'], withBelow: true, devices: [] },
    begin: midnight(days),
    end: midnight(),
    timeZone,
    types: [],
    target: null,
  };
}
