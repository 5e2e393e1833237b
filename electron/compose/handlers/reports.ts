import type { reportCalls } from '../../contract/calls/reports.ts';
import { fail, succeed } from '../../contract/result.ts';
import type { HandlersOf } from '../../desktop/ipc.ts';
import { withServices, type HandlerNeeds } from './needs.ts';

export function reportHandlers(needs: HandlerNeeds): HandlersOf<typeof reportCalls> {
  const { session } = needs;
  return {
    'reports.start': (request) => withServices(session, ({ reports }) => reports.start(request)),
    'reports.runs': () => withServices(session, ({ reports }) => succeed(reports.runs())),
    'reports.pause': ({ id }) => withServices(session, ({ reports }) => reports.pause(id)),
    'reports.resume': ({ id }) => withServices(session, ({ reports }) => reports.resume(id)),
    'reports.cancel': ({ id }) => withServices(session, ({ reports }) => reports.cancel(id)),
    'reports.chooseTarget': async ({ suggested }, from) => succeed(await needs.askTarget(from, suggested)),
    'reports.show': ({ id }) =>
      withServices(session, ({ reports }) => {
        const run = reports.runs().find((entry) => entry.id === id);
        if (run === undefined) return fail({ code: 'file.unreadable', concerns: id });
        needs.showInFolder(run.path);
        return succeed(null);
      }),
  };
}
