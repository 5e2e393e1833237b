import type { wallCalls } from '../../contract/calls/walls.ts';
import { succeed, type Result } from '../../contract/result.ts';
import type { UnsavedChoice } from '../../contract/wall.ts';
import type { HandlersOf } from '../../desktop/ipc.ts';
import { exportWall, readWallFile } from '../../walls/transfer.ts';
import type { HandlerNeeds } from './needs.ts';

const wallFiles = { name: 'Watchdesk wall', extensions: ['wall'] };

export function wallHandlers(needs: HandlerNeeds): HandlersOf<typeof wallCalls> {
  const { walls, windowIdOf } = needs;
  const audited = async <T>(action: string, target: string, work: Result<T> | Promise<Result<T>>) => {
    const result = await work;
    const outcome = result.ok ? 'done' : 'failed';
    needs.session.services()?.audit(action, target, outcome, result.ok ? '' : result.failure.code);
    return result;
  };
  const nameOf = (id: string): string => walls.status().walls.find((wall) => wall.id === id)?.name ?? id;
  const keepChanges = async (unsaved: 'ask' | UnsavedChoice): Promise<Result<unknown>> =>
    unsaved === 'save' && walls.unsaved() !== null
      ? audited('wall.save', walls.unsaved() ?? '', walls.saveChanges())
      : succeed(null);
  return {
    'walls.status': () => succeed(walls.status()),
    'walls.open': async ({ id, unsaved }) => {
      const kept = await keepChanges(unsaved);
      return kept.ok ? walls.open(id, unsaved === 'discard') : kept;
    },
    'walls.rename': ({ id, name }) =>
      audited('wall.rename', `${nameOf(id)} → ${name}`, walls.rename(id, name)),
    'walls.duplicate': ({ id }) => audited('wall.duplicate', nameOf(id), walls.duplicate(id)),
    'walls.remove': ({ id }) => audited('wall.delete', nameOf(id), walls.remove(id)),
    'walls.setStart': ({ id }) => audited('wall.setStart', id === null ? '' : nameOf(id), walls.setStart(id)),
    'walls.startWithMachine': ({ on }) =>
      audited('wall.startWithMachine', on ? 'on' : 'off', walls.setStartWithMachine(on)),
    'walls.export': async ({ id }, from) => {
      const file = walls.file(id);
      if (!file.ok) return file;
      const { name } = file.value.wall;
      const path = await needs.askSave(from, `${fileName(name)}.wall`, wallFiles);
      if (path === null) return succeed(null);
      const written = await audited('wall.export', path, exportWall(file.value, path));
      return written.ok ? succeed(path) : written;
    },
    'walls.import': async (_input, from) => {
      const path = await needs.askOpen(from, wallFiles);
      if (path === null) return succeed(null);
      return audited(
        'wall.import',
        path,
        readWallFile(path).then((file) => (file.ok ? walls.add(file.value) : file)),
      );
    },
    'walls.window': (_input, from) => walls.window(windowIdOf(from)),
    'walls.keep': (content, from) => walls.keep(windowIdOf(from), content),
    'walls.save': async ({ name }, from) => {
      const saved = await walls.save(windowIdOf(from), name);
      return audited('wall.save', saved.ok ? (saved.value.wall?.name ?? '') : (name ?? ''), saved);
    },
    'walls.closeWindow': async ({ unsaved }, from) => {
      const kept = await keepChanges(unsaved);
      if (!kept.ok) return kept;
      walls.closeWindow(windowIdOf(from));
      return succeed(null);
    },
    'walls.addWindow': (_input, from) => {
      walls.addWindow(windowIdOf(from));
      return succeed(null);
    },
    'walls.openVehicle': ({ imei }) => {
      walls.addWindow(null, { labels: 'plate', mode: { kind: 'follow', imei } });
      return succeed(null);
    },
    'walls.lent': () => succeed(walls.choreography.loans()),
    'walls.keepLent': ({ id }) => {
      walls.choreography.keep(id);
      return succeed(null);
    },
    'walls.giveBack': ({ id }) => {
      walls.choreography.giveBack(id);
      return succeed(null);
    },
    'walls.touched': ({ id }) => {
      walls.choreography.touch(id);
      return succeed(null);
    },
    'walls.kiosk': ({ on }, from) =>
      audited('wall.kiosk', on ? 'on' : 'off', walls.kiosk(windowIdOf(from), on)),
    'groups.save': ({ name, imeis }) => audited('group.save', name, walls.saveGroup(name, imeis)),
    'groups.remove': ({ id }) => {
      const name = walls.status().groups.find((group) => group.id === id)?.name ?? id;
      return audited('group.delete', name, walls.removeGroup(id));
    },
  };
}

/** A wall's name without what file systems do not take. */
function fileName(name: string): string {
  return name.replace(/[\\/:*?"<>|\u0000-\u001f]/gu, '_');
}
