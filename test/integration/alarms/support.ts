import { onTestFinished } from 'vitest';
import { AlarmDesk } from '../../../electron/alarms/desk.ts';
import type { Archive } from '../../../electron/archive/database.ts';
import type { AlarmFilter } from '../../../electron/contract/alarm-desk.ts';
import type { Failure } from '../../../electron/contract/errors.ts';
import type { FleetService } from '../../../electron/fleet/service.ts';
import { freshArchive } from '../../support/archive.ts';
import { openFleet } from '../fleet/support.ts';
import { hastyTiming, openBed, type Bed } from '../openapi/support.ts';

export const everything: AlarmFilter = {
  states: ['new', 'inProgress', 'onHold', 'closed'],
  priorities: [],
  types: [],
  query: '',
  owner: null,
  order: 'newest',
};

/** A provider, a fleet and a desk on them. */
export interface DeskBed extends Bed {
  readonly fleet: FleetService;
  readonly archive: Archive;
  readonly desk: AlarmDesk;
  readonly audited: string[];
  readonly failures: Failure[];
  /** Ends the desk and makes another on the same archive, as a restart does. */
  restart(): AlarmDesk;
}

export async function openDesk(
  world: Parameters<typeof openBed>[0],
  options: Parameters<typeof openBed>[1] = {},
  factor = 20,
): Promise<DeskBed> {
  const bed = await openBed(world, options, hastyTiming(factor));
  const { archive, dispose } = freshArchive();
  const fleet = openFleet(bed);
  const audited: string[] = [];
  const failures: Failure[] = [];
  const make = (): AlarmDesk =>
    new AlarmDesk({
      api: bed.client,
      fleet,
      archive,
      timing: bed.timing,
      pace: () => bed.client.status().pace,
      operator: () => 'mara',
      audit: (action) => audited.push(action),
      onFailure: (failure) => failures.push(failure),
    });
  let desk = make();
  onTestFinished(() => {
    desk.stop();
    dispose();
  });
  await bed.client.signIn();
  await fleet.start();
  return {
    ...bed,
    fleet,
    archive,
    get desk() {
      return desk;
    },
    audited,
    failures,
    restart: () => {
      desk.stop();
      desk = make();
      return desk;
    },
  };
}
