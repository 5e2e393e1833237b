import type { playbackCalls } from '../../contract/calls/playback.ts';
import { fail, succeed } from '../../contract/result.ts';
import type { HandlersOf } from '../../desktop/ipc.ts';
import { exportPlayback } from '../playback.ts';
import { withServices, type HandlerNeeds } from './needs.ts';

export function playbackHandlers(needs: HandlerNeeds): HandlersOf<typeof playbackCalls> {
  const { session } = needs;
  let exported: string | null = null;
  return {
    'playback.load': (request) =>
      withServices(
        session,
        ({ playback }) => playback?.load(request) ?? fail({ code: 'archive.unavailable' }),
      ),
    'playback.cancel': ({ id }) =>
      withServices(session, ({ playback }) => {
        playback?.cancel(id);
        return succeed(null);
      }),
    'playback.export': (asked) =>
      withServices(session, async (services) => {
        const written = await exportPlayback(services, needs.exportsFolder(), asked);
        if (written.ok) exported = written.value;
        return written;
      }),
    'playback.showExport': () => {
      if (exported === null) return fail({ code: 'file.unreadable' });
      needs.showInFolder(exported);
      return succeed(null);
    },
  };
}
