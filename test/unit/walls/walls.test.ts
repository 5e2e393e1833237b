import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Failure } from '../../../electron/contract/errors.ts';
import { succeed, type Result } from '../../../electron/contract/result.ts';
import type { WindowPlace, WindowPlaces } from '../../../electron/contract/wall.ts';
import { exportWall, readWallFile } from '../../../electron/walls/transfer.ts';
import { WallStore } from '../../../electron/walls/wall-store.ts';
import { Walls } from '../../../electron/walls/walls.ts';
import type { WallWindows } from '../../../electron/walls/walls-needs.ts';
import { content } from './builders.ts';

const place: WindowPlace = { x: 10, y: 20, width: 900, height: 600, maximized: false, fullScreen: false };

/** Windows that only remember what was asked of them. */
class FakeWindows implements WallWindows {
  readonly opened = new Map<string, { places: WindowPlaces; kiosk: boolean }>();
  monitorCount = 1;

  open(id: string, places: WindowPlaces, kiosk: boolean): void {
    this.opened.set(id, { places, kiosk });
  }
  close(id: string): void {
    this.opened.delete(id);
  }
  focus(id: string): void {
    expect(this.opened.has(id)).toBe(true);
  }
  places(): WindowPlaces {
    return { here: place };
  }
  monitors(): number {
    return this.monitorCount;
  }
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'walls-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function start() {
  const windows = new FakeWindows();
  const failures: Failure[] = [];
  /** Names of the changed walls, as they were told. */
  const told: string[] = [];
  let id = Date.now();
  const walls = new Walls({
    store: new WallStore(folder),
    windows,
    newId: () => `id-${(id += 1)}`,
    startWithMachine: { read: () => null, write: () => succeed(null) },
    onStatus: (status) =>
      told.push(
        status.walls
          .filter(({ changed }) => changed)
          .map(({ name }) => name)
          .join(),
      ),
    onLoans: () => undefined,
    onWindow: () => undefined,
    onFailure: (failure) => failures.push(failure),
  });
  walls.start();
  const only = (): string => [...windows.opened.keys()][0] ?? '';
  return { walls, windows, failures, told, only };
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

/** A console with one saved wall of one window. */
async function withSavedWall(name = 'Night shift') {
  const started = start();
  started.walls.addWindow(null);
  const windowId = started.only();
  valueOf(started.walls.keep(windowId, content('left', 'right')));
  const state = valueOf(await started.walls.save(windowId, name));
  return { ...started, windowId, wallId: state.wall?.id ?? '' };
}

describe('a wall', () => {
  it('keeps what was changed while it was being saved', async () => {
    const { walls, windowId } = await withSavedWall();
    const saving = walls.save(windowId, null);
    valueOf(walls.keep(windowId, content('left', 'middle', 'right')));
    const state = valueOf(await saving);
    expect(state.content).toEqual(content('left', 'middle', 'right'));
  });

  it('is saved under a name with its windows, places and panes, and opens in another console', async () => {
    const { walls, wallId, windowId } = await withSavedWall();
    await walls.finish();
    const next = start();
    expect(next.walls.status().walls).toEqual([
      { id: wallId, name: 'Night shift', windows: 1, panes: 2, open: true, changed: false },
    ]);
    next.walls.windowClosed(windowId);
    next.windows.close(windowId);
    expect(next.walls.status().walls[0]?.open).toBe(false);
    valueOf(next.walls.open(wallId, false));
    expect(next.windows.opened.get(windowId)).toEqual({ places: { here: place }, kiosk: false });
    expect(valueOf(next.walls.window(windowId)).content).toEqual(content('left', 'right'));
    await next.walls.finish();
  });

  it('comes back as it was saved when it is opened again, whatever was changed since', async () => {
    const { walls, wallId, windowId } = await withSavedWall();
    valueOf(walls.keep(windowId, content('left')));
    valueOf(walls.open(wallId, true));
    expect(valueOf(walls.window(windowId)).content).toEqual(content('left', 'right'));
    await walls.finish();
  });

  it('gives way to the wall that is opened, while windows without a name stay', async () => {
    const { walls, windows, wallId, windowId } = await withSavedWall();
    valueOf(await walls.duplicate(wallId));
    const copy = walls.status().walls.find(({ name }) => name === 'Night shift (2)');
    walls.addWindow(null);
    valueOf(walls.open(copy?.id ?? '', false));
    expect(windows.opened.has(windowId)).toBe(false);
    expect(windows.opened.size).toBe(2);
    await walls.finish();
  });

  it('that was changed asks before it gives way, and is saved with the windows that are closed', async () => {
    const { walls, windows, told, wallId, windowId } = await withSavedWall();
    walls.addWindow(windowId);
    const second = [...windows.opened.keys()].find((id) => id !== windowId) ?? '';
    expect(told.at(-1)).toBe('Night shift');
    valueOf(await walls.saveChanges());
    expect(told.at(-1)).toBe('');
    expect(walls.closing(second)).toBeNull();
    walls.windowClosed(second);

    valueOf(walls.keep(windowId, content('left')));
    expect(told.at(-1)).toBe('Night shift');
    expect(walls.closing(windowId)).toBe('changed');
    expect(walls.open(wallId, false)).toMatchObject({
      failure: { code: 'wall.changed', concerns: 'Night shift' },
    });
    expect(valueOf(walls.window(windowId)).content).toEqual(content('left'));
    expect(valueOf(await walls.saveChanges()).walls[0]).toMatchObject({
      windows: 2,
      panes: 2,
      changed: false,
    });
    valueOf(walls.open(wallId, false));
    expect(valueOf(walls.window(windowId)).content).toEqual(content('left'));
    expect(windows.opened.has(second)).toBe(true);
    await walls.finish();
  });

  it('that was changed asks nobody in kiosk, and is changed still after a power cut', async () => {
    const { walls, wallId, windowId } = await withSavedWall();
    valueOf(walls.keep(windowId, content('left')));
    valueOf(walls.kiosk(windowId, true));
    expect(walls.closing(windowId)).toBe('kiosk');
    expect(walls.unsaved()).toBeNull();
    await expect.poll(() => readFile(join(folder, 'desk.json'), 'utf8')).toContain('"kiosk":true');
    // No finish: the power went.
    const next = start();
    expect(next.walls.status().walls[0]).toMatchObject({ id: wallId, open: true, changed: true });
    expect(valueOf(next.walls.window(windowId))).toMatchObject({ kiosk: true, content: content('left') });
    await next.walls.finish();
    await walls.finish();
  });

  it('can be renamed but not to a name that is taken', async () => {
    const { walls, wallId } = await withSavedWall();
    valueOf(await walls.duplicate(wallId));
    expect(await walls.rename(wallId, 'Night shift (2)')).toMatchObject({ failure: { code: 'wall.name' } });
    expect(valueOf(await walls.rename(wallId, 'Day')).walls[0]?.name).toBe('Day');
    await walls.finish();
  });

  it('that is deleted leaves its windows open and its file on the disk', async () => {
    const { walls, windows, wallId, windowId } = await withSavedWall();
    valueOf(await walls.setStart(wallId));
    const status = valueOf(await walls.remove(wallId));
    expect(status).toMatchObject({ walls: [], startWall: null });
    expect(windows.opened.has(windowId)).toBe(true);
    expect(valueOf(walls.window(windowId)).wall).toBeNull();
    expect(await readdir(folder)).toContain(`${wallId}.wall.json.removed`);
    await walls.finish();
  });

  it('goes into kiosk with a window on every monitor, and back', async () => {
    const { walls, windows, windowId } = await withSavedWall();
    windows.monitorCount = 3;
    expect(valueOf(walls.kiosk(windowId, true)).kiosk).toBe(true);
    expect([...windows.opened.values()].map(({ kiosk }) => kiosk)).toEqual([true, true, true]);
    valueOf(walls.kiosk(windowId, false));
    expect([...windows.opened.values()].map(({ kiosk }) => kiosk)).toEqual([false, false, false]);
    await walls.finish();
  });
});

describe('a start', () => {
  it('opens the start wall when the console was closed in peace', async () => {
    const { walls, wallId, windowId } = await withSavedWall();
    valueOf(await walls.setStart(wallId));
    valueOf(walls.keep(windowId, content('left')));
    await walls.finish();
    const next = start();
    expect(valueOf(next.walls.window(windowId)).content).toEqual(content('left', 'right'));
    await next.walls.finish();
  });

  it('brings back exactly what was open after a crash, start wall or not', async () => {
    const { walls, wallId, windowId } = await withSavedWall();
    valueOf(await walls.setStart(wallId));
    valueOf(walls.keep(windowId, content('left')));
    await expect.poll(() => readFile(join(folder, 'desk.json'), 'utf8')).not.toContain('"pane":"right"');
    // No finish: the power went.
    const next = start();
    expect(valueOf(next.walls.window(windowId)).content).toEqual(content('left'));
    await next.walls.finish();
    await walls.finish();
  });

  it('leaves a wall where it is that cannot be opened just now, and says so', async () => {
    await mkdir(join(folder, 'held.wall.json'));
    const { walls, failures } = start();
    expect(walls.status().problems).toEqual([
      { code: 'file.unreadable', concerns: join(folder, 'held.wall.json') },
    ]);
    expect(failures).toHaveLength(1);
    expect(await readdir(folder)).toContain('held.wall.json');
    await walls.finish();
  });

  it('starts without walls, and says so, when their folder cannot be made', async () => {
    const here = folder;
    await writeFile(join(here, 'file'), '');
    folder = join(here, 'file', 'walls');
    const { walls, failures } = start();
    folder = here;
    expect(walls.status().walls).toEqual([]);
    expect(failures[0]?.code).toMatch(/^file\./u);
    await walls.finish();
  });

  it('sets damaged files aside, says so, and opens the rest', async () => {
    const { walls, wallId } = await withSavedWall();
    await walls.finish();
    await writeFile(join(folder, 'desk.json'), '{"version":1,"windows":"none"');
    await writeFile(join(folder, 'broken.wall.json'), 'not a wall');
    const next = start();
    expect(next.walls.status().walls.map(({ id }) => id)).toEqual([wallId]);
    expect(next.walls.status().problems).toHaveLength(2);
    expect(next.failures.every(({ code }) => code === 'wall.damaged')).toBe(true);
    const files = await readdir(folder);
    expect(files.filter((name) => name.includes('.damaged-'))).toHaveLength(2);
    await next.walls.finish();
  });

  it('leaves a wall of a newer console where it is', async () => {
    const { walls, wallId } = await withSavedWall();
    await walls.finish();
    const file = join(folder, `${wallId}.wall.json`);
    await writeFile(file, (await readFile(file, 'utf8')).replace('"version": 1', '"version": 7'));
    const next = start();
    expect(next.walls.status()).toMatchObject({ walls: [], problems: [{ code: 'wall.newer' }] });
    expect(await readdir(folder)).toContain(`${wallId}.wall.json`);
    await next.walls.finish();
  });
});

describe('a wall as a file', () => {
  it('carries its groups to another console, under ids and a name that are free there', async () => {
    const { walls, wallId, windowId } = await withSavedWall();
    const group = valueOf(await walls.saveGroup('Vans', ['358899051025339', '358899051025339']));
    expect(group.imeis).toEqual(['358899051025339']);
    const filtered = content('left');
    const [pane] = filtered.panes;
    if (pane) filtered.panes = [{ ...pane, filter: { ...pane.filter, groups: [group.id] } }];
    valueOf(walls.keep(windowId, filtered));
    valueOf(await walls.save(windowId, null));
    const path = join(folder, 'handed-on.wall');
    valueOf(await exportWall(valueOf(walls.file(wallId)), path));
    valueOf(await walls.removeGroup(group.id));
    const status = valueOf(await walls.add(valueOf(await readWallFile(path))));
    expect(status.walls.map(({ name }) => name)).toEqual(['Night shift', 'Night shift (2)']);
    expect(status.groups.map(({ name }) => name)).toEqual(['Vans']);
    const imported = valueOf(walls.file(status.walls[1]?.id ?? ''));
    expect(imported.wall.windows[0]?.content.panes[0]?.filter.groups).toEqual([status.groups[0]?.id]);
    expect(imported.wall.windows[0]?.id).not.toBe(windowId);
    // The same file again brings the same group, not a second one.
    const again = valueOf(await walls.add(valueOf(await readWallFile(path))));
    expect(again.groups).toHaveLength(1);
    await walls.finish();
  });

  it('that is none changes nothing', async () => {
    const path = join(folder, 'letter.wall');
    await writeFile(path, 'Dear operator');
    expect(await readWallFile(path)).toMatchObject({ ok: false, failure: { code: 'wall.damaged' } });
    expect(await readWallFile(join(folder, 'gone'))).toMatchObject({ failure: { code: 'file.unreadable' } });
  });
});
