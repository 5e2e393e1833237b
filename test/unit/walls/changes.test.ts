import { describe, expect, it } from 'vitest';
import type { Pane, PaneCamera, WallWindow } from '../../../electron/contract/wall.ts';
import { isChanged, isWindowChanged, withChanges } from '../../../electron/walls/changes.ts';
import { aWall, content } from './builders.ts';

const berlin: PaneCamera = { lng: 13.4, lat: 52.5, zoom: 10 };

/** The first window of a wall with its first pane changed. */
function changed(change: Partial<Pane>, saved = aWall()): WallWindow {
  const [window] = saved.windows;
  if (window === undefined) throw new Error('A wall has at least one window');
  const [first, ...rest] = window.content.panes;
  if (first === undefined) throw new Error('A window has at least one pane');
  return { ...window, content: { ...window.content, panes: [{ ...first, ...change }, ...rest] } };
}

function savedWith(change: Partial<Pane>) {
  return aWall({ windows: [changed(change)] });
}

describe('A wall', () => {
  it('is unchanged as it was saved, wherever its windows stand and whichever of them are closed', () => {
    const place = { x: 1, y: 2, width: 900, height: 600, maximized: false, fullScreen: false };
    const moved: WallWindow = { ...changed({}), places: { elsewhere: place } };
    expect(isChanged(aWall(), [moved])).toBe(false);
    expect(isChanged(aWall(), [])).toBe(false);
  });

  it.each<[string, Partial<Pane>]>([
    ['labels', { labels: 'plate' }],
    ['basemap', { basemap: 'builtin-dark' }],
    ['mode', { mode: { kind: 'follow', imei: '358899051025339' } }],
    ['views', { views: [{ name: 'Harbour', camera: berlin }] }],
    ['camera', { camera: berlin }],
  ])('is changed by another %s of a pane', (_what, change) => {
    expect(isChanged(aWall(), [changed(change)])).toBe(true);
  });

  it('is changed by another division and by a window that was added', () => {
    const [window] = aWall().windows;
    if (window === undefined) throw new Error('A wall has at least one window');
    expect(isWindowChanged(aWall(), { ...window, content: content('left') })).toBe(true);
    expect(isWindowChanged(aWall(), { ...window, content: content('right', 'left') })).toBe(true);
    expect(isChanged(aWall(), [window, { ...window, id: 'window-2' }])).toBe(true);
  });

  it('is not changed by what a map rounds, nor by a camera that a mode guides', () => {
    const near = { lng: berlin.lng + 0.0005, lat: berlin.lat, zoom: berlin.zoom + 0.001 };
    expect(isChanged(savedWith({ camera: berlin }), [changed({ camera: near })])).toBe(false);
    const far = { ...berlin, lng: berlin.lng + 0.01 };
    expect(isChanged(savedWith({ camera: berlin }), [changed({ camera: far })])).toBe(true);
    const mode: Pane['mode'] = { kind: 'rotate', seconds: 20 };
    const guided = [changed({ mode, camera: far })];
    expect(isChanged(savedWith({ mode, camera: berlin }), guided)).toBe(false);
  });

  it('keeps its closed windows when its changes are saved', () => {
    const saved = aWall({ windows: [...aWall().windows, { ...changed({}), id: 'closed' }] });
    const open = [changed({ labels: 'name' }), { ...changed({}), id: 'added' }];
    const windows = withChanges(saved, open);
    expect(windows.map(({ id }) => id)).toEqual(['window-1', 'closed', 'added']);
    expect(isChanged({ ...saved, windows }, open)).toBe(false);
  });
});
