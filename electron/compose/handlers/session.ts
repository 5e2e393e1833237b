import type { sessionCalls } from '../../contract/calls/session.ts';
import { fail, succeed } from '../../contract/result.ts';
import type { HandlersOf } from '../../desktop/ipc.ts';
import type { HandlerNeeds } from './needs.ts';

export function sessionHandlers({ session, leaving }: HandlerNeeds): HandlersOf<typeof sessionCalls> {
  return {
    'session.status': () => succeed(session.status()),
    'session.saved': () => succeed(session.saved()),
    'session.signIn': async (input) => {
      const stays = await leaving.maySignOut();
      return stays === null ? session.signIn(input) : fail(stays);
    },
    'session.demo': async () => {
      const stays = await leaving.maySignOut();
      return stays === null ? session.enterDemo() : fail(stays);
    },
    'session.signOut': async () => {
      const stays = await leaving.maySignOut();
      return stays === null ? session.signOut() : fail(stays);
    },
    'session.forget': ({ server, account }) => succeed(session.forget(server, account)),
  };
}
