import { serverName, slipSheets, slipsPage } from '../../administration/exports.ts';
import { generatedStrength, typedStrength } from '../../administration/passwords.ts';
import type { administrationCalls } from '../../contract/calls/administration.ts';
import { succeed, type Result } from '../../contract/result.ts';
import type { HandlersOf } from '../../desktop/ipc.ts';
import { writeWhole } from '../whole-file.ts';
import { dated, pdfKind, workbookKind } from './files.ts';
import { withServices, type HandlerNeeds } from './needs.ts';

type PasswordCalls = {
  readonly [
    Name in keyof typeof administrationCalls as Name extends `passwords.${string}` ? Name : never
  ]: (typeof administrationCalls)[Name];
};

/** New passwords: their strength, and the slips that somebody asks for on purpose. */
export function passwordHandlers(needs: HandlerNeeds): HandlersOf<PasswordCalls> {
  const { session } = needs;
  return {
    'passwords.strength': (input) =>
      succeed(input.of === 'generated' ? generatedStrength(input.length) : typedStrength(input.password)),
    'passwords.holding': ({ id }) =>
      withServices(session, ({ administration }) => administration.passwords.holding(id)),
    'passwords.show': ({ id }) =>
      withServices(session, async ({ administration: { passwords } }) => {
        const slips = await passwords.slips(id);
        if (slips.ok) passwords.told(id, slips.value);
        return slips;
      }),
    'passwords.export': ({ id, as }, from) =>
      withServices(session, async (services): Promise<Result<string | null>> => {
        const { administration } = services;
        const target = await needs.askSave(
          from,
          dated('Password slips', as),
          as === 'pdf' ? pdfKind : workbookKind,
        );
        if (target === null) return succeed(null);
        const slips = await administration.passwords.slips(id);
        if (!slips.ok) return slips;
        const status = session.status();
        const server = serverName(status.server, status.demo);
        const written =
          as === 'xlsx'
            ? await services.writeWorkbook(target, 'Password slips', slipSheets(slips.value, server), true)
            : await writeWhole(target, await needs.printToPdf(slipsPage(slips.value, server)), true);
        // Only a file that is whole has told anybody.
        if (written.ok) administration.passwords.told(id, slips.value);
        services.audit('password.export', target, written.ok ? 'done' : 'failed', `job ${id}`);
        return written;
      }),
    'passwords.forget': ({ id }) =>
      withServices(session, (services) => {
        const forgotten = services.administration.passwords.forget(id);
        services.audit('password.forget', id, forgotten.ok ? 'done' : 'failed', '');
        return forgotten;
      }),
    'passwords.planLost': ({ id }) =>
      withServices(session, ({ administration }) => administration.planLost(id)),
    'passwords.supply': ({ id, from }) =>
      withServices(session, ({ administration }) => administration.passwords.supply(id, from)),
    'passwords.trial': ({ id, account }) =>
      withServices(session, ({ administration }) => administration.passwords.trialSignIn(id, account)),
  };
}
