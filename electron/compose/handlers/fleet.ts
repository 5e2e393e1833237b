import type { fleetCalls } from '../../contract/calls/fleet.ts';
import { fail, succeed } from '../../contract/result.ts';
import type { HandlersOf } from '../../desktop/ipc.ts';
import { exportFleetTable } from '../fleet-table.ts';
import { withServices, type HandlerNeeds } from './needs.ts';

export function fleetHandlers(needs: HandlerNeeds): HandlersOf<typeof fleetCalls> {
  const { session } = needs;
  /** The table that was exported last: the only file this feature shows in the file manager. */
  let exported: string | null = null;
  return {
    'accounts.tree': () => withServices(session, ({ fleet }) => succeed(fleet.tree())),
    'accounts.progress': () => withServices(session, ({ fleet }) => succeed(fleet.progress())),
    'accounts.reload': () => withServices(session, ({ fleet }) => succeed(fleet.reload())),
    'fleet.details': ({ imei }) => withServices(session, ({ fleet }) => fleet.details(imei)),
    'fleet.raw': ({ imei }) => withServices(session, ({ api }) => api.rawTrack(imei, { lane: 'action' })),
    'fleet.askedRows': ({ imeis }) => withServices(session, ({ fleet }) => succeed(fleet.askedRows(imeis))),
    'fleet.askedColumn': ({ column }) =>
      withServices(session, ({ fleet }) => succeed(fleet.askedColumn(column))),
    'fleet.exportTable': (table, from) =>
      withServices(session, async (services) => {
        const target = await needs.askTarget(from, `${table.suggested}.xlsx`);
        if (target === null) return succeed(null);
        const written = await exportFleetTable(services, table, target);
        if (written.ok) exported = written.value;
        return written;
      }),
    'fleet.showExport': () => {
      if (exported === null) return fail({ code: 'file.unreadable' });
      needs.showInFolder(exported);
      return succeed(null);
    },
    'fleet.town': async ({ latitude, longitude }) => succeed(await needs.towns.nearest(latitude, longitude)),
    'fleet.polling': () =>
      withServices(session, ({ api, fleet, highestRate }) => {
        const { longestAge } = needs.settings.read();
        return succeed({ sweep: fleet.sweepStatus(), pace: api.status().pace, longestAge, highestRate });
      }),
  };
}
