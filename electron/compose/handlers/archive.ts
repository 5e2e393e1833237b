import type { archiveCalls } from '../../contract/calls/archive.ts';
import { succeed } from '../../contract/result.ts';
import type { HandlersOf } from '../../desktop/ipc.ts';
import { archiveKind, dated } from './files.ts';
import type { HandlerNeeds } from './needs.ts';

export function archiveHandlers(needs: HandlerNeeds): HandlersOf<typeof archiveCalls> {
  const { care } = needs;
  return {
    'archive.status': () => care.status(),
    'archive.check': () => care.check(),
    'archive.backup': async (_input, from) => {
      const target = await needs.askSave(from, dated('Watchdesk archive', 'sqlite'), archiveKind);
      return target === null ? succeed(null) : care.backUp(target);
    },
    'archive.chooseBackup': async (_input, from) => {
      const path = await needs.askOpen(from, archiveKind);
      return path === null ? succeed(null) : care.offer(path);
    },
    'archive.restore': ({ id }) => care.restore(id),
    'archive.forgetBackup': () => {
      care.forget();
      return succeed(null);
    },
    'archive.history': ({ limits }) => care.history.kept(limits),
    'archive.setLimits': ({ limits }) => care.history.setLimits(limits),
    'archive.removeOld': () => care.history.removeOld(),
    'archive.cancel': () => {
      care.cancel();
      return succeed(null);
    },
  };
}
