import type { timeCalls } from '../../contract/calls/time-travel.ts';
import { fail } from '../../contract/result.ts';
import type { HandlersOf } from '../../desktop/ipc.ts';
import { withServices, type HandlerNeeds } from './needs.ts';

const unavailable = fail({ code: 'archive.unavailable' });

export function timeHandlers({ session }: HandlerNeeds): HandlersOf<typeof timeCalls> {
  return {
    'time.status': () => withServices(session, ({ time }) => time?.travel.status() ?? unavailable),
    'time.go': ({ at }) => withServices(session, ({ time }) => time?.travel.go(at) ?? unavailable),
    'time.play': ({ speed }) => withServices(session, ({ time }) => time?.travel.play(speed) ?? unavailable),
    'time.live': () => withServices(session, ({ time }) => time?.travel.live() ?? unavailable),
  };
}
