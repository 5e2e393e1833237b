import type { geofenceCalls } from '../../contract/calls/geofences.ts';
import { jobOptions } from '../../contract/job.ts';
import { fail, succeed, type Result } from '../../contract/result.ts';
import type { HandlersOf } from '../../desktop/ipc.ts';
import type { GeofenceDesk } from '../geofences.ts';
import type { SignedIn } from '../signed-in.ts';
import { withServices, type HandlerNeeds } from './needs.ts';

export function geofenceHandlers(needs: HandlerNeeds): HandlersOf<typeof geofenceCalls> {
  const withDesk = <T>(
    work: (desk: GeofenceDesk, services: SignedIn) => Result<T> | Promise<Result<T>>,
  ): Promise<Result<T>> =>
    withServices(needs.session, (services) =>
      services.geofences === null
        ? fail({ code: 'archive.unavailable' })
        : work(services.geofences, services),
    );
  return {
    'geofences.create': (request) => withDesk(({ service }) => service.create(request)),
    'geofences.page': (query) => withDesk(({ service }) => service.page(query)),
    'geofences.circles': () => withDesk(({ service }) => service.circles()),
    'geofences.sameName': ({ name, imeis }) =>
      withDesk(({ service }) => {
        const named = service.named(name, imeis);
        return named.ok ? succeed(named.value.size) : named;
      }),
    'geofences.preview': ({ imeis, ...shape }) =>
      withDesk((_desk, services) => {
        if (services.jobs === null) return fail({ code: 'archive.unavailable' });
        const rows = [...new Set(imeis)].map((target) => ({ target, data: {} }));
        return services.jobs.preview({
          version: 1,
          kind: 'geofence',
          title: `Geofence ${shape.name}: ${rows.length} ${rows.length === 1 ? 'device' : 'devices'}`,
          ...services.jobSession(),
          createdBy: services.user,
          createdAt: Date.now(),
          parameters: shape,
          rows,
        });
      }),
    'geofences.start': ({ hash, typed, reason }) =>
      withDesk((_desk, { jobs }) =>
        jobs === null
          ? fail({ code: 'archive.unavailable' })
          : jobs.start({ hash, typed, reason, options: jobOptions.parse({}), scheduledFor: null }),
      ),
  };
}
