import { expiryPart, expirySheets, wholeExpiry, type DueFleet } from '../../administration/expiry.ts';
import { exportAudit } from '../../administration/audit-export.ts';
import { MessageTemplates } from '../../administration/templates.ts';
import type { administrationCalls } from '../../contract/calls/administration.ts';
import { fail, succeed, type Result } from '../../contract/result.ts';
import type { HandlersOf } from '../../desktop/ipc.ts';
import type { SignedIn } from '../signed-in.ts';
import { dated, workbookKind } from './files.ts';
import { jobHandlers } from './jobs.ts';
import { withServices, type HandlerNeeds } from './needs.ts';
import { passwordHandlers } from './passwords.ts';
import { planHandlers } from './plans.ts';

export function administrationHandlers(needs: HandlerNeeds): HandlersOf<typeof administrationCalls> {
  const { session } = needs;
  const templates = new MessageTemplates(needs.templates);
  return {
    ...planHandlers(needs),
    ...jobHandlers(needs),
    ...passwordHandlers(needs),

    'accounts.overview': () => withServices(session, ({ fleet }) => succeed(fleet.overview())),
    'accounts.history': ({ account }) =>
      withServices(session, ({ administration }) => administration.history(account)),
    'accounts.expiry': ({ account, from }) =>
      withServices(session, (services) => succeed(expiryPart(dueFleet(services, account), from))),
    'accounts.exportExpiry': ({ account }, from) =>
      withServices(session, async (services): Promise<Result<string | null>> => {
        const target = await needs.askSave(from, dated('Expiry', 'xlsx'), workbookKind);
        if (target === null) return succeed(null);
        const sheets = expirySheets(await wholeExpiry(dueFleet(services, account)));
        const written = await services.writeWorkbook(target, 'Expiry', sheets);
        services.audit('accounts.exportExpiry', target, written.ok ? 'done' : 'failed', account ?? '');
        return written;
      }),

    'messages.toMyself': ({ content }) =>
      withServices(session, ({ administration }) => administration.sendToMyself(content)),
    'messages.templates': () => succeed(templates.list()),
    'messages.saveTemplate': (template) => templates.save(template),
    'messages.removeTemplate': ({ id }) => templates.remove(id),

    'audit.page': (query) =>
      withServices(session, async ({ auditStore }) => (await auditStore?.page(query)) ?? noArchive()),
    'audit.names': () =>
      withServices(session, async ({ auditStore }) => (await auditStore?.names()) ?? noArchive()),
    'audit.verify': () =>
      withServices(session, async (services) => {
        const verdict = (await services.auditStore?.verify()) ?? noArchive();
        if (verdict.ok) {
          const { rows, flaws } = verdict.value;
          services.audit('audit.verify', '', 'done', `${rows} rows, ${flaws.length} flaws`);
        }
        return verdict;
      }),
    'audit.export': (period, from) =>
      withServices(session, async (services): Promise<Result<string | null>> => {
        if (services.auditStore === null) return noArchive();
        const target = await needs.askSave(from, dated('Audit', 'xlsx'), workbookKind);
        if (target === null) return succeed(null);
        const written = await exportAudit(services.auditStore, period, target, services.writeWorkbook);
        services.audit('audit.export', target, written.ok ? 'done' : 'failed', '');
        return written;
      }),
  };
}

function noArchive(): Result<never> {
  return fail({ code: 'archive.unavailable' });
}

/** Devices below an account, or of the whole fleet, with when they are due. */
function dueFleet({ fleet }: SignedIn, account: string | null): DueFleet {
  const top = account ?? fleet.tree()[0]?.account;
  return {
    accounts: top === undefined ? [] : fleet.accountsOf([top], true).map((node) => node.account),
    devicesOf: (name) => fleet.devicesOf({ accounts: [name], withBelow: false, devices: [] }),
    now: fleet.serverTime(),
    isOnline: (imei) => fleet.beats(imei),
  };
}
