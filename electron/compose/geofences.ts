import { GeofenceStore } from '../archive/geofence-store.ts';
import { GeofenceJobKind } from '../geofences/kind.ts';
import { GeofenceService } from '../geofences/service.ts';
import type { DeskNeeds } from './commands.ts';

export interface GeofenceDesk {
  readonly service: GeofenceService;
  /** Circles for many devices, for the engine of jobs. */
  readonly kind: GeofenceJobKind;
}

/** Geofences of one signed-in account. Without an archive there are none: the ledger is the only list of them. */
export function composeGeofences({ archive, fleet, ...needs }: DeskNeeds): GeofenceDesk {
  const service = new GeofenceService({ ...needs, store: new GeofenceStore(archive) });
  const kind = new GeofenceJobKind({
    details: (imei) => fleet.details(imei),
    create: (request, job, stopped) => service.createForJob(request, job, stopped),
    hasName: (name, imei) => {
      const named = service.named(name, [imei]);
      return named.ok && named.value.has(imei);
    },
  });
  return { service, kind };
}
