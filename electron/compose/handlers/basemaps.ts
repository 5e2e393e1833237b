import type { basemapCalls } from '../../contract/calls/basemaps.ts';
import { succeed } from '../../contract/result.ts';
import type { HandlersOf } from '../../desktop/ipc.ts';
import type { HandlerNeeds } from './needs.ts';

export function basemapHandlers({
  basemaps,
  tileCache,
  askArchive,
  session,
}: HandlerNeeds): HandlersOf<typeof basemapCalls> {
  const note = (action: string, target: string): void => {
    session.services()?.audit(action, target, 'done', '');
  };
  return {
    'basemaps.list': () => succeed(basemaps.entries()),
    'basemaps.add': async (basemap) => {
      const added = await basemaps.add(basemap);
      if (added.ok) note('basemap.add', basemap.url);
      return added;
    },
    'basemaps.chooseArchive': async (_input, from) => {
      const path = await askArchive(from);
      if (path === null) return succeed(null);
      const added = await basemaps.addArchive(path);
      if (added.ok) note('basemap.add', path);
      return added;
    },
    'basemaps.remove': ({ id }) => {
      const entry = basemaps.entries().find((one) => one.id === id);
      if (entry?.own === true) note('basemap.remove', entry.path ?? entry.origins[0] ?? id);
      return succeed(basemaps.remove(id));
    },
    'basemaps.cacheSize': async () => succeed(await tileCache.cacheSize()),
    'basemaps.clearCache': async () => {
      await tileCache.clearCache();
      return succeed(await tileCache.cacheSize());
    },
  };
}
