import type { sessionCalls } from '../../contract/calls/session.ts';
import { fail, succeed } from '../../contract/result.ts';
import type { HandlersOf } from '../../desktop/ipc.ts';
import type { HandlerNeeds } from './needs.ts';

export function sessionHandlers({ session, leaving }: HandlerNeeds): HandlersOf<typeof sessionCalls> {
  return {
    'session.status': () => succeed(session.status()),
    'session.saved': () => succeed(session.saved()),
    'session.signIn': (input) => session.signIn(input),
    'session.demo': () => session.enterDemo(),
    'session.signOut': async () => {
      const stays = await leaving.maySignOut();
      return stays === null ? session.signOut() : fail(stays);
    },
    'session.forget': ({ server, account }) => succeed(session.forget(server, account)),
  };
}
