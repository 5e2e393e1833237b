import type { Failure } from '../contract/errors.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { DataPlaces, Settings, SettingsPatch } from '../contract/settings.ts';
import type { Handlers } from '../desktop/ipc.ts';
import type { SessionService } from './session.ts';
import type { SignedIn } from './signed-in.ts';

/** What the calls lean on. Desktop things come as functions, so that this file knows no Electron. */
export interface HandlerNeeds {
  readonly session: SessionService<SignedIn>;
  readonly settings: { read(): Settings; change(patch: SettingsPatch): Settings };
  readonly places: () => DataPlaces;
  readonly exportsFolder: () => string;
  readonly askTarget: (
    from: Parameters<Handlers['reports.chooseTarget']>[1],
    suggested: string,
  ) => Promise<string | null>;
  readonly askFolder: (
    from: Parameters<Handlers['settings.chooseExportFolder']>[1],
    current: string,
  ) => Promise<string | null>;
  readonly showInFolder: (path: string) => void;
  readonly openLink: (url: string) => Promise<boolean>;
  readonly openWall: () => void;
}

const signedOut: Failure = { code: 'session.signedOut' };

/** Every call of the contract with what answers it. */
export function createHandlers(needs: HandlerNeeds): Handlers {
  const { session } = needs;
  const withServices = async <T>(
    work: (services: SignedIn) => Result<T> | Promise<Result<T>>,
  ): Promise<Result<T>> => {
    const services = session.services();
    return services === null ? fail(signedOut) : work(services);
  };
  return {
    'session.status': () => succeed(session.status()),
    'session.saved': () => succeed(session.saved()),
    'session.signIn': (input) => session.signIn(input),
    'session.demo': () => session.enterDemo(),
    'session.signOut': () => session.signOut(),
    'session.forget': ({ server, account }) => succeed(session.forget(server, account)),

    'accounts.tree': () => withServices(({ fleet }) => succeed(fleet.tree())),
    'accounts.progress': () => withServices(({ fleet }) => succeed(fleet.progress())),
    'accounts.reload': () =>
      withServices(({ fleet }) => {
        fleet.reload();
        return succeed(fleet.progress());
      }),

    'fleet.details': ({ imei }) => withServices(({ fleet }) => fleet.details(imei)),

    'reports.start': (request) => withServices(({ reports }) => reports.start(request)),
    'reports.runs': () => withServices(({ reports }) => succeed(reports.runs())),
    'reports.pause': ({ id }) => withServices(({ reports }) => reports.pause(id)),
    'reports.resume': ({ id }) => withServices(({ reports }) => reports.resume(id)),
    'reports.cancel': ({ id }) => withServices(({ reports }) => reports.cancel(id)),
    'reports.chooseTarget': async ({ suggested }, from) => succeed(await needs.askTarget(from, suggested)),
    'reports.show': ({ id }) =>
      withServices(({ reports }) => {
        const run = reports.runs().find((entry) => entry.id === id);
        if (run === undefined) return fail({ code: 'file.unreadable', concerns: id });
        needs.showInFolder(run.path);
        return succeed(null);
      }),

    'settings.read': () => succeed(needs.settings.read()),
    'settings.change': (patch) => succeed(needs.settings.change(patch)),
    'settings.places': () => succeed(needs.places()),
    'settings.chooseExportFolder': async (_input, from) => {
      const chosen = await needs.askFolder(from, needs.exportsFolder());
      return succeed(
        chosen === null ? needs.settings.read() : needs.settings.change({ exportFolder: chosen }),
      );
    },

    'windows.newWall': () => {
      needs.openWall();
      return succeed(null);
    },
    'windows.openLink': async ({ url }) =>
      (await needs.openLink(url))
        ? succeed(null)
        : fail({
            code: 'input.invalid',
            concerns: url,
            detail: 'This link is not on the list of pages to open.',
          }),
  };
}
