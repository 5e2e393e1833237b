import type { fleetCalls } from '../../contract/calls/fleet.ts';
import { succeed } from '../../contract/result.ts';
import type { HandlersOf } from '../../desktop/ipc.ts';
import { withServices, type HandlerNeeds } from './needs.ts';

export function fleetHandlers({ session }: HandlerNeeds): HandlersOf<typeof fleetCalls> {
  return {
    'accounts.tree': () => withServices(session, ({ fleet }) => succeed(fleet.tree())),
    'accounts.progress': () => withServices(session, ({ fleet }) => succeed(fleet.progress())),
    'accounts.reload': () => withServices(session, ({ fleet }) => succeed(fleet.reload())),
    'fleet.details': ({ imei }) => withServices(session, ({ fleet }) => fleet.details(imei)),
  };
}
