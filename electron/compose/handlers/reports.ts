import { existsSync } from 'node:fs';
import type { reportCalls } from '../../contract/calls/reports.ts';
import { fail, succeed } from '../../contract/result.ts';
import type { SavedReport } from '../../contract/saved-report.ts';
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
        if (!existsSync(run.path)) return fail({ code: 'file.unreadable', concerns: run.path });
        needs.showInFolder(run.path);
        return succeed(null);
      }),
    'reports.saved': () => withServices(session, ({ reportBook }) => succeed(reportBook.list())),
    'reports.save': ({ id, draft }) =>
      withServices(session, (services) => {
        const saved = services.reportBook.save(id, draft);
        if (saved.ok) services.audit('report.save', draft.name, 'done', scheduleText(saved.value));
        return saved;
      }),
    'reports.remove': ({ id }) =>
      withServices(session, (services) => {
        const name = services.reportBook.list().find((saved) => saved.id === id)?.name ?? id;
        const removed = services.reportBook.remove(id);
        if (removed.ok) services.audit('report.remove', name, 'done', '');
        return removed;
      }),
    'reports.runSaved': ({ id }) => withServices(session, ({ reportBook }) => reportBook.run(id)),
    'reports.chooseFolder': async ({ current }, from) => succeed(await needs.askFolder(from, current)),
  };
}

function scheduleText({ schedule, nextRun }: SavedReport): string {
  if (schedule === null || nextRun === null) return 'no schedule';
  return `every ${schedule.every}, next ${new Date(nextRun * 1_000).toISOString()}`;
}
