import type { desktopCalls } from '../../contract/calls/desktop.ts';
import { fail, succeed } from '../../contract/result.ts';
import type { HandlersOf } from '../../desktop/ipc.ts';
import type { HandlerNeeds } from './needs.ts';

export function desktopHandlers(needs: HandlerNeeds): HandlersOf<typeof desktopCalls> {
  return {
    'settings.read': () => succeed(needs.settings.read()),
    'settings.change': (patch) => needs.settings.change(patch),
    'settings.places': () => succeed(needs.places()),
    'settings.chooseExportFolder': async (_input, from) => {
      const chosen = await needs.askFolder(from, needs.exportsFolder());
      return chosen === null
        ? succeed(needs.settings.read())
        : needs.settings.change({ exportFolder: chosen });
    },
    'console.notices': () => succeed(needs.untold()),
    'windows.newWall': () => {
      needs.walls.addWindow(null);
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
